import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

/// `GET /session`: what a page that is open to everyone asks.
@Suite struct WhoIsThereTests {
    private static let nobody = #"{"user":null}"#

    @Test func theSignedInAccountIsShownAsInMeAndNothingElse() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let me = try await ada.call(.get, "/me")
            let answer = try await ada.call(.get, "/session")
            #expect(answer.status == 200)
            #expect(answer.json.keys == ["user"])
            #expect(answer.json["user"].description == me.json["user"].description)
            for secret in ["ses_", "org_", "Acme", ada.token] { #expect(!answer.text.contains(secret)) }
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[.setCookie] == nil)
            let byCookie = try await server.send(.get, "/api/v1/session", headers: [.cookie: "tenantry=\(ada.token)"])
            #expect(byCookie.json["user"]["id"].text == ada.id)
        }
    }

    @Test func whateverOpensNothingIsNobody() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            let cookie = "tenantry=\(ada.token)"
            let presented: [HTTPFields] = [
                [:], [.cookie: "tenantry="], [.cookie: "tenantry=nonsense"], [.cookie: "tenantry=\(String(repeating: "a", count: 9000))"],
                [.cookie: "tenantry=\(ada.token)x"], [.cookie: "\(cookie); tenantry=other"], [.cookie: "other=\(ada.token)"],
                [.authorization: "Basic \(ada.token)"], [.authorization: "Bearer nonsense", .cookie: cookie],
                [.authorization: "", .cookie: cookie],
            ]
            let before = try await server.rows()
            for headers in presented {
                let answer = try await server.send(.get, "/api/v1/session", headers: headers)
                #expect(answer.status == 200)
                #expect(answer.text == Self.nobody, "\(headers)")
            }
            #expect(try await server.rows() == before)
        }
    }

    @Test func anEndedSessionIsNobodysAtOnce() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            let other = try await server.logIn(ada)
            #expect(try await ada.call(.post, "/logout").status == 204)
            #expect(try await ada.call(.get, "/session").text == Self.nobody)
            server.clock.advance(by: .hours(12))
            #expect(try await other.call(.get, "/session").text == Self.nobody)
        }
    }

    /// A page that is left open and asks again does not keep a session from ending.
    @Test func askingIsNoUse() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let before = try await server.rows()
            server.clock.advance(by: .hours(11))
            #expect(try await ada.call(.get, "/session").json["user"]["id"].text == ada.id)
            #expect(try await server.rows() == before)
            server.clock.advance(by: .hours(1))
            #expect(try await ada.call(.get, "/session").text == Self.nobody)
        }
    }

    /// Not knowing is not the same as nobody.
    @Test func aBrokenDatabaseIsAnErrorOfOurs() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            try await server.run("ALTER TABLE session RENAME TO elsewhere")
            let answer = try await ada.call(.get, "/session")
            #expect(answer.status == 500)
            #expect(answer.code == "internal")
            #expect(!answer.text.contains("session"))
            #expect(try await server.call(.get, "/session").text == Self.nobody, "who presents nothing needs no database")
        }
    }

    /// Another tab has logged in as somebody else: what the page of the former person sends does nothing.
    @Test func aPageThatShowsSomebodyElseDoesNothing() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            let ben = try await server.signUp("Ben")
            let asAda: HTTPFields = [.cookie: "tenantry=\(ben.token)", .tenantryAccount: ada.id, .origin: "http://localhost:8080"]
            let before = try await server.rows()
            let logOut = try await server.send(.post, "/api/v1/logout", headers: asAda)
            let after = try await server.rows()
            #expect(logOut.status == 401)
            #expect(after == before)
            var asBen = asAda
            for (named, status) in [(ben.id, 200), ("", 401), ("acc_x", 401)] {
                asBen[.tenantryAccount] = named
                let answer = try await server.send(.get, "/api/v1/me", headers: asBen)
                #expect(answer.status == status, "\(named)")
            }
        }
    }
}
