import Assets
import Testing

@testable import Packing

@Suite struct PackingTests {
    private typealias File = (path: String, content: [UInt8])

    private func pack(_ files: (String, String)...) throws -> AssetFolder {
        try AssetFolder(packing: files.map { ($0.0, Array($0.1.utf8)) })
    }

    private func text(of path: String, in folder: AssetFolder) throws -> String? {
        try folder.assets.first { $0.path == path }.map { String(decoding: try $0.plain(), as: UTF8.self) }
    }

    @Test func onlyPagesGetTheAddressOfTheAssets() throws {
        let content = "<link href=\"{{assets}}/a.css\"><script src={{assets}}/b.js>{{other}}"
        let folder = try pack(("a.css", content), ("b.js", content), ("c.html", content), ("d/e.html", content), ("f.svg", content))
        let address = "/assets/\(folder.hash)"
        let replaced = "<link href=\"\(address)/a.css\"><script src=\(address)/b.js>{{other}}"
        for page in ["c.html", "d/e.html"] { #expect(try text(of: page, in: folder) == replaced) }
        for other in ["a.css", "b.js", "f.svg"] { #expect(try text(of: other, in: folder) == content) }
    }

    @Test func placeholdersAtTheEdgesAndWithoutAny() throws {
        let folder = try pack(("a.html", "{{assets}}{{assets}}"), ("b.html", "none"), ("c.html", ""))
        #expect(try text(of: "a.html", in: folder) == "/assets/\(folder.hash)/assets/\(folder.hash)")
        #expect(try text(of: "b.html", in: folder) == "none")
        #expect(try text(of: "c.html", in: folder)?.isEmpty == true)
    }

    @Test func bytesThatAreNoTextStayAsTheyAre() throws {
        let bytes = (0...255).map { UInt8($0) } + [0xff, 0xfe, 0xc0, 0x80]
        let folder = try AssetFolder(packing: [("icon.png", bytes)])
        #expect(try folder.assets.first?.plain() == bytes)
    }

    @Test func theHashTellsAnyTwoFoldersApart() throws {
        let folders = [
            try pack(), try pack(("a", "1"), ("b", "2")), try pack(("a", "1"), ("b", "3")), try pack(("a", "1"), ("c", "2")),
            try pack(("a", "2"), ("b", "1")), try pack(("a", "1")), try pack(("a", "1"), ("b", "2"), ("c", "")),
            try pack(("a", "1b\u{0}2")),
            try pack(("a", ""), ("1b", "2")), try pack(("a1", ""), ("b", "2")),
        ]
        #expect(Set(folders.map(\.hash)).count == folders.count)
        for folder in folders {
            #expect(folder.hash.count == 16)
            #expect(folder.hash.allSatisfy { $0.isHexDigit && !$0.isUppercase })
        }
    }

    @Test func theOrderOfTheFilesDoesNotMatter() throws {
        let (one, other) = (try pack(("a", "1"), ("b", "2")), try pack(("b", "2"), ("a", "1")))
        #expect(one.hash == other.hash)
        #expect(one.assets.map(\.path) == ["a", "b"] && other.assets.map(\.path) == ["a", "b"])
    }

    /// A page's own hash is of what is served, so that it changes with the address in it.
    @Test func aPageChangesWithTheAssetsItNames() throws {
        let (one, other) = (try pack(("a.html", "{{assets}}"), ("b", "1")), try pack(("a.html", "{{assets}}"), ("b", "2")))
        #expect(one.assets.first?.hash != other.assets.first?.hash)
    }

    @Test func theSourceContainsEveryFile() throws {
        let folder = try pack(("a.html", "x"), ("sub/quote\"s.js", "y"), ("back\\slash.css", "z"), ("ünï.txt", ""))
        let source = folder.swiftSource(name: "web")
        #expect(source.contains("extension AssetFolder") && source.contains("static let web = AssetFolder("))
        #expect(source.contains("hash: \"\(folder.hash)\""))
        for asset in folder.assets {
            #expect(source.contains("hash: \"\(asset.hash)\", base64: \"\(asset.gzip.base64())\""))
            #expect(source.contains("path: \(String(reflecting: asset.path))"))
        }
        #expect(!source.contains("quote\"s"))
    }

    @Test func whatTheSourceHoldsIsWhatWasPacked() throws {
        let asset = Asset(path: "a.txt", hash: "af63ad4c86019caf", base64: "H4sIAAAAAAACA8tIzcnJV0gsLk4tKeYCADw+DqUNAAAA")
        #expect(asset.path == "a.txt")
        #expect(asset.hash == "af63ad4c86019caf")
        #expect(try asset.plain() == Array("hello assets\n".utf8))
    }
}
