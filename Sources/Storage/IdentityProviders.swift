import Domain

/// A provider as it is asked for.
public struct NewIdentityProvider: Sendable {
    public let kind: IdentityProvider.Kind
    public let name: DisplayName
    public let issuer: String
    public let clientID: ClientID
    public let clientSecret: SecretValue?

    public init(kind: IdentityProvider.Kind, name: DisplayName, issuer: String, clientID: ClientID, clientSecret: SecretValue?) {
        self.kind = kind
        self.name = name
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
    }
}

/// What is to be other than it is. Nil leaves as is.
public struct IdentityProviderChange: Sendable {
    public var name: DisplayName?
    public var clientID: ClientID?
    /// `.some(nil)` for a client without a secret from now on.
    public var clientSecret: SecretValue??

    public init(name: DisplayName? = nil, clientID: ClientID? = nil, clientSecret: SecretValue?? = nil) {
        self.name = name
        self.clientID = clientID
        self.clientSecret = clientSecret
    }
}

/// Whose providers: all that is read and written of them goes by this.
enum ProviderOwner: Hashable, Sendable {
    case instance
    case organization(ID<Organization>)

    fileprivate var id: ID<Organization>? {
        if case .organization(let id) = self { id } else { nil }
    }

    fileprivate var most: Int { self == .instance ? IdentityProvider.mostOfInstance : IdentityProvider.mostPerOrganization }

    fileprivate var condition: SQL {
        switch self {
        case .instance: "organization_id IS NULL"
        case .organization(let id): "organization_id = \(id)"
        }
    }
}

/// Whose providers, and by whom: an organization's own by those who see to its settings, the instance's by those who run it.
public enum IdentityProviderOwner: Sendable {
    case organization(OrganizationScope)
    case instance(OperatorScope)

    fileprivate var provider: ProviderOwner {
        switch self {
        case .organization(let scope): .organization(scope.organization)
        case .instance: .instance
        }
    }
}

/// Who says who somebody is decides who gets in, so every change is an act of weight, which no key and no operator in somebody's name does.
extension Storage {
    /// By name. Fails with `.forbidden`.
    public func identityProviders(of owner: IdentityProviderOwner, at now: Instant) async throws -> [IdentityProvider] {
        try await read { connection in
            switch owner {
            case .organization(let scope): try connection.authority(in: scope, at: now).requireToSee(.organizationUpdate)
            case .instance(let scope): try connection.requireOperator(scope, at: now)
            }
            return try connection.identityProviders(of: owner.provider)
        }
    }

    /// Whether one can be created, before anybody is asked anything. Fails as creating it does.
    public func requireRoom(for new: NewIdentityProvider, of owner: IdentityProviderOwner, at now: Instant) async throws {
        try await read { try $0.requireRoom(for: new, of: owner, at: now) }
    }

    /// Fails with `.forbidden`, `.proofRequired`, `.personalOrganization`, or `.invalidInput` for a name that another has and for one too many.
    public func createIdentityProvider(
        _ new: NewIdentityProvider, of owner: IdentityProviderOwner, at now: Instant
    ) async throws -> IdentityProvider {
        let trail = trail(of: owner, at: now)
        return try await write { [vault, randomness] connection in
            try connection.requireRoom(for: new, of: owner, at: now)
            return try connection.add(new, to: owner.provider, vault, randomness, trail)
        }
    }

    /// Fails with `.forbidden`, `.proofRequired`, `.notFound` or `.invalidInput`.
    public func updateIdentityProvider(
        _ id: ID<IdentityProvider>, _ change: IdentityProviderChange, of owner: IdentityProviderOwner, at now: Instant
    ) async throws -> IdentityProvider {
        let trail = trail(of: owner, at: now)
        return try await write { [vault] connection in
            try connection.mayManageProviders(of: owner, at: now)
            return try connection.update(id, change, of: owner.provider, vault, trail)
        }
    }

    /// Nobody signs in by it any more: the links of accounts to it go, and the sessions that have begun by it. Also in a read-only
    /// organization. Fails with `.forbidden`, `.proofRequired` or `.notFound`.
    public func deleteIdentityProvider(_ id: ID<IdentityProvider>, of owner: IdentityProviderOwner, at now: Instant) async throws {
        let trail = trail(of: owner, at: now)
        try await write { connection in
            switch owner {
            case .organization(let scope):
                try connection.authority(in: scope, at: now).mayRemoveDomain()
                try connection.requireProof(of: scope, at: now)
            case .instance: try connection.mayManageProviders(of: owner, at: now)
            }
            try connection.delete(id, of: owner.provider, trail)
        }
    }

    private func trail(of owner: IdentityProviderOwner, at now: Instant) -> AuditTrail {
        switch owner {
        case .organization(let scope): trail(of: scope, at: now)
        case .instance(let scope): trail(of: scope, at: now)
        }
    }
}

extension IdentityProvider.Kind: SQLConvertible {}

extension IdentityProvider {
    static let columns: SQL = "id, organization_id, kind, name, issuer, client_id, sealed IS NOT NULL, created_at"

    init(_ row: Row) throws {
        self.init(
            id: try row[0], organization: try row[1], kind: try row[2], name: try row[3], issuer: try row[4], clientID: try row[5],
            hasSecret: try row[6], createdAt: try row[7]
        )
    }

