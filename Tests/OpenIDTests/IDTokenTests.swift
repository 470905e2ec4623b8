import Crypto
import Domain
import Foundation
import Testing

@testable import OpenID

/// Each test goes the whole way from the request to the identity.
@Suite struct IDTokenTests {
    private static let algorithms = SigningAlgorithm.allCases.map(\.rawValue)

    private static func expect(
        _ failure: OpenIDFailure, _ algorithm: String = "ES256", _ alter: (inout TestToken) throws -> Void
    ) async throws {
        let key = try TestKey.make(algorithm)
        try await FakeProvider.run([key]) { fake in
            await #expect(throws: failure) { try await fake.signIn(with: key, alter) }
        }
    }

    private static func accept(_ alter: (inout TestToken) throws -> Void) async throws -> UpstreamIdentity {
        let key = try TestKey.make("ES256")
        var identity: UpstreamIdentity?
        try await FakeProvider.run([key]) { identity = try await $0.signIn(with: key, alter) }
        return try #require(identity)
    }

    @Test(arguments: algorithms)
    func aTokenThatIsRight(_ algorithm: String) async throws {
        let key = try TestKey.make(algorithm)
        try await FakeProvider.run([key]) { fake in
            let identity = try await fake.signIn(with: key)
            let email = try EmailAddress("ada@example.com")
            #expect(identity == UpstreamIdentity(issuer: fake.issuer, subject: "ada-1", email: email, isEmailVerified: true, name: "Ada"))
        }
    }

    @Test(arguments: algorithms)
    func aKeyNeedNotNameItsAlgorithm(_ algorithm: String) async throws {
        let key = try TestKey.make(algorithm)
        try await FakeProvider.run { fake in
            fake.behaviour.withLockedValue { $0.keys = [key.jwkWithoutAlgorithm] }
            let identity = try await fake.signIn(with: key)
            #expect(identity.subject == "ada-1")
        }
    }

    @Test(arguments: algorithms)
    func anotherSignatureIsRefused(_ algorithm: String) async throws {
        try await Self.expect(.idTokenSignature, algorithm) { $0.signature = { $0.dropLast() + [$0[$0.count - 1] ^ 1] } }
        try await Self.expect(.idTokenSignature, algorithm) { $0.signature = { _ in [] } }
        try await Self.expect(.idTokenSignature, algorithm) { $0.signature = { Array($0.dropLast()) } }
        try await Self.expect(.idTokenSignature, algorithm) { $0.signature = { [UInt8](repeating: 0, count: $0.count) } }
    }

    @Test(arguments: algorithms)
    func anotherKeyOfTheSameIDIsRefused(_ algorithm: String) async throws {
        guard !algorithm.hasPrefix("RS"), !algorithm.hasPrefix("PS") else { return }
        let (key, other) = (try TestKey.make(algorithm), try TestKey.make(algorithm))
        try await FakeProvider.run([key]) { fake in
            await #expect(throws: OpenIDFailure.idTokenSignature) { try await fake.signIn(with: other) }
        }
    }

    @Test func claimsThatWereAlteredAfterwardsAreRefused() async throws {
        let key = try TestKey.make("ES256")
        try await FakeProvider.run([key]) { fake in
            let secrets = try await fake.provider.authorizationRequest().secrets
            var token = TestToken(from: fake.issuer, nonce: secrets.nonce, at: fake.clock.now, by: key)
            let signature = try token.signed(by: key).split(separator: ".")[2]
            token.claims["sub"] = "\"ben-2\""
            let parts = [token.header.text, token.claims.text].map { TestKey.base64URL($0.utf8) }
            try fake.hand(out: "\(parts[0]).\(parts[1]).\(signature)")
            await #expect(throws: OpenIDFailure.idTokenSignature) {
                try await fake.provider.identity(from: fake.answer(secrets), to: secrets)
            }
        }
    }
}

// MARK: - Algorithms

extension IDTokenTests {
    @Test(arguments: ["none", "None", "NONE", "", "HS256", "HS384", "HS512", "RS1", "es256", "ES256K", "RSA-OAEP", "ML-DSA-65"])
    func otherAlgorithmsAreRefused(_ name: String) async throws {
        try await Self.expect(.idTokenAlgorithm) { $0.header["alg"] = "\"\(name)\"" }
        try await Self.expect(.idTokenAlgorithm) { token in
            token.header["alg"] = "\"\(name)\""
            token.signature = { _ in [] }
        }
    }

