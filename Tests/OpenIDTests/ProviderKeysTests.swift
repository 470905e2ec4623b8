import Domain
import Testing

@testable import OpenID

@Suite struct ProviderKeysTests {
    @Test func aNewKeyIsLookedForOnce() async throws {
        let (old, new) = (try TestKey.make("ES256").named("old"), try TestKey.make("ES256").named("new"))
        try await FakeProvider.run([old]) { fake in
            _ = try await fake.signIn(with: old)
            fake.behaviour.withLockedValue { $0.keys = [new.jwk] }
            await #expect(throws: OpenIDFailure.idTokenKey) { try await fake.signIn(with: new) }
            #expect(fake.count("/keys") == 1)
            fake.clock.advance(by: .seconds(61))
            let identity = try await fake.signIn(with: new)
            #expect(identity.subject == "ada-1")
            #expect(fake.count("/keys") == 2)
            await #expect(throws: OpenIDFailure.idTokenKey) { try await fake.signIn(with: old) }
        }
    }

    @Test func unknownKeysDoNotMakeItAskAgainAndAgain() async throws {
        let (key, other) = (try TestKey.make("ES256"), try TestKey.make("ES256").named("other"))
        try await FakeProvider.run([key]) { fake in
            for _ in 0..<3 {
                for _ in 0..<3 { await #expect(throws: OpenIDFailure.idTokenKey) { try await fake.signIn(with: other) } }
                fake.clock.advance(by: .seconds(61))
            }
            #expect(fake.count("/keys") == 3)
        }
    }

    @Test func keysAreKeptForTenMinutes() async throws {
        let key = try TestKey.make("ES256")
        try await FakeProvider.run([key]) { fake in
            _ = try await fake.signIn(with: key)
            fake.clock.advance(by: .minutes(10))
            _ = try await fake.signIn(with: key)
            #expect(fake.count("/keys") == 1)
            fake.behaviour.withLockedValue { $0.keys = [] }
            fake.clock.advance(by: .seconds(1))
            await #expect(throws: OpenIDFailure.idTokenKey) { try await fake.signIn(with: key) }
        }
    }

    @Test func whatIsNoUsableKeyIsPassedOver() async throws {
        let key = try TestKey.make("ES256")
        let others = [
            "1", "{}", #"{"kty":"oct","kid":"key-ES256","k":"AAAA"}"#,
            #"{"kty":"EC","kid":"key-ES256","crv":"P-256","x":"AAAA","y":"AAAA"}"#,
            #"{"kty":"EC","kid":"key-ES256","crv":"secp256k1","x":"AAAA","y":"AAAA"}"#,
            #"{"kty":"RSA","kid":"key-ES256","n":"AQAB","e":"AQAB"}"#,
            #"{"kid":"key-ES256","use":"enc",\#(try TestKey.make("ES256").fields)}"#,
            #"{"kid":"key-ES256","key_ops":["sign"],\#(try TestKey.make("ES256").fields)}"#,
            #"{"kid":1,\#(try TestKey.make("ES256").fields)}"#,
            #"{"kty":"OKP","kid":"key-ES256","crv":"Ed448","x":"AAAA"}"#,
        ]
        try await FakeProvider.run { fake in
            fake.behaviour.withLockedValue { $0.keys = others + [key.jwk] }
            let identity = try await fake.signIn(with: key)
            #expect(identity.subject == "ada-1")
            fake.behaviour.withLockedValue { $0.keys = others }
            fake.clock.advance(by: .minutes(11))
            await #expect(throws: OpenIDFailure.idTokenKey) { try await fake.signIn(with: key) }
        }
    }

    @Test func withoutAnIDTheKeyMustBeClear() async throws {
        let (key, other, third) = (try TestKey.make("ES256"), try TestKey.make("ES256").named("other"), try TestKey.make("EdDSA"))
        try await FakeProvider.run([key, third]) { fake in
            let identity = try await fake.signIn(with: key) { $0.header["kid"] = nil }
            #expect(identity.subject == "ada-1")
            fake.behaviour.withLockedValue { $0.keys = [key.jwk, other.jwk] }
            fake.clock.advance(by: .minutes(11))
            await #expect(throws: OpenIDFailure.idTokenKey) { try await fake.signIn(with: key) { $0.header["kid"] = nil } }
        }
    }

    @Test(arguments: ["", "[]", "{}", "{\"keys\":1}", "{\"keys\":[],\"keys\":[]}"])
    func whatIsNoKeySet(_ text: String) async throws {
        let key = try TestKey.make("ES256")
        try await FakeProvider.run { fake in
            fake.behaviour.withLockedValue { $0.keySet = text }
            await #expect(throws: OpenIDFailure.keysMalformed) { try await fake.signIn(with: key) }
        }
    }
}
