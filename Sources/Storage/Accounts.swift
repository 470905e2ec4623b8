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
    public let joining: Joining

    public init(name: DisplayName, email: EmailAddress, password: Password, joining: Joining) {
        self.name = name
        self.email = email
        self.password = password
        self.joining = joining
    }
}

extension Storage {
    /// Makes an account with its personal organization, joins or makes another one, and signs in, in one transaction.
    /// Ends the session that `replaced` opens. Fails with `.emailTaken`, or as accepting the invitation does; then there is no account.
    public func signUp(_ signUp: SignUp, replacing replaced: Token? = nil, on device: Device, at now: Instant) async throws -> SignedIn {
        let hash = try await hasher.hash(signUp.password)
        return try await write { [randomness] connection in
            let account = try connection.insertAccount(signUp, passwordHash: hash, at: now, randomness)
            var current = try connection.insertPersonalOrganization(of: account, named: signUp.name, at: now, randomness)
            switch signUp.joining {
            case .nothing: break
            case .newOrganization(let name):
                current = try connection.insertOrganization(named: name, slug: nil, owner: account, at: now, randomness)
            case .invitation(let token):
                let claim = try connection.claim(token)
                current = try connection.accept(claim, by: account, at: now)
                if claim.provesAddress { try connection.markAddressProven(of: account, at: now) }
            }
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

    /// Makes `newPassword` the account's, ends its other sessions and every outstanding token, and gives this session a new one.
    /// Fails with `.invalidInput` for `currentPassword` if that is wrong.
    public func changePassword(
        _ session: LiveSession, from current: Password, to newPassword: Password, at now: Instant
    ) async throws -> Token {
        let stored = try await read { try $0.passwordHash(of: session.account.id) }
        guard try await hasher.verify(current, against: stored) else {
            throw Failure.invalid("currentPassword", "is not your password")
        }
        let hash = try await hasher.hash(newPassword)
        return try await write { [randomness] connection in
            try connection.requireLive(session, at: now)
            guard try connection.passwordHash(of: session.account.id) == stored else { throw Failure.unauthenticated }
            try connection.setPassword(of: session.account.id, hash: hash)
            try connection.run("DELETE FROM session WHERE account_id = \(session.account.id) AND id <> \(session.id)")
            return try connection.renewToken(of: session.id, at: now, randomness)
        }
    }
}

extension Connection {
    fileprivate func insertAccount(_ signUp: SignUp, passwordHash: String, at now: Instant, _ randomness: Randomness) throws -> ID<Account>
    {
        guard try !exists("SELECT 1 FROM account WHERE email_key = \(signUp.email.key)") else { throw Failure.emailTaken }
        let id = ID<Account>(at: now, from: randomness)
        try run(
            """
            INSERT INTO account (id, email, email_key, name, name_key, language, password_hash, created_at)
            VALUES (
                \(id), \(signUp.email.text), \(signUp.email.key), \(signUp.name.text), \(signUp.name.text.folded),
                \(Language.english), \(passwordHash), \(now)
            )
            """
        )
        return id
    }

    fileprivate func markAddressProven(of account: ID<Account>, at now: Instant) throws {
        try run("UPDATE account SET email_verified_at = \(now) WHERE id = \(account)")
    }

    func passwordHash(of account: ID<Account>) throws -> String? {
        try first("SELECT password_hash FROM account WHERE id = \(account)") { try $0[0] }
    }

    /// Every outstanding token of the account is void with the old password.
    func setPassword(of account: ID<Account>, hash: String) throws {
        try run("UPDATE account SET password_hash = \(hash) WHERE id = \(account)")
        try voidPasswordResets(of: account)
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
