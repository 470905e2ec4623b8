import Domain

/// What a provider is asked for: it is bound to the browser that asks, and to what is to come of it.
enum ProviderPurpose: Hashable, Sendable {
    case signIn(remember: Bool, at: ID<IdentityProvider>, by: TokenHash)
    /// By somebody who is signed in.
    case link(ID<Session>, at: ID<IdentityProvider>, by: TokenHash)

    var text: String {
        switch self {
        case .signIn(let remember, let provider, let browser): "sign in \(remember) \(provider) \(browser.bytes)"
        case .link(let session, let provider, let browser): "link \(session) \(provider) \(browser.bytes)"
        }
    }
}

/// A provider that somebody is sent to, or comes back from.
public struct ProviderRequest: Sendable {
    public let provider: IdentityProvider
    public let clientSecret: SecretValue?
    /// What comes back with the answer, once.
    public let state: String
    let purpose: ProviderPurpose
}

/// How the word of a provider is taken here.
public struct ProviderTerms: Sendable {
    /// Whether somebody without an account gets one.
    public let makesAccounts: Bool
    /// Of a new account.
    public let language: Language
    public let mailing: Mailing
    /// Fails where there have been too many new accounts of late.
    let requireRoom: @Sendable () throws -> Void

    public init(
        makesAccounts: Bool, language: Language, mailing: Mailing, requireRoom: @escaping @Sendable () throws -> Void = {}
    ) {
        self.makesAccounts = makesAccounts
        self.language = language
        self.mailing = mailing
        self.requireRoom = requireRoom
    }
}

/// What has come of a provider's word.
public enum ProviderOutcome: Sendable {
    case step(SignInStep)
    case linked(Identity)
}

extension Storage {
    /// The instance's, by name; before them, for an address, those of the organization that has proven its domain.
    public func identityProviders(for email: EmailAddress?) async throws -> [IdentityProvider] {
        try await read { connection in
            try (email.map { try connection.identityProviders(speakingFor: $0) } ?? []) + connection.identityProviders(of: .instance)
        }
    }

    /// For somebody who has not said who they are. Fails with `.notFound`.
    ///
    /// - Parameter browser: what the browser keeps until it comes back.
    public func beginProviderSignIn(
        at provider: ID<IdentityProvider>, remember: Bool, by browser: Token, at now: Instant
    ) async throws -> ProviderRequest {
        let purpose = ProviderPurpose.signIn(remember: remember, at: provider, by: TokenHash(browser))
        return try await read { try $0.request(of: provider, for: purpose, state: nil, at: now, self) }
    }

    /// For somebody who is to sign in by it from then on. Fails with `.proofRequired`, `.addressUnproven`, `.notFound`, also for an
    /// organization's own that has no say about the account's address, or `.invalidInput` for one too many.
    public func beginLink(
        to provider: ID<IdentityProvider>, by session: LiveSession, in browser: Token, mailing: Mailing, at now: Instant
    ) async throws -> ProviderRequest {
        try await read { connection in
            let account = try connection.mayLink(session, mailing: mailing, at: now)
            try connection.requireProof(of: session.id, at: now)
            guard try connection.identityProvider(provider)?.mayServe(account, connection) == true else { throw Failure.notFound }
            let purpose = ProviderPurpose.link(session.id, at: provider, by: TokenHash(browser))
            return try connection.request(of: provider, for: purpose, state: nil, at: now, self)
        }
    }

    /// What an answer is to serve, which it does once. Fails with `.tokenInvalid` for one of another browser or another session, and for one
    /// that is over or was there before.
    ///
    /// - Parameter presented: by which somebody is signed in who comes back to link.
    public func spend(
        _ state: String, of provider: ID<IdentityProvider>, in browser: Token, presented: Token?, at now: Instant
    ) async throws -> ProviderRequest {
        var purposes = [true, false].map { ProviderPurpose.signIn(remember: $0, at: provider, by: TokenHash(browser)) }
        if let presented, let session = try await session(opening: presented, at: now) {
            purposes.append(.link(session.id, at: provider, by: TokenHash(browser)))
        }
        guard let challenge = Base64URL.bytes(of: state),
            let purpose = purposes.first(where: { challenges.end(of: challenge, for: .provider($0), at: now) != nil }),
            challenges.spend(challenge, for: .provider(purpose), at: now)
        else { throw Failure.tokenInvalid }
        do {
            return try await read { try $0.request(of: provider, for: purpose, state: state, at: now, self) }
        } catch Failure.notFound {
            throw Failure.tokenInvalid
        }
    }

