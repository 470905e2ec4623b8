import Domain

/// An organization as those see it who run the instance: nothing that is in it.
public struct OrganizationListing: Sendable {
    public let organization: Organization
    public let seats: Int?
    /// By members.
    public let used: Int
    /// Those who come back with a deleted one included.
    public let members: Int
    public let deletedAt: Instant?

    fileprivate static func columns(at now: Instant) -> SQL {
        """
        organization.id, organization.name, organization.slug, organization.kind, \(Organization.status(at: now)), organization.created_at,
        \(OrganizationSettings.columns), organization.seats, organization.deleted_at,
        (SELECT count(*) FROM membership WHERE membership.organization_id = organization.id),
        (SELECT count(*) FROM deleted_membership WHERE deleted_membership.organization_id = organization.id)
        """
    }

    fileprivate init(_ row: Row) throws {
        organization = Organization(
            id: try row[0], name: try row[1], slug: try row[2], kind: try row[3], status: try row[4],
            settings: try OrganizationSettings(row, from: 6), logo: nil, createdAt: try row[5]
        )
        let next = 6 + OrganizationSettings.columnCount
        seats = try row[next]
        deletedAt = try row[next + 1]
        used = try row[next + 2]
        members = used + (try row[next + 3] as Int)
    }
}

/// One of them, and what it has been granted.
public struct OrganizationRecord: Sendable {
    public struct Owner: Sendable {
        public let id: ID<Account>
        public let name: String
        public let email: String
        public let isDisabled: Bool
    }

    public let listing: OrganizationListing
    public let subscription: SubscriptionListing
    /// As many as are worth showing.
    public let owners: [Owner]

    fileprivate static let mostOwners = 20
}

/// Which organizations.
public struct OrganizationQuery: Sendable {
    public enum Standing: Sendable {
        case status(Organization.Status)
        case deleted
    }

    /// Part of a name or slug, in any case, or an id.
    public let text: String?
    public let standing: Standing?
    public let kind: Organization.Kind?
    public let page: PageRequest

    public init(
        text: String? = nil, standing: Standing? = nil, kind: Organization.Kind? = nil, page: PageRequest = PageRequest()
    ) {
        self.text = text
        self.standing = standing
        self.kind = kind
        self.page = page
    }

    fileprivate var isAll: Bool { text == nil && standing == nil && kind == nil }
}

extension Storage {
    /// A page of all organizations that match, the newest first; how many there are in all where nothing narrows them.
    public func organizations(
        by scope: OperatorScope, _ query: OrganizationQuery, at now: Instant
    ) async throws -> (page: Page<OrganizationListing>, total: Int?) {
        try await read { connection in
            try connection.requireOperator(scope, at: now)
            let found = try connection.rows(
                """
                SELECT \(OrganizationListing.columns(at: now))
                FROM organization WHERE true\(query.condition(at: now))
                ORDER BY organization.id DESC
                LIMIT \(query.page.limit + 1)
                """,
                OrganizationListing.init
            )
            let total = query.isAll ? try connection.count("SELECT count(*) FROM organization") : nil
            return (Page(found, for: query.page) { Cursor(key: "", id: $0.organization.id.description) }, total)
        }
    }

    /// Fails with `.notFound`.
    public func organization(_ id: ID<Organization>, by scope: OperatorScope, at now: Instant) async throws -> OrganizationRecord {
        try await read { connection in
            try connection.requireOperator(scope, at: now)
            let listing = try connection.first(
                "SELECT \(OrganizationListing.columns(at: now)) FROM organization WHERE organization.id = \(id)", OrganizationListing.init
            )
            guard let listing else { throw Failure.notFound }
            return OrganizationRecord(
                listing: listing, subscription: try connection.subscription(of: id, at: now),
                owners: try connection.owners(of: id, in: listing.deletedAt == nil ? "membership" : "deleted_membership")
            )
        }
    }
}

extension Connection {
    fileprivate func owners(of organization: ID<Organization>, in table: SQL) throws -> [OrganizationRecord.Owner] {
        try rows(
            """
            SELECT account.id, account.name, account.email, account.disabled_at IS NOT NULL
            FROM \(table) AS owner
            JOIN account ON account.id = owner.account_id
            WHERE owner.organization_id = \(organization) AND owner.role = \(Role.owner.key)
            ORDER BY owner.account_id
            LIMIT \(OrganizationRecord.mostOwners)
            """
        ) { OrganizationRecord.Owner(id: try $0[0], name: try $0[1], email: try $0[2], isDisabled: try $0[3]) }
    }
}

extension OrganizationQuery {
    /// Ids begin with the time at which they were made, so a page is a walk along the primary key.
    fileprivate func condition(at now: Instant) -> SQL {
        var condition: SQL = ""
        if let text {
            let pattern = "%\(text.folded.escapedForLike)%"
            condition = """
                 AND (organization.name_key LIKE \(pattern) ESCAPE '\\' OR organization.slug LIKE \(pattern) ESCAPE '\\'
                OR organization.id = \(text))
                """
        }
        switch standing {
        case .deleted: condition = "\(condition) AND organization.deleted_at IS NOT NULL"
        case .status(let status):
            condition = "\(condition) AND organization.deleted_at IS NULL AND \(Organization.status(at: now)) = \(status)"
        case nil: break
        }
        if let kind { condition = "\(condition) AND organization.kind = \(kind)" }
        if let after = page.after { condition = "\(condition) AND organization.id < \(after.id)" }
        return condition
    }
}
