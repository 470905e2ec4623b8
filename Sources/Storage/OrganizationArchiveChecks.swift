import Domain
import FoundationEssentials

/// What an archive's lines say, as values that hold what Domain says of them. Each fails with an `InvalidField`.
struct ImportedOrganization: Sendable {
    let id: ID<Organization>
    let name: DisplayName
    let slug: Slug
    let subscription: Subscription
    let settings: OrganizationSettings
    let metadata: OrganizationMetadata?
    let logo: Logo?
    let createdAt: Instant

    init(_ line: OrganizationLine) throws {
        id = try field("id", line.id)
        name = try field("name") { () throws(Problem) in try DisplayName(line.name) }
        slug = try field("slug") { () throws(Problem) in try Slug(line.slug) }
        subscription = try Subscription(line)
        let color = try line.accentColor.map { color in try field("accentColor") { () throws(Problem) in try AccentColor(color) } }
        guard Invitation.hours.contains(line.invitationHours) else {
            throw InvalidField("invitationHours", "must be \(Invitation.hours.lowerBound) to \(Invitation.hours.upperBound)")
        }
        guard line.defaultRole != Role.owner.key else { throw InvalidField("defaultRole", "can't be owner") }
        settings = OrganizationSettings(
            defaultRole: line.defaultRole, invitationHours: line.invitationHours, membersHidden: line.membersHidden,
            factorRequired: line.factorRequired ?? false, accentColor: color
        )
        metadata = try line.metadata.map { text in
            try field("metadata") { () throws(Problem) in
                let metadata = try OrganizationMetadata(text)
                guard (try? JSONDecoder().decode(AnyObject.self, from: Data(text.utf8))) != nil else {
                    throw Problem("must be a JSON object")
                }
                return metadata
            }
        }
        logo = try line.logo.map { bytes in try field("logo") { () throws(Problem) in try Logo(Array(bytes)) } }
        createdAt = try moment("createdAt", line.createdAt)
    }

    /// A JSON object, whatever is in it.
    private struct AnyObject: Decodable {
        private enum Key: CodingKey {}

        init(from decoder: any Decoder) throws { _ = try decoder.container(keyedBy: Key.self) }
    }
}

extension Subscription {
    fileprivate init(_ line: OrganizationLine) throws {
        let status: Organization.Status = try value("status", line.status)
        guard line.trialEndsAt == nil || status == .trial else { throw InvalidField("trialEndsAt", "is for a trial alone") }
        guard line.seats.map((1...Subscription.mostSeats).contains) ?? true else {
            throw InvalidField("seats", "must be 1 to \(Subscription.mostSeats)")
        }
        self.init(status: status, trialEndsAt: try line.trialEndsAt.map { try moment("trialEndsAt", $0) }, seats: line.seats)
    }
}

extension CustomRole {
    /// It may have whatever an owner may give.
    init(_ line: RoleLine) throws {
        let key = try field("role") { () throws(Problem) in try Role.checkedKey(line.role) }
        guard Role.builtIn(key) == nil else { throw InvalidField("role", "is one that every organization has") }
        guard CustomRole.ranks.contains(line.rank) else {
            throw InvalidField("rank", "must be \(CustomRole.ranks.lowerBound) to \(CustomRole.ranks.upperBound)")
        }
        let permissions = try line.permissions.map { try value("permissions", $0) as Permission }
        let name = try field("name") { () throws(Problem) in try DisplayName(line.name) }
        self.init(
            id: try field("id", line.id),
            role: Role(custom: key, name: name.text, rank: line.rank, permissions: PermissionSet(permissions)),
            createdAt: try moment("createdAt", line.createdAt)
        )
    }
}

struct ImportedAccount: Sendable {
    let id: ID<Account>
    let name: DisplayName
    let email: EmailAddress
    let language: Language

    init(_ line: AccountLine) throws {
        id = try field("id", line.id)
        name = try field("name") { () throws(Problem) in try DisplayName(line.name) }
        email = try field("email") { () throws(Problem) in try EmailAddress(line.email) }
        language = try field("language") { () throws(Problem) in try Language(line.language) }
    }
}

struct ImportedMembership: Sendable {
    let account: ID<Account>
    let role: Role
    let joinedAt: Instant

    init(_ line: MembershipLine, _ roles: ImportedRoles) throws {
        account = try field("account", line.account)
        role = try roles.role(line.role, field: "role")
        joinedAt = try moment("joinedAt", line.joinedAt)
    }
}

/// The roles of an organization that is being imported.
struct ImportedRoles: Sendable {
    private(set) var own: [CustomRole] = []

    mutating func add(_ new: CustomRole) throws {
        guard own.count < CustomRole.most else {
            throw InvalidField("the line", "is one role more than the \(CustomRole.most) there can be")
        }
        let names = (Role.builtIn + own.map(\.role)).map(\.name.folded)
        guard !names.contains(new.role.name.folded) else { throw InvalidField("name", "is the name of another role") }
        own.append(new)
    }