    /// Does what the request was for, with what the provider says. Where somebody signs in, a factor stays due as it is behind a password.
    /// Fails with `.identityNotLinked` where no account goes with it, with `.tokenInvalid` where the provider, or the session that was to link,
    /// has ended meanwhile, with `.identityTaken`, or as `beginLink` does, but for the proof.
    public func complete(
        _ request: ProviderRequest, as upstream: UpstreamIdentity, replacing replaced: Token?, on terms: ProviderTerms,
        device: Device, at now: Instant
    ) async throws -> ProviderOutcome {
        let anonymous = trail(from: device, at: now)
        return try await write { [randomness, subscriptions = self.terms] connection in
            guard let provider = try connection.identityProvider(request.provider.id), provider.issuer == upstream.issuer else {
                throw Failure.tokenInvalid
            }
            let word = ProviderWord(provider: provider, upstream: upstream)
            switch request.purpose {
            case .link(let session, _, _):
                let linked = try connection.link(word, by: session, mailing: terms.mailing, at: now, randomness, anonymous)
                return .linked(linked)
            case .signIn(let remember, _, _):
                let found = try connection.account(of: word, on: terms, subscriptions, at: now, randomness, anonymous)
                let trail = anonymous.by(found.account)
                if try connection.hasFactor(found.account) {
                    return .step(
                        .factorDue(
                            try connection.beginHalfSignIn(
                                of: found.account, by: .provider, through: provider.id, remember: remember, at: now, randomness)))
                }
                if let replaced { try connection.endSession(openedBy: replaced, trail) }
                // A provider may not have asked anybody: where there is a password, that shows who is present.
                let signedIn = try connection.startSession(
                    of: found.account, in: connection.lastOrganization(of: found.account), by: [.provider], through: provider.id,
                    isProof: !connection.hasPassword(found.account), remember: remember, on: device, isNew: found.isNew,
                    mailing: terms.mailing, at: now, randomness, trail
                )
                return .step(.signedIn(signedIn))
            }
        }
    }
}

/// What a provider says of somebody.
struct ProviderWord: Sendable {
    let provider: IdentityProvider
    let upstream: UpstreamIdentity
}

extension IdentityProvider {
    /// Whether it may let somebody into an account: the instance's may; an organization's own where the account's proven address is at a
    /// domain that this organization has proven. Judged each time.
    func mayServe(_ account: Account, _ connection: any Connection) throws -> Bool {
        guard let organization else { return true }
        return try account.emailVerified && connection.organization(provingDomainOf: EmailAddress(account.email)) == organization
    }
}

extension Connection {
    fileprivate func request(
        of id: ID<IdentityProvider>, for purpose: ProviderPurpose, state: String?, at now: Instant, _ storage: Storage
    ) throws -> ProviderRequest {
        guard let provider = try identityProvider(id) else { throw Failure.notFound }
        let sealed = try first("SELECT sealed FROM identity_provider WHERE id = \(id)") { try $0[0] as [UInt8]? } ?? nil
        return ProviderRequest(
            provider: provider,
            clientSecret: try sealed.map { try SecretValue(storage.vault.open($0, for: IdentityProvider.purpose(id))) },
            state: try state ?? Base64URL.text(of: storage.challenges.issue(for: .provider(purpose), at: now)), purpose: purpose
        )
    }

    /// Those of the organization that has proven the domain of an address.
    func identityProviders(speakingFor email: EmailAddress) throws -> [IdentityProvider] {
        try organization(provingDomainOf: email).map { try identityProviders(of: .organization($0)) } ?? []
    }

