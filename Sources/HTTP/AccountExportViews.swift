import Domain
import Storage

/// The shape of an exported account: a contract, told apart by its version.
struct AccountExportHead: JSONWritable {
    let export: AccountExport
    let current: ID<Session>
    let exportedAt: Instant

    static let version = 1

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("format", "tenantry-account")
            json.field("version", Self.version)
            json.field("exportedAt", exportedAt)
            json.field("account", export.account)
            json.field("emailChange", export.emailChange)
            json.field("memberships", each: export.memberships)
            json.field("sessions", each: export.sessions.map { SessionView(listing: $0, isCurrent: $0.id == current) })
            json.field("factors", each: export.factors)
            json.field("identities", each: export.identities)
            json.field("knownBrowsers", each: export.browsers.map(KnownBrowserView.init))
            json.field("invitationsReceived", each: export.received)
            json.field("messages", each: export.messages)
        }
    }
}

private struct KnownBrowserView: JSONWritable {
    let lastSeenAt: Instant

    func write(to json: inout JSONWriter) {
        json.object { $0.field("lastSeenAt", lastSeenAt) }
    }
}

extension ExportedMembership: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("organization", organization)
            json.field("kind", organization.kind.rawValue)
            role.write(to: &json)
            json.field("joinedAt", joinedAt)
            json.field("lastActiveAt", lastActiveAt)
            json.field("deletedAt", deletedAt)
        }
    }
}

extension ExportedMessage: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("kind", kind.rawValue)
            json.field("state", state.rawValue)
            json.field("createdAt", createdAt)
        }
    }
}

/// Whom it is for is somebody else's to tell, once the person may not see it any more.
struct ExportedInvitationView: JSONWritable {
    let exported: ExportedInvitation
    let now: Instant

    func write(to json: inout JSONWriter) {
        let invitation = exported.listing.invitation
        json.object { json in
            json.field("id", invitation.id)
            json.field("organization", exported.organization)
            json.field("kind", invitation.kind.name)
            json.field("email", exported.showsAddress ? invitation.kind.address?.text : nil)
            json.field("role", invitation.role.key)
            json.field("status", invitation.status(at: now).rawValue)
            json.field("uses", invitation.uses)
            json.field("expiresAt", invitation.expiresAt)
            json.field("createdAt", invitation.createdAt)
        }
    }
}

/// Others are named by their ids alone.
extension ExportedEvent: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("organization", organization)
            json.field("number", entry.number)
            json.field("at", entry.at)
            json.field("action", entry.action)
            json.field("actor", entry.actor?.id)
            json.field("onBehalfOf", entry.onBehalfOf?.id)
            json.field("via", entry.via)
            json.field("target", entry.target?.id)
            json.field("before", StateView(state: showsNames ? entry.before : entry.before.impersonal))
            json.field("after", StateView(state: showsNames ? entry.after : entry.after.impersonal))
            json.field("ip", showsOrigin ? entry.address : nil)
            json.field("userAgent", showsOrigin ? entry.userAgent : nil)
            json.field("requestId", showsOrigin ? entry.requestID : nil)
        }
    }
}
