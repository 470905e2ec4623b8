import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

@Suite struct AccountRoutesTests {
    @Test func signUpAnswersMeExactly() async throws {
        try await TestServer.run { server in
            let fields: JSONFields = ["name": " Ada  Lovelace ", "email": "Ada@Example.com", "password": Person.password]
            let answer = try await server.call(.post, "/signup", fields)
            #expect(answer.status == 201)
            #expect(answer.json.keys == ["user", "session", "organization", "organizations"])
            #expect(answer.json["user"].keys == ["id", "name", "email", "emailVerified", "language", "operator", "createdAt"])
            #expect(answer.json["session"].keys == ["id", "createdAt", "expiresAt", "remember"])
            let shape: Set = ["id", "name", "slug", "kind", "status", "role", "createdAt", "accentColor", "logo"]
            #expect(
                answer.json["organization"].keys
                    == shape.union(["permissions", "defaultRole", "invitationHours", "membersHidden", "factorRequired", "factorDue"]))
            #expect(answer.json["organizations"].list.map(\.keys) == [shape])
            #expect(answer.json["user"]["email"].text == "Ada@Example.com")
            #expect(answer.json["user"]["emailVerified"].flag == false)
            #expect(answer.json["organization"]["kind"].text == "personal")
            #expect(answer.json["organization"]["role"].text == "owner")
            let cookies = answer.headers[values: .setCookie]
            let (session, browser) = (try #require(answer.sessionToken), try #require(answer.browserToken))
            #expect(
                cookies == [
                    "tenantry=\(session); Path=/; HttpOnly; SameSite=Lax",
                    "tenantry-browser=\(browser); Path=/; HttpOnly; SameSite=Lax; Max-Age=34560000",
                ])
            #expect(!answer.text.contains(Person.password))
            #expect(!answer.text.contains("argon2"))
        }
    }

    @Test func aNewAccountSpeaksTheLanguageOfItsBrowser() async throws {
        try await TestServer.run { server in
            let cases: [(HTTPFields, String)] = [
                ([:], "en"), ([.acceptLanguage: "de-AT, en;q=0.5"], "de"), ([.acceptLanguage: "fr"], "en"),
                ([.acceptLanguage: "en", .cookie: "tenantry-language=de", .origin: TestServer.publicURL], "de"),
                ([.acceptLanguage: "de", .cookie: "tenantry-language=en", .origin: TestServer.publicURL], "en"),
                ([.acceptLanguage: "de", .cookie: "tenantry-language='; DROP", .origin: TestServer.publicURL], "de"),
                ([.acceptLanguage: String(repeating: "de;q=", count: 2000)], "en"),
            ]
            for (number, (headers, language)) in cases.enumerated() {
                let fields: JSONFields = ["name": "Ada", "email": "ada\(number)@example.com", "password": Person.password]
                let answer = try await server.send(.post, "/api/v1/signup", headers: headers, body: fields.body)
                #expect(answer.status == 201)
                #expect(answer.json["user"]["language"].text == language, "\(headers)")
                #expect(try await server.call(.post, "/password/forgot", ["email": "ada\(number)@example.com"]).status == 202)
                let letter = try await server.storage.maintenance.outbox().first { $0.recipient == "ada\(number)@example.com" }
                #expect(letter?.language.rawValue == language)
            }
        }
    }

    @Test func signUpNamesEveryFieldThatIsWrong() async throws {
        try await TestServer.run { server in
            let none = try await server.call(.post, "/signup", [:])
            #expect(none.status == 422)
            #expect(Set(none.invalidFields) == ["name", "email", "password"])
            let all = try await server.call(
                .post, "/signup",
                ["name": "", "email": "ada", "password": 1, "organizationName": "a\nb", "invitation": 2, "isOperator": true]
            )
            #expect(Set(all.invalidFields) == ["name", "email", "password", "organizationName", "invitation", "isOperator"])
            let both = try await server.call(.post, "/signup", ["name": "", "email": "ada@example.com", "password": "1"])
            #expect(Set(both.invalidFields) == ["name", "password"])
            for (password, word) in [
                ("short", "least 8"), ("password123", "guessed first"), ("kxqkxqkxqkxq", "repeated"), ("ada.lovelace1", "made of"),
            ] {
                let answer = try await server.call(
                    .post, "/signup", ["name": "Ada Lovelace", "email": "ada@example.com", "password": password]
                )
                #expect(answer.invalidFields == ["password"])
                #expect(answer.json["errors"].list.first?["message"].text?.contains(word) == true, "\(answer.text)")
            }
            #expect(try await server.count("SELECT count(*) FROM account") == 0)
        }
    }

    @Test func anInvitationThatIsRefusedMakesNoAccount() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let path = "/organizations/\(ada.organization)/invitations"
            let mail = try await ada.call(.post, path, ["kind": "email", "role": "member", "email": "bob@example.com"])
            let token = try #require(mail.json["link"].text?.split(separator: "#").last.map(String.init))
            let before = try await server.rows()
            let eve: JSONFields = ["name": "Eve", "email": "eve@example.com", "password": Person.password, "organizationName": "Eve Inc"]
            #expect(try await server.call(.post, "/signup", eve.with("invitation", token)).code == "invitation_email_mismatch")
            #expect(try await server.call(.post, "/signup", eve.with("invitation", "nonsense")).code == "token_invalid")
            #expect(try await server.rows() == before)

            let bob = try await server.signUp("Bob", organization: "Ignored", invitation: token, email: "BOB@example.com")
            #expect(bob.organization == ada.organization)
            #expect(try await server.count("SELECT count(*) FROM organization WHERE name = 'Ignored'") == 0)
            // Nothing mailed it: the link was shown to whoever made it, and proves nothing about the address.
            #expect(try await bob.call(.get, "/me").json["user"]["emailVerified"].flag == false)
        }
    }

    @Test func theModeDecidesWhoSignsUp() async throws {
        for (mode, statuses) in [(Settings.SignUpMode.invited, [403, 201]), (.closed, [403, 403])] {
            try await TestServer.run { open in
                let ada = try await open.signUp("Ada", organization: "Acme")
                let link = try await ada.link(to: ada.organization, role: "member")
                let url = try PublicURL(TestServer.publicURL)
                let services = Services(
                    storage: open.storage, records: open.records, settings: Settings(publicURL: url, signUp: mode), clock: open.clock.clock)
                let router = buildRouter(services)
                try await open.through(router) { server in
                    let bob: JSONFields = ["name": "Bob", "email": "bob@example.com", "password": Person.password]
                    let answers = [
                        try await server.call(.post, "/signup", bob), try await server.call(.post, "/signup", bob.with("invitation", link)),
                    ]
                    #expect(answers.map(\.status) == statuses)
                }
            }
        }
    }

    @Test func profile() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let renamed = try await ada.call(.patch, "/me", ["name": "Ada, Countess of Lovelace", "language": "de"])
            #expect(renamed.json["user"]["name"].text == "Ada, Countess of Lovelace")
            #expect(renamed.json["user"]["language"].text == "de")
            #expect(try await ada.call(.patch, "/me", [:]).json["user"]["language"].text == "de")
            #expect(
                try await ada.call(.patch, "/me", ["language": "xx", "name": "\u{202E}"]).invalidFields.sorted() == ["language", "name"])
            let members = try await ada.call(.get, "/organizations/\(ada.organization)/members?query=countess")
            #expect(members.json["total"].number == 1)
        }
    }

    @Test func changingThePasswordEndsEverythingElse() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            let other = try await server.logIn(ada)
            let reset = try await server.requestReset(of: ada)
            let wrong = try await ada.call(.put, "/password", ["currentPassword": "wrong", "newPassword": "lantern giraffe"])
            #expect(wrong.status == 422)
            #expect(wrong.invalidFields == ["currentPassword"])
            #expect(
                try await ada.call(.put, "/password", ["currentPassword": Person.password, "newPassword": "ada"]).invalidFields == [
                    "newPassword"
                ])
            #expect(try await other.call(.get, "/me").status == 200)

            let changed = try await ada.call(.put, "/password", ["currentPassword": Person.password, "newPassword": "lantern giraffe"])
            #expect(changed.status == 204)
            let token = try #require(changed.sessionToken)
            #expect(try await server.call(.get, "/me", as: token).status == 200)
            #expect(try await ada.call(.get, "/me").status == 401)
            #expect(try await other.call(.get, "/me").status == 401)
            #expect(
                try await server.call(.post, "/password/reset", ["token": reset, "password": "giraffe lantern"]).code == "token_invalid")
            #expect(try await server.storage.maintenance.outbox().isEmpty)
            #expect(try await server.call(.post, "/login", ["email": ada.email, "password": Person.password]).status == 401)
            #expect(try await server.call(.post, "/login", ["email": ada.email, "password": "lantern giraffe"]).status == 200)
        }
    }

    @Test func resettingThePassword() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            let known = try await server.call(.post, "/password/forgot", ["email": "ADA@example.com"])
            let unknown = try await server.call(.post, "/password/forgot", ["email": "nobody@example.com"])
            #expect(known.status == 202 && unknown.status == 202)
            #expect(known.comparableBody == unknown.comparableBody)
            #expect(try await server.storage.maintenance.outbox().map(\.recipient) == [ada.email])

            let first = try await server.requestReset(of: ada)
            let weak = try await server.call(.post, "/password/reset", ["token": first, "password": "ada"])
            #expect(weak.invalidFields == ["password"])
            let second = try await server.requestReset(of: ada)
            server.clock.advance(by: .minutes(29))
            #expect(try await server.call(.post, "/password/reset", ["token": first, "password": "lantern giraffe"]).status == 204)
            for token in [first, second] {
                #expect(try await server.call(.post, "/password/reset", ["token": token, "password": "lantern giraffe"]).status == 410)
            }
            #expect(try await ada.call(.get, "/me").status == 401)
            #expect(try await server.call(.post, "/login", ["email": ada.email, "password": "lantern giraffe"]).status == 200)

            let late = try await server.requestReset(of: ada)
            server.clock.advance(by: .minutes(30))
            #expect(
                try await server.call(.post, "/password/reset", ["token": late, "password": "giraffe lantern"]).code == "token_invalid")
        }
    }
}
