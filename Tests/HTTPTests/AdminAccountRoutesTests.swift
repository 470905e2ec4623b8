import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

/// Accounts in the hands of those who run the instance.
@Suite struct AdminAccountRoutesTests {
    private func run(
        mailing: Mailing = .on, _ body: @escaping @Sendable (TestServer, Person, Person) async throws -> Void
    ) async throws {
        let settings = Settings(publicURL: try PublicURL(TestServer.publicURL), mailing: mailing)
        try await TestServer.run(settings: settings) { server in
            let (root, ada) = (try await server.signUp("Root"), try await server.signUp("Ada", organization: "Acme"))
            try await server.run("UPDATE account SET is_operator = 1 WHERE id = \(root.id)")
            try await body(server, root, ada)
        }
    }

    @Test func aDisabledAccountIsOutWithItsNextRequestAndGetsAWrongPasswordsAnswer() async throws {
        try await run { server, root, ada in
            #expect(try await root.call(.post, "/admin/accounts/\(ada.id)/disable", [:]).status == 204)
            #expect(try await ada.call(.get, "/me").status == 401)
            #expect(try await ada.call(.post, "/session/proof", ["password": Person.password]).status == 401)
            let fields: JSONFields = ["email": ada.email, "password": Person.password]
            let answers = try await [fields, fields.with("password", "wrong password"), fields.with("email", "nobody@example.com")]
                .asyncAnswers {
                    try await server.call(.post, "/login", $0)
                }
            #expect(Set(answers.map(\.comparableBody)).count == 1 && answers.allSatisfy { $0.status == 401 && $0.sessionToken == nil })
            #expect(answers[0].code == "invalid_credentials")
            #expect(try await server.call(.post, "/password/forgot", ["email": ada.email]).status == 202)
            let kinds = try await server.storage.maintenance.outbox().filter { $0.recipient == ada.email }.map(\.kind.rawValue)
            #expect(kinds == ["account-disabled"])
            #expect(try await root.call(.post, "/admin/accounts/\(ada.id)/enable").status == 204)
            #expect(try await server.call(.post, "/login", fields).status == 200)
            #expect(try await ada.call(.get, "/me").status == 401, "sessions of before stay ended")
        }
    }

    @Test func anOldSignInWantsAProofFirst() async throws {
        try await run { server, root, ada in
            server.clock.advance(by: .minutes(10))
            let disable = "/admin/accounts/\(ada.id)/disable"
            let refused = try await root.call(.post, disable, [:])
            #expect(refused.status == 403 && refused.code == "proof_required")
            try await root.prove()
            #expect(try await root.call(.post, disable, [:]).status == 204)
            server.clock.advance(by: .hours(8))
            #expect(try await root.call(.post, "/admin/accounts/\(ada.id)/enable").code == "proof_required")
        }
    }

    @Test func successorsAreCheckedOneByOne() async throws {
        try await run { server, root, ada in
            let bob = try await server.signUp("Bob", invitation: ada.link(to: ada.organization, role: "viewer"))
            let path = "/admin/accounts/\(ada.id)/disable"
            let right = ["organizationId": ada.organization, "accountId": bob.id]
            let wrong: [[Any]] = [
                [right, right], [["organizationId": ada.organization]], [right.merging(["more": "x"]) { $1 }], ["x"],
                [["organizationId": bob.organization, "accountId": "acc_x"]], [["organizationId": ada.organization, "accountId": root.id]],
                Array(repeating: right, count: 501),
            ]
            for successors in wrong {
                let answer = try await root.call(.post, path, JSONFields(dictionaryLiteral: ("successors", successors)))
                #expect(answer.status == 422 && answer.invalidFields == ["successors"], "\(answer.text)")
            }
            #expect(try await root.call(.post, path, JSONFields(dictionaryLiteral: ("successors", [right]))).status == 204)
            let mine = try await bob.call(.get, "/organizations/\(ada.organization)").json
            #expect(mine["role"].text == "owner" && mine["status"].text == "active")
        }
    }
}

extension [JSONFields] {
    fileprivate func asyncAnswers(_ send: (JSONFields) async throws -> Answer) async throws -> [Answer] {
        var answers: [Answer] = []
        for fields in self { answers.append(try await send(fields)) }
        return answers
    }
}
