import Domain

@testable import Storage

/// What tests say of providers again and again.
extension Fixture {
    static let issuer = "https://login.example.net"

    /// Somebody who runs the instance, as they do.
    func operatorScope(_ name: String = "Root") async throws -> OperatorScope {
        let root = try await signUp(name)
        _ = try await storage.maintenance.appoint(root.email, owning: nil, at: now)
        return try await storage.operatorScope(for: root.session, at: now)
    }

    static func newProvider(_ name: String = "Google", secret: String? = "the client secret") throws -> NewIdentityProvider {
        NewIdentityProvider(
            kind: .oidc, name: try DisplayName(name), issuer: issuer, clientID: try ClientID("tenantry"),
            clientSecret: try secret.map { text throws(Problem) in try SecretValue(text) }
        )
    }

    func instanceProvider(_ name: String = "Google", by scope: OperatorScope? = nil) async throws -> IdentityProvider {
        let scope = if let scope { scope } else { try await operatorScope() }
        return try await storage.createIdentityProvider(Self.newProvider(name), of: .instance(scope), at: now)
    }

    /// An organization's own, and a domain that is proven to be its.
    func ownProvider(
        in scope: OrganizationScope, domain: String = "example.com", by root: OperatorScope
    ) async throws -> (provider: IdentityProvider, domain: JoiningDomain) {
        let provider = try await storage.createIdentityProvider(Self.newProvider("Acme"), of: .organization(scope), at: now)
        let proven = try await storage.proveDomain(MailDomain.ofAnOrganization(domain), of: scope.organization, by: root, at: now)
        return (provider, proven)
    }

    static func upstream(_ subject: String, _ email: String?, verified: Bool = true, name: String? = nil) throws -> UpstreamIdentity {
        UpstreamIdentity(
            issuer: issuer, subject: subject, email: try email.map { text throws(Problem) in try EmailAddress(text) },
            isEmailVerified: verified, name: name
        )
    }

    static func terms(makesAccounts: Bool = true, _ mailing: Mailing = .off) -> ProviderTerms {
        ProviderTerms(makesAccounts: makesAccounts, language: .english, mailing: mailing)
    }

    /// To the provider and back, in one browser.
    func comeBack(
        from provider: ID<IdentityProvider>, as upstream: UpstreamIdentity, on terms: ProviderTerms = terms(), at instant: Instant? = nil
    ) async throws -> SignInStep {
        let (browser, now) = (Token(from: .system), instant ?? now)
        let begun = try await storage.beginProviderSignIn(at: provider, remember: true, by: browser, at: now)
        let spent = try await storage.spend(begun.state, of: provider, in: browser, presented: nil, at: now)
        let outcome = try await storage.complete(spent, as: upstream, replacing: nil, on: terms, device: Self.device, at: now)
        guard case .step(let step) = outcome else { throw Failure.notFound }
        return step
    }

    /// The same for somebody whose factor isn't due.
    func signIn(
        at provider: ID<IdentityProvider>, as upstream: UpstreamIdentity, on terms: ProviderTerms = terms(), at instant: Instant? = nil
    ) async throws -> SignedIn {
        switch try await comeBack(from: provider, as: upstream, on: terms, at: instant) {
        case .signedIn(let signedIn): return signedIn
        case .factorDue(let half): throw FactorIsDue(half: half)
        }
    }

    @discardableResult
    func link(
        _ person: Person, to provider: ID<IdentityProvider>, as upstream: UpstreamIdentity, mailing: Mailing = .off
    ) async throws -> Identity {
        let browser = Token(from: .system)
        let begun = try await storage.beginLink(to: provider, by: person.session, in: browser, mailing: mailing, at: now)
        let spent = try await storage.spend(begun.state, of: provider, in: browser, presented: person.token, at: now)
        let outcome = try await storage.complete(
            spent, as: upstream, replacing: nil, on: Self.terms(mailing), device: Self.device, at: now
        )
        guard case .linked(let identity) = outcome else { throw Failure.notFound }
        return identity
    }

    func proveAddress(of person: Person) async throws {
        try await run("UPDATE account SET email_verified_at = 1 WHERE id = \(person.id)")
    }
}
