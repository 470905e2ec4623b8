import Domain

/// What someone fills in to get an account.
public struct SignUp: Sendable {
    public enum Joining: Sendable {
        /// Only the personal organization.
        case nothing
        case newOrganization(DisplayName)
        case invitation(Token)
    }

    public let name: DisplayName
    public let email: EmailAddress
    public let password: Password
    public let language: Language
    public let joining: Joining

    /// How long the link holds with which an account starts, where addresses are proven first.
    public static let lifetime = Span.hours(24)
    /// How many for one address wait at once whose link was not sent, because the address had its fill.
    public static let mostWithoutMessage = 50
    /// How many of one network count, so that a stranger doesn't crowd out the owner of an address.
    public static let mostPerNetwork = 2
    /// How many passwords a link is good for.
    public static let mostTried = 8

    public init(name: DisplayName, email: EmailAddress, password: Password, language: Language, joining: Joining) {
        self.name = name
        self.email = email
        self.password = password
        self.language = language
        self.joining = joining
    }
}

extension Storage {
    /// Makes an account with its personal organization, joins or makes another one, and signs in, in one transaction.
    /// Ends the session that `replaced` opens. Fails with `.emailTaken`, or as accepting the invitation does; then there is no account.
    ///
    /// Where messages reach mailboxes, one welcomes, and lets the address be verified.
    public func signUp(
        _ signUp: SignUp, replacing replaced: Token? = nil, mailing: Mailing, on device: Device, at now: Instant
    ) async throws -> SignedIn {
        try await self.signUp(signUp, setup: nil, replacing: replaced, mailing: mailing, on: device, at: now)
    }

    /// - Parameter setup: what makes the account the first operator.
    func signUp(
        _ signUp: SignUp, setup: Token?, replacing replaced: Token?, mailing: Mailing, on device: Device, at now: Instant
    ) async throws -> SignedIn {
        try await read { connection in  // refused before it costs a hash
            if let setup { try connection.requireSetup(setup, at: now) }
            _ = try connection.claim(of: signUp, at: now)
        }
        let hash = try await hasher.hash(signUp.password, for: device.client)
        let anonymous = trail(from: device, at: now)
        return try await write { [terms, vault, randomness] connection in
            let claim = try connection.claim(of: signUp, at: now)
            let new = NewAccount(signUp, passwordHash: hash)
            let made = try connection.makeAccount(new, by: claim, on: terms, mailing: mailing, at: now, randomness, anonymous)
            let trail = anonymous.by(made.account)
            if claim?.provesAddress == true { try connection.markAddressProven(of: made.account, trail) }
            if let setup { try connection.appointFirst(made.account, with: setup, at: now, trail) }
            try connection.welcome(made.account, from: .network(device.network), mailing: mailing, at: now, vault, randomness)
            if let replaced { try connection.endSession(openedBy: replaced, trail) }
            return try connection.startSession(
                of: made.account, in: made.organization, remember: false, on: device, isNew: true, mailing: mailing, at: now, randomness,
                trail
            )
        }
    }

    /// Changes name and language; nil leaves as is.
    public func updateProfile(_ session: LiveSession, name: DisplayName?, language: Language?, at now: Instant) async throws -> Me {
        let trail = trail(of: session, at: now)
        return try await write { connection in
            let former = try connection.requireLive(session, at: now).account
            try connection.run(
                """
                UPDATE account
                SET name = coalesce(\(name?.text), name), name_key = coalesce(\(name?.text.folded), name_key),
                    language = coalesce(\(language), language)
                WHERE id = \(session.account.id)
                """
            )
            let me = try connection.me(session.id, at: now)
            let change = AuditEvent(.accountUpdated, of: former.id, before: former.profile, after: me.session.account.profile)
            if change.isChange { try trail.record(change, on: connection) }
            return me
        }
    }

