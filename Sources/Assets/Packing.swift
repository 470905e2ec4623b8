extension AssetFolder {
    /// What HTML pages write where the address of the assets belongs.
    static let placeholder = "{{assets}}"

    /// Compresses `files` and puts the address of the assets into the HTML pages among them.
    ///
    /// - Parameter files: path relative to the folder, and content.
    public init(packing files: [(path: String, content: [UInt8])]) throws(GzipError) {
        let files = files.sorted { $0.path < $1.path }
        var all = FNV1a()
        for file in files {
            all.add(Array("\(file.path)\0\(file.content.count)\0".utf8))
            all.add(file.content)
        }
        var assets: [Asset] = []
        for file in files {
            let content = file.path.hasSuffix(".html") ? Self.address(file.content, hash: all.text) : file.content
            var hash = FNV1a()
            hash.add(content)
            assets.append(Asset(path: file.path, hash: hash.text, gzip: try Gzip.compress(content)))
        }
        self.init(hash: all.text, assets: assets)
    }

    private static func address(_ page: [UInt8], hash: String) -> [UInt8] {
        page.replacing(placeholder, with: "/assets/\(hash)")
    }

    /// Swift source with the folder in it, as `AssetFolder.<name>`.
    public func swiftSource(name: String) -> String {
        let list = assets.map { asset in
            """
                    Asset(path: \(Self.literal(asset.path)), hash: "\(asset.hash)", base64: "\(asset.gzip.base64())"),
            """
        }
        return """
            import Assets

            extension AssetFolder {
                public static let \(name) = AssetFolder(
                    hash: "\(hash)",
                    assets: [
            \(list.joined(separator: "\n"))
                    ]
                )
            }

            """
    }

    private static func literal(_ text: String) -> String {
        String(reflecting: text)
    }
}

extension Asset {
    /// With a text in it replaced, for what is known only when the server starts.
    public func replacing(_ text: String, with replacement: String) throws(GzipError) -> Asset {
        let before = try plain()
        let after = before.replacing(text, with: replacement)
        guard after != before else { return self }
        var hash = FNV1a()
        hash.add(after)
        return Asset(path: path, hash: hash.text, gzip: try Gzip.compress(after))
    }
}

extension [UInt8] {
    fileprivate func replacing(_ text: String, with replacement: String) -> [UInt8] {
        let parts = String(decoding: self, as: UTF8.self).split(separator: text, omittingEmptySubsequences: false)
        return Array(parts.joined(separator: replacement).utf8)
    }
}

/// Fowler–Noll–Vo hash, 64 bits: tells versions of our own files apart, and protects nothing.
struct FNV1a {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ bytes: [UInt8]) {
        for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }

    var text: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
