import Domain

/// What making someone an operator has come to.
public struct Appointment: Sendable {
    public let account: Account
    public let isNewAccount: Bool
    public let isNewOperator: Bool
    /// The organization that was made.
    public let organization: DisplayName?
    /// Sets the first password of an account that has none. It proves no address, since it comes by no mail; the newest alone stands.
    public let token: Token?
}

/// Why someone can't be made an operator, or is none.
public enum OperatorRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    case noAccount
    case disabled

    public var description: String {
        switch self {
        case .noAccount: "There is no account with this address"
        case .disabled: "The account with this address is disabled"
        }
    }
}

extension Maintenance {
    /// Those who may run the whole instance, by address, and whether they have a password yet.
    public func operators() async throws -> [(account: Account, hasPassword: Bool)] {
        try await storage.read { connection in
            try connection.rows(
                """
                SELECT \(Account.columns), account.password_hash <> \(PasswordHasher.unusable)
                FROM account WHERE is_operator = 1 ORDER BY email_key
                """
            ) { (try Account($0, from: 0), try $0[7]) }
        }
    }

    /// Makes whoever has this address an operator. With the name of an organization also the account, where there is none, and that
    /// organization, where the account owns none of that name. Whatever is there already stays as it is.
    /// Fails with an `OperatorRefusal`, or `.forbidden` for an account that owns very many organizations.
    public func appoint(_ email: EmailAddress, owning organization: DisplayName?, at now: Instant) async throws -> Appointment {
        let trail = storage.trail(of: .commandLine, at: now)
        return try await storage.write { [terms = storage.terms, randomness = storage.randomness] connection in
            let existing = try connection.account(with: email)
            guard existing != nil || organization != nil else { throw OperatorRefusal.noAccount }
            if let existing, try connection.isDisabled(existing.id) { throw OperatorRefusal.disabled }
            let id = try existing?.id ?? connection.makeAccountWithoutPassword(email, at: now, randomness, trail)
            let made = try organization.flatMap { name in
                try connection.makeOrganization(name, ownedBy: id, on: terms, at: now, randomness, trail) ? name : nil
            }
            let appointed = try connection.run("UPDATE account SET is_operator = 1 WHERE id = \(id) AND is_operator = 0")
            if appointed > 0 { try trail.record(AuditEvent(.operatorAdded, of: id), on: connection) }
            guard let account = try connection.account(id) else { throw DatabaseError.unexpectedValue("no account \(id)") }
            return Appointment(
                account: account, isNewAccount: existing == nil, isNewOperator: appointed > 0, organization: made,
                token: try connection.firstPasswordToken(of: id, at: now, randomness)
            )
        }
    }

    /// Answers whether whoever has this address was an operator until now, and how many are left. Fails with `OperatorRefusal.noAccount`.
    public func dismiss(_ email: EmailAddress, at now: Instant) async throws -> (wasOperator: Bool, left: Int) {
        let trail = storage.trail(of: .commandLine, at: now)
        return try await storage.write { connection in
            guard let account = try connection.account(with: email) else { throw OperatorRefusal.noAccount }
            let dismissed = try connection.run("UPDATE account SET is_operator = 0 WHERE id = \(account.id) AND is_operator = 1")
            if dismissed > 0 { try trail.record(AuditEvent(.operatorRemoved, of: account.id), on: connection) }
            return (account.isOperator, try connection.count("SELECT count(*) FROM account WHERE is_operator = 1"))
        }
    }
}

extension Connection {
    /// It is named by its address until its owner says otherwise.
    fileprivate func makeAccountWithoutPassword(
        _ email: EmailAddress, at now: Instant, _ randomness: Randomness, _ trail: AuditTrail
    ) throws -> ID<Account> {
        let name = try DisplayName(String(email.text.prefix { $0 != "@" }))
        let new = NewAccount(
            name: name, email: email, language: .english, passwordHash: PasswordHasher.unusable, organizationName: nil
        )
        return try makeAccount(new, by: nil, on: .unlimited, mailing: .off, at: now, randomness, trail).account
    }

    /// Answers false if the account owns one of that name. Others may be called the same.
    fileprivate func makeOrganization(
        _ name: DisplayName, ownedBy account: ID<Account>, on terms: SubscriptionTerms, at now: Instant, _ randomness: Randomness,
        _ trail: AuditTrail
    ) throws -> Bool {
        let isThere = try exists(
            """
            SELECT 1 FROM membership
            JOIN organization ON organization.id = membership.organization_id
            WHERE membership.account_id = \(account) AND membership.role = \(Role.owner.key)
            AND organization.kind = \(Organization.Kind.team) AND organization.name_key = \(name.text.folded)
            """
        )
        guard !isThere else { return false }
        try requireRoomForAnother(ownedBy: account)
        _ = try insertOrganization(named: name, slug: nil, owner: account, on: terms, at: now, randomness, trail)
        return true
    }

    /// Nil for an account that has a password.
    fileprivate func firstPasswordToken(of account: ID<Account>, at now: Instant, _ randomness: Randomness) throws -> Token? {
        guard try passwordHash(of: account) == PasswordHasher.unusable else { return nil }
        try voidPasswordResets(of: account)
        let token = Token(from: randomness)
        try run(
            """
            INSERT INTO password_reset (token_hash, account_id, proves_address, created_at, expires_at)
            VALUES (\(TokenHash(token)), \(account), 0, \(now), \(now + PasswordReset.lifetime))
            """
        )
        return token
    }
}