    /// Makes `newPassword` the account's, ends its other sessions and every outstanding token, and gives this session a new one. A message
    /// tells the owner, where mail reaches mailboxes.
    /// Fails with `.invalidInput` for `currentPassword` if that is wrong, `.rateLimited` after some failures, or, where the account has a
    /// factor, which a password is no substitute for, with `.proofRequired`.
    public func changePassword(
        _ session: LiveSession, from current: Password, to newPassword: Password, mailing: Mailing, on device: Device, at now: Instant
    ) async throws -> Token {
        try session.requireInPerson()
        let stored = try await requireRight(current, field: "currentPassword", of: session.account, on: device, at: now)
        let hash = try await hasher.hash(newPassword, for: device.client)
        let trail = trail(of: session, at: now)
        return try await write { [randomness] connection in
            try connection.requireLive(session, at: now)
            guard try connection.passwordHash(of: session.account.id) == stored else { throw Failure.unauthenticated }
            let hasFactor = try connection.hasFactor(session.account.id)
            if hasFactor { try connection.requireProof(of: session.id, at: now) }
            try connection.setPassword(of: session.account.id, hash: hash, keeping: device.browser)
            try connection.tellOfNewPassword(session.account.id, mailing: mailing, at: now, randomness)
            let ended = try connection.endSessions(of: session.account.id, except: session.id)
            try trail.record(
                AuditEvent(.passwordChanged, of: session.account.id, after: [.sessionsEnded: .number(ended)]), on: connection
            )
            return try connection.renewToken(of: session.id, provenAt: hasFactor ? nil : now, randomness)
        }
    }
}

extension Device {
    var client: PasswordHasher.Client { PasswordHasher.Client(address: network) }
}

/// An account as it is about to be made.
struct NewAccount: Sendable {
    /// Of an account that had it elsewhere.
    var id: ID<Account>?
    let name: DisplayName
    let email: EmailAddress
    let language: Language
    let passwordHash: String
    /// To be made with it.
    let organizationName: DisplayName?
}

extension NewAccount {
    init(_ signUp: SignUp, passwordHash: String) {
        var organizationName: DisplayName?
        if case .newOrganization(let name) = signUp.joining { organizationName = name }
        self.init(
            name: signUp.name, email: signUp.email, language: signUp.language, passwordHash: passwordHash,
            organizationName: organizationName
        )
    }
}

extension Connection {
    func account(_ id: ID<Account>) throws -> Account? {
        try first("SELECT \(Account.columns) FROM account WHERE id = \(id) AND deleted_at IS NULL") { try Account($0, from: 0) }
    }

    func account(with email: EmailAddress) throws -> Account? {
        try first("SELECT \(Account.columns) FROM account WHERE email_key = \(email.key)") { try Account($0, from: 0) }
    }

    /// The invitation that a sign-up comes with, if it may be taken up. Judged before anything is said of the address.
    ///
    /// - Parameter isProven: whether the address will be proven by the time that the account starts.
    func claim(of signUp: SignUp, isProven: Bool = false, at now: Instant) throws -> InvitationClaim? {
        guard case .invitation(let token) = signUp.joining else { return nil }
        let claim = try claim(TokenHash(token))
        try claim.requireAcceptable(by: signUp.email, isProven: isProven || claim.provesAddress, at: now)
        return claim
    }

    /// Makes an account with its personal organization, and another one, or joins one by a claim that has been judged. Answers where its
    /// first session stands. Fails with `.emailTaken`.
    func makeAccount(
        _ new: NewAccount, by claim: InvitationClaim?, on terms: SubscriptionTerms, mailing: Mailing, at now: Instant,
        _ randomness: Randomness, _ anonymous: AuditTrail
    ) throws -> (account: ID<Account>, organization: ID<Organization>) {
        let account = try insert(new, at: now, randomness)
        let trail = anonymous.by(account)
        let made: AuditState = [.name: .text(new.name.text), .email: .text(new.email.text), .language: .text(new.language.rawValue)]
        try trail.record(AuditEvent(.accountCreated, of: account, after: made), on: self)
        try count(.signUp, at: now)
        var current = try insertPersonalOrganization(of: account, named: new.name, at: now, randomness, trail)
        if let name = new.organizationName {
            current = try insertOrganization(named: name, slug: nil, owner: account, on: terms, at: now, randomness, trail)
        }
        if let claim { current = try admit(account, by: claim, mailing: mailing, at: now, randomness, trail) }
        return (account, current)
    }

    private func insert(_ new: NewAccount, at now: Instant, _ randomness: Randomness) throws -> ID<Account> {
        guard try account(with: new.email) == nil else { throw Failure.emailTaken }
        try endSignUps(of: new.email)
        let id = new.id ?? ID<Account>(at: now, from: randomness)
        try run(
            """
            INSERT INTO account (id, email, email_key, name, name_key, language, password_hash, created_at)
            VALUES (
                \(id), \(new.email.text), \(new.email.key), \(new.name.text), \(new.name.text.folded), \(new.language),
                \(new.passwordHash), \(now)
            )
            """
        )
        return id
    }