    func role(_ key: String, field: String) throws -> Role {
        guard let role = Role.builtIn(key) ?? own.first(where: { $0.role.key == key })?.role else {
            throw InvalidField(field, "is none of this organization's roles")
        }
        return role
    }
}

struct ImportedInvitation: Sendable {
    let id: ID<Invitation>
    let kind: Invitation.Kind
    let role: Role
    let uses: Int
    let invitedBy: ID<Account>
    let createdAt: Instant
    let issuedAt: Instant
    let expiresAt: Instant
    let revokedAt: Instant?

    init(_ line: InvitationLine, _ roles: ImportedRoles) throws {
        id = try field("id", line.id)
        kind = try Invitation.Kind(line)
        role = try roles.role(line.role, field: "role")
        if kind.address == nil, role.isOwner { throw InvalidField("role", "can't be owner in a link") }
        guard line.uses >= 0, kind.maximumUses.map({ line.uses <= $0 }) ?? true else {
            throw InvalidField("uses", "must be between 0 and maxUses")
        }
        uses = line.uses
        invitedBy = try field("invitedBy", line.invitedBy)
        createdAt = try moment("createdAt", line.createdAt)
        issuedAt = try moment("issuedAt", line.issuedAt)
        expiresAt = try moment("expiresAt", line.expiresAt)
        guard expiresAt <= issuedAt + Invitation.longestLifetime else { throw InvalidField("expiresAt", "is too long after issuedAt") }
        revokedAt = try line.revokedAt.map { try moment("revokedAt", $0) }
        let isUsedUp = kind.maximumUses.map { uses >= $0 } ?? false
        guard isUsedUp || revokedAt != nil else { throw InvalidField("revokedAt", "is missing: no invitation comes open") }
    }
}

extension Invitation.Kind {
    fileprivate init(_ line: InvitationLine) throws {
        switch line.kind {
        case "email":
            guard let email = line.email else { throw InvalidField("email", "is missing") }
            guard line.domains.isEmpty else { throw InvalidField("domains", "are for links alone") }
            guard line.maxUses == 1 else { throw InvalidField("maxUses", "must be 1") }
            self = .email(try field("email") { () throws(Problem) in try EmailAddress(email) })
        case "link":
            guard line.email == nil else { throw InvalidField("email", "is not for links") }
            guard line.maxUses.map((1...Invitation.mostUses).contains) ?? true else {
                throw InvalidField("maxUses", "must be 1 to \(Invitation.mostUses)")
            }
            guard line.domains.count <= Invitation.mostDomains else {
                throw InvalidField("domains", "must be at most \(Invitation.mostDomains)")
            }
            let domains = try line.domains.map { domain in try field("domains") { () throws(Problem) in try EmailDomain(domain) } }
            self = .link(maximumUses: line.maxUses, domains: domains)
        default: throw InvalidField("kind", "must be email or link")
        }
    }
}

extension WrittenEvent {
    /// - Parameter former: when the one before it happened.
    init(_ line: EventLine, after former: Instant, notAfter now: Instant) throws {
        let isOfSomebody = line.actor.map { ID<Account>($0) != nil || ID<APIKey>($0) != nil } ?? true
        guard isOfSomebody else { throw InvalidField("actor", "must be the id of an account or an API key") }
        guard line.target.map(Self.isID) ?? true else { throw InvalidField("target", "must be an id") }
        guard line.facts.before.personal.isEmpty, line.facts.after.personal.isEmpty else {
            throw InvalidField("facts", "must not have what people are called and reached by")
        }
        let at = try moment("at", line.at)
        guard former <= at, at <= now else { throw InvalidField("at", "must be neither before the event before it nor in the future") }
        self.init(
            at: at, action: try value("action", line.action), actor: line.actor,
            onBehalfOf: try line.onBehalfOf.map { try field("onBehalfOf", $0) }, via: try line.via.map { try value("via", $0) },
            target: line.target, facts: line.facts, requestID: line.requestId, detail: line.detail
        )
    }

    /// Of whatever kind of thing.
    private static func isID(_ text: String) -> Bool {
        let allowed = Array("abcdefghijklmnopqrstuvwxyz0123456789_".utf8)
        return text.utf8.count <= 64 && text.utf8.allSatisfy(allowed.contains)
    }
}

private func field<Value>(_ name: String, _ read: () throws(Problem) -> Value) throws -> Value {
    do {
        return try read()
    } catch {
        throw InvalidField(name, error.message)
    }
}

private func field<Kind>(_ name: String, _ text: String) throws -> ID<Kind> {
    guard let id = ID<Kind>(text) else { throw InvalidField(name, "must be an id that begins with \(Kind.idPrefix)_") }
    return id
}

private func value<Value: RawRepresentable>(_ name: String, _ text: String) throws -> Value where Value.RawValue == String {
    guard let value = Value(rawValue: text) else { throw InvalidField(name, "is nothing that this program knows") }
    return value
}

private func moment(_ name: String, _ text: String) throws -> Instant {
    try field(name) { () throws(Problem) in try Instant(rfc3339: text) }
}
