import Crypto
import Domain
import Foundation
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

/// The second step of a sign-in, by the routes.
@Suite struct FactorRoutesTests {
    /// As an app computes it (RFC 6238), from what the answer says.
    private static func code(_ base32: String, at now: Instant) throws -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        let bits = try base32.flatMap { digit in
            let value = try #require(alphabet.firstIndex(of: digit))
            return (0..<5).map { value >> (4 - $0) & 1 }
        }
        let key = stride(from: 0, to: bits.count / 8 * 8, by: 8).map { start in UInt8(bits[start..<start + 8].reduce(0) { $0 << 1 | $1 }) }
        let message = withUnsafeBytes(of: (now.milliseconds / 30_000).bigEndian) { Array($0) }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: key)))
        let offset = Int(mac[19] & 15)
        let number = (0..<4).reduce(0) { $0 << 8 | Int(mac[offset + $1]) } & 0x7fff_ffff
        return String(String(number % 1_000_000 + 1_000_000).dropFirst())
    }

    private struct Enrolled {
        let person: Person
        let factor: String
        let secret: String
        let codes: [String]
    }

    /// A minute ago, so that no code of now is spent.
    private static func enrolled(_ server: TestServer, _ name: String = "Ada") async throws -> Enrolled {
        let ada = try await server.signUp(name)
        let begun = try await ada.call(.post, "/me/factors", ["name": "Phone"])
        #expect(begun.status == 201, "\(begun.text)")
        let (id, secret) = (try #require(begun.json["id"].text), try #require(begun.json["secret"].text))
        #expect(begun.json["link"].text?.hasPrefix("otpauth://totp/Tenantry:") == true)
        let confirmed = try await ada.call(.post, "/me/factors/\(id)/confirm", ["code": code(secret, at: server.clock.clock.now)])
        #expect(confirmed.status == 200, "\(confirmed.text)")
        let token = try #require(confirmed.sessionToken)
        let renewed = Person(server: server, email: ada.email, id: ada.id, token: token, organization: ada.organization)
        #expect(try await ada.call(.get, "/me").status == 401, "the old token opens nothing")
        server.clock.advance(by: .minutes(1))
        return Enrolled(
            person: renewed, factor: id, secret: secret, codes: confirmed.json["recoveryCodes"].list.compactMap(\.text)
        )
    }

    private static func logIn(_ person: Person, _ server: TestServer) async throws -> Answer {
        try await server.call(.post, "/login", ["email": person.email, "password": Person.password])
    }

    /// With the cookie of the first step.
    private static func give(_ fields: JSONFields, after first: Answer, _ server: TestServer) async throws -> Answer {
        let cookie = try #require(first.cookie(named: "tenantry-factor"))
        return try await server.send(
            .post, "/api/v1/login/factor", headers: [.cookie: "tenantry-factor=\(cookie)", .secFetchSite: "same-origin"],
            body: try fields.body
        )
    }

    @Test func aPasswordLeadsToTheSecondStepAlone() async throws {
        try await TestServer.run { server in
            let ada = try await Self.enrolled(server)
            let first = try await Self.logIn(ada.person, server)
            #expect(first.status == 202 && first.sessionToken == nil && first.browserToken == nil)
            #expect(first.json["factors"].list.compactMap(\.text) == ["code", "recoveryCode"] && first.json["user"].isMissing)
            let half = try #require(first.cookie(named: "tenantry-factor"))
            for headers in [[.authorization: "Bearer \(half)"], [.cookie: "tenantry=\(half)"]] as [HTTPFields] {
                #expect(try await server.send(.get, "/api/v1/me", headers: headers).status == 401)
            }
            let code = try Self.code(ada.secret, at: server.clock.clock.now)
            #expect(try await server.call(.post, "/login/factor", ["code": code]).status == 410, "without the first step")
            let entered = try await Self.give(["code": code], after: first, server)
            #expect(entered.status == 200 && entered.json["user"]["id"].text == ada.person.id && entered.sessionToken != nil)
            #expect(try await Self.give(["code": code], after: first, server).status == 410, "a step counts once")
        }
    }

    @Test func whatIsWrongIsNamed() async throws {
        try await TestServer.run { server in
            let ada = try await Self.enrolled(server)
            let first = try await Self.logIn(ada.person, server)
            let wrong: [(JSONFields, String)] = [
                ([:], "code"), (["code": "000000"], "code"), (["code": "x"], "code"), (["recoveryCode": "x"], "recoveryCode"),
                (["code": "000000", "recoveryCode": ada.codes[0]], "recoveryCode"), (["code": "000000", "password": "x"], "password"),
            ]
            for (fields, field) in wrong {
                let answer = try await Self.give(fields, after: first, server)
                #expect(answer.status == 422 && answer.invalidFields == [field], "\(fields) \(answer.text)")
            }
            #expect(try await Self.give(["recoveryCode": ada.codes[0]], after: first, server).status == 200)
        }
    }

    /// Every way in, with a factor: none of them ends in a session without it.
    @Test func noWayInSkipsIt() async throws {
        try await TestServer.run { server in
            let ada = try await Self.enrolled(server)
            #expect(try await server.call(.post, "/password/forgot", ["email": ada.person.email]).status == 202)
            let message = try #require(try await server.storage.maintenance.outbox().last?.id)
            let token = try await server.storage.maintenance.token(in: message)
            let reset = try await server.call(.post, "/password/reset", ["token": token.secret, "password": Person.password])
            #expect(reset.status == 204 && reset.sessionToken == nil)
            #expect(try await Self.logIn(ada.person, server).status == 202, "a reset keeps the factor")
        }
    }

    /// Whoever has got hold of a session and the password takes no factor away by changing it.
    @Test func aNewPasswordProvesNothingBesideAFactor() async throws {
        try await TestServer.run { server in
            let ada = try await Self.enrolled(server)
            server.clock.advance(by: .minutes(10))
            let same: JSONFields = ["currentPassword": Person.password, "newPassword": "lantern giraffe ninety"]
            #expect(try await ada.person.call(.put, "/password", same).code == "proof_required")
            try await ada.person.prove(["recoveryCode": ada.codes[0]])
            server.clock.advance(by: .minutes(9))
            let changed = try await ada.person.call(.put, "/password", same)
            #expect(changed.status == 204)
            server.clock.advance(by: .minutes(1))
            let token = try #require(changed.sessionToken)
            #expect(try await server.call(.post, "/me/recovery-codes", as: token).code == "proof_required", "nor does it prolong a proof")
        }
    }

    @Test func aFactorProvesPresence() async throws {
        try await TestServer.run { server in
            let ada = try await Self.enrolled(server)
            server.clock.advance(by: .minutes(10))
            #expect(try await ada.person.call(.post, "/me/recovery-codes").code == "proof_required")
            let code = try Self.code(ada.secret, at: server.clock.clock.now)
            #expect(try await ada.person.call(.get, "/session/proof").json["means"].list.map(\.text) == ["code", "recoveryCode"])
            let byPassword = try await ada.person.call(.post, "/session/proof", ["password": Person.password])
            #expect(byPassword.status == 422 && byPassword.invalidFields == ["password"], "the factor counts, and the password no more")
            try await ada.person.prove(["code": code])
            #expect(try await ada.person.call(.post, "/session/proof", ["code": code]).status == 422, "once")
            let renewed = try await ada.person.call(.post, "/me/recovery-codes")
            #expect(renewed.status == 201 && Set(renewed.json["codes"].list.compactMap(\.text)).isDisjoint(with: ada.codes))
        }
    }
}
