import Testing

@testable import Packing

@Suite struct StylesheetTests {
    private func bundle(_ files: [String: String]) throws -> String? {
        try Packed(files.merging(Self.page) { mine, _ in mine })["styles/a.css"]
    }

    private static let page = [
        "a.html": "<link rel=\"stylesheet\" href=\"{{assets}}/styles/a.css\" />", "texts/en/entry.js": "export default {};",
    ]

    @Test func importsComeFirstAndEachOnce() throws {
        let bundle = try bundle([
            "styles/a.css": "/* All. */\n@import \"./b.css\";\n@import \"../c.css\";\n\na {\n  color: red;\n}\n",
            "styles/b.css": "@import \"../c.css\";\nb {}\n", "c.css": ":root {}",
        ])
        #expect(bundle == ":root {}\nb {}\na {\ncolor: red;\n}\n")
    }

    @Test func commentsGoAndStringsStay() throws {
        let source = "/* a\n b */ a /* c */ > b/**/.d { content: \"/* \\\" no */\"; } /* e */\n.f::after { content: '\"/*'; }/*g*/\n"
        #expect(try bundle(["styles/a.css": source]) == "a  > b/**/.d { content: \"/* \\\" no */\"; }\n.f::after { content: '\"/*'; }\n")
    }

    @Test(arguments: [
        ("a {}\n@import \"./b.css\";", "styles/a.css:2: error: “@import” must be above everything else"),
        ("/* 1\n2 */\n@import url(\"./b.css\");", "styles/a.css:3: error: only an import like"),
        ("@import \"./b.css\" screen;", "styles/a.css:1: error: only an import like"),
        ("@import \"./b.css\"; a {}", "styles/a.css:1: error: only an import like"),
        ("@import './b.css';", "styles/a.css:1: error: only an import like"),
        ("@import \"b.css\";", "styles/a.css:1: error: only an import like"),
        ("@import \"../../b.css\";", "styles/a.css:1: error: only an import like"),
        ("@import \"./none.css\";", "styles/a.css:1: error: there is no stylesheet styles/none.css"),
        ("a {}\n/* b", "styles/a.css:2: error: a comment never ends"),
    ])
    func whatCannotBeBundled(_ source: String, _ message: String) throws {
        let fault = try Packed.fault(["styles/a.css": source, "styles/b.css": ""].merging(Self.page) { mine, _ in mine })
        #expect(fault.hasPrefix(message))
    }

    @Test func aStylesheetThatAPageNamesMustBeThere() throws {
        #expect(try Packed.fault(Self.page) == "a.html:1: error: there is no stylesheet styles/a.css")
    }
}
