import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

/// Text that costs much more than it looks, or that looks like what it isn't.
@Suite struct HostileTextTests {
    /// To a browser U+037E is part of a value; to Unicode it equals `;`. A sibling host could plant a session with it.
    @Test func aCookieIsReadAsBrowsersReadIt() async throws {
        let settings = Settings(publicURL: try PublicURL("https://accounts.example.com"))
        try await TestServer.run(settings: settings) { server in
            let (ada, eve) = (try await server.signUp("Ada"), try await server.signUp("Eve"))
            func me(_ cookie: String) async throws -> Answer {
                try await server.send(.get, "/api/v1/me", headers: [.cookie: cookie])
            }
            let planted = try await me("theme=dark\u{037E}__Host-tenantry=\(eve.token); __Host-tenantry=\(ada.token)")
            #expect(planted.json["user"]["name"].text == "Ada")
            let glued = try await me("__Host-tenantry=\(ada.token);\u{0301}x=1")
            #expect(glued.json["user"]["name"].text == "Ada")
            for cookie in [
                "__Host-tenantry=\(eve.token); __Host-tenantry=\(ada.token)", "__Host-tenantry=", "__Host-tenantry",
                "tenantry=\(ada.token)",
                "__host-tenantry=\(ada.token)", "__Host-tenantry =\(ada.token)", "x__Host-tenantry=\(ada.token)",
                "__Host-tenantry=\"\(ada.token)\"",
            ] {
                #expect(try await me(cookie).status == 401, "\(cookie)")
            }
            #expect(try await me("a=1;__Host-tenantry=\(ada.token);b=2").status == 200)
            #expect(try await me("__Host-tenantry=\(ada.token); __Host-tenantry=\(ada.token)").status == 200)
        }
    }

    /// Normalizing some texts takes time that grows with the square of their length: they are refused before.
    @Test func longTextsAreRefusedUnread() async throws {
        try await TestServer.run { server in
            let texts = [
                String(repeating: "\u{1F1E6}", count: 12_000), "a" + String(repeating: "\u{0315}\u{0300}", count: 12_000),
                String(repeating: "\u{0301}", count: 24_000),
            ]
            for text in texts {
                let answer = try await server.call(
                    .post, "/signup", ["name": text, "email": text, "password": text, "organizationName": text]
                )
                #expect(answer.status == 422 || answer.status == 413)
                if answer.status == 422 { #expect(answer.text.utf8.count < 2000) }
                let one = try await server.call(.post, "/signup", ["name": text, "email": "a@example.com", "password": Person.password])
                #expect(one.invalidFields == ["name"])
                let login = try await server.call(.post, "/login", ["email": text, "password": "x"])
                #expect(login.invalidFields == ["email"])
            }
        }
    }

    @Test func answersToManyFaultsStaySmall() async throws {
        try await TestServer.run { server in
            let fields = (0..<4000).map { "\"f\($0)\":1" }.joined(separator: ",")
            let answer = try await server.send(.post, "/api/v1/login", body: "{\(fields)}")
            #expect(answer.status == 422)
            #expect(answer.invalidFields.count == 20)
        }
    }

    @Test func addressesHaveNoInvisibleParts() async throws {
        try await TestServer.run { server in
            _ = try await server.signUp("Owner", email: "owner@acme.com")
            for invisible in ["\u{200D}", "\u{034F}", "\u{FE0F}", "\u{115F}", "\u{E0041}"] {
                for email in ["owner\(invisible)@acme.com", "owner@acme\(invisible).com"] {
                    let answer = try await server.call(.post, "/signup", ["name": "Eve", "email": email, "password": Person.password])
                    #expect(answer.invalidFields == ["email"])
                }
            }
        }
    }

    @Test func aUserAgentIsKeptShort() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            let body = try (["email": ada.email, "password": Person.password] as JSONFields).body
            let agent = "a" + String(repeating: "\u{0301}", count: 7000)
            let answer = try await server.send(.post, "/api/v1/login", headers: [.userAgent: agent], body: body)
            #expect(answer.status == 200)
            let sessions = try await ada.call(.get, "/sessions").json["items"].list.compactMap { $0["userAgent"].text }
            #expect(sessions.allSatisfy { $0.unicodeScalars.count <= 256 })
        }
    }

    @Test func searchingForSignsWithAccents() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Q\u{030C}\u{0301}z", organization: "Acme", email: "q@example.com")
            let list = "/organizations/\(owner.organization)/members"
            #expect(try await owner.call(.get, "\(list)?query=%25%CC%81z").json["total"].number == 0)
        }
    }
}
