import Domain

/// A secret as those who manage it see it: without its value.
public struct SecretListing: Sendable {
    public let secret: Secret
    public let createdBy: ID<Account>
    /// Nil once the account is deleted.
    public let creatorName: String?
}

/// A secret as it is asked for.
public struct NewSecret: Sendable {
    public let name: DisplayName
    public let provider: SecretProvider
    public let value: SecretValue

    public init(name: DisplayName, provider: SecretProvider, value: SecretValue) {
        self.name = name
        self.provider = provider
        self.value = value
    }
}

/// To add, replace or delete one wants a proof: each of them decides with which credentials a product works, and none can be undone, since
/// nobody gets to see what was there before.
extension Storage {
    /// A page of an organization's secrets, by name, and how many there are in all. Fails with `.forbidden`.
    public func secrets(
        in scope: OrganizationScope, _ request: PageRequest = PageRequest(), at now: Instant
    ) async throws -> (page: Page<SecretListing>, total: Int) {
        try await read { connection in
            try connection.authority(in: scope, at: now).requireToSee(.secretsManage)
            let found = try connection.secrets(in: scope, request)
            let page = Page(found, for: request) { Cursor(key: $0.secret.name.folded, id: $0.secret.id.description) }
            return (page, try connection.secretCount(in: scope))
        }
    }

    /// Fails with `.forbidden`, `.proofRequired`, or `.invalidInput` for a name that another secret has and for one secret too many.
    public func createSecret(_ new: NewSecret, in scope: OrganizationScope, at now: Instant) async throws -> SecretListing {
        let trail = trail(of: scope, at: now)
        return try await write { [vault, randomness] connection in
            try connection.mayManageSecrets(in: scope, at: now)
            guard try connection.secretCount(in: scope) < Secret.most else {
                throw Failure.invalid("name", "can't be added: the organization has \(Secret.most) secrets already")
            }
            try connection.requireUnused(new.name, in: scope)
            let id = ID<Secret>(at: now, from: randomness)
            let sealed = try vault.seal(new.value.text, for: Secret.purpose(id, of: new.provider.key, in: scope.organization))
            try connection.run(
                """
                INSERT INTO secret (organization_id, id, name, name_key, provider, sealed, last_four, created_by, created_at)
                VALUES (
                    \(scope.organization), \(id), \(new.name.text), \(new.name.text.folded), \(new.provider.key), \(sealed),
                    \(new.value.lastFour), \(scope.account), \(now)
                )
                """
            )
            let made = try connection.secret(id, in: scope)
            try trail.record(AuditEvent(.secretCreated, of: id, after: made.state), in: scope.organization, on: connection)
            return made
        }
    }

    /// Puts another value in the place of a secret's, at once for whoever uses it. Fails with `.forbidden`, `.proofRequired` or `.notFound`.
    public func replaceSecret(
        _ id: ID<Secret>, by value: SecretValue, in scope: OrganizationScope, at now: Instant
    ) async throws -> SecretListing {
        let trail = trail(of: scope, at: now)
        return try await write { [vault] connection in
            try connection.mayManageSecrets(in: scope, at: now)
            let provider = try connection.secret(id, in: scope).secret.provider
            let sealed = try vault.seal(value.text, for: Secret.purpose(id, of: provider, in: scope.organization))
            try connection.run(
                """
                UPDATE secret SET sealed = \(sealed), last_four = \(value.lastFour)
                WHERE organization_id = \(scope.organization) AND id = \(id)
                """
            )
            let replaced = try connection.secret(id, in: scope)
            let event = AuditEvent(.secretReplaced, of: id, before: replaced.state, after: replaced.state)
            try trail.record(event, in: scope.organization, on: connection)
            return replaced
        }
    }

    /// Fails with `.forbidden`, `.proofRequired` or `.notFound`.
    public func deleteSecret(_ id: ID<Secret>, in scope: OrganizationScope, at now: Instant) async throws {
        let trail = trail(of: scope, at: now)
        try await write { connection in
            try connection.mayManageSecrets(in: scope, at: now)
            let secret = try connection.secret(id, in: scope)
            try connection.run("DELETE FROM secret WHERE organization_id = \(scope.organization) AND id = \(id)")
            try trail.record(AuditEvent(.secretDeleted, of: id, before: secret.state), in: scope.organization, on: connection)
        }
    }

    /// What is sealed: for the product's own use. No route leads here. Fails with `.notFound`.
    func value(of id: ID<Secret>, in scope: OrganizationScope, at now: Instant) async throws -> SecretValue {
        try await read { [vault] connection in
            _ = try connection.authority(in: scope, at: now)
            let found = try connection.first(
                "SELECT provider, sealed FROM secret WHERE organization_id = \(scope.organization) AND id = \(id)"
            ) { (provider: try $0[0] as String, sealed: try $0[1] as [UInt8]) }
            guard let found else { throw Failure.notFound }
            return try SecretValue(vault.open(found.sealed, for: Secret.purpose(id, of: found.provider, in: scope.organization)))
        }
    }
}

extension Secret {
    /// What a value is sealed for: in any other row, in any other organization, and as another provider's it doesn't open.
    static func purpose(_ id: ID<Secret>, of provider: String, in organization: ID<Organization>) -> String {
        "secret \(organization) \(id) \(provider)"
    }
}

extension Connection {
    fileprivate func mayManageSecrets(in scope: OrganizationScope, at now: Instant) throws {
        try authority(in: scope, at: now).require(.secretsManage)
        try requireProof(of: scope, at: now)
    }

    fileprivate func requireUnused(_ name: DisplayName, in scope: OrganizationScope) throws {
        let isTaken = try exists(
            "SELECT 1 FROM secret WHERE organization_id = \(scope.organization) AND name_key = \(name.text.folded)"
        )
        if isTaken { throw Failure.invalid("name", "is the name of another secret") }
    }

    fileprivate func secretCount(in scope: OrganizationScope) throws -> Int {
        try count("SELECT count(*) FROM secret WHERE organization_id = \(scope.organization)")
    }

    /// One more than asked for, which tells whether there is a next page.
    fileprivate func secrets(in scope: OrganizationScope, _ request: PageRequest) throws -> [SecretListing] {
        let start: SQL = request.after.map { " AND secret.name_key > \($0.key)" } ?? ""
        return try rows(
            """
            \(SecretListing.selection)
            WHERE secret.organization_id = \(scope.organization)\(start)
            ORDER BY secret.name_key
            LIMIT \(request.limit + 1)
            """,
            SecretListing.init
        )
    }

    fileprivate func secret(_ id: ID<Secret>, in scope: OrganizationScope) throws -> SecretListing {
        let selection: SQL = "\(SecretListing.selection) WHERE secret.organization_id = \(scope.organization) AND secret.id = \(id)"
        guard let found = try first(selection, SecretListing.init) else { throw Failure.notFound }
        return found
    }
}

extension SecretListing {
    fileprivate static let selection: SQL = """
        SELECT secret.id, secret.name, secret.provider, secret.last_four, secret.created_at, secret.created_by,
            \(Account.nameIfAny)
        FROM secret JOIN account ON account.id = secret.created_by
        """

    /// For the audit log: nothing of the value.
    fileprivate var state: AuditState { [.name: .text(secret.name), .provider: .text(secret.provider)] }

    fileprivate init(_ row: Row) throws {
        secret = Secret(id: try row[0], name: try row[1], provider: try row[2], lastFour: try row[3], createdAt: try row[4])
        createdBy = try row[5]
        creatorName = try row[6]
    }
}
