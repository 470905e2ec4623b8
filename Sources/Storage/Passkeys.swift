import Domain

/// What a browser is to be asked for a new passkey.
public struct PasskeyEnrolment: Sendable {
    public let ceremony: PasskeyCeremony
    public let account: Account
    /// Those that the account has.
    public let others: [Passkey]
}

/// What a browser is to be asked for somebody's passkey.
public struct PasskeyRequest: Sendable {
    public let ceremony: PasskeyCeremony
    /// The account's; none where it is not known whose.
    public let allowed: [Passkey]
}

/// What a browser answered, and at which address it was asked.
public struct PasskeyAnswer: Sendable {
    public let assertion: PasskeyAssertion
    public let relyingParty: RelyingParty

    public init(_ assertion: PasskeyAssertion, at relyingParty: RelyingParty) {
        self.assertion = assertion
        self.relyingParty = relyingParty
    }
}

extension Storage {
    /// - Parameter name: of which it is known now whether it can be had, before a device makes what nobody keeps.
    /// - Throws: `.proofRequired`, `.addressUnproven`, or `.invalidInput` for a name that another has and for one too many.
    public func beginPasskey(
        _ session: LiveSession, name: DisplayName, at relyingParty: RelyingParty, mailing: Mailing, now: Instant
    ) async throws -> PasskeyEnrolment {
        try await read { [challenges] connection in
            let account = try connection.mayAddFactor(session, mailing: mailing, at: now)
            try connection.requireUnused(name, by: account.id)
            let challenge = try challenges.issue(for: .enrolment(account.id), at: now)
            return PasskeyEnrolment(
                ceremony: PasskeyCeremony(relyingParty: relyingParty, challenge: challenge, requiresVerification: false), account: account,
                others: try connection.passkeys(of: account.id).map(\.passkey)
            )
        }
    }

    /// Makes a passkey a factor, as `confirmTimeCode` does with an app.
    /// Fails with `PasskeyRefusal`, or as `beginPasskey` and `enrolTimeCode` do.
    public func addPasskey(
        _ registration: PasskeyRegistration, name: DisplayName, by session: LiveSession, at relyingParty: RelyingParty, mailing: Mailing,
        now: Instant
    ) async throws -> ConfirmedFactor {
        let trail = trail(of: session, at: now)
        return try await write { [challenges, randomness] connection in
            let account = try connection.mayAddFactor(session, mailing: mailing, at: now)
            try connection.giveUpUnconfirmed(of: account.id)
            try connection.requireUnused(name, by: account.id)
            let purpose = Challenges.Purpose.enrolment(account.id)
            let ceremony = try registration.clientData.ceremony(for: purpose, at: relyingParty, challenges, now: now)
            let passkey = try registration.verified(in: ceremony)
            // That of another account, too: its authenticator would have to hold the same key twice (WebAuthn §7.1 step 22).
            guard try connection.passkey(with: passkey.id) == nil else { throw PasskeyRefusal.credentialID }
            guard challenges.spend(ceremony.challenge, for: purpose, at: now) else { throw PasskeyRefusal.challenge }
            let factor = Factor(id: ID(at: now, from: randomness), kind: .passkey, name: name.text, createdAt: now, lastUsedAt: nil)
            let isFirst = try !connection.hasFactor(account.id)
            try connection.add(factor, passkey, to: account.id)
            return try connection.admit(factor, isFirst: isFirst, by: session, mailing: mailing, at: now, randomness, trail)
        }
    }

    /// For somebody who has not said who they are.
    public func beginPasskeySignIn(at relyingParty: RelyingParty, now: Instant) throws -> PasskeyRequest {
        try request(for: .signIn, at: relyingParty, allowing: [], now: now)
    }

    /// For the second step of a sign-in. Fails with `.tokenInvalid` for one that is over.
    public func beginPasskeyFactor(_ half: Token, at relyingParty: RelyingParty, now: Instant) async throws -> PasskeyRequest {
        let found = try await read { connection in
            try connection.account(halfSignedInBy: half, at: now).map { ($0, try connection.passkeys(of: $0)) }
        }
        guard let (account, passkeys) = found else { throw Failure.tokenInvalid }
        return try request(for: .factor(account), at: relyingParty, allowing: passkeys, now: now)
    }

    /// For somebody who shows to be present.
    public func beginPasskeyProof(_ session: LiveSession, at relyingParty: RelyingParty, now: Instant) async throws -> PasskeyRequest {
        try session.requireInPerson()
        let account = session.account.id
        let passkeys = try await read { try $0.passkeys(of: account) }
        return try request(for: .proof(account), at: relyingParty, allowing: passkeys, now: now)
    }

    private func request(
        for purpose: Challenges.Purpose, at relyingParty: RelyingParty, allowing allowed: [AccountPasskey], now: Instant
    ) throws -> PasskeyRequest {
        let challenge = try challenges.issue(for: purpose, at: now)
        let ceremony = PasskeyCeremony(relyingParty: relyingParty, challenge: challenge, requiresVerification: purpose == .signIn)
        return PasskeyRequest(ceremony: ceremony, allowed: allowed.map(\.passkey))
    }

