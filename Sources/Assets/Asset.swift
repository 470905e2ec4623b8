/// One file for browsers, compressed when the program was built.
public struct Asset: Sendable {
    /// Path relative to the packed folder, with `/` between its parts: `pages/members.js`.
    public let path: String
    /// Hash of the uncompressed content, 16 hexadecimal digits.
    public let hash: String
    private let content: Content

    private enum Content {
        case gzip([UInt8])
        case base64(StaticString)
    }

    public init(path: String, hash: String, gzip: [UInt8]) {
        self.path = path
        self.hash = hash
        content = .gzip(gzip)
    }

    /// As the packing tool writes it: the compressed bytes in base64, which compiles in a moment where an array literal takes minutes.
    public init(path: StaticString, hash: StaticString, base64 gzip: StaticString) {
        self.path = path.description
        self.hash = hash.description
        content = .base64(gzip)
    }

    package init(path: String, content: [UInt8]) throws(GzipError) {
        var hash = FNV1a()
        hash.add(content)
        self.init(path: path, hash: hash.text, gzip: try Gzip.compress(content))
    }

    /// The content, gzip -9. Decoded with each use.
    public var gzip: [UInt8] {
        switch content {
        case .gzip(let bytes): bytes
        case .base64(let text): text.withUTF8Buffer { [UInt8](decodingBase64: $0) }
        }
    }

    public func plain() throws(GzipError) -> [UInt8] {
        try Gzip.decompress(gzip)
    }

    /// With a text in it replaced, for what is known only when the server starts.
    public func replacing(_ text: String, with replacement: String) throws(GzipError) -> Asset {
        let (old, new) = (Array(text.utf8), Array(replacement.utf8))
        var rest = try plain()[...]
        var content: [UInt8] = []
        while let start = rest.firstStart(of: old) {
            content += rest[..<start] + new
            rest = rest[(start + old.count)...]
        }
        return content.isEmpty ? self : try Asset(path: path, content: content + rest)
    }
}

extension ArraySlice<UInt8> {
    /// Where `text` begins in it.
    fileprivate func firstStart(of text: [UInt8]) -> Int? {
        var rest = self
        while let start = rest.firstIndex(of: text[0]) {
            if rest[start...].starts(with: text) { return start }
            rest = rest[(start + 1)...]
        }
        return nil
    }
}

/// A packed folder: its files and one hash over all of them.
public struct AssetFolder: Sendable {
    /// Changes when any file's path or content does. Stands in the address of each file, which can then be cached for ever.
    public let hash: String
    public let assets: [Asset]

    public init(hash: String, assets: [Asset]) {
        self.hash = hash
        self.assets = assets
    }
}