    /// Asks to verify the address with the same message, unless it is proven already. None where a network has caused very many.
    fileprivate func welcome(
        _ account: ID<Account>, from sender: Sender, mailing: Mailing, at now: Instant, _ vault: Vault, _ randomness: Randomness
    ) throws {
        guard mailing.reachesMailboxes, try wait(for: sender, mailing, at: now) == nil,
            let address = try self.account(account)?.email, try hasRoom(for: .welcome, to: address, mailing, at: now)
        else { return }
        let issued = try issueVerification(for: account, from: sender, mailing: mailing, at: now, vault, randomness) { name, expiresAt in
            .welcome(name: name, expiresAt: expiresAt)
        }
        guard issued == nil else { return }
        try notify(account, mailing: mailing, at: now, randomness) { .welcome(name: $0.name, expiresAt: nil) }
    }

    /// What the account has made ends.
    func markAddressProven(of account: ID<Account>, endedSessions: Int = 0, _ trail: AuditTrail) throws {
        try run("UPDATE account SET email_verified_at = \(trail.now) WHERE id = \(account)")
        let keys = try endWhatAnyoneMayHaveMade(account, trail)
        let ended: AuditState = [.sessionsEnded: .number(endedSessions), .keysRevoked: .number(keys)]
        try trail.record(AuditEvent(.emailVerified, of: account, after: ended), on: self)
    }

    /// The keys, factors and links to providers of an account whose address was not proven: somebody else may have made them.
    ///
    /// - Returns: how many keys there were.
    @discardableResult
    func endWhatAnyoneMayHaveMade(_ account: ID<Account>, _ trail: AuditTrail) throws -> Int {
        try endFactors(of: account)
        try endIdentities(of: account)
        return try revokeKeys(madeBy: account, because: .addressProven, trail)
    }

    func passwordHash(of account: ID<Account>) throws -> String? {
        try first("SELECT password_hash FROM account WHERE id = \(account)") { try $0[0] }
    }

    /// Every outstanding token of the account is void with the old password, and the browsers that it was used with are strangers again.
    ///
    /// - Parameter browser: the one in which it is set, by someone who is signed in.
    func setPassword(of account: ID<Account>, hash: String, keeping browser: Token? = nil) throws {
        try run("UPDATE account SET password_hash = \(hash) WHERE id = \(account)")
        try voidTokens(of: account)
        try forgetBrowsers(of: account, except: browser)
    }

    /// Also of the keys, factors and links to providers that go on counting, which whoever had the old password may have made.
    func tellOfNewPassword(_ account: ID<Account>, mailing: Mailing, at now: Instant, _ randomness: Randomness) throws {
        try notify(account, mailing: mailing, at: now, randomness) { found in
            let keys = try nameOfLiveKeys(madeBy: account, at: now)
            let factors = try factors(of: account).map(\.name) + identities(of: account).map(\.providerName)
            return .passwordChanged(
                name: found.name, at: now, keys: keys.isEmpty ? nil : keys, factors: factors.isEmpty ? nil : factors
            )
        }
    }

    /// Whatever opens something for the account and has not been used.
    func voidTokens(of account: ID<Account>) throws {
        try voidPasswordResets(of: account)
        try voidVerifications(of: account)
        try voidEmailChange(of: account)
        try endHalfSignIns(of: account)
    }
}

extension Account {
    /// What its owner says of themselves, for the audit log.
    fileprivate var profile: AuditState { [.name: .text(name), .language: .text(language.rawValue)] }

    /// On whose behalf a message goes that this account brings about.
    func sender(in organization: ID<Organization>? = nil) -> Sender {
        .account(id, of: organization, isProven: emailVerified)
    }

    /// What an account is called; null once it is deleted.
    static let nameIfAny: SQL = "nullif(account.name, '')"

    static let columns: SQL = """
        account.id, account.email, account.email_verified_at IS NOT NULL, account.name, account.language, account.is_operator,
        account.created_at
        """

    init(_ row: Row, from column: Int) throws {
        self.init(
            id: try row[column], email: try row[column + 1], emailVerified: try row[column + 2], name: try row[column + 3],
            language: try row[column + 4], isOperator: try row[column + 5], createdAt: try row[column + 6]
        )
    }
}
