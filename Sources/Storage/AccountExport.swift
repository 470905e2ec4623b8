import Domain

/// What is kept of a person, but for what can be very much: that comes in parts.
public struct AccountExport: Sendable {
    public let account: Account
    public let emailChange: PendingEmailChange?
    public let memberships: [ExportedMembership]
    public let sessions: [SessionListing]
    public let factors: [Factor]
    public let identities: [Identity]
    /// When each browser that the account is known in was last seen.
    public let browsers: [Instant]
    /// Those that wait for the account's own, proven address.
    public let received: [ReceivedInvitation]
    /// What went to the account, or waits to.
    public let messages: [ExportedMessage]
}

/// A place in an organization, or the one that somebody had in one that is deleted and can be brought back.
public struct ExportedMembership: Sendable {
    public let organization: Organization
    public let role: Role
    public let joinedAt: Instant
    public let lastActiveAt: Instant?
    public let deletedAt: Instant?
}

public struct ExportedMessage: Sendable {
    public let kind: Message.Kind
    public let state: Delivery.State
    public let createdAt: Instant
}

/// An invitation that the person stands behind.
public struct ExportedInvitation: Sendable {
    public let organization: ID<Organization>
    public let listing: InvitationListing
    /// Whether the person may see now whom it is for.
    public let showsAddress: Bool
}

/// An event that the person brought about, or that happened to them.
public struct ExportedEvent: Sendable {
    /// Nil for the log of the instance.
    public let organization: ID<Organization>?
    public let entry: AuditEntry
    /// Whether names and addresses in `before` and `after` are the person's own.
    public let showsNames: Bool
    /// Whether it came from where the person was.
    public let showsOrigin: Bool
}

/// Which events.
public enum ExportedEvents: Sendable {
    /// What the person did.
    case by
    /// What others did to them.
    case about
    /// What others did with their rights.
    case onBehalf
}

/// Everything about a person, for that person alone. Each part asks anew whether the session lives; the first wants a proof.
extension Storage {
    /// Fails with `.proofRequired`.
    public func exportAccount(_ session: LiveSession, at now: Instant) async throws -> AccountExport {
        try await read { connection in
            let account = try connection.requireLive(session, at: now).account
            try connection.requireProof(of: session.id, at: now)
            return AccountExport(
                account: account,
                emailChange: try connection.pendingEmailChange(of: account.id, at: now),
                memberships: try connection.exportedMemberships(of: account.id, at: now),
                sessions: try connection.sessions(of: account.id, at: now),
                factors: try connection.factors(of: account.id),
                identities: try connection.identities(of: account.id),
                browsers: try connection.rows("SELECT last_seen_at FROM known_browser WHERE account_id = \(account.id)") { try $0[0] },
                received: try connection.allReceivedInvitations(of: account.id, at: now),
                messages: try connection.exportedMessages(to: account)
            )
        }
    }

    /// A page of the invitations that the person stands behind, by organization.
    public func exportedInvitations(
        _ session: LiveSession, _ page: PageRequest, at now: Instant
    ) async throws -> Page<ExportedInvitation> {
        try await read { connection in
            try connection.requireLive(session, at: now)
            let found = try connection.exportedInvitations(by: session.account.id, page)
            return Page(found, for: page) { Cursor(key: $0.organization.description, id: $0.listing.invitation.id.description) }
        }
    }

    /// A page of events, by log and number.
    public func exportedEvents(
        _ events: ExportedEvents, _ session: LiveSession, _ page: PageRequest, at now: Instant
    ) async throws -> Page<ExportedEvent> {
        try await read { connection in
            try connection.requireLive(session, at: now)
            let found = try connection.exportedEvents(events, session.account.id, page)
            return Page(found, for: page) { Cursor(key: $0.log, id: String($0.entry.number)) }
        }
    }
}

