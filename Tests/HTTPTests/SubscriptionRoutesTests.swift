import Crypto
import Domain
import Foundation
import HTTPTypes
import Testing

@testable import HTTP

@Suite struct SubscriptionRoutesTests {
    private static let secret = "whsec_0123456789abcdef"

    private static func sign(_ body: String, at seconds: Int64, secret: String = secret) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data("\(seconds).\(body)".utf8), using: SymmetricKey(data: Data(secret.utf8)))
        return code.map { String($0 + 0, radix: 16).count == 1 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }

    private static func event(
        _ id: String, _ status: String, at seconds: Int64, customer: String = "\"cus_1\"", type: String = "updated", rest: String = ""
    ) -> String {
        """
        {"id":"\(id)","object":"event","type":"customer.subscription.\(type)","created":\(seconds),"data":{"object":{"id":"sub_1",\
        "customer":\(customer),"status":"\(status)","trial_end":null,"items":{"data":[{"quantity":4},{"quantity":2}]}\(rest)}}}
        """
    }

    private static func run(_ body: @escaping @Sendable (TestServer, Person, String) async throws -> Void) async throws {
        let settings = try Settings(publicURL: PublicURL(TestServer.publicURL), stripeSecret: secret)
        try await TestServer.run(settings: settings) { server in
            let (owner, _) = try await server.team("Acme", [])
            let root = try await server.signUp("Root")
            try await server.run("UPDATE account SET is_operator = 1 WHERE id = \(root.id)")
            let path = "/admin/organizations/\(owner.organization)/subscription"
            let set = try await root.call(.put, path, ["status": "active", "customer": "cus_1"])
            #expect(set.status == 200 && set.json["customer"].text == "cus_1")
            try await body(server, owner, "/organizations/\(owner.organization)/subscription")
        }
    }

    private static func send(_ server: TestServer, _ body: String, at seconds: Int64? = nil, header: String? = nil) async throws -> Answer {
        let now = seconds ?? server.clock.now.milliseconds / 1000
        let header = header ?? "t=\(now),v1=\(sign(body, at: now))"
        return try await server.send(
            .post, "/api/v1/webhooks/stripe", headers: [HTTPField.Name("Stripe-Signature")!: header], body: body
        )
    }

    @Test func stripesWordSetsStatusAndSeats() async throws {
        try await Self.run { server, owner, path in
            let now = server.clock.now.milliseconds / 1000
            #expect(try await Self.send(server, Self.event("evt_1", "past_due", at: now)).status == 200)
            let shown = try await owner.call(.get, path)
            #expect(shown.json.keys == ["status", "trialEndsAt", "seats", "used", "pending"])
            #expect(shown.json["status"].text == "past_due" && shown.json["seats"].number == 6 && shown.json["used"].number == 1)
            let expanded = Self.event("evt_2", "trialing", at: now + 1, customer: "{\"id\":\"cus_1\"}")
                .replacingOccurrences(of: "\"trial_end\":null", with: "\"trial_end\":\(now + 86_400)")
            #expect(try await Self.send(server, expanded).status == 200)
            let trial = try await owner.call(.get, path).json
            #expect(trial["status"].text == "trial" && trial["trialEndsAt"].text?.hasSuffix("Z") == true)
            #expect(try await Self.send(server, Self.event("evt_3", "active", at: now + 2, type: "deleted")).status == 200)
            #expect(try await owner.call(.get, path).json["status"].text == "canceled")
            #expect(try await owner.call(.get, "/me").json["organization"]["status"].text == "canceled")
            let refused = try await owner.call(.patch, "/organizations/\(owner.organization)", ["name": "Other"])
            #expect(refused.status == 403 && refused.code == "organization_read_only")
        }
    }

    @Test func whatIsNotStripesOrNoNewsChangesNothing() async throws {
        try await Self.run { server, owner, path in
            let now = server.clock.now.milliseconds / 1000
            let body = Self.event("evt_1", "canceled", at: now)
            let before = try await server.rows()
            let code = Self.sign(body, at: now)
            let wrong = [
                "", "t=\(now)", "v1=\(code)", "t=\(now),v1=", "t=\(now),v0=\(code)", "t=\(now + 1),v1=\(code)",
                "t=\(now),v1=\(Self.sign(body, at: now, secret: "whsec_another secret"))", "t=\(now),v1=\(code.dropLast(2))00",
                "t=\(now - 301),v1=\(Self.sign(body, at: now - 301))", "t=\(now + 301),v1=\(Self.sign(body, at: now + 301))",
                "t=now,v1=\(code)", "t=\(now),v1=\(code.dropLast())",
            ]
            for header in wrong {
                let answer = try await Self.send(server, body, header: header)
                #expect(answer.status == 400 && answer.code == "malformed", "\(header): \(answer.text)")
            }
            for body in ["{}", "[]", "no", "{\"id\":1}", "{\"id\":\"e\",\"type\":\"customer.subscription.updated\",\"created\":1}"] {
                #expect(try await Self.send(server, body).status == 400, "\(body)")
            }
            let others = [
                Self.event("evt_9", "canceled", at: now, customer: "\"cus_2\""), Self.event("evt_8", "dancing", at: now),
                "{\"id\":\"evt_7\",\"type\":\"invoice.paid\",\"created\":1,\"data\":{\"object\":{}}}",
            ]
            for body in others { #expect(try await Self.send(server, body).status == 200) }
            #expect(try await server.rows() == before)
            #expect(try await owner.call(.get, path).json["status"].text == "active")
            // Two secrets stand while one is being replaced.
            let rolled = "t=\(now),v1=\(Self.sign(body, at: now, secret: "whsec_former")),v1=\(code)"
            #expect(try await Self.send(server, body, header: rolled).status == 200)
            #expect(try await owner.call(.get, path).json["status"].text == "canceled")
        }
    }

    @Test func withoutASecretThereIsNoSuchRoute() async throws {
        try await TestServer.run { server in
            let answer = try await Self.send(server, "{}")
            #expect(answer.status == 404 && answer.code == "not_found")
        }
    }

    @Test func whatAnOperatorCannotSetIsNamed() async throws {
        try await TestServer.run { server in
            let (owner, _) = try await server.team("Acme", [])
            let root = try await server.signUp("Root")
            try await server.run("UPDATE account SET is_operator = 1 WHERE id = \(root.id)")
            let path = "/admin/organizations/\(owner.organization)/subscription"
            let wrong: [(JSONFields, String)] = [
                ([:], "status"), (["status": "free"], "status"), (["status": "active", "seats": 0], "seats"),
                (["status": "active", "seats": 1_000_001], "seats"), (["status": "active", "seats": "3"], "seats"),
                (["status": "active", "trialEndsAt": "2030-01-01"], "trialEndsAt"),
                (["status": "trial", "trialEndsAt": "soon"], "trialEndsAt"),
                (["status": "active", "customer": ""], "customer"), (["status": "active", "customer": "cus 1"], "customer"),
                (["status": "active", "plan": "gold"], "plan"),
            ]
            for (fields, field) in wrong { #expect(try await root.call(.put, path, fields).invalidFields == [field], "\(fields)") }
            let trial = try await root.call(.put, path, ["status": "trial", "trialEndsAt": "2030-01-01", "seats": 3, "customer": "cus_1"])
            #expect(trial.json["status"].text == "trial" && trial.json["trialEndsAt"].text == "2030-01-01T00:00:00.000Z")
            #expect(try await root.call(.put, path, ["status": "active"]).json["customer"].text == "cus_1", "missing leaves as is")
            let null: JSONFields = JSONFields("{\"status\":\"active\",\"customer\":null}")
            #expect(try await root.call(.put, path, null).json["customer"].isNull)
            let personal = try #require(try await owner.call(.get, "/organizations").json["items"].list.first?["id"].text)
            let refused = try await root.call(.put, "/admin/organizations/\(personal)/subscription", ["status": "suspended"])
            #expect(refused.code == "personal_organization")
            #expect(try await owner.call(.put, path, ["status": "active"]).status == 403)
        }
    }
}
