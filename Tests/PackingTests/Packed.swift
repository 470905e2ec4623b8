import Assets
import Testing

@testable import Packing

/// A small folder, packed, to look into.
struct Packed {
    let folder: AssetFolder

    init(_ files: [String: String]) throws {
        folder = try AssetFolder(packing: files.map { ($0.key, Array($0.value.utf8)) })
    }

    var paths: [String] { folder.assets.map(\.path) }

    subscript(path: String) -> String? {
        get throws { try folder.assets.first { $0.path == path }.map { String(decoding: try $0.plain(), as: UTF8.self) } }
    }

    /// What is said about a folder that can't be packed.
    static func fault(_ files: [String: String]) throws -> String {
        let fault = try #require(throws: PackingFault.self) { try Packed(files) }
        return fault.description
    }

    /// The bundle of `pages/a.js`, in a folder with a page that names it, and texts.
    static func bundle(_ modules: [String: String], language: String = "en") throws -> String {
        try #require(try Packed(modules.merging(page) { mine, _ in mine })["\(language)/pages/a.js"])
    }

    static func bundleFault(_ modules: [String: String]) throws -> String {
        try fault(modules.merging(page) { mine, _ in mine })
    }

    private static let page = [
        "a.html": "<script type=\"module\" src=\"{{assets}}/{{language}}/pages/a.js\"></script>", "texts/en/entry.js": "export default {};",
    ]
}
