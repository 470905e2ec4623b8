/// Why a folder can't be packed, in the form that compilers use: `pages/login.js:3: error: …`
public struct PackingFault: Error, CustomStringConvertible {
    /// Relative to the folder.
    public let path: String
    public let line: Int
    public let message: String

    public var description: String { "\(path):\(line): error: \(message)" }

    /// Where a file is named that may turn out to be at fault.
    struct Place {
        let path: String
        let line: Int

        func fault(_ message: String) -> PackingFault { PackingFault(path: path, line: line, message: message) }
    }
}

/// The files of a folder as their authors wrote them, by path.
struct SourceFolder {
    let files: [String: [UInt8]]

    /// In an order that doesn't depend on where they came from.
    var paths: [String] { files.keys.sorted() }

    /// Where `./b.js` or `../a/b.js`, written in the file at `path`, leads. Nil for every other form, and for what leads out of the folder.
    static func path(of reference: String, in path: String) -> String? {
        guard reference.hasPrefix("./") || reference.hasPrefix("../") else { return nil }
        var parts = path.split(separator: "/").dropLast()
        for part in reference.split(separator: "/", omittingEmptySubsequences: false) {
            switch part {
            case ".": continue
            case "..": guard parts.popLast() != nil else { return nil }
            default: parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }
}

extension Collection<UInt8> {
    /// The line that comes after this text, counted from 1.
    var nextLine: Int { reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 } }
}
