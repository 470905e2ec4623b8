import Testing

@testable import Packing

@Suite struct LanguageTests {
    private static let english = """
        /** What is said.
         * @type {import("../types").Texts} */
        export default {
          "logIn": "Log in",
          "hard": "<a href=\\"x\\"> & 'b' {{passwordMinimum}} {{text:entry.logIn}}",
          "days": { "one": "{n} day", "other": "{n} days" }
        };
        """
    private static let german = "export default {\"logIn\": \"Anmelden\", \"hard\": \"Schwer\", \"days\": {\"other\": \"\"}};"

    @Test func aPageIsPackedOnceForEachLanguage() throws {
        let page = "<html lang=\"{{language}}\"><a href=\"{{assets}}/x.svg\">{{text:entry.logIn}}</a>{{passwordMinimum}}"
        let packed = try Packed([
            "log-in.html": page, "texts/en/entry.js": Self.english, "texts/de/entry.js": Self.german, "x.svg": "<svg/>",
        ])
        #expect(packed.paths == ["de/log-in.html", "en/log-in.html", "x.svg"])
        let address = "/assets/\(packed.folder.hash)/x.svg"
        #expect(try packed["en/log-in.html"] == "<html lang=\"en\"><a href=\"\(address)\">Log in</a>{{passwordMinimum}}")
        #expect(try packed["de/log-in.html"] == "<html lang=\"de\"><a href=\"\(address)\">Anmelden</a>{{passwordMinimum}}")
    }

    @Test func aTextIsEscapedAndNotFilledAgain() throws {
        let packed = try Packed(["a.html": "{{text:entry.hard}}", "texts/en/entry.js": Self.english])
        let escaped = "&lt;a href=&quot;x&quot;&gt; &amp; &#39;b&#39; {{passwordMinimum}} {{text:entry.logIn}}"
        #expect(try packed["en/a.html"] == escaped)
    }

    @Test(arguments: [
        "entry", "entry.logOut", "entry.days", "entry.days.two", "account.days", "logIn", "", "entry.", ".entry", "entry.logIn.x",
        "entry .logIn", " entry.logIn",
    ])
    func aTextThatIsNotThere(_ key: String) throws {
        let fault = try Packed.fault(["a.html": "<p>\n{{text:\(key)}}", "texts/en/entry.js": Self.english])
        #expect(fault == "a.html:2: error: texts/en has no text “\(key)”")
    }

    @Test func aTextThatOneLanguageLacks() throws {
        let texts = ["texts/en/entry.js": Self.english, "texts/de/entry.js": Self.german]
        let fault = try Packed.fault(texts.merging(["a.html": "{{language}}\n{{assets}}\n\n{{text:entry.days.one}}"]) { mine, _ in mine })
        #expect(fault == "a.html:4: error: texts/de has no text “entry.days.one”")
    }

    @Test func onlyWhatPagesLoadIsPacked() throws {
        let packed = try Packed([
            "a.html": "<link href=\"{{assets}}/styles/a.css\"><script src=\"{{assets}}/{{language}}/pages/a.js\"></script>",
            "texts/en/entry.js": Self.english, "texts/de/entry.js": Self.german, "styles/a.css": "a {}", "styles/b.css": "b {}",
            "pages/a.js": "a();",
            "lib/b.js": "export * from \"nowhere\";", "data.json": "{}", "images/a.png": "png",
        ])
        #expect(packed.paths == ["data.json", "de/a.html", "de/pages/a.js", "en/a.html", "en/pages/a.js", "images/a.png", "styles/a.css"])
    }

    @Test(arguments: ["{{assets}}/a.svg", "{{assets}}/{{language}}/a.svg", "{{assets}}/", "{{assets}}/pages/b.js"])
    func aFileThatIsNotThere(_ reference: String) throws {
        let fault = try Packed.fault(["a.html": "\n<img src=\"\(reference)\">", "texts/en/entry.js": Self.english, "pages/a.js": ""])
        #expect(fault.hasPrefix("a.html:2: error: there is no file "))
    }

    @Test func theHashCoversWhatPagesDoNotLoad() throws {
        let files = ["a.html": "a", "texts/en/entry.js": Self.english]
        let hashes = try [[:], ["lib/b.js": "1"], ["lib/b.js": "2"], ["styles/b.css": ""], ["texts/de/entry.js": Self.german]].map { more in
            try Packed(files.merging(more) { mine, _ in mine }).folder.hash
        }
        #expect(Set(hashes).count == hashes.count)
    }

    @Test(arguments: [
        "", "export default {}", "export default [];", "export default {\"a\": 1};", "export default {'a': \"b\"};",
        "export default {\"a\": [\"b\"]};", "export default {\"a\": null};", "export const a = {};", "{}", "export default \"a\";",
        "export default {\"a\": \"b\"} ;;", "export default {\"a\": \"b\" /* c */ \"d\"};",
    ])
    func whatIsNoFileOfTexts(_ texts: String) throws {
        #expect(try Packed.fault(["texts/en/entry.js": texts]).hasPrefix("texts/en/entry.js:1: error: "))
    }

    @Test func whatOneLanguageHasAFileForAllHave() throws {
        for language in ["en", "de"] {
            let texts = ["texts/en/entry.js": Self.english, "texts/de/entry.js": Self.german, "texts/\(language)/shell.js": Self.german]
            let other = language == "en" ? "de" : "en"
            #expect(try Packed.fault(texts).hasPrefix("texts/\(other)/shell.js:1: error: another language has this file"))
        }
        #expect(
            try Packed.fault(["texts/de/entry.js": Self.german]).hasPrefix("texts/en/entry.js:1: error: another language has this file"))
    }

    @Test(arguments: ["texts/notes.md", "texts/en.js", "texts/en/notes.md", "texts/en/entry/more.js"])
    func whatIsNotNamedLikeAFileOfTexts(_ path: String) throws {
        let fault = try Packed.fault(["texts/en/entry.js": Self.english, path: Self.english])
        #expect(fault == "\(path):1: error: a file of texts is named like texts/en/entry.js")
    }
}
