import FoundationEssentials

/// What the pages say in one language: `texts/de.js`, which is `export default`, a JSON object, and a semicolon.
struct Texts {
    /// The language whose file modules import. The others stand in for it.
    static let reference = "en"

    let language: String
    private let root: TextNode

    static func path(of language: String) -> String { "texts/\(language).js" }

    /// Those that the folder has files for, in alphabetical order. Empty for a folder without texts.
    static func all(in folder: SourceFolder) throws(PackingFault) -> [Texts] {
        let languages = folder.paths.filter { $0.hasPrefix("texts/") }.map { String($0.dropFirst("texts/".count).prefix { $0 != "." }) }
        guard languages.isEmpty || languages.contains(reference) else {
            throw PackingFault(path: path(of: reference), line: 1, message: "this file must be there, since other texts are")
        }
        var all: [Texts] = []
        for language in languages { all.append(try Texts(language, folder)) }
        return all
    }

    private init(_ language: String, _ folder: SourceFolder) throws(PackingFault) {
        let path = Self.path(of: language)
        self.language = language
        guard let bytes = folder.files[path] else {
            throw PackingFault(path: "texts/\(language)", line: 1, message: "a file of texts is named \(path)")
        }
        let tokens = try JavaScriptScanner.tokens(of: bytes, path: path)
        let words = tokens.prefix(2).map { String(decoding: bytes[$0.range], as: UTF8.self) }
        guard words == ["export", "default"], let last = tokens.last, bytes[last.range].elementsEqual(";".utf8) else {
            throw PackingFault(path: path, line: 1, message: "“export default”, a JSON object and “;” is expected here")
        }
        let json = Data(bytes[tokens[1].range.upperBound..<last.range.lowerBound])
        do {
            root = .group(try JSONDecoder().decode([String: TextNode].self, from: json))
        } catch {
            let line = bytes[..<tokens[1].range.lowerBound].nextLine
            throw PackingFault(path: path, line: line, message: "this is no JSON object of texts: \(error)")
        }
    }

    /// What may be groups of texts that modules name, as in `.entry`.
    static func groups(namedBy modules: [Module]) -> Set<String> {
        modules.reduce(into: []) { $0.formUnion($1.memberNames) }
    }

    /// A module of texts with those groups alone: a page has no use for what another says. Texts that are in no group stay.
    static func trimmed(_ texts: Module, to used: Set<String>) -> Module {
        let bytes = Array(texts.body.utf8)
        guard let tokens = try? JavaScriptScanner.tokens(of: bytes, path: texts.path) else { return texts }
        var (kept, copied) = ([UInt8](), 0)
        for (index, token) in tokens.enumerated() where token.kind == .string && token.depth == 1 {
            let name = String(decoding: bytes[token.range].dropFirst().dropLast(), as: UTF8.self)
            guard index + 2 < tokens.count, bytes[tokens[index + 2].range].elementsEqual("{".utf8), !used.contains(name) else { continue }
            // As far as the next member, or the end of all.
            let end = tokens[(index + 2)...].first { $0.depth == 0 || ($0.depth == 1 && $0.kind == .string) }
            kept += bytes[copied..<token.range.lowerBound]
            copied = end?.range.lowerBound ?? bytes.count
        }
        var trimmed = texts
        trimmed.body = String(decoding: kept + bytes[copied...], as: UTF8.self)
        return trimmed
    }

    /// The text at `entry.logIn`. Nil if there is none, or a group.
    subscript(key: String) -> String? {
        var node: TextNode? = root
        for name in key.split(separator: ".", omittingEmptySubsequences: false) {
            guard case .group(let members) = node else { return nil }
            node = members[String(name)]
        }
        guard case .text(let text) = node else { return nil }
        return text
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
