import Crypto
import Domain
import Foundation
import Outbound
import ScriptedHTTPS
import Testing

@testable import OpenID

@Suite struct OpenIDProviderTests {
    /// Names and values of a query or a form.
    static func parameters(_ text: some StringProtocol) -> [String: String] {
        let pairs = text.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false) }
        return Dictionary(pairs.map { (String($0[0]), $0[1].removingPercentEncoding ?? "") }) { "\($0) and \($1)" }
    }

    private static func query(_ url: OutboundURL) -> [String: String] {
        parameters(url.description.drop { $0 != "?" }.dropFirst())
    }

    private static func challenge(_ verifier: String) -> String { TestKey.base64URL(SHA256.hash(data: Data(verifier.utf8))) }
}

// MARK: - Metadata

extension OpenIDProviderTests {
    @Test func metadataAreFetchedOnceForAll() async throws {
        try await FakeProvider.run { fake in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 { group.addTask { _ = try await fake.provider.authorizationRequest() } }
                try await group.waitForAll()
            }
            #expect(fake.count("/.well-known/openid-configuration") == 1)
            fake.clock.advance(by: .seconds(601))
            _ = try await fake.provider.authorizationRequest()
            #expect(fake.count("/.well-known/openid-configuration") == 2)
        }
    }

    @Test(arguments: ["https://evil.example", "", "HTTPS://localhost"])
    func anotherIssuersMetadataAreRefused(_ issuer: String) async throws {
        try await FakeProvider.run { fake in
            for text in ["\"\(issuer)\"", "\"\(fake.issuer)/\"", "1", nil] {
                fake.behaviour.withLockedValue { $0.metadata = [("issuer", text)] }
                await #expect(throws: OpenIDFailure.discoveryIssuer) { try await fake.provider.authorizationRequest() }
            }
        }
    }

    @Test(arguments: ["authorization_endpoint", "token_endpoint", "jwks_uri"], ["\"http://localhost/x\"", "\"/x\"", "1", nil])
    func endpointsMustBeThere(_ name: String, _ value: String?) async throws {
        try await FakeProvider.run { fake in
            fake.behaviour.withLockedValue { $0.metadata = [(name, value)] }
            await #expect(throws: OpenIDFailure.discoveryMalformed) { try await fake.provider.authorizationRequest() }
        }
    }

    @Test(arguments: ["", "[]", "<html>", "{", "{\"issuer\":\"a\",\"issuer\":\"a\"}"])
    func whatIsNoMetadata(_ text: String) async throws {
        try await FakeProvider.run { fake in
            fake.behaviour.withLockedValue { $0.document = text }
            await #expect(throws: OpenIDFailure.discoveryMalformed) { try await fake.provider.authorizationRequest() }
            fake.behaviour.withLockedValue { $0.document = nil }
            _ = try await fake.provider.authorizationRequest()
        }
    }

    @Test func endpointsAreNotReachedAtPrivateAddresses() async throws {
        let key = try TestKey.make("ES256")
        try await FakeProvider.run([key]) { fake in
            fake.behaviour.withLockedValue { $0.metadata = [("token_endpoint", "\"https://10.0.0.1/token\"")] }
            await #expect(throws: OpenIDFailure.unreachable(.addressRefused(host: "10.0.0.1"))) { try await fake.signIn(with: key) }
        }
    }

    @Test(arguments: [
        ("https://a.example", "https://a.example/.well-known/openid-configuration"),
        ("https://a.example/", "https://a.example/.well-known/openid-configuration"),
        ("https://a.example/b", "https://a.example/b/.well-known/openid-configuration"),
    ])
    func whereMetadataAre(_ issuer: String, _ url: String) throws {
        #expect(try Issuer(issuer).metadataURL.description == url)
    }

    @Test(arguments: ["", "http://a.example", "https://a.example?b", "https://a.example#b", "a.example"])
    func whatIsNoIssuer(_ text: String) {
        #expect(throws: Problem.self) { try Issuer(text) }
    }
}