    /// What a client's secret is sealed for: in any other row it doesn't open.
    static func purpose(_ id: ID<IdentityProvider>) -> String { "identity provider \(id)" }

    /// For the audit log: nothing of the secret.
    fileprivate var state: AuditState {
        [.name: .text(name), .kind: .text(kind.rawValue), .issuer: .text(issuer), .clientID: .text(clientID)]
    }

    fileprivate var owner: ProviderOwner { organization.map { .organization($0) } ?? .instance }
}

extension Connection {
    /// By name.
    func identityProviders(of owner: ProviderOwner) throws -> [IdentityProvider] {
        try rows(
            "SELECT \(IdentityProvider.columns) FROM identity_provider WHERE \(owner.condition) ORDER BY name_key", IdentityProvider.init
        )
    }

    func identityProvider(_ id: ID<IdentityProvider>) throws -> IdentityProvider? {
        try first("SELECT \(IdentityProvider.columns) FROM identity_provider WHERE id = \(id)", IdentityProvider.init)
    }

    fileprivate func identityProvider(_ id: ID<IdentityProvider>, of owner: ProviderOwner) throws -> IdentityProvider {
        guard let found = try identityProvider(id), found.owner == owner else { throw Failure.notFound }
        return found
    }

    fileprivate func mayManageProviders(of owner: IdentityProviderOwner, at now: Instant) throws {
        switch owner {
        case .organization(let scope):
            try authority(in: scope, at: now).mayManageProviders()
            try requireProof(of: scope, at: now)
        case .instance(let scope):
            try requireOperator(scope, at: now)
            try requireProof(of: scope.session, at: now)
        }
    }

    fileprivate func requireRoom(for new: NewIdentityProvider, of owner: IdentityProviderOwner, at now: Instant) throws {
        try mayManageProviders(of: owner, at: now)
        if case .organization(let scope) = owner { try requireTeam(scope) }
        let most = owner.provider.most
        guard try identityProviders(of: owner.provider).count < most else {
            throw Failure.invalid("name", "can't be added: there are \(most) already")
        }
        try requireUnused(new.name, of: owner.provider)
    }

    fileprivate func add(
        _ new: NewIdentityProvider, to owner: ProviderOwner, _ vault: Vault, _ randomness: Randomness, _ trail: AuditTrail
    ) throws -> IdentityProvider {
        let id = ID<IdentityProvider>(at: trail.now, from: randomness)
        let sealed = try new.clientSecret.map { try vault.seal($0.text, for: IdentityProvider.purpose(id)) }
        try run(
            """
            INSERT INTO identity_provider (id, organization_id, kind, name, name_key, issuer, client_id, sealed, created_at)
            VALUES (
                \(id), \(owner.id), \(new.kind), \(new.name.text), \(new.name.text.folded), \(new.issuer), \(new.clientID.text), \(sealed),
                \(trail.now)
            )
            """
        )
        let made = try identityProvider(id, of: owner)
        try record(AuditEvent(.providerCreated, of: id, after: made.state), of: owner, trail)
        return made
    }

    fileprivate func update(
        _ id: ID<IdentityProvider>, _ change: IdentityProviderChange, of owner: ProviderOwner, _ vault: Vault, _ trail: AuditTrail
    ) throws -> IdentityProvider {
        let former = try identityProvider(id, of: owner)
        if let name = change.name {
            try requireUnused(name, of: owner, besides: id)
            try run("UPDATE identity_provider SET name = \(name.text), name_key = \(name.text.folded) WHERE id = \(id)")
        }
        if let clientID = change.clientID { try run("UPDATE identity_provider SET client_id = \(clientID.text) WHERE id = \(id)") }
        if let secret = change.clientSecret {
            guard secret != nil || former.kind != .github else { throw Failure.invalid("clientSecret", "is needed for GitHub") }
            let sealed = try secret.map { try vault.seal($0.text, for: IdentityProvider.purpose(id)) }
            try run("UPDATE identity_provider SET sealed = \(sealed) WHERE id = \(id)")
        }
        let updated = try identityProvider(id, of: owner)
        let event = AuditEvent(.providerUpdated, of: id, before: former.state, after: updated.state)
        if event.isChange || change.clientSecret != nil { try record(event, of: owner, trail) }
        return updated
    }

    fileprivate func delete(_ id: ID<IdentityProvider>, of owner: ProviderOwner, _ trail: AuditTrail) throws {
        let provider = try identityProvider(id, of: owner)
        try run("DELETE FROM identity WHERE provider_id = \(id)")
        try run("DELETE FROM identity_provider WHERE id = \(id)")
        try record(AuditEvent(.providerDeleted, of: id, before: provider.state), of: owner, trail)
    }

    private func requireUnused(_ name: DisplayName, of owner: ProviderOwner, besides id: ID<IdentityProvider>? = nil) throws {
        let isTaken = try exists(
            "SELECT 1 FROM identity_provider WHERE \(owner.condition) AND name_key = \(name.text.folded) AND id IS NOT \(id)"
        )
        if isTaken { throw Failure.invalid("name", "is the name of another one") }
    }

    private func record(_ event: AuditEvent, of owner: ProviderOwner, _ trail: AuditTrail) throws {
        switch owner {
        case .instance: try trail.record(event, on: self)
        case .organization(let organization): try trail.record(event, in: organization, on: self)
        }
    }
}
