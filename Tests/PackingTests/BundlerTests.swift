import Testing

@testable import Packing

@Suite struct BundlerTests {
    @Test func dependenciesComeFirstAndEachOnce() throws {
        let bundle = try Packed.bundle([
            "pages/a.js":
                "import { one, two as second } from \"../lib/b.js\";\nimport { c } from \"../lib/c-d.js\";\nawait one(second, c);\n",
            "lib/b.js":
                "import { c } from \"./c-d.js\";\nexport function one() {}\nexport const two = c;\nconst own = 1;\nexport { own as mine };\n",
            "lib/c-d.js": "export const c = 3;\n",
        ])
        #expect(
            bundle == """
                const $c_d = (() => {
                const c = 3;
                return { c };
                })();
                const $b = (() => {
                const { c } = $c_d;
                function one() {}
                const two = c;
                const own = 1;
                return { one, two, mine: own };
                })();
                const { one, two: second } = $b;
                const { c } = $c_d;
                await one(second, c);

                """
        )
    }

    // MARK: Parts

    private static let divided = [
        "a.html": "<script type=\"module\" src=\"{{assets}}/{{language}}/pages/a.js\"></script>",
        "texts/en/both.js": "export default { \"x\": \"1\" };", "texts/en/own.js": "export default { \"x\": \"2\" };",
        "lib/both.js": "import texts from \"../texts/en/both.js\";\nexport const both = texts.x;",
        "lib/own.js":
            "import bothTexts from \"../texts/en/both.js\";\nimport ownTexts from \"../texts/en/own.js\";\nexport const own = bothTexts.x + ownTexts.x;",
        "lib/two.js": "export const two = 2;",
        "pages/a.js":
            "import { both } from \"../lib/both.js\";\nsay(both, () => import(\"./b.js\"), () => import(\"./c.js\"));",
        "pages/b.js":
            "import { own } from \"../lib/own.js\";\nimport { two } from \"../lib/two.js\";\nimport { both } from \"../lib/both.js\";\nexport const b = own + two + both;",
        "pages/c.js": "import { two } from \"../lib/two.js\";\nconst here = two;\nexport { here as c };",
    ]

    /// What a part alone needs is in it, what several need in the bundle, and nothing is there twice.
    @Test func partsTakeFromTheBundleWhatIsThere() throws {
        let packed = try Packed(Self.divided)
        let main = try #require(try packed["en/pages/a.js"])
        #expect(main.contains("const $two = (() => {") && main.contains("const $both$ = (() => {") && !main.contains("$own"))
        #expect(main.contains("import(\"./b.js\")") && main.hasSuffix("export { $both, $both$, $two };\n"))
        #expect(main.contains("\"x\": \"1\"") && !main.contains("\"x\": \"2\""))
        #expect(
            try packed["en/pages/b.js"] == """
                import { $both, $both$, $two } from "../pages/a.js";
                const $own = (() => {
                const $default = { "x": "2" };
                return { default: $default };
                })();
                const $own$ = (() => {
                const { default: bothTexts } = $both;
                const { default: ownTexts } = $own;
                const own = bothTexts.x + ownTexts.x;
                return { own };
                })();
                const { own } = $own$;
                const { two } = $two;
                const { both } = $both$;
                const b = own + two + both;
                export { b };

                """
        )
        #expect(try #require(try packed["en/pages/c.js"]).hasSuffix("const { two } = $two;\nconst here = two;\nexport { here as c };\n"))
        #expect(packed.paths.filter { $0.hasSuffix(".js") } == ["en/pages/a.js", "en/pages/b.js", "en/pages/c.js"])
    }

    @Test(arguments: [
        ("pages/a.js", "await x(() => import(\"./b.js\"));", "pages/a.js:1: error: its parts would wait for this await"),
        (
            "pages/a.js", "import { b } from \"./b.js\";\nx(b, () => import(\"./b.js\"));",
            "pages/a.js:2: error: pages/b.js is imported besides"
        ),
        ("pages/a.js", "x(() => import(\"./d.js\"));", "pages/a.js:1: error: there is no module pages/d.js"),
        ("pages/b.js", "x(() => import(\"./c.js\"));", "pages/b.js:1: error: only the module that a page names may have parts"),
        ("pages/b.js", "await x();", "pages/b.js:1: error: only the module that a page names may await"),
        ("pages/b.js", "import \"./a.js\";", "pages/b.js:1: error: modules import each other"),
        (
            "b.html", "<script type=\"module\" src=\"{{assets}}/{{language}}/pages/c.js\"></script>",
            "b.html:1: error: pages/c.js is a part of one page"
        ),
    ])
    func whatCannotBeAPart(_ path: String, _ content: String, _ message: String) throws {
        #expect(try Packed.fault(Self.divided.merging([path: content]) { $1 }).hasPrefix(message))
    }

    @Test func everyFormOfImport() throws {
        let bundle = try Packed.bundle([
            "pages/a.js": """
            import "../elements/x.js";
            import * as whole from "../lib/b.js";
            import first, { second as other } from "../lib/b.js";
            import {
              third,
            } from '../lib/b.js';
            """,
            "elements/x.js": "register();", "lib/b.js": "export default 1 + 2;\nexport class second {}\nexport async function third() {}",
        ])
        #expect(bundle.hasPrefix("const $x = (() => {\nregister();\nreturn {  };\n})();\nconst $b = (() => {\n"))
        #expect(bundle.contains("const $default = 1 + 2;\nclass second {}\nasync function third() {}\n"))
        #expect(bundle.contains("return { default: $default, second, third };"))
        #expect(
            bundle.hasSuffix(
                "const whole = $b;\nconst { default: first, second: other } = $b;\nconst { third } = $b;\n"
            )
        )
    }

    @Test func modulesOfOneNameAreToldApart() throws {
        let bundle = try Packed.bundle([
            "pages/a.js": "import { x } from \"../lib/b.js\";\nimport { x as y } from \"../elements/b.js\";\nx(y);",
            "lib/b.js": "export const x = 1;", "elements/b.js": "export const x = 2;",
        ])
        #expect(bundle.contains("const { x } = $b;\nconst { x: y } = $b$;\nx(y);"))
    }

    @Test func namesThatModulesUseThemselvesAreLeftToThem() throws {
        let bundle = try Packed.bundle([
            "pages/a.js": "import { x } from \"../lib/b.js\";\nconst $b$ = 1;", "lib/b.js": "const $b = 1;\nexport const x = { $: $b };",
        ])
        #expect(bundle.hasPrefix("const $b$$ = (() => {\nconst $b = 1;") && bundle.hasSuffix("const { x } = $b$$;\nconst $b$ = 1;\n"))
    }

    @Test func aBundleHasTheTextsOfItsLanguage() throws {
        let modules = [
            "pages/a.js": "import texts from \"../texts/en/entry.js\";\nshow(texts.yes);",
            "texts/en/entry.js": "export default { \"yes\": \"Yes\" };",
            "texts/de/entry.js": "/** Deutsch */\nexport default { \"yes\": \"Ja\" };",
        ]
        let (english, german) = (try Packed.bundle(modules), try Packed.bundle(modules, language: "de"))
        #expect(english.contains("const $default = { \"yes\": \"Yes\" };") && !english.contains("Ja"))
        #expect(german.contains("const $default = { \"yes\": \"Ja\" };") && !german.contains("Yes"))
    }

    /// Comments and indentation go, and whatever only looks like them stays.
    @Test func whatIsLeftOut() throws {
        let source = """
            /** @typedef {import("./shell.js").Shell} Shell */
            // import { x } from "./x.js";
            const a = 1; // behind

              /**
               * export const b = "`";
               */
              const path = "/* no */ // comment"; const pattern = /[/"'`*]\\/\\/*/.test(a);
            const half = a / 2 / (a) / 3; let i = 0; i++ / 2;
            const text = `
              // import stays
              ${a /* gone */ + `/* ${{ a }.a} */`}
              export stays`;
            return_: /** @type {string} */ (a);
            x.import = { import: 1, export: 2 };
            """
        let kept = """
            const a = 1;
            const path = "/* no */ // comment"; const pattern = /[/"'`*]\\/\\/*/.test(a);
            const half = a / 2 / (a) / 3; let i = 0; i++ / 2;
            const text = `
              // import stays
              ${a + `/* ${{ a }.a} */`}
              export stays`;
            return_: (a);
            x.import = { import: 1, export: 2 };

            """
        #expect(try Packed.bundle(["pages/a.js": source]) == kept)
    }

    /// A line break may end a statement, so one stays, even where a comment held it.
    @Test func lineBreaksStay() throws {
        #expect(try Packed.bundle(["pages/a.js": "a()\n\n\n// b\n  c() /* d\n */ e()"]) == "a()\nc()\ne()\n")
    }

    @Test func awaitInsideFunctionsIsAnyones() throws {
        let module = "export const f = async () => await g();\nexport async function g() {\n  await 1;\n}\nx.await = 1;"
        #expect(try Packed.bundle(["pages/a.js": "import { f } from \"./b.js\";\nf();", "pages/b.js": module]).contains("await g()"))
    }

    private static let faults: [(module: String, message: String)] = [
        ("await x();", "pages/b.js:2: error: only the module that a page names may await outside of functions"),
        ("export * from \"./c.js\";", "pages/b.js:2: error: this export can’t be bundled"),
        ("export { x } from \"./c.js\";", "pages/b.js:2: error: “export … from” can’t be bundled"),
        ("export let x = 1;", "pages/b.js:2: error: a variable can’t be exported"),
        ("export default function x() {}", "pages/b.js:2: error: the default export must be an expression"),
        ("export const x = 1, y = 2;", "pages/b.js:2: error: only one constant"),
        ("export const { x } = y;", "pages/b.js:2: error: a name is expected"),
        ("const x = () => import(\"./c.js\");", "pages/b.js:2: error: only the module that a page names may have parts"),
        ("const x = () => import(path);", "pages/b.js:2: error: import.meta, and import() of anything but a path"),
        ("const x = () => import(\"./c.js\", {});", "pages/b.js:2: error: import.meta, and import() of anything but a path"),
        ("const x = () => import(\"c\");", "pages/b.js:2: error: \"c\" is no file of this folder"),
        ("import(\"./c.js\");", "pages/b.js:2: error: this import must have its promise used"),
        ("x(import.meta.url);", "pages/b.js:2: error: import.meta"),
        ("  import \"./c.js\";", "pages/b.js:2: error: “import” must be at the start of its line"),
        ("{\nexport { x };\n}", "pages/b.js:3: error: “export” must be at the start of its line"),
        ("import \"./c.js\"", "pages/b.js:3: error: a semicolon is expected"),
        ("import \"hono\";", "pages/b.js:2: error: \"hono\" is no file of this folder"),
        ("import \"../../c.js\";", "pages/b.js:2: error: \"../../c.js\" is no file of this folder"),
        ("import \"./nothing.js\";", "pages/b.js:2: error: there is no module pages/nothing.js"),
        ("import texts from \"../texts/en/nothing.js\";", "pages/b.js:2: error: there is no module texts/en/nothing.js"),
        ("import { no } from \"./c.js\";", "pages/b.js:2: error: pages/c.js doesn’t export “no”"),
        ("import no from \"./c.js\";", "pages/b.js:2: error: pages/c.js doesn’t export “default”"),
        ("import { x as } from \"./c.js\";", "pages/b.js:2: error: a name is expected"),
        ("import { x } \"./c.js\";", "pages/b.js:2: error: “,” or “from” is expected"),
        ("import { x } from", "pages/b.js:3: error: "), ("import {", "pages/b.js:"), ("import", "pages/b.js:"), ("export", "pages/b.js:"),
        ("import \"./a.js\";", "pages/b.js:2: error: modules import each other: pages/a.js → pages/b.js → pages/a.js"),
        ("import \"./b.js\";", "pages/b.js:2: error: modules import each other: pages/b.js → pages/b.js"),
        ("\"open", "pages/b.js:2: error: a string or pattern doesn't end"), ("`open\n\n", "pages/b.js:2: error: a template never ends"),
        ("/* open", "pages/b.js:2: error: a comment never ends"), ("f((1);\n", "pages/b.js:4: error: a bracket is never closed"),
        ("f(1]);", "pages/b.js:2: error: a bracket is closed that isn't open"), ("}", "pages/b.js:2: error: a bracket is closed"),
    ]

    @Test(arguments: faults)
    func whatCannotBeBundled(_ module: String, _ message: String) throws {
        let fault = try Packed.bundleFault([
            "pages/a.js": "import \"./b.js\";", "pages/b.js": "// first line\n\(module)\n", "pages/c.js": "export const x = 1;",
        ])
        #expect(fault.hasPrefix(message))
    }

    /// Wherever a file breaks off, that is said, or what is there is packed.
    @Test func everyBeginningOfAModule() throws {
        let module = """
            import one, { two as three } from "./c.js";
            import * as four from './c.js';
            export default { a: `b ${ { c: [1] } } d`, e: /[/]\\// };
            export async function* five() { return 6 / 7; /* eight */ }
            export const nine = 10, eleven = "\\"";
            export { nine as twelve };
            """
        for count in 0...module.utf8.count {
            let files = ["pages/a.js": String(decoding: module.utf8.prefix(count), as: UTF8.self), "pages/c.js": "export const two = 2;"]
            do {
                _ = try Packed.bundle(files)
            } catch let fault as PackingFault {
                #expect(fault.path == "pages/a.js")
            }
        }
    }

    @Test func aModuleThatAPageNamesMustBeThere() throws {
        #expect(try Packed.bundleFault([:]) == "a.html:1: error: there is no module pages/a.js")
    }
}
