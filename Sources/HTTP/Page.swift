import Assets
import Domain
import HTTPTypes
import Hummingbird

/// A page in each language that it was packed in, ready to be sent.
struct Page: Sendable {
    /// `login.html`
    let name: String
    private let files: [Language: StoredFile]
    /// For languages that the page isn't there in, and the only file of a page that has none.
    private let reference: StoredFile

    /// - Parameter assets: at least one; without a language if it is for every language.
    private init(_ name: String, _ assets: [(language: Language?, asset: Asset)], passwordMinimum: Int) {
        self.name = name
        let files = assets.map { language, asset in
            let file = StoredFile(lifetime: .revalidated, language: language) {
                try asset.replacing("{{passwordMinimum}}", with: String(passwordMinimum))
            }
            return (language, file)
        }
        reference = files.first { $0.0 == .english }?.1 ?? files[0].1
        self.files = Dictionary(uniqueKeysWithValues: files.compactMap { language, file in language.map { ($0, file) } })
    }

    /// HTML files at the top of the folder and of its languages: `login.html` and `de/login.html` are the page `/login`.
    ///
    /// Filled with what a page's script must know before it asks: how long passwords are here.
    static func all(in folder: AssetFolder, passwordMinimum: Int) -> [Page] {
        let parts = folder.assets.compactMap { asset in asset.page.map { (name: $0.name, part: (language: $0.language, asset: asset)) } }
        return Dictionary(grouping: parts, by: \.name).sorted { $0.key < $1.key }.map { name, parts in
            Page(name, parts.map(\.part), passwordMinimum: passwordMinimum)
        }
    }

    func response(to request: Request, status: HTTPResponse.Status = .ok) throws -> Response {
        try file(for: request).response(to: request, status: status)
    }

    /// In the language that the browser prefers.
    func file(for request: Request) -> StoredFile {
        let file = files.count > 1 ? files[Language.preferred(by: request)] : nil
        return file ?? reference
    }
}

extension Asset {
    /// Which page this is. Nil for whatever pages load.
    var page: (language: Language?, name: String)? {
        guard path.hasSuffix(".html") else { return nil }
        let parts = path.split(separator: "/")
        guard let name = parts.last.map(String.init) else { return nil }
        switch parts.count {
        case 1: return (nil, name)
        case 2: return Language(rawValue: String(parts[0])).map { ($0, name) }
        default: return nil
        }
    }
}