extension Connection {
    fileprivate func exportedMemberships(of account: ID<Account>, at now: Instant) throws -> [ExportedMembership] {
        let live: SQL = "membership.joined_at, membership.last_active_at, organization.deleted_at"
        return try [("membership", live), ("deleted_membership", live)].flatMap { (table: SQL, times: SQL) in
            try rows(
                """
                SELECT \(OrganizationMembership.columns), \(times)
                FROM \(table) AS membership
                JOIN organization ON organization.id = membership.organization_id
                \(OrganizationMembership.ownRoles)
                WHERE membership.account_id = \(account)
                ORDER BY organization.id
                """
            ) { row in
                let (place, next) = (try OrganizationMembership(row, at: now), OrganizationMembership.columnCount)
                return ExportedMembership(
                    organization: place.organization, role: place.role, joinedAt: try row[next], lastActiveAt: try row[next + 1],
                    deletedAt: try row[next + 2]
                )
            }
        }
    }

    fileprivate func allReceivedInvitations(of account: ID<Account>, at now: Instant) throws -> [ReceivedInvitation] {
        try receivedInvitations(of: account, PageRequest(limit: Int(Int32.max)), at: now)
    }

    fileprivate func exportedMessages(to account: Account) throws -> [ExportedMessage] {
        guard account.emailVerified else { return [] }  // else they may be somebody else's
        return try rows(
            "SELECT kind, state, created_at FROM outbox WHERE recipient_key = \(account.email.folded) ORDER BY number"
        ) { row in
            ExportedMessage(kind: try row[0], state: try row[1], createdAt: try row[2])
        }
        .filter { $0.kind.isForAnAccount && $0.createdAt >= account.createdAt }
    }

    fileprivate func exportedInvitations(by account: ID<Account>, _ page: PageRequest) throws -> [ExportedInvitation] {
        let start: SQL = page.after.map { " AND (invitation.organization_id, invitation.id) > (\($0.key), \($0.id))" } ?? ""
        return try rows(
            """
            SELECT \(InvitationListing.columns), invitation.organization_id, (
                SELECT \(OrganizationMembership.factorIsDue) FROM membership
                JOIN organization ON organization.id = membership.organization_id
                WHERE membership.organization_id = invitation.organization_id AND membership.account_id = invitation.created_by
            )
            FROM invitation
            \(InvitationListing.makers)
            WHERE invitation.created_by = \(account)\(start)
            ORDER BY invitation.organization_id, invitation.id
            LIMIT \(page.limit + 1)
            """
        ) { row in
            let listing = try InvitationListing(row)
            let factorDue: Bool? = try row[InvitationListing.columnCount + 1]
            return ExportedInvitation(
                organization: try row[InvitationListing.columnCount], listing: listing,
                showsAddress: factorDue == false && listing.invitation.maker?.role.allows(.invitationsRead) ?? false
            )
        }
    }

    fileprivate func exportedEvents(
        _ events: ExportedEvents, _ account: ID<Account>, _ page: PageRequest
    ) throws -> [ExportedEvent] {
        let start: SQL = page.after.map { " AND (event.chain, event.number) > (\($0.key), \(Int($0.id) ?? 0))" } ?? ""
        return try rows(
            """
            SELECT \(AuditEntry.columns), event.chain
            FROM audit_event AS event
            \(AuditEntry.details)
            WHERE \(events.condition(account))\(start)
            ORDER BY event.chain, event.number
            LIMIT \(page.limit + 1)
            """
        ) { row in
            let entry = try AuditEntry(row)
            let chain: AuditChain = try row[AuditEntry.columnCount]
            let isActor = entry.actor?.id == account.description
            return ExportedEvent(chain, entry, showsNames: entry.target?.id == account.description || chain == .instance, isActor: isActor)
        }
    }
}

extension ExportedEvents {
    /// Each event is in one of them.
    fileprivate func condition(_ account: ID<Account>) -> SQL {
        switch self {
        case .by: "event.actor = \(account)"
        case .about: "event.target = \(account) AND event.actor IS NOT \(account)"
        case .onBehalf: "event.on_behalf_of = \(account) AND event.actor IS NOT \(account) AND event.target IS NOT \(account)"
        }
    }
}

extension ExportedEvent {
    fileprivate init(_ chain: AuditChain, _ entry: AuditEntry, showsNames: Bool, isActor: Bool) {
        if case .organization(let id) = chain { organization = id } else { organization = nil }
        self.entry = entry
        self.showsNames = showsNames
        showsOrigin = isActor
    }

    fileprivate var log: String { organization.map(AuditChain.organization)?.name ?? AuditChain.instance.name }
}
