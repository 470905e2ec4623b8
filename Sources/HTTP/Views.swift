import Domain
import Storage

/// The shapes of answers. They are a contract.

extension Me: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("user", session.account)
            json.field("session", SessionSummary(session))
            json.field("organization", current)
            json.field("organizations", each: organizations.lazy.map { OrganizationSummary($0) })
        }
    }
}

extension Account: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("email", email)
            json.field("emailVerified", emailVerified)
            json.field("language", language.rawValue)
            json.field("operator", isOperator)
            json.field("createdAt", createdAt)
        }
    }
}

/// The address of an account, and the one that it is to have.
struct EmailView: JSONWritable {
    let account: Account
    let change: PendingEmailChange?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("email", account.email)
            json.field("verified", account.emailVerified)
            json.field("change", change)
        }
    }
}

extension PendingEmailChange: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("email", email)
            json.field("expiresAt", expiresAt)
        }
    }
}

extension AddressProof: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("purpose", purpose.rawValue)
            json.field("email", email)
        }
    }
}

/// Who is signed in; `user` is null when nobody is.
struct WhoIsThere: JSONWritable {
    let account: Account?

    func write(to json: inout JSONWriter) {
        json.object { $0.field("user", account) }
    }
}

struct SessionSummary: JSONWritable {
    let session: LiveSession

    init(_ session: LiveSession) {
        self.session = session
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", session.id)
            json.field("createdAt", session.createdAt)
            json.field("expiresAt", session.expiresAt)
            json.field("remember", session.remember)
            if let impersonation = session.impersonation {
                json.field("impersonation") { json in
                    json.field("by") { $0.field("id", impersonation.impersonator) }
                    json.field("writes", impersonation.writes)
                }
            }
        }
    }
}

extension OrganizationMembership: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            writeFields(to: &json)
        }
    }

    /// All but what is in no list.
    fileprivate func writeFields(to json: inout JSONWriter) {
        let settings = organization.settings
        writeSummary(to: &json)
        json.field("permissions", each: permissions.lazy.map(\.rawValue))
        json.field("defaultRole", settings.defaultRole)
        json.field("invitationHours", settings.invitationHours)
        json.field("membersHidden", settings.membersHidden)
        json.field("factorRequired", settings.factorRequired)
        json.field("factorDue", factorDue)
    }

    fileprivate func writeSummary(to json: inout JSONWriter) {
        json.field("id", organization.id)
        json.field("name", organization.name)
        json.field("slug", organization.slug)
        json.field("kind", organization.kind.rawValue)
        json.field("status", organization.status.rawValue)
        role.write(to: &json)
        json.field("createdAt", organization.createdAt)
        json.field("accentColor", organization.settings.accentColor?.text)
        json.field("logo", organization.logo?.path)
    }
}

extension OrganizationDetails: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            membership.writeFields(to: &json)
            json.field("metadata", metadata)
        }
    }
}

extension Role {
    /// As it stands in other things' answers: the key, and what people call one of the organization's own.
    func write(to json: inout JSONWriter) {
        json.field("role", key)
        if !isBuiltIn { json.field("roleName", name) }
    }
}

extension RoleListing: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("key", role.key)
            json.field("name", role.name)
            json.field("rank", role.rank)
            json.field("permissions", each: role.permissions.lazy.map(\.rawValue))
            json.field("builtIn", role.isBuiltIn)
            json.field("members", members)
        }
    }
}

/// All of an organization's roles, and of what one can be made.
struct RoleList: JSONWritable {
    let roles: [RoleListing]

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("items", each: roles)
            json.field("nextCursor", nil as String?)
            json.field("catalogue", each: Permission.allCases)
        }
    }
}

extension Permission: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("key", rawValue)
            json.field("explanation", explanation)
        }
    }
}

/// In lists: without permissions.
struct OrganizationSummary: JSONWritable {
    let membership: OrganizationMembership

    init(_ membership: OrganizationMembership) {
        self.membership = membership
    }

    func write(to json: inout JSONWriter) {
        json.object { membership.writeSummary(to: &$0) }
    }
}

