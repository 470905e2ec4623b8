import Crypto
import Domain

/// What is to be changed of an organization; nil leaves as is, and `.some(nil)` puts back what stood there at first.
public struct OrganizationChange: Sendable {
    public let name: DisplayName?
    public let slug: Slug?
    /// The key of one.
    public let defaultRole: String??
    public let invitationHours: Int??
    public let membersHidden: Bool??
    public let factorRequired: Bool??
    public let accentColor: AccentColor??
    public let metadata: OrganizationMetadata??

    public init(
        name: DisplayName? = nil, slug: Slug? = nil, defaultRole: String?? = nil, invitationHours: Int?? = nil, membersHidden: Bool?? = nil,
        factorRequired: Bool?? = nil, accentColor: AccentColor?? = nil, metadata: OrganizationMetadata?? = nil
    ) {
        self.name = name
        self.slug = slug
        self.defaultRole = defaultRole
        self.invitationHours = invitationHours
        self.membersHidden = membersHidden
        self.factorRequired = factorRequired
        self.accentColor = accentColor
        self.metadata = metadata
    }
}

/// An organization with what is in no list.
public struct OrganizationDetails: Sendable {
    public let membership: OrganizationMembership
    public let metadata: OrganizationMetadata?

    public var organization: Organization { membership.organization }
}

extension Storage {
    /// Fails with `.forbidden` for a key that is not to see it.
    public func organizationDetails(in scope: OrganizationScope, at now: Instant) async throws -> OrganizationDetails {
        try await read { connection in
            if scope.key != nil { try connection.authority(in: scope, at: now).requireToSee(.organizationRead) }
            return try connection.details(in: scope, at: now)
        }
    }

    /// By the slug that it has, or had not long ago.
    /// Fails with `.notFound` for those who are no members, as for a slug that nobody has, and with `.factorRequired`.
    public func organizationDetails(slug: Slug, for session: LiveSession, at now: Instant) async throws -> OrganizationDetails {
        try await read { connection in
            let membership = try connection.organization(slug: slug, for: session, at: now)
            if membership.factorDue { throw Failure.factorRequired }
            return try connection.details(of: membership)
        }
    }

    /// The slug before stays the organization's for a while. Whether a second factor is wanted takes somebody who is present.
    /// Fails with `.proofRequired`, `.keyNotAdmitted`, `.forbidden`, `.slugTaken`, `.personalOrganization` for what is
    /// about others than its owner, or `.invalidInput` for a default that is no role's key, or `owner`, and for a factor that is wanted of
    /// the others alone.
    public func updateOrganization(
        in scope: OrganizationScope, _ change: OrganizationChange, at now: Instant
    ) async throws -> OrganizationDetails {
        let trail = trail(of: scope, at: now)
        return try await write { connection in
            let actor = try connection.authority(in: scope, at: now)
            try actor.require(.organizationUpdate)
            if let key = change.defaultRole ?? nil { try actor.mayMakeDefault(connection.role(key, in: scope, field: "defaultRole")) }
            if change.isAboutOthers {
                try actor.requireNoImpersonation()
                try connection.requireTeam(scope)
            }
            if change.factorRequired == true, try !connection.hasFactor(scope.account) {
                throw Failure.invalid("factorRequired", "can't be turned on before your own account has a second factor")
            }
            let former = try connection.details(in: scope, at: now)
            let settings = former.organization.settings.changed(by: change)
            if settings.factorRequired != former.organization.settings.factorRequired { try connection.requireProof(of: scope, at: now) }
            if let slug = change.slug {
                try connection.requireFree(slug, except: scope.organization, at: now)
                try connection.keepSlug(of: scope, besides: slug, at: now)
            }
            try connection.set(settings, change, former, in: scope)
            let updated = try connection.details(in: scope, at: now)
            let event = AuditEvent(.organizationUpdated, of: scope.organization, before: former.state, after: updated.state)
            if event.isChange {
                try trail.record(event.withoutWhatStayed(besides: [.name, .slug]), in: scope.organization, on: connection)
            }
            return updated
        }
    }
}

