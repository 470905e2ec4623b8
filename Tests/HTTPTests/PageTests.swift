import Assets
import Domain
import HTTPTypes
import Packing
import Testing

@testable import HTTP

@Suite struct PageTests {
    @Test(arguments: ["/login", "/signup", "/forgot-password", "/reset-password", "/invite", "/", "/account", "/o/acme", "/o/acme/members"])
    func pages(path: String) async throws {
        try await TestServer.run { server in
            let session = try await server.signUp("Ada").cookie
            let plain = try await server.send(.get, path, headers: [.cookie: session])
            #expect(plain.status == 200)
            #expect(plain.headers[.contentType] == "text/html; charset=utf-8")
            #expect(plain.headers[.contentEncoding] == nil)
            #expect(plain.text.hasPrefix("<!doctype html>"))
            #expect(!plain.text.contains("{{assets}}"))
            #expect(plain.headers[.vary] == "Accept-Encoding, Accept-Language, Cookie")
            #expect(plain.headers[.contentLanguage] == "en")
            #expect(plain.headers[.cacheControl] == "no-cache")
            let policy = try #require(plain.headers[.contentSecurityPolicy])
            for rule in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"] {
                #expect(policy.contains(rule))
            }
            #expect(!policy.contains("unsafe"))
            #expect(plain.headers[.xContentTypeOptions] == "nosniff")

            let packed = try await server.send(.get, path, headers: [.acceptEncoding: "br, gzip;q=0.8", .cookie: session])
            #expect(packed.headers[.contentEncoding] == "gzip")
            #expect(try Gzip.decompress(Array(packed.body.readableBytesView)) == Array(plain.body.readableBytesView))

            let tag = try #require(packed.headers[.eTag])
            #expect(tag != plain.headers[.eTag])
            for match in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
                let again = try await server.send(.get, path, headers: [.acceptEncoding: "gzip", .ifNoneMatch: match, .cookie: session])
                #expect(again.status == 304)
                #expect(again.body.readableBytes == 0)
                #expect(again.headers[.eTag] == tag)
            }
            for encoding in ["gzip;q=0", "identity", "*;q=0", "gzip;q=0.0, *"] {
                let answer = try await server.send(.get, path, headers: [.acceptEncoding: encoding, .cookie: session])
                #expect(answer.headers[.contentEncoding] == nil, "\(encoding)")
            }
            #expect(try await server.send(.head, path, headers: [.cookie: session]).status == 200)
        }
    }

    /// Nothing is loaded in vain, and whoever logs in comes back.
    @Test func theShellIsForThoseWhoAreSignedIn() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            let places = [
                ("/", "/login"), ("/account", "/login?next=%2Faccount"), ("/organizations/new", "/login?next=%2Forganizations%2Fnew"),
                ("/o/acme", "/login?next=%2Fo%2Facme"), ("/o/acme/members?a=b", "/login?next=%2Fo%2Facme%2Fmembers"),
                ("/o/%C3%BC&x=/%0d%0aa", "/login?next=%2Fo%2F%25C3%25BC%26x%3D%2F%250d%250aa"),
            ]
            for (path, place) in places {
                for cookie in ["", "tenantry=\(String(repeating: "A", count: 43))", "tenantry=x; tenantry=y"] {
                    let answer = try await server.send(.get, path, headers: [.cookie: cookie, .ifNoneMatch: "*"])
                    #expect(answer.status == 303)
                    #expect(answer.headers[.location] == place)
                    #expect(answer.headers[.cacheControl] == "no-store")
                    #expect(answer.text.isEmpty)
                }
                #expect(try await server.send(.get, path, headers: [.cookie: ada.cookie]).status == 200)
            }
            _ = try await ada.call(.post, "/logout")
            #expect(try await server.send(.get, "/account", headers: [.cookie: ada.cookie]).status == 303)
        }
    }

    /// Looking at a page is no use of the session, which its calls of the API are.
    @Test func theShellDoesNotProlongTheSession() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            server.clock.advance(by: .hours(11))
            let before = try await server.rows()
            #expect(try await server.send(.get, "/account", headers: [.cookie: ada.cookie]).status == 200)
            #expect(try await server.rows() == before)
            server.clock.advance(by: .hours(1))
            #expect(try await server.send(.get, "/account", headers: [.cookie: ada.cookie]).status == 303)
        }
    }

    @Test func assetsAreImmutableUnderTheHashOfAll() async throws {
        try await TestServer.run { server in
            let page = try await server.send(.get, "/login")
            let sources = page.text.split(separator: "\"").filter { $0.hasPrefix("/assets/") }
            let prefix = try #require(sources.first).split(separator: "/").prefix(2).joined(separator: "/")
            #expect(!sources.isEmpty)
            for source in sources {
                let answer = try await server.send(.get, String(source))
                #expect(answer.status == 200, "\(source)")
                #expect(answer.headers[.cacheControl] == "public, max-age=31536000, immutable")
                #expect(answer.headers[.contentType]?.hasPrefix("text/") == true)
                #expect(answer.headers[.vary] == "Accept-Encoding")
                #expect(answer.headers[.contentLanguage] == nil)
            }
            for path in [
                "/assets/0000000000000000/styles/base.css", "/assets/x", "/assets/../login", "/assets/%2e%2e/login.html", "/nowhere",
                "/en/login",
                "/\(prefix)/en/login.html", "/\(prefix)/login.html", "/\(prefix)/texts/en/entry.js",
            ] {
                let answer = try await server.send(.get, path)
                #expect(answer.status == 404, "\(path)")
                #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
            }
        }
    }

    @Test func whatIsPackedIsServedWithoutBeingNamed() async throws {
        let files = [
            "surprise.html": "<!doctype html>{{assets}}", "deep/er/thing.js": "1", "app.html": "<!doctype html>shell",
            "least.html": "{{passwordMinimum}}",
        ]
        let folder = try AssetFolder(packing: files.map { ($0.key, Array($0.value.utf8)) })
        try await TestServer.run(web: folder) { server in
            #expect(try await server.send(.get, "/surprise").text == "<!doctype html>/assets/\(folder.hash)")
            let script = try await server.send(.get, "/assets/\(folder.hash)/deep/er/thing.js")
            #expect(script.text == "1")
            #expect(script.headers[.contentType] == "text/javascript; charset=utf-8")
            let session = try await server.signUp("Ada").cookie
            #expect(try await server.send(.get, "/o/x/y/z", headers: [.cookie: session]).text == "<!doctype html>shell")
            #expect(try await server.send(.get, "/login").status == 404)
            #expect(try await server.send(.get, "/least").text == "8")
        }
    }

    @Test func aPageComesInTheLanguageOfTheBrowser() async throws {
        try await TestServer.run(web: try Self.bilingual()) { server in
            let session = try await server.signUp("Ada").cookie
            for (wanted, language) in Self.browsers {
                var headers = wanted
                headers[.cookie] = [session, wanted[.cookie]].compactMap(\.self).joined(separator: "; ")
                for (path, status) in [("/hello", 200), ("/o/acme", 200), ("/nowhere", 404)] {
                    let answer = try await server.send(.get, path, headers: headers)
                    #expect(answer.status == status)
                    #expect(answer.headers[.contentLanguage] == language, "\(headers)")
                    #expect(answer.headers[.vary] == "Accept-Encoding, Accept-Language, Cookie")
                    #expect(
                        answer.text.contains(
                            "<html lang=\"\(language)\">\(language == "de" ? "Hallo, 8 &amp; mehr" : "Hello, 8 &amp; more")"))
                }
            }
            var tags: [String?] = []
            for headers in [[:], [.acceptLanguage: "de"], [.acceptLanguage: "en"]] as [HTTPFields] {
                tags.append(try await server.send(.get, "/hello", headers: headers).headers[.eTag])
            }
            #expect(tags[0] == tags[2] && tags[0] != tags[1])
            let answer = try await server.send(.get, "/hello", headers: [.acceptLanguage: "en", .ifNoneMatch: tags[1] ?? ""])
            #expect(answer.status == 200)
        }
    }

    private static let browsers: [(HTTPFields, String)] = [
        ([:], "en"), ([.acceptLanguage: "de-AT,de;q=0.9,en;q=0.8"], "de"), ([.acceptLanguage: "fr"], "en"),
        ([.acceptLanguage: "de", .cookie: "tenantry-language=en"], "en"),
        ([.acceptLanguage: "en", .cookie: "a=b; tenantry-language=de"], "de"),
        ([.acceptLanguage: "de", .cookie: "tenantry-language=tlh"], "de"),
    ]

    private static func bilingual() throws -> AssetFolder {
        let page =
            "<!doctype html><html lang=\"{{language}}\">{{text:entry.greeting}}<script src=\"{{assets}}/{{language}}/a.js\"></script>"
        let files = [
            "hello.html": page, "app.html": page, "not-found.html": page, "styleguide.html": page, "a.js": "1;",
            "texts/en/entry.js": "export default {\"greeting\": \"Hello, {{passwordMinimum}} & more\"};",
            "texts/de/entry.js": "export default {\"greeting\": \"Hallo, {{passwordMinimum}} & mehr\"};",
        ]
        return try AssetFolder(packing: files.map { ($0.key, Array($0.value.utf8)) })
    }

    @Test func theStyleGuideIsForDevelopment() async throws {
        for isDevelopment in [false, true] {
            let settings = Settings(publicURL: try PublicURL(TestServer.publicURL), isDevelopment: isDevelopment)
            try await TestServer.run(settings: settings, web: try Self.bilingual()) { server in
                let answer = try await server.send(.get, "/styleguide")
                #expect(answer.status == (isDevelopment ? 200 : 404))
                #expect(answer.text.contains("Hello"))
            }
        }
    }

    @Test func lettersCanBeLookedAtInDevelopment() async throws {
        for isDevelopment in [false, true] {
            let settings = Settings(publicURL: try PublicURL(TestServer.publicURL), isDevelopment: isDevelopment)
            try await TestServer.run(settings: settings) { server in
                let answer = try await server.send(.get, "/styleguide/letters")
                #expect(answer.status == (isDevelopment ? 200 : 404))
                #expect(try await server.send(.get, "/styleguide/letters/en/0").status == (isDevelopment ? 200 : 404))
                guard isDevelopment else { return }
                let letters = answer.json["items"].list
                #expect(Set(letters.compactMap { $0["kind"].text }) == Set(Message.Kind.allCases.map(\.rawValue)))
                #expect(Set(letters.compactMap { $0["language"].text }) == Set(Language.allCases.map(\.rawValue)))
                for letter in letters {
                    let shown = try await server.send(.get, try #require(letter["path"].text))
                    #expect(shown.status == 200 && shown.text.hasPrefix("<!doctype html>"))
                    let policy = try #require(shown.headers[.contentSecurityPolicy])
                    #expect(policy == "default-src 'none'; style-src-attr 'unsafe-inline'; frame-ancestors 'none'")
                }
                for path in ["en/99", "en/-1", "fr/0", "en/x"] {
                    #expect(try await server.send(.get, "/styleguide/letters/\(path)").status == 404)
                }
            }
        }
    }

    /// A page of a folder without texts is the same to everybody.
    @Test func aPageWithoutLanguages() async throws {
        let folder = try AssetFolder(packing: [("hello.html", Array("hello".utf8)), ("not-found.html", Array("nothing".utf8))])
        try await TestServer.run(web: folder) { server in
            for (path, text) in [("/hello", "hello"), ("/nowhere", "nothing")] {
                let answer = try await server.send(.get, path, headers: [.acceptLanguage: "de"])
                #expect(answer.text == text)
                #expect(answer.headers[.contentLanguage] == nil)
                #expect(answer.headers[.vary] == "Accept-Encoding")
            }
        }
    }

    @Test func httpsChangesCookieAndTransportHeaders() async throws {
        let settings = Settings(publicURL: try PublicURL("https://accounts.example.com/"))
        try await TestServer.run(settings: settings) { server in
            let page = try await server.send(.get, "/login")
            #expect(page.headers[.strictTransportSecurity]?.hasPrefix("max-age=") == true)
            let signUp: JSONFields = ["name": "Ada", "email": "ada@example.com", "password": Person.password]
            let cookie = try #require(try await server.call(.post, "/signup", signUp).headers[.setCookie])
            #expect(cookie.hasPrefix("__Host-tenantry="))
            for part in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] { #expect(cookie.contains(part)) }
            #expect(!cookie.contains("Domain"))
        }
    }
}
