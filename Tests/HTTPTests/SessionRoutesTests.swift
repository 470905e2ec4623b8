import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

@Suite struct SessionRoutesTests {
    @Test func knownAndUnknownAddressesFailAlike() async throws {
        try await TestServer.run { server in
            _ = try await server.signUp("Ada")
            let wrong = try await server.call(.post, "/login", ["email": "ada@example.com", "password": "not the password"])
            let unknown = try await server.call(.post, "/login", ["email": "eve@example.com", "password": "not the password"])
            #expect(wrong.status == 401)
            #expect(wrong.code == "invalid_credentials")
            #expect(wrong.status == unknown.status)
            #expect(wrong.comparableBody == unknown.comparableBody)
            #expect(wrong.headers.map(\.name) == unknown.headers.map(\.name))
            let tooLong = try await server.call(
                .post, "/login", ["email": "eve@example.com", "password": String(repeating: "x", count: 300)])
            #expect(tooLong.invalidFields == ["password"])
        }
    }

    @Test func everySignInHasItsOwnToken() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let again = try await server.send(
                .post, "/api/v1/login", headers: [.cookie: "tenantry=\(ada.token)", .origin: TestServer.publicURL],
                body: (["email": ada.email, "password": Person.password] as JSONFields).body
            )
            let token = try #require(again.sessionToken)
            #expect(token != ada.token)
            #expect(try await ada.call(.get, "/me").status == 401, "the session that the browser had goes on")
            #expect(again.json["organization"]["name"].text == "Acme")
        }
    }

    @Test func rememberedSessionsLastThirtyDays() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            let login: JSONFields = ["email": ada.email, "password": Person.password, "remember": true]
            let answer = try await server.call(.post, "/login", login)
            #expect(answer.headers[.setCookie]?.contains("Max-Age=2592000") == true)
            let token = try #require(answer.sessionToken)
            server.clock.advance(by: .days(30) - .millisecond)
            #expect(try await server.call(.get, "/me", as: token).status == 200)
            server.clock.advance(by: .millisecond)
            #expect(try await server.call(.get, "/me", as: token).status == 401)
        }
    }

    @Test func otherSessionsEndAfterTwelveIdleHoursOrSevenDays() async throws {
        try await TestServer.run { server in
            let idle = try await server.signUp("Idle")
            let busy = try await server.signUp("Busy")
            for _ in 0..<14 {
                server.clock.advance(by: .hours(12) - .millisecond)
                #expect(try await busy.call(.get, "/me").status == 200)
            }
            #expect(try await idle.call(.get, "/me").status == 401)
            server.clock.advance(by: .minutes(1))
            #expect(try await busy.call(.get, "/me").status == 401)
            #expect(try await server.call(.get, "/me", as: idle.token).json["code"].text == "unauthenticated")
        }
    }

    @Test func useIsNotedOnceAMinute() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            func seen() async throws -> (String?, String?) {
                let session = try await ada.call(.get, "/sessions").json["items"].list.first?["lastSeenAt"].text
                let member = try await ada.call(.get, "/organizations/\(ada.organization)/members").json["items"].list.first
                return (session, member?["lastActiveAt"].text)
            }
            let first = try await seen()
            #expect(first == ("\(server.clock.now)", "\(server.clock.now)"))
            server.clock.advance(by: .seconds(59))
            #expect(try await seen() == first)
            server.clock.advance(by: .seconds(1))
            let now = "\(server.clock.now)"
            #expect(try await seen() == (now, now))
        }
    }

    @Test func listAndRevoke() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            let body = try (["email": ada.email, "password": Person.password] as JSONFields).body
            let phone = try await server.send(.post, "/api/v1/login", headers: [.userAgent: "Phone/1 <b>"], body: body)
            let list = try await ada.call(.get, "/sessions").json["items"].list
            #expect(list.count == 2)
            #expect(list.allSatisfy { $0.keys == ["id", "current", "userAgent", "ip", "createdAt", "lastSeenAt", "expiresAt"] })
            #expect(list.filter { $0["current"].flag == true }.count == 1)
            let other = try #require(list.first { $0["current"].flag == false })
            #expect(other["userAgent"].text == "Phone/1 <b>")

            let id = try #require(other["id"].text)
            #expect(try await ada.call(.delete, "/sessions/\(id)").status == 204)
            #expect(try await ada.call(.delete, "/sessions/\(id)").status == 404)
            #expect(try await server.call(.get, "/me", as: phone.sessionToken).status == 401)

            let more = [try await server.logIn(ada), try await server.logIn(ada)]
            #expect(try await ada.call(.post, "/sessions/revoke-others").status == 204)
            for session in more { #expect(try await session.call(.get, "/me").status == 401) }
            #expect(try await ada.call(.get, "/me").status == 200)
        }
    }

    @Test func logOutEndsTheSessionAndTheCookie() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            let answer = try await ada.call(.post, "/logout")
            #expect(answer.status == 204)
            #expect(answer.headers[.setCookie] == "tenantry=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
            #expect(answer.headers[.clearSiteData] == "\"cache\", \"storage\"")
            #expect(try await ada.call(.get, "/me").status == 401)
        }
    }

    @Test func proofOfPresence() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            let signedUpAt = server.clock.now
            server.clock.advance(by: .minutes(11))
            #expect(try await ada.call(.post, "/session/proof", ["password": "wrong"]).invalidFields == ["password"])
            #expect(try await server.count("SELECT max(proven_at) FROM session") == Int(signedUpAt.milliseconds))
            let former = ada.token
            try await ada.prove()
            #expect(try await server.call(.get, "/me", as: former).status == 401, "a token that opened less opens nothing any more")
            #expect(try await server.count("SELECT max(proven_at) FROM session") == Int(server.clock.now.milliseconds))
        }
    }

    @Test func signingInGoesWhereOneWasLast() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let personal = try #require(try await ada.call(.get, "/me").json["organizations"].list.first?["id"].text)
            #expect(try await server.logIn(ada).call(.get, "/me").json["organization"]["id"].text == ada.organization)
            _ = try await ada.call(.put, "/session/organization", ["organizationId": personal])
            #expect(try await server.logIn(ada).call(.get, "/me").json["organization"]["id"].text == personal)
        }
    }

    /// The browser keeps the cookie by which accounts know it, whoever signs in and out.
    @Test func anUnknownBrowserIsToldToTheOwner() async throws {
        let settings = Settings(publicURL: try PublicURL(TestServer.publicURL), mailing: .on)
        try await TestServer.run(settings: settings) { server in
            let fields: JSONFields = ["name": "Ada", "email": "ada@example.com", "password": Person.password]
            let browser = try #require(try await server.call(.post, "/signup", fields).browserToken)
            func logIn(_ headers: HTTPFields) async throws -> Answer {
                let body = try (["email": "ada@example.com", "password": Person.password] as JSONFields).body
                return try await server.send(.post, "/api/v1/login", headers: headers, body: body)
            }
            let told: SQL = "SELECT count(*) FROM outbox WHERE kind = 'sign-in'"
            #expect(try await logIn([.cookie: "tenantry-browser=\(browser)"]).browserToken == browser)
            #expect(try await server.count(told) == 0)
            let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
            let other = try await logIn([.userAgent: firefox])
            #expect(other.browserToken != browser)
            #expect(try await server.count(told) == 1)
            let entry = try #require(try await server.storage.maintenance.outbox().last)
            #expect(entry.message == .signIn(name: "Ada", browser: firefox, address: "", at: server.clock.now))
            #expect(try await server.call(.get, "/me", as: browser).status == 401, "it opens nothing")
            #expect(try await server.send(.get, "/api/v1/me", headers: [.cookie: "tenantry=\(browser)"]).status == 401)
            let texts = [server.log.text, other.text, try await server.call(.get, "/sessions", as: other.sessionToken).text]
            for text in texts { #expect(!text.contains(browser)) }
            for row in try await server.rows() { #expect(!row.contains("\(Array(browser.utf8))")) }
        }
    }
}

extension Span {
    fileprivate static let millisecond = Span(milliseconds: 1)

    fileprivate static func - (left: Span, right: Span) -> Span { Span(milliseconds: left.milliseconds - right.milliseconds) }
}