extension Connection {
    func details(in scope: OrganizationScope, at now: Instant) throws -> OrganizationDetails {
        try details(of: organization(in: scope, at: now))
    }

    fileprivate func details(of membership: OrganizationMembership) throws -> OrganizationDetails {
        let id = membership.organization.id
        let metadata = try first("SELECT metadata FROM organization WHERE id = \(id)") { try $0[0] as String? } ?? nil
        return OrganizationDetails(membership: membership, metadata: try metadata.map { try OrganizationMetadata($0) })
    }

    fileprivate func set(
        _ settings: OrganizationSettings, _ change: OrganizationChange, _ former: OrganizationDetails, in scope: OrganizationScope
    ) throws {
        try run(
            """
            UPDATE organization
            SET name = coalesce(\(change.name?.text), name), name_key = coalesce(\(change.name?.text.folded), name_key),
                slug = coalesce(\(change.slug?.text), slug), default_role = \(settings.defaultRole),
                invitation_hours = \(settings.invitationHours), members_hidden = \(settings.membersHidden),
                factor_required = \(settings.factorRequired), accent_color = \(settings.accentColor?.text),
                metadata = \((change.metadata ?? former.metadata)?.text)
            WHERE id = \(scope.organization)
            """
        )
    }
}

extension OrganizationChange {
    /// A personal organization has nobody to invite, and nobody to keep from anything.
    fileprivate var isAboutOthers: Bool { defaultRole != nil || invitationHours != nil || membersHidden != nil || factorRequired != nil }
}

extension OrganizationSettings {
    fileprivate func changed(by change: OrganizationChange) -> OrganizationSettings {
        let first = OrganizationSettings()
        var changed = self
        if let role = change.defaultRole { changed.defaultRole = role ?? first.defaultRole }
        if let hours = change.invitationHours { changed.invitationHours = hours ?? first.invitationHours }
        if let hidden = change.membersHidden { changed.membersHidden = hidden ?? first.membersHidden }
        if let required = change.factorRequired { changed.factorRequired = required ?? first.factorRequired }
        if let color = change.accentColor { changed.accentColor = color }
        return changed
    }

    /// What `init(_:from:)` reads, of a row of `organization`.
    static let columns: SQL = """
        organization.default_role, organization.invitation_hours, organization.members_hidden, organization.factor_required,
        organization.accent_color
        """

    /// How many those are.
    static let columnCount = 5

    init(_ row: Row, from column: Int) throws {
        let color: String? = try row[column + 4]
        self.init(
            defaultRole: try row[column], invitationHours: try row[column + 1], membersHidden: try row[column + 2],
            factorRequired: try row[column + 3], accentColor: try color.map { try AccentColor($0) }
        )
    }
}

extension OrganizationDetails {
    /// What can be set, for the audit log.
    fileprivate var state: AuditState {
        let (organization, settings) = (membership.organization, membership.organization.settings)
        var state: AuditState = [
            .name: .text(organization.name), .slug: .text(organization.slug), .defaultRole: .text(settings.defaultRole),
            .invitationHours: .number(settings.invitationHours), .membersHidden: .flag(settings.membersHidden),
            .factorRequired: .flag(settings.factorRequired),
        ]
        state[.accentColor] = settings.accentColor.map { .text($0.text) }
        state[.metadata] = metadata.map { .fingerprint(of: Array($0.text.utf8)) }
        return state
    }
}

extension AuditValue {
    /// What stands in the log for what is too long for it: its SHA-256.
    static func fingerprint(of bytes: [UInt8]) -> AuditValue { .text(SHA256.hash(data: bytes).hexadecimal) }
}

extension SHA256.Digest {
    var hexadecimal: String {
        let digits = Array("0123456789abcdef")
        return reduce(into: "") { $0 += [digits[Int($1 >> 4)], digits[Int($1 & 15)]] }
    }
}
