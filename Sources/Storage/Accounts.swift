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
    /// - Parameter mailed: whether messages reach mailboxes. Only then is one sent to welcome, and to verify the address.
    public func signUp(
        _ signUp: SignUp, replacing replaced: Token? = nil, mailed: Bool, on device: Device, at now: Instant
    ) async throws -> SignedIn {
        try await read { _ = try $0.claim(of: signUp, at: now) }  // refused before it costs a hash
        let hash = try await hasher.hash(signUp.password, for: device.client)
        return try await write { [vault, randomness] connection in
            let claim = try connection.claim(of: signUp, at: now)
            let account = try connection.insertAccount(signUp, passwordHash: hash, at: now, randomness)
            var current = try connection.insertPersonalOrganization(of: account, named: signUp.name, at: now, randomness)
            if case .newOrganization(let name) = signUp.joining {
                current = try connection.insertOrganization(named: name, slug: nil, owner: account, at: now, randomness)
            }
            if let claim {
                current = try connection.admit(account, by: claim, mailed: mailed, at: now, randomness)
                if claim.provesAddress { try connection.markAddressProven(of: account, at: now) }
            }
            if mailed { try connection.welcome(account, at: now, vault, randomness) }
            if let replaced { try connection.endSession(openedBy: replaced) }
            return try connection.startSession(of: account, in: current, remember: false, on: device, at: now, randomness)
        }
    }

    /// Changes name and language; nil leaves as is.
    public func updateProfile(_ session: LiveSession, name: DisplayName?, language: Language?, at now: Instant) async throws -> Me {
        try await write { connection in
            try connection.requireLive(session, at: now)
            try connection.run(
                """
                UPDATE account
                SET name = coalesce(\(name?.text), name), name_key = coalesce(\(name?.text.folded), name_key),
                    language = coalesce(\(language), language)
                WHERE id = \(session.account.id)
                """
            )
            return try connection.me(session.id)
        }
    }

    /// Makes `newPassword` the account's, ends its other sessions and every outstanding token, and gives this session a new one. A message
    /// tells the owner, where mail reaches mailboxes.
    /// Fails with `.invalidInput` for `currentPassword` if that is wrong.
    public func changePassword(
        _ session: LiveSession, from current: Password, to newPassword: Password, mailed: Bool, on device: Device, at now: Instant
    ) async throws -> Token {
        let stored = try await read { try $0.passwordHash(of: session.account.id) }
        guard try await hasher.verify(current, against: stored, for: device.client) else {
            throw Failure.invalid("currentPassword", "is not your password")
        }
        let hash = try await hasher.hash(newPassword, for: device.client)
        return try await write { [randomness] connection in
            try connection.requireLive(session, at: now)
            guard try connection.passwordHash(of: session.account.id) == stored else { throw Failure.unauthenticated }
            try connection.setPassword(of: session.account.id, hash: hash)
            try connection.tellOfNewPassword(session.account.id, mailed: mailed, at: now, randomness)
            try connection.run("DELETE FROM session WHERE account_id = \(session.account.id) AND id <> \(session.id)")
            return try connection.renewToken(of: session.id, at: now, randomness)
        }
    }
}

extension Device {
    var client: PasswordHasher.Client { PasswordHasher.Client(address: address) }
}

extension Connection {
    /// The invitation that a sign-up comes with, if it may be taken up. Judged before anything is said of the address.
    fileprivate func claim(of signUp: SignUp, at now: Instant) throws -> InvitationClaim? {
        guard case .invitation(let token) = signUp.joining else { return nil }
        let claim = try claim(token)
        try claim.requireAcceptable(by: signUp.email, isProven: claim.provesAddress, at: now)
        return claim
    }

    fileprivate func insertAccount(_ signUp: SignUp, passwordHash: String, at now: Instant, _ randomness: Randomness) throws -> ID<Account>
    {
        guard try !exists("SELECT 1 FROM account WHERE email_key = \(signUp.email.key)") else { throw Failure.emailTaken }
        let id = ID<Account>(at: now, from: randomness)
        try run(
            """
            INSERT INTO account (id, email, email_key, name, name_key, language, password_hash, created_at)
            VALUES (
                \(id), \(signUp.email.text), \(signUp.email.key), \(signUp.name.text), \(signUp.name.text.folded),
                \(signUp.language), \(passwordHash), \(now)
            )
            """
        )
        return id
    }

    /// Asks to verify the address with the same message, unless it is proven already.
    fileprivate func welcome(_ account: ID<Account>, at now: Instant, _ vault: Vault, _ randomness: Randomness) throws {
        let issued = try issueVerification(for: account, mailed: true, at: now, vault, randomness) { name, expiresAt in
            .welcome(name: name, expiresAt: expiresAt)
        }
        guard issued == nil else { return }
        try notify(account, mailed: true, at: now, randomness) { .welcome(name: $0.name, expiresAt: nil) }
    }

    func markAddressProven(of account: ID<Account>, at now: Instant) throws {
        try run("UPDATE account SET email_verified_at = \(now) WHERE id = \(account)")
    }

    func passwordHash(of account: ID<Account>) throws -> String? {
        try first("SELECT password_hash FROM account WHERE id = \(account)") { try $0[0] }
    }

    /// Every outstanding token of the account is void with the old password.
    func setPassword(of account: ID<Account>, hash: String) throws {
        try run("UPDATE account SET password_hash = \(hash) WHERE id = \(account)")
        try voidTokens(of: account)
    }

    func tellOfNewPassword(_ account: ID<Account>, mailed: Bool, at now: Instant, _ randomness: Randomness) throws {
        try notify(account, mailed: mailed, at: now, randomness) { .passwordChanged(name: $0.name, at: now) }
    }

    /// Whatever opens something for the account and has not been used.
    func voidTokens(of account: ID<Account>) throws {
        try voidPasswordResets(of: account)
        try voidVerifications(of: account)
    }
}

extension Account {
    static let columns: SQL = """
        account.id, account.email, account.email_verified_at IS NOT NULL, account.name, account.language, account.is_operator,
        account.created_at
        """

    init(_ row: any Row, from column: Int) throws {
        self.init(
            id: try row[column], email: try row[column + 1], emailVerified: try row[column + 2], name: try row[column + 3],
            language: try row[column + 4], isOperator: try row[column + 5], createdAt: try row[column + 6]
        )
    }
}