    /// The classic confusion: what everybody knows, taken for a secret.
    @Test func anHMACByThePublicKeyIsRefused() async throws {
        let key = try TestKey.make("RS256")
        let forger = TestKey(id: key.id, algorithm: "HS256", fields: key.fields) { text in
            Array(HMAC<SHA256>.authenticationCode(for: text, using: SymmetricKey(data: Data(key.jwk.utf8))))
        }
        try await FakeProvider.run { fake in
            for published in [key.jwk, key.jwkWithoutAlgorithm, forger.jwk] {
                fake.behaviour.withLockedValue { $0.keys = [published] }
                await #expect(throws: OpenIDFailure.idTokenAlgorithm) { try await fake.signIn(with: forger) }
            }
        }
    }

    @Test(arguments: [
        ("RS256", "RS512"), ("RS256", "PS256"), ("ES256", "RS256"), ("ES256", "ES384"), ("ES256", "EdDSA"), ("EdDSA", "ES256"),
    ])
    func theAlgorithmMustFitTheKey(_ published: String, _ used: String) async throws {
        let (key, other) = (try TestKey.make(published), try TestKey.make(used))
        try await FakeProvider.run([key]) { fake in
            await #expect(throws: OpenIDFailure.idTokenAlgorithm) { try await fake.signIn(with: other.named(key.id)) }
        }
    }

    /// A key that names no algorithm serves each token by the one that the token names, whatever came before.
    @Test func aKeyKeepsToNoAlgorithm() async throws {
        let key = try TestKey.rsa("RS256")
        try await FakeProvider.run { fake in
            fake.behaviour.withLockedValue { $0.keys = [key.jwkWithoutAlgorithm] }
            for algorithm in ["RS256", "PS384", "RS256", "RS512"] {
                let identity = try await fake.signIn(with: TestKey.rsa(algorithm).named(key.id))
                #expect(identity.subject == "ada-1")
            }
            await #expect(throws: OpenIDFailure.idTokenSignature) {
                try await fake.signIn(with: TestKey.rsa("RS256").named(key.id)) { $0.header["alg"] = "\"PS256\"" }
            }
        }
    }
}

// MARK: - Claims

extension IDTokenTests {
    @Test(arguments: ["\"https://evil.example\"", "\"\"", "1", "[]", nil])
    func anotherIssuerIsRefused(_ issuer: String?) async throws {
        try await Self.expect(.idTokenIssuer) { $0.claims["iss"] = issuer }
    }

    @Test func anIssuerIsComparedCharacterByCharacter() async throws {
        try await Self.expect(.idTokenIssuer) { $0.claims["iss"] = ($0.claims["iss"] ?? "").dropLast() + "/\"" }
        try await Self.expect(.idTokenIssuer) { $0.claims["iss"] = $0.claims["iss"]?.uppercased() }
    }

    @Test(arguments: ["\"other\"", "[\"other\"]", "[]", "[1,\"client\"]", "\"Client\"", "{\"client\":1}", "null", nil])
    func anotherAudienceIsRefused(_ audience: String?) async throws {
        try await Self.expect(.idTokenAudience) { $0.claims["aud"] = audience }
    }

    @Test(arguments: [
        ("\"client\"", "\"other\""), ("[\"client\",\"other\"]", nil), ("[\"client\",\"other\"]", "\"other\""), ("[\"client\"]", "1"),
        ("[\"client\"]", "null"),
    ])
    func anotherAuthorizedPartyIsRefused(_ audience: String, _ party: String?) async throws {
        try await Self.expect(.idTokenAuthorizedParty) { token in
            token.claims["aud"] = audience
            token.claims["azp"] = party
        }
    }

    @Test(arguments: [("[\"client\"]", nil), ("\"client\"", "\"client\""), ("[\"other\",\"client\"]", "\"client\"")])
    func audiencesWithThisOneAmongThem(_ audience: String, _ party: String?) async throws {
        let identity = try await Self.accept { token in
            token.claims["aud"] = audience
            token.claims["azp"] = party
        }
        #expect(identity.subject == "ada-1")
    }

    /// In seconds from now, where a clock may be a minute off.
    @Test(arguments: [
        (-60, -600, OpenIDFailure.idTokenExpired), (-3600, -3700, .idTokenExpired), (300, 61, .idTokenEarly),
        (90_000, 86_400, .idTokenEarly),
        (300, -601, .idTokenOld), (3600, -86_400, .idTokenOld),
    ])
    func timesThatAreNotNow(_ expiry: Int64, _ issue: Int64, _ failure: OpenIDFailure) async throws {
        try await Self.expect(failure) { token in
            let issued = token.issuedAt
            token.claims["exp"] = "\(issued + expiry)"
            token.claims["iat"] = "\(issued + issue)"
        }
    }

    @Test(arguments: [(-58, -62), (1, 59), (300, -598)])
    func timesThatAreNearEnough(_ expiry: Int64, _ issue: Int64) async throws {
        _ = try await Self.accept { token in
            let issued = token.issuedAt
            token.claims["exp"] = "\(issued + expiry).5"
            token.claims["iat"] = "\(issued + issue).25"
            token.claims["nbf"] = "\(issued + 30)"
        }
    }

