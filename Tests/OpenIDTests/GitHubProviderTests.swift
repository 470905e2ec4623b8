import Domain
import NIOConcurrencyHelpers
import Outbound
import ScriptedHTTPS
import Testing

@testable import OpenID

@Suite struct GitHubProviderTests {
    private static let token = ScriptedHTTPSServer.Answer.json(
        #"{"access_token":"gho_1","scope":"read:user,user:email","token_type":"bearer"}"#)
    private static let user = ScriptedHTTPSServer.Answer.json(
        #"{"login":"ada","id":583231,"name":"Ada","email":"public@example.com","plan":{"name":"pro"}}"#
    )
    private static let emails =
        #"[{"email":"old@example.com","primary":false,"verified":true},{"email":"ada@example.com","primary":true,"verified":true}]"#

    private static func with(
        token: ScriptedHTTPSServer.Answer = token, user: ScriptedHTTPSServer.Answer = user,
        emails: ScriptedHTTPSServer.Answer = .json(emails),
        _ body: (GitHubProvider, ScriptedHTTPSServer) async throws -> Void
    ) async throws {
        try await FakeProvider.withServer({ request in
            switch request.target {
            case "/login/oauth/access_token": token
            case "/user": user
            case "/user/emails": emails
            default: .http(404)
            }
        }) { server, client in
            let base = "https://localhost:\(server.port)"
            let registration = ClientRegistration(
                clientID: "client", clientSecret: try SecretValue("secret"), redirectURI: "https://accounts.example/callback"
            )
            try await body(try GitHubProvider(registration, over: client, web: base, api: base), server)
        }
    }

    private static func signIn(_ provider: GitHubProvider, issuer: String? = nil) async throws -> UpstreamIdentity {
        let secrets = try await provider.authorizationRequest().secrets
        return try await provider.identity(
            from: AuthorizationResponse(state: secrets.state, code: "code", error: nil, issuer: issuer), to: secrets
        )
    }

    @Test func aRequestHasWhatItMust() async throws {
        try await Self.with { provider, server in
            let request = try await provider.authorizationRequest(loginHint: "ada", prompt: "select_account")
            let parts = request.url.description.split(separator: "?", maxSplits: 1)
            #expect(parts[0] == "https://localhost:\(server.port)/login/oauth/authorize")
            #expect(
                OpenIDProviderTests.parameters(parts[1]) == [
                    "response_type": "code", "client_id": "client", "redirect_uri": "https://accounts.example/callback",
                    "scope": "read:user user:email", "state": request.secrets.state, "code_challenge": request.secrets.codeChallenge,
                    "code_challenge_method": "S256", "login": "ada", "prompt": "select_account",
                ]
            )
        }
    }

    @Test func anAccountIsItsNumber() async throws {
        try await Self.with { provider, server in
            let identity = try await Self.signIn(provider)
            let email = try EmailAddress("ada@example.com")
            #expect(
                identity
                    == UpstreamIdentity(issuer: "https://github.com", subject: "583231", email: email, isEmailVerified: true, name: "Ada")
            )
            #expect(server.requests.map(\.target) == ["/login/oauth/access_token", "/user", "/user/emails"])
            let form = OpenIDProviderTests.parameters(server.requests[0].body)
            #expect(form["client_secret"] == "secret" && form["code"] == "code" && form["code_verifier"]?.count == 43)
            #expect(server.requests[0].headers["Accept"] == ["application/json"])
            #expect(server.requests[1].headers["Authorization"] == ["Bearer gho_1"])
            #expect(server.requests[2].headers["Authorization"] == ["Bearer gho_1"])
        }
    }

    @Test(
        arguments: [
            (#"[{"email":"ada@example.com","primary":true,"verified":false}]"#, "ada@example.com", false),
            (#"[{"email":"ada@example.com","primary":true}]"#, "ada@example.com", false),
            (#"[{"email":"ada@example.com","primary":true,"verified":"true"}]"#, "ada@example.com", false),
            (#"[{"email":"ada@example.com","primary":false,"verified":true}]"#, nil, false), ("[]", nil, false),
            (#"[{"email":"no address","primary":true,"verified":true}]"#, nil, false),
        ] as [(String, String?, Bool)])
    func onlyThePrimaryAddressCounts(_ emails: String, _ email: String?, _ isVerified: Bool) async throws {
        try await Self.with(emails: .json(emails)) { provider, _ in
            let identity = try await Self.signIn(provider)
            #expect(identity.email?.text == email)
            #expect(identity.isEmailVerified == isVerified)
        }
    }

    @Test func aRefusalComesWithA200() async throws {
        try await Self.with(token: .json(#"{"error":"bad_verification_code","error_description":"The code passed is incorrect."}"#)) {
            provider, _ in
            await #expect(throws: OpenIDFailure.tokenRefused(code: "bad_verification_code")) { try await Self.signIn(provider) }
        }
    }

    @Test(arguments: ["{}", #"{"id":"583231"}"#, #"{"id":0}"#, #"{"id":-1}"#, #"{"id":1.5}"#, "[]", #"{"id":1,"id":2}"#])
    func whatIsNoAccount(_ user: String) async throws {
        try await Self.with(user: .json(user)) { provider, _ in
            await #expect(throws: OpenIDFailure.profileMalformed) { try await Self.signIn(provider) }
        }
    }

    @Test func faultsOfTheAPI() async throws {
        try await Self.with(user: .json("{}", status: 401)) { provider, _ in
            await #expect(throws: OpenIDFailure.status(401)) { try await Self.signIn(provider) }
        }
        try await Self.with(emails: .json("{}", status: 503)) { provider, _ in
            await #expect(throws: OpenIDFailure.status(503)) { try await Self.signIn(provider) }
        }
        try await Self.with(emails: .json("{}")) { provider, _ in
            await #expect(throws: OpenIDFailure.profileMalformed) { try await Self.signIn(provider) }
        }
    }

    @Test func theIssuerOfAnAnswer() async throws {
        try await Self.with { provider, server in
            let identity = try await Self.signIn(provider, issuer: "https://localhost:\(server.port)/login/oauth")
            #expect(identity.subject == "583231")
            await #expect(throws: OpenIDFailure.answerIssuer) { try await Self.signIn(provider, issuer: "https://evil.example") }
        }
    }
}