    /// Signs in by a passkey that has verified its owner, which is two factors in one. Fails with `PasskeyRefusal`.
    public func signIn(
        with answer: PasskeyAnswer, remember: Bool, replacing replaced: Token?, mailing: Mailing, on device: Device, at now: Instant
    ) async throws -> SignedIn {
        // Nobody waits for whoever sends what is none.
        guard try await read({ try $0.passkey(with: answer.assertion.id) }) != nil else { throw PasskeyRefusal.otherCredential }
        let anonymous = trail(from: device, at: now)
        return try await write { [challenges, randomness] connection in
            guard let found = try connection.passkey(with: answer.assertion.id), try !connection.isDisabled(found.account) else {
                throw PasskeyRefusal.otherCredential
            }
            try connection.use(found, as: answer, for: .signIn, at: now, challenges)
            let trail = anonymous.by(found.account)
            try connection.keepFactors(of: found.account, trail)
            if let replaced { try connection.endSession(openedBy: replaced, trail) }
            return try connection.startSession(
                of: found.account, in: connection.lastOrganization(of: found.account), by: [.passkey], remember: remember, on: device,
                mailing: mailing, at: now, randomness, trail
            )
        }
    }
}

/// A passkey, and whose it is.
struct AccountPasskey {
    let factor: ID<Factor>
    let account: ID<Account>
    let passkey: Passkey

    fileprivate static let columns: SQL = """
        factor_id, account_id, credential_id, public_key, sign_count, backup_eligible, backed_up, aaguid, transports
        """

    fileprivate init(_ row: Row) throws {
        factor = try row[0]
        account = try row[1]
        passkey = Passkey(
            id: try row[2], publicKey: try PasskeyPublicKey(row[3]), signCount: UInt32(try row[4] as Int), isBackupEligible: try row[5],
            isBackedUp: try row[6], aaguid: try row[7], transports: (try row[8] as String).split(separator: " ").map(String.init)
        )
    }

    /// What it was told whose it is: the account's id, which says nothing of the person (WebAuthn §14.6.1).
    fileprivate var owner: [UInt8] { Account.passkeyHandle(account) }
}

extension Account {
    /// What authenticators keep of it.
    public static func passkeyHandle(_ id: ID<Account>) -> [UInt8] { Array(id.description.utf8) }
}

extension Connection {
    /// The oldest first.
    func passkeys(of account: ID<Account>) throws -> [AccountPasskey] {
        try rows("SELECT \(AccountPasskey.columns) FROM passkey WHERE account_id = \(account) ORDER BY factor_id", AccountPasskey.init)
    }

    func passkey(with id: [UInt8]) throws -> AccountPasskey? {
        try first("SELECT \(AccountPasskey.columns) FROM passkey WHERE credential_id = \(id)", AccountPasskey.init)
    }

    /// Verifies an answer, spends its challenge, and notes that the passkey was used. Fails with `PasskeyRefusal`.
    func use(
        _ found: AccountPasskey, as answer: PasskeyAnswer, for purpose: Challenges.Purpose, at now: Instant,
        _ challenges: Challenges
    ) throws {
        let ceremony = try answer.assertion.clientData.ceremony(for: purpose, at: answer.relyingParty, challenges, now: now)
        let used = try answer.assertion.verified(
            by: found.passkey, of: found.owner, ownerIsKnown: purpose != .signIn, in: ceremony
        )
        guard challenges.spend(ceremony.challenge, for: purpose, at: now) else { throw PasskeyRefusal.challenge }
        try run(
            """
            UPDATE passkey SET sign_count = \(Int(used.signCount)), backed_up = \(used.isBackedUp) WHERE factor_id = \(found.factor)
            """
        )
        try run("UPDATE factor SET last_used_at = \(now) WHERE id = \(found.factor)")
    }

    fileprivate func add(_ factor: Factor, _ passkey: Passkey, to account: ID<Account>) throws {
        try run(
            """
            INSERT INTO factor (id, account_id, kind, name, name_key, created_at, confirmed_at)
            VALUES (
                \(factor.id), \(account), \(factor.kind), \(factor.name), \(factor.name.folded), \(factor.createdAt), \(factor.createdAt)
            )
            """
        )
        try run(
            """
            INSERT INTO passkey (\(AccountPasskey.columns))
            VALUES (
                \(factor.id), \(account), \(passkey.id), \(passkey.publicKey.bytes), \(Int(passkey.signCount)), \(passkey.isBackupEligible),
                \(passkey.isBackedUp), \(passkey.aaguid), \(passkey.transports.joined(separator: " "))
            )
            """
        )
    }
}

extension ClientData {
    /// What this answers, at one relying party.
    fileprivate func ceremony(
        for purpose: Challenges.Purpose, at relyingParty: RelyingParty, _ challenges: Challenges, now: Instant
    ) throws(PasskeyRefusal) -> PasskeyCeremony {
        guard let challenge = Base64URL.bytes(of: challenge), challenges.end(of: challenge, for: purpose, at: now) != nil else {
            throw .challenge
        }
        return PasskeyCeremony(relyingParty: relyingParty, challenge: challenge, requiresVerification: purpose == .signIn)
    }
}