    @Test func aTokenThatIsNotYetValidIsRefused() async throws {
        try await Self.expect(.idTokenEarly) { $0.claims["nbf"] = "\($0.issuedAt + 90)" }
    }

    @Test(arguments: ["exp", "iat"], ["\"1\"", "null", "-1", "1e300", "9223372036854775807", nil])
    func timesThatAreNone(_ name: String, _ value: String?) async throws {
        try await Self.expect(.idTokenMalformed) { $0.claims[name] = value }
    }

    @Test(arguments: ["\"\"", "\"other\"", "1", nil])
    func anotherNonceIsRefused(_ nonce: String?) async throws {
        try await Self.expect(.idTokenNonce) { $0.claims["nonce"] = nonce }
    }

    @Test func aTokenServesOneRequest() async throws {
        let key = try TestKey.make("ES256")
        try await FakeProvider.run([key]) { fake in
            _ = try await fake.signIn(with: key)
            let again = try await fake.provider.authorizationRequest().secrets
            await #expect(throws: OpenIDFailure.idTokenNonce) { try await fake.provider.identity(from: fake.answer(again), to: again) }
        }
    }

    @Test(arguments: ["\"\"", "\"\(String(repeating: "a", count: 256))\"", "\"ädä\"", "\"a\\u0000\"", "\"a\\n\"", "1", "null", nil])
    func aSubjectThatIsNoneIsRefused(_ subject: String?) async throws {
        try await Self.expect(.idTokenSubject) { $0.claims["sub"] = subject }
    }

    @Test func theLongestSubject() async throws {
        let subject = String(repeating: "a", count: 255)
        let identity = try await Self.accept { $0.claims["sub"] = "\"\(subject)\"" }
        #expect(identity.subject == subject)
    }

    @Test func theAccessTokensHash() async throws {
        let hash = TestKey.base64URL(Array(SHA256.hash(data: Data("access".utf8))).prefix(16))
        let identity = try await Self.accept { $0.claims["at_hash"] = "\"\(hash)\"" }
        #expect(identity.subject == "ada-1")
        let other = TestKey.base64URL(Array(SHA256.hash(data: Data("other".utf8))).prefix(16))
        for value in ["\"\(other)\"", "\"\"", "1", "null"] { try await Self.expect(.idTokenAccessToken) { $0.claims["at_hash"] = value } }
    }

    @Test(
        arguments: [
            ("\"ada@example.com\"", "true", true), ("\"ada@example.com\"", "\"true\"", true), ("\"ada@example.com\"", "false", false),
            ("\"ada@example.com\"", "\"false\"", false), ("\"ada@example.com\"", "1", false), ("\"ada@example.com\"", nil, false),
            ("\"no address\"", "true", false), ("1", "true", false), (nil, "true", false),
        ] as [(String?, String?, Bool)])
    func anAddressIsVerifiedWhereThatIsSaid(_ email: String?, _ verified: String?, _ isVerified: Bool) async throws {
        let identity = try await Self.accept { token in
            token.claims["email"] = email
            token.claims["email_verified"] = verified
        }
        #expect(identity.isEmailVerified == isVerified)
        #expect((identity.email != nil) == (email == "\"ada@example.com\""))
    }
}

// MARK: - Form

extension IDTokenTests {
    @Test(arguments: ["sub", "iss", "aud", "nonce", "custom"])
    func aClaimThatComesTwiceIsRefused(_ name: String) async throws {
        try await Self.expect(.idTokenMalformed) { token in
            token.claims["custom"] = "1"
            token.claims.repeats(name, "\"x\"")
        }
    }

    @Test(arguments: ["alg", "kid", "typ"])
    func aHeaderThatComesTwiceIsRefused(_ name: String) async throws {
        try await Self.expect(.idTokenMalformed) { $0.header.repeats(name, "\"ES256\"") }
    }

    @Test func aHeaderThatMustBeUnderstoodIsRefused() async throws {
        try await Self.expect(.idTokenMalformed) { $0.header["crit"] = "[\"exp\"]" }
        try await Self.expect(.idTokenMalformed) { $0.header["alg"] = nil }
        try await Self.expect(.idTokenMalformed) { $0.header["kid"] = "1" }
    }

    @Test(arguments: ["", ".", "..", "a.b", "a.b.c", "e30.e30.", "e30.e30.a.b", "e30=.e30.AAAA", "W10.e30.AAAA", "e30.e30.AA AA"])
    func whatIsNoToken(_ text: String) async throws {
        try await FakeProvider.run { fake in
            let secrets = try await fake.provider.authorizationRequest().secrets
            try fake.hand(out: text)
            await #expect(throws: OpenIDFailure.idTokenMalformed) {
                try await fake.provider.identity(from: fake.answer(secrets), to: secrets)
            }
        }
    }
}
