/// Makes one file of a stylesheet and everything that it imports.
///
/// `@import "./tokens.css";` stands alone on its line, above everything else.
struct Stylesheet {
    private let folder: SourceFolder
    private var seen: Set<String> = []
    private var rules: [UInt8] = []

    static func bundle(_ path: String, in folder: SourceFolder, namedBy page: PackingFault.Place) throws(PackingFault) -> [UInt8] {
        var sheet = Stylesheet(folder: folder)
        try sheet.add(path, from: page)
        return sheet.rules
    }

    private init(folder: SourceFolder) {
        self.folder = folder
    }

    /// What is imported first, each file once.
    private mutating func add(_ path: String, from place: PackingFault.Place) throws(PackingFault) {
        guard seen.insert(path).inserted else { return }
        guard let bytes = folder.files[path] else { throw place.fault("there is no stylesheet \(path)") }
        var own: [UInt8] = []
        for (number, line) in try Self.lines(of: bytes, path: path) {
            let place = PackingFault.Place(path: path, line: number)
            if line.starts(with: "@import".utf8) {
                guard own.isEmpty else { throw place.fault("“@import” must be above everything else") }
                try add(try Self.target(of: line, at: place), from: place)
            } else {
                own += line + [UInt8(ascii: "\n")]
            }
        }
        rules += own
    }

    private static func target(of line: [UInt8], at place: PackingFault.Place) throws(PackingFault) -> String {
        let parts = String(decoding: line, as: UTF8.self).split(separator: "\"", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "@import ", parts[2] == ";", let path = SourceFolder.path(of: String(parts[1]), in: place.path)
        else {
            throw place.fault("only an import like @import \"./tokens.css\"; can be bundled")
        }
        return path
    }

    /// Lines with something on them, without indentation and comments.
    private static func lines(of bytes: [UInt8], path: String) throws(PackingFault) -> [(number: Int, text: [UInt8])] {
        var lines: [(number: Int, text: [UInt8])] = []
        let plain = try withoutComments(bytes, path: path)
        for (index, line) in plain.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            guard let start = line.firstIndex(where: { !$0.isBlank }), let end = line.lastIndex(where: { !$0.isBlank }) else { continue }
            lines.append((index + 1, Array(line[start...end])))
        }
        return lines
    }

    /// Line breaks stay. A comment between two characters stays as an empty one, since it keeps them apart.
    private static func withoutComments(_ bytes: [UInt8], path: String) throws(PackingFault) -> [UInt8] {
        var plain: [UInt8] = []
        var quote: UInt8?
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if quote == nil, bytes[index...].starts(with: "/*".utf8) {
                let end = bytes[(index + 2)...].firstRange(of: Array("*/".utf8))
                guard let end else { throw PackingFault(path: path, line: bytes[..<index].nextLine, message: "a comment never ends") }
                let isAlone = plain.last?.isBlank != false || bytes[end.upperBound...].first?.isBlank != false
                plain += isAlone ? [] : Array("/**/".utf8)
                plain += bytes[index..<end.upperBound].filter { $0 == UInt8(ascii: "\n") }
                index = end.upperBound
                continue
            }
            if quote != nil, byte == UInt8(ascii: "\\"), index + 1 < bytes.count {
                plain.append(byte)
                index += 1
            } else if byte == quote || byte == UInt8(ascii: "\n") {
                quote = nil
            } else if quote == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            }
            plain.append(bytes[index])
            index += 1
        }
        return plain
    }
}