// MARK: - The request

extension OpenIDProviderTests {
    @Test func aRequestHasWhatItMust() async throws {
        try await FakeProvider.run { fake in
            let request = try await fake.provider.authorizationRequest(loginHint: "ada+b@example.com", prompt: "login")
            #expect(request.url.description.hasPrefix("\(fake.issuer)/authorize?tenant=1&response_type=code&"))
            #expect(
                Self.query(request.url) == [
                    "tenant": "1", "response_type": "code", "client_id": "client", "redirect_uri": "https://accounts.example/callback?a=b",
                    "scope": "openid email profile", "state": request.secrets.state, "nonce": request.secrets.nonce,
                    "code_challenge": Self.challenge(request.secrets.codeVerifier), "code_challenge_method": "S256",
                    "login_hint": "ada+b@example.com", "prompt": "login",
                ]
            )
        }
    }

    @Test func secretsAreNewEachTimeAndLongEnough() async throws {
        try await FakeProvider.run { fake in
            let (one, two) = (try await fake.provider.authorizationRequest(), try await fake.provider.authorizationRequest())
            let all = [one, two].flatMap { [$0.secrets.state, $0.secrets.nonce, $0.secrets.codeVerifier] }
            #expect(Set(all).count == 6)
            #expect(all.allSatisfy { Base64URL.bytes(of: $0)?.count == 32 })
            #expect(!one.url.description.contains(one.secrets.codeVerifier))
            #expect(all.allSatisfy { !"\(one.secrets) \(two.secrets)".contains($0) })
            #expect(Self.query(one.url)["prompt"] == nil && Self.query(one.url)["login_hint"] == nil)
        }
    }

    @Test func aHintWithoutEndIsRefused() async throws {
        try await FakeProvider.run { fake in
            await #expect(throws: OpenIDFailure.requestTooLong) {
                try await fake.provider.authorizationRequest(loginHint: String(repeating: "a", count: 2000), prompt: nil)
            }
        }
    }

    /// RFC 7636 appendix B.
    @Test func theChallengeOfTheRFC() {
        let secrets = AuthorizationSecrets(state: "", nonce: "", codeVerifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        #expect(secrets.codeChallenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    }
}

// MARK: - The answer

extension OpenIDProviderTests {
    @Test(arguments: ["other", "", nil])
    func anAnswerToAnotherRequestIsRefused(_ state: String?) async throws {
        try await FakeProvider.run { fake in
            let secrets = try await fake.provider.authorizationRequest().secrets
            let answer = AuthorizationResponse(state: state, code: "a", error: "access_denied", issuer: nil)
            await #expect(throws: OpenIDFailure.answerState) { try await fake.provider.identity(from: answer, to: secrets) }
            #expect(fake.count("/token") == 0)
        }
    }

    @Test(arguments: [true, false], ["https://evil.example", ""])
    func anAnswerFromAnotherIssuerIsRefused(_ isAnnounced: Bool, _ issuer: String) async throws {
        try await FakeProvider.run { fake in
            fake.behaviour.withLockedValue { $0.metadata = [("authorization_response_iss_parameter_supported", "\(isAnnounced)")] }
            let secrets = try await fake.provider.authorizationRequest().secrets
            await #expect(throws: OpenIDFailure.answerIssuer) {
                try await fake.provider.identity(from: fake.answer(secrets, issuer: issuer), to: secrets)
            }
            #expect(fake.count("/token") == 0)
        }
    }

    @Test func anAnswerNamesItsIssuerWhereThatIsAnnounced() async throws {
        let key = try TestKey.make("ES256")
        try await FakeProvider.run([key]) { fake in
            fake.behaviour.withLockedValue { $0.metadata = [("authorization_response_iss_parameter_supported", "true")] }
            await #expect(throws: OpenIDFailure.answerIssuer) { try await fake.signIn(with: key) }
            let secrets = try await fake.provider.authorizationRequest().secrets
            try fake.hand(out: TestToken(from: fake.issuer, nonce: secrets.nonce, at: fake.clock.now, by: key).signed(by: key))
            let answer = fake.answer(secrets, issuer: fake.issuer)
            let identity = try await fake.provider.identity(from: answer, to: secrets)
            #expect(identity.subject == "ada-1")
        }
    }

    @Test(arguments: [("access_denied", "access_denied"), ("<script>", "unknown"), ("", "unknown")])
    func aRefusalIsNamed(_ error: String, _ code: String) async throws {
        try await FakeProvider.run { fake in
            let secrets = try await fake.provider.authorizationRequest().secrets
            let answer = AuthorizationResponse(state: secrets.state, code: "a", error: error, issuer: nil)
            await #expect(throws: OpenIDFailure.answerRefused(code: code)) { try await fake.provider.identity(from: answer, to: secrets) }
        }
    }

    @Test(arguments: ["", nil])
    func anAnswerWithoutACodeIsRefused(_ code: String?) async throws {
        try await FakeProvider.run { fake in
            let secrets = try await fake.provider.authorizationRequest().secrets
            let answer = AuthorizationResponse(state: secrets.state, code: code, error: nil, issuer: nil)
            await #expect(throws: OpenIDFailure.answerWithoutCode) { try await fake.provider.identity(from: answer, to: secrets) }
        }
    }
}

