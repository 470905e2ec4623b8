/// An HTML page with placeholders: `{{assets}}`, `{{language}}`, `{{text:entry.logIn}}`. Others are left for the server to fill.
struct PageSource {
    /// A module or stylesheet that the page loads from the folder.
    struct Reference {
        /// As it is packed, with `{{language}}` where its language belongs.
        let path: String
        let place: PackingFault.Place

        func path(in language: String) -> String { path.filling("{{language}}", with: language) }

        /// The module that becomes a bundle: `pages/login.js`.
        var module: String? {
            path.hasPrefix("{{language}}/") && path.hasSuffix(".js") ? String(path.dropFirst("{{language}}/".count)) : nil
        }
    }

    let path: String
    private let text: String

    init(path: String, content: [UInt8]) {
        self.path = path
        text = String(decoding: content, as: UTF8.self)
    }

    /// What is named by `{{assets}}/…`.
    var references: [Reference] {
        let parts = text.split(separator: "{{assets}}/", omittingEmptySubsequences: false)
        var line = parts[0].utf8.nextLine
        return parts.dropFirst().map { part in
            defer { line += part.utf8.nextLine - 1 }
            return Reference(
                path: String(part.prefix { !"\"' >".contains($0) && !$0.isNewline }), place: PackingFault.Place(path: path, line: line))
        }
    }

    /// With the address of the assets alone: a page of a folder that has no texts.
    func filled(assets: String) -> [UInt8] {
        Array(text.filling("{{assets}}", with: assets).utf8)
    }

    /// In one language. What is put in is not looked at again, so a text may hold a placeholder for the server.
    func filled(assets: String, _ texts: Texts) throws(PackingFault) -> [UInt8] {
        let parts = text.split(separator: "{{", omittingEmptySubsequences: false)
        var filled = String(parts[0])
        var line = parts[0].utf8.nextLine
        for part in parts.dropFirst() {
            let pieces = part.split(separator: "}}", maxSplits: 1, omittingEmptySubsequences: false)
            guard pieces.count == 2 else { throw PackingFault(path: path, line: line, message: "“{{” without “}}”") }
            switch pieces[0] {
            case "assets": filled += assets
            case "language": filled += texts.language
            case let name where name.hasPrefix("text:"):
                let key = String(name.dropFirst("text:".count))
                guard let text = texts[key] else {
                    throw PackingFault(path: path, line: line, message: "texts/\(texts.language) has no text “\(key)”")
                }
                filled += text.escapedForHTML
            case let name: filled += "{{\(name)}}"
            }
            filled += pieces[1]
            line += part.utf8.nextLine - 1
        }
        return Array(filled.utf8)
    }
}

extension String {
    fileprivate func filling(_ placeholder: String, with text: String) -> String {
        split(separator: placeholder, omittingEmptySubsequences: false).joined(separator: text)
    }

    fileprivate var escapedForHTML: String {
        let entities: [Character: String] = ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;"]
        return reduce(into: "") { $0 += entities[$1] ?? String($1) }
    }
}
