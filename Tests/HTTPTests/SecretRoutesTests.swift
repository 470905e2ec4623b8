import Domain
import HTTPTypes
import Testing

@testable import Storage

@Suite struct SecretRoutesTests {
    private static let right: JSONFields = ["name": "Payments", "provider": "stripe", "value": "sk_live_4242424242"]

    @Test func aSecretsLife() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme")
            let path = "/organizations/\(owner.organization)/secrets"
            let made = try await owner.call(.post, path, Self.right)
            #expect(made.status == 201 && made.json.keys == ["id", "name", "provider", "lastFour", "createdBy", "createdAt"])
            #expect(made.json["id"].text?.hasPrefix("sec_") == true && made.json["lastFour"].text == "4242")
            #expect(made.json["createdBy"].keys == ["id", "name"] && made.json["createdBy"]["name"].text == "Ada")
            let listed = try await owner.call(.get, path)
            #expect(listed.json.keys == ["total", "items", "nextCursor"] && listed.json["items"].list.map(\.keys) == [made.json.keys])
            let id = try #require(made.json["id"].text)
            let replaced = try await owner.call(.put, "\(path)/\(id)", ["value": "short"])
            #expect(
                replaced.status == 200 && replaced.json["lastFour"].isNull && replaced.json["createdAt"].text == made.json["createdAt"].text
            )
            #expect(try await owner.call(.delete, "\(path)/\(id)").status == 204)
            #expect(try await owner.call(.delete, "\(path)/\(id)").status == 404)
            #expect(try await owner.call(.get, "\(path)/\(id)").status == 405, "nothing shows one")
            for answer in [made, listed, replaced] {
                #expect(!answer.text.contains("sk_live") && !answer.text.contains("short"))
            }
        }
    }

    @Test func aPersonalOrganizationHasSecrets() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            #expect(try await ada.call(.post, "/organizations/\(ada.organization)/secrets", Self.right).status == 201)
        }
    }

    @Test func whatCannotBeIsNamedByField() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme")
            let path = "/organizations/\(owner.organization)/secrets"
            #expect(try await owner.call(.post, path, [:]).invalidFields.sorted() == ["name", "provider", "value"])
            let wrong: [(String, [Any])] = [
                ("name", ["", " ", "a\u{0}b", "a\nb", "\u{200B}", String(repeating: "x", count: 101), 1, ["x"]]),
                ("provider", ["", "Stripe", "a b", "-a", "é", String(repeating: "x", count: 65), 1]),
                ("value", ["", "\u{0}", "a\u{0}b", String(repeating: "v", count: 16_385), 1, true, ["x"]]),
            ]
            for (field, values) in wrong {
                for value in values {
                    let answer = try await owner.call(.post, path, Self.right.with(field, value))
                    #expect(answer.invalidFields == [field], "\(field): \("\(value)".prefix(20))")
                    #expect(!answer.text.contains("sk_live") && !answer.text.contains("vvvv"), "a refusal does not repeat a value")
                }
            }
            for value in ["x", " ", "\n", String(repeating: "v", count: 16_384), "\u{1}\u{7F}\u{202E}"] {
                let fields = Self.right.with("value", value).with("name", "Of \(value.utf8.count) \(value.utf8.first ?? 0)")
                #expect(try await owner.call(.post, path, fields).status == 201)
            }
            #expect(try await owner.call(.post, path, Self.right).status == 201)
            #expect(try await owner.call(.post, path, Self.right.with("name", "PAYMENTS")).invalidFields == ["name"])
            for (query, field) in [("limit=0", "limit"), ("limit=201", "limit"), ("cursor=x", "cursor")] {
                #expect(try await owner.call(.get, "\(path)?\(query)").invalidFields == [field])
            }
            let first = try await owner.call(.get, "\(path)?limit=2").json
            let rest = try await owner.call(.get, "\(path)?limit=200&cursor=\(try #require(first["nextCursor"].text))").json
            #expect(first["items"].list.count == 2 && rest["items"].list.count == 4 && rest["nextCursor"].isNull)
        }
    }

    /// Whoever finds a browser open, or has got hold of a session, needs more than that.
    @Test func theyWantAProof() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme")
            let path = "/organizations/\(owner.organization)/secrets"
            let id = try #require(try await owner.call(.post, path, Self.right).json["id"].text)
            server.clock.advance(by: Session.proofLifetime)
            func secrets() async throws -> [String] { try await server.rows().filter { $0.hasPrefix("secret:") } }
            let before = try await secrets()
            #expect(try await owner.call(.post, path, Self.right.with("name", "More")).code == "proof_required")
            #expect(try await owner.call(.put, "\(path)/\(id)", ["value": "other"]).code == "proof_required")
            #expect(try await owner.call(.delete, "\(path)/\(id)").code == "proof_required")
            #expect(try await secrets() == before && before.count == 1)
            #expect(try await owner.call(.get, path).status == 200)
            try await owner.prove()
            #expect(try await owner.call(.put, "\(path)/\(id)", ["value": "other"]).status == 200)
        }
    }

    /// What is in no answer is in no log either, though it holds everything that can be logged.
    @Test func noLogHoldsAValue() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme")
            let path = "/organizations/\(owner.organization)/secrets"
            let id = try #require(try await owner.call(.post, path, Self.right).json["id"].text)
            _ = try await owner.call(.put, "\(path)/\(id)", ["value": "sk_test_1234567890"])
            _ = try await owner.call(.put, "\(path)/\(id)", ["value": "sk_test_1234567890", "more": "sk_test_1234567890"])
            _ = try await owner.call(.post, path, Self.right.with("name", ""))
            // A fault of ours, whose text is logged.
            try await server.run("DROP TABLE secret")
            #expect(try await owner.call(.put, "\(path)/\(id)", ["value": "sk_test_1234567890"]).status == 500)
            #expect(try await owner.call(.post, path, Self.right).status == 500)
            #expect(server.log.text.contains("secret"))
            for part in ["sk_live", "sk_test", "4242", "7890"] { #expect(!server.log.text.contains(part), "\(part)") }
        }
    }
}