    /// One at most.
    fileprivate func organization(provingDomainOf email: EmailAddress) throws -> ID<Organization>? {
        try first("SELECT organization_id FROM joining_domain WHERE domain = \(MailDomain(of: email).text) AND proof IS NOT NULL") {
            try $0[0]
        }
    }

    /// Whom a provider's word lets in: whoever is linked, or else as `ProviderVerdict` has it. Fails with `.identityNotLinked`.
    fileprivate func account(
        of word: ProviderWord, on terms: ProviderTerms, _ subscriptions: SubscriptionTerms, at now: Instant, _ randomness: Randomness,
        _ anonymous: AuditTrail
    ) throws -> (account: ID<Account>, isNew: Bool) {
        if let id = try account(linkedTo: word) {
            guard let account = try account(id), try !isDisabled(id), try word.provider.mayServe(account, self) else {
                throw Failure.identityNotLinked
            }
            try noteUse(of: word, at: now)
            return (id, false)
        }
        guard let email = word.upstream.email else { throw Failure.identityNotLinked }
        let existing = try account(with: email)
        if let existing, try isDisabled(existing.id) { throw Failure.identityNotLinked }
        let isOrganizations = word.provider.organization != nil
        let owner = try organization(provingDomainOf: email)
        // GitHub has once seen that somebody reads an address, and never asks again: at a proven domain, that is not enough.
        let isVouchedFor = word.upstream.isEmailVerified && (word.provider.kind != .github || owner == nil)
        let claim = ProviderVerdict.Claim(
            isVerified: isVouchedFor, isOrganizations: isOrganizations, isOfProvenDomain: owner == word.provider.organization
        )
        switch (ProviderVerdict(claim, account: existing?.emailVerified), existing) {
        case (.link, let account?):
            // Once for each provider, also if that was undone: there, an address may come to be somebody else's. What a factor guards is
            // linked by nobody who has not shown it.
            guard try !hasFactor(account.id), try !wasLinked(account.id, to: word.provider.id) else { throw Failure.identityNotLinked }
            _ = try insert(word, of: account.id, mailing: terms.mailing, usedAt: now, at: now, randomness, anonymous.by(account.id))
            return (account.id, false)
        case (.proveAndLink, let account?) where !account.isOperator:
            let trail = anonymous.by(account.id)
            try takeOver(account.id, trail)
            _ = try insert(word, of: account.id, mailing: terms.mailing, usedAt: now, at: now, randomness, trail)
            return (account.id, false)
        case (.signUp, nil) where terms.makesAccounts:
            try terms.requireRoom()
            let new = NewAccount(
                name: try DisplayName(of: word.upstream, at: email), email: email, language: terms.language,
                passwordHash: PasswordHasher.unusable, organizationName: nil
            )
            let made = try makeAccount(new, by: nil, on: subscriptions, mailing: terms.mailing, at: now, randomness, anonymous)
            let trail = anonymous.by(made.account)
            try markAddressProven(of: made.account, trail)
            if !isOrganizations {  // which could name addresses without end
                try notify(made.account, mailing: terms.mailing, at: now, randomness) { .welcome(name: $0.name, expiresAt: nil) }
            }
            _ = try insert(word, of: made.account, mailing: .off, usedAt: now, at: now, randomness, trail)
            return (made.account, true)
        default: throw Failure.identityNotLinked
        }
    }

    /// The first proof of an address is its owner's: whatever was made before it ends, the password included.
    private func takeOver(_ account: ID<Account>, _ trail: AuditTrail) throws {
        try setPassword(of: account, hash: PasswordHasher.unusable)
        try revokeInvitations(by: account, trail)
        let ended = try endSessions(of: account)
        try markAddressProven(of: account, endedSessions: ended, trail)
    }
}

extension DisplayName {
    /// As the provider has it; else what stands before the `@`.
    fileprivate init(of upstream: UpstreamIdentity, at email: EmailAddress) throws(Problem) {
        if let name = upstream.name, let name = try? DisplayName(name) {
            self = name
        } else {
            self = try DisplayName(String(email.text.prefix { $0 != "@" }))
        }
    }
}