extension DeletedOrganization: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            membership.writeSummary(to: &json)
            json.field("deletedAt", deletedAt)
            json.field("restorableUntil", restorableUntil)
        }
    }
}

/// A list or a part of one. `total` where it is known.
struct ItemList<Item: JSONWritable>: JSONWritable {
    let items: [Item]
    var next: Cursor?
    var total: Int?

    func write(to json: inout JSONWriter) {
        json.object { json in
            if let total { json.field("total", total) }
            json.field("items", each: items)
            json.field("nextCursor", next?.opaque)
        }
    }
}

struct SessionList: JSONWritable {
    let sessions: [SessionListing]
    let current: ID<Session>

    func write(to json: inout JSONWriter) {
        ItemList(items: sessions.map { SessionView(listing: $0, isCurrent: $0.id == current) }).write(to: &json)
    }
}

struct SessionView: JSONWritable {
    let listing: SessionListing
    let isCurrent: Bool

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", listing.id)
            json.field("current", isCurrent)
            if listing.isImpersonation { json.field("impersonation", true) }
            json.field("userAgent", listing.device.userAgent)
            json.field("ip", listing.device.address)
            json.field("createdAt", listing.createdAt)
            json.field("lastSeenAt", listing.lastSeenAt)
            json.field("expiresAt", listing.expiresAt)
        }
    }
}

extension Member: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("user") { json in
                json.field("id", account)
                json.field("name", name)
                json.field("email", email)
            }
            role.write(to: &json)
            json.field("joinedAt", joinedAt)
            json.field("lastActiveAt", lastActiveAt)
        }
    }
}

struct InvitationView: JSONWritable {
    private let listing: InvitationListing
    private let status: Invitation.Status
    private let link: String?

    /// - Parameter link: shown this once, to whoever has just made it.
    init(_ listing: InvitationListing, at now: Instant, link: String? = nil) {
        self.listing = listing
        self.link = link
        status = listing.invitation.status(at: now)
    }

    func write(to json: inout JSONWriter) {
        let invitation = listing.invitation
        json.object { json in
            json.field("id", invitation.id)
            json.field("kind", invitation.kind.name)
            json.field("email", invitation.kind.address?.text)
            invitation.role.write(to: &json)
            json.field("status", status.rawValue)
            json.field("maxUses", invitation.kind.maximumUses)
            json.field("uses", invitation.uses)
            json.field("domains", each: invitation.kind.domains.map(\.text))
            json.field("expiresAt", invitation.expiresAt)
            json.field("invitedBy") { json in
                json.field("id", listing.invitedBy)
                json.field("name", listing.inviterName)
            }
            json.field("createdAt", invitation.createdAt)
            if let link { json.field("link", link) }
        }
    }
}

extension ReceivedInvitation: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", invitation.id)
            json.field("organization") { $0.field("name", organizationName) }
            invitation.role.write(to: &json)
            json.field("invitedBy", inviterName.map(InviterView.init))
            json.field("expiresAt", invitation.expiresAt)
            json.field("createdAt", invitation.createdAt)
        }
    }
}

extension InvitationPreview: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("organization") { json in
                json.field("name", organizationName)
                json.field("accentColor", accentColor?.text)
                json.field("logo", logo?.path)
            }
            role.write(to: &json)
            json.field("kind", kind.name)
            json.field("email", kind.address?.text)
            json.field("invitedBy", inviterName.map(InviterView.init))
            json.field("expiresAt", expiresAt)
            json.field("status", status.rawValue)
            json.field("membership", slugForMember.map(MembershipPlace.init))
        }
    }
}

/// Whoever invites, to those who are invited: null once the account is deleted.
private struct InviterView: JSONWritable {
    let name: String

    func write(to json: inout JSONWriter) {
        json.object { $0.field("name", name) }
    }
}

/// Where a member finds their organization.
private struct MembershipPlace: JSONWritable {
    let slug: String

    func write(to json: inout JSONWriter) {
        json.object { $0.field("slug", slug) }
    }
}
