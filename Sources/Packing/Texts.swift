import FoundationEssentials

/// What the pages say in one language: a file for each group of texts, such as `texts/de/entry.js`, which is `export default`, a JSON
/// object, and a semicolon.
struct Texts {
    /// The language whose files modules import. Those of the others stand in for them.
    static let reference = "en"

    let language: String
    private var groups: [String: TextNode] = [:]

    /// Those that the folder has files for, in alphabetical order. Empty for a folder without texts.
    static func all(in folder: SourceFolder) throws(PackingFault) -> [Texts] {
        var all: [String: Texts] = [:]
        for path in folder.paths where path.hasPrefix("texts/") {
            let names = path.split(separator: "/").dropFirst().map(String.init)
            guard names.count == 2, names[1].hasSuffix(".js"), let bytes = folder.files[path] else {
                throw PackingFault(path: path, line: 1, message: "a file of texts is named like texts/\(reference)/entry.js")
            }
            all[names[0], default: Texts(language: names[0])].groups[String(names[1].dropLast(3))] = try group(bytes, path)
        }
        try check(all)
        return all.values.sorted { $0.language < $1.language }
    }

    /// Whichever group one language has, all have, the reference language first of all.
    private static func check(_ all: [String: Texts]) throws(PackingFault) {
        let groups = Set(all.values.flatMap(\.groups.keys)).sorted()
        for language in Set(all.keys).union([reference]).sorted() {
            for group in groups where all[language]?.groups[group] == nil {
                throw PackingFault(path: "texts/\(language)/\(group).js", line: 1, message: "another language has this file")
            }
        }
    }

    private init(language: String) {
        self.language = language
    }

    private static func group(_ bytes: [UInt8], _ path: String) throws(PackingFault) -> TextNode {
        let tokens = try JavaScriptScanner.tokens(of: bytes, path: path)
        let words = tokens.prefix(2).map { String(decoding: bytes[$0.range], as: UTF8.self) }
        guard words == ["export", "default"], let last = tokens.last, bytes[last.range].elementsEqual(";".utf8) else {
            throw PackingFault(path: path, line: 1, message: "“export default”, a JSON object and “;” is expected here")
        }
        let json = Data(bytes[tokens[1].range.upperBound..<last.range.lowerBound])
        do {
            return .group(try JSONDecoder().decode([String: TextNode].self, from: json))
        } catch {
            let line = bytes[..<tokens[1].range.lowerBound].nextLine
            throw PackingFault(path: path, line: line, message: "this is no JSON object of texts: \(error)")
        }
    }

    /// The text at `entry.logIn`. Nil if there is none, or a group.
    subscript(key: String) -> String? {
        var node: TextNode? = .group(groups)
        for name in key.split(separator: ".", omittingEmptySubsequences: false) {
            guard case .group(let members) = node else { return nil }
            node = members[String(name)]
        }
        guard case .text(let text) = node else { return nil }
        return text
    }
}

extension SourceFolder {
    /// The folder as it is in one language, whose texts are where modules look for those of the reference language.
    func speaking(_ language: String) -> SourceFolder {
        let (own, reference) = ("texts/\(language)/", "texts/\(Texts.reference)/")
        let texts = files.filter { $0.key.hasPrefix(own) }.map { (reference + $0.key.dropFirst(own.count), $0.value) }
        return SourceFolder(files: files.filter { !$0.key.hasPrefix("texts/") }.merging(texts) { $1 })
    }
}

private indirect enum TextNode: Decodable {
    case text(String)
    case group([String: TextNode])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .text(text)
        } else {
            self = .group(try container.decode([String: TextNode].self))
        }
    }
}