// MARK: - What the ID token leaves out (OpenID Connect Core §5.4)

extension OpenIDProviderTests {
    private static func signIn(userInfo: ScriptedHTTPSServer.Answer, _ alter: (inout TestToken) -> Void) async throws -> UpstreamIdentity {
        let key = try TestKey.make("ES256")
        var identity: UpstreamIdentity?
        try await FakeProvider.run([key]) { fake in
            fake.behaviour.withLockedValue {
                $0.metadata = [("userinfo_endpoint", "\"\(fake.issuer)/userinfo\"")]
                $0.others = ["/userinfo": userInfo]
            }
            identity = try await fake.signIn(with: key, alter)
            let requests = fake.server.requests.filter { $0.target == "/userinfo" }
            #expect(requests.allSatisfy { $0.headers["Authorization"] == ["Bearer access"] })
            #expect(requests.count == (identity?.email?.text == "ada@example.com" ? 0 : 1))
        }
        return try #require(identity)
    }

    @Test func anAddressMayComeFromUserInfo() async throws {
        let answer = ScriptedHTTPSServer.Answer.json(#"{"sub":"ada-1","email":"ada@example.org","email_verified":true,"name":"Ada L."}"#)
        let identity = try await Self.signIn(userInfo: answer) { $0.claims["email"] = nil }
        #expect(identity.email?.text == "ada@example.org")
        #expect(identity.isEmailVerified)
        #expect(identity.name == "Ada L.")
        let whole = try await Self.signIn(userInfo: answer) { _ in }
        #expect(whole.email?.text == "ada@example.com")
    }

    @Test(arguments: ["{}", #"{"sub":"ben-2","email":"ben@example.org"}"#])
    func userInfoOfSomebodyElseIsRefused(_ body: String) async throws {
        await #expect(throws: OpenIDFailure.profileMalformed) {
            try await Self.signIn(userInfo: .json(body)) { $0.claims["email"] = nil }
        }
    }

    @Test func userInfoThatCannotBeReadSaysNothing() async throws {
        for answer in [ScriptedHTTPSServer.Answer.json("{}", status: 403), .http(200, [], "a.b.c")] {
            let identity = try await Self.signIn(userInfo: answer) { $0.claims["email"] = nil }
            #expect(identity.subject == "ada-1" && identity.email == nil && !identity.isEmailVerified)
        }
    }
}

// MARK: - Tokens

extension OpenIDProviderTests {
    @Test(
        arguments: [
            (nil, "basic"), ("[\"client_secret_post\",\"client_secret_basic\"]", "basic"),
            ("[\"private_key_jwt\",\"client_secret_post\"]", "post"),
        ] as [(String?, String)])
    func theSecretGoesWhereItIsTaken(_ methods: String?, _ method: String) async throws {
        let key = try TestKey.make("ES256")
        try await FakeProvider.run(secret: "a b:ä+%", [key]) { fake in
            fake.behaviour.withLockedValue { $0.metadata = [("token_endpoint_auth_methods_supported", methods)] }
            _ = try await fake.signIn(with: key)
            let request = try #require(fake.server.requests.first { $0.target == "/token" })
            let form = Self.parameters(request.body)
            #expect(request.method == "POST")
            #expect(request.headers["Content-Type"] == ["application/x-www-form-urlencoded"])
            #expect(form["grant_type"] == "authorization_code")
            #expect(form["code"] == "the code")
            #expect(form["redirect_uri"] == "https://accounts.example/callback?a=b")
            #expect(form["code_verifier"]?.count == 43)
            let basic = "Basic " + Data("client:a%20b%3A%C3%A4%2B%25".utf8).base64EncodedString()
            #expect(request.headers["Authorization"] == (method == "basic" ? [basic] : []))
            #expect(form["client_secret"] == (method == "post" ? "a b:ä+%" : nil))
            #expect(form["client_id"] == (method == "post" ? "client" : nil))
        }
    }

    @Test func aPublicClientHasNoSecret() async throws {
        let key = try TestKey.make("ES256")
        try await FakeProvider.run(secret: nil, [key]) { fake in
            _ = try await fake.signIn(with: key)
            let request = try #require(fake.server.requests.first { $0.target == "/token" })
            let form = Self.parameters(request.body)
            #expect(request.headers["Authorization"].isEmpty)
            #expect(form["client_id"] == "client" && form["client_secret"] == nil)
        }
    }

    @Test func aSecretThatIsNotTakenStaysHere() async throws {
        let key = try TestKey.make("ES256")
        try await FakeProvider.run([key]) { fake in
            fake.behaviour.withLockedValue { $0.metadata = [("token_endpoint_auth_methods_supported", "[\"private_key_jwt\"]")] }
            await #expect(throws: OpenIDFailure.clientAuthentication) { try await fake.signIn(with: key) }
            #expect(fake.count("/token") == 0)
        }
    }

    @Test(arguments: [
        (400, "{\"error\":\"invalid_grant\",\"error_description\":\"secret\"}", OpenIDFailure.tokenRefused(code: "invalid_grant")),
        (401, "{\"error\":\"invalid_client\"}", .tokenRefused(code: "invalid_client")),
        (200, "{\"error\":\"x\"}", .tokenRefused(code: "x")),
        (400, "{\"error\":\"<script>\"}", .tokenRefused(code: "unknown")), (500, "oops", .status(500)), (302, "{}", .status(302)),
        (200, "", .tokenMalformed), (200, "{}", .tokenMalformed), (200, "{\"access_token\":\"a\"}", .tokenMalformed),
        (200, "{\"access_token\":\"a\",\"token_type\":\"mac\",\"id_token\":\"a.b.c\"}", .tokenMalformed),
        (200, "{\"access_token\":\"a\\r\\nb\",\"token_type\":\"Bearer\"}", .tokenMalformed),
        (200, "{\"access_token\":\"a\",\"token_type\":\"bearer\"}", .idTokenMissing),
    ])
    func whatIsNoTokenAnswer(_ status: Int, _ body: String, _ failure: OpenIDFailure) async throws {
        try await FakeProvider.run { fake in
            fake.behaviour.withLockedValue { $0.token = .http(status, ["Location: /other"], body) }
            let secrets = try await fake.provider.authorizationRequest().secrets
            await #expect(throws: failure) { try await fake.provider.identity(from: fake.answer(secrets), to: secrets) }
            #expect(fake.count("/other") == 0)
        }
    }
}
