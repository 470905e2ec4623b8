import Domain
import HTTPTypes
import Testing

@testable import Storage

/// Who sends a request, seen from the organization Acme.
enum Actor: String, CaseIterable, Sendable {
    case nobody, stranger, removed, viewer, member, manager, admin, owner

    var isMember: Bool { ![.nobody, .stranger, .removed].contains(self) }
}

/// Ids that a request can name.
struct Targets: Sendable {
    let organization: String
    let slug: String
    let account: String
    let invitation: String
    let session: String
}

/// Two organizations that know nothing of each other, Acme with someone of each kind.
struct World: Sendable {
    let server: TestServer
    let actors: [Actor: Person]
    /// Acme, with a viewer and an invitation that nobody minds losing. The session is the sender's own.
    let own: Targets
    /// Things of the other organization.
    let foreign: Targets
    /// Things that have the right form and don't exist.
    let missing: Targets
    let linkToken: String

    init(_ server: TestServer) async throws {
        self.server = server
        let (owner, members) = try await server.team("Acme", ["admin", "manager", "member", "viewer"])
        let link = try await owner.link(to: owner.organization, role: "viewer")
        let bystander = try await server.signUp("Bystander", invitation: link)
        let removed = try await server.signUp("Removed", invitation: link)
        #expect(try await owner.call(.delete, "/organizations/\(owner.organization)/members/\(removed.id)").status == 204)
        let (stranger, others) = try await server.team("Other", ["viewer"])
        actors = [
            .stranger: stranger, .removed: removed, .viewer: try #require(members["viewer"]), .member: try #require(members["member"]),
            .manager: try #require(members["manager"]), .admin: try #require(members["admin"]), .owner: owner,
        ]
        linkToken = link
        own = try await Self.targets(of: owner, slug: "acme", account: bystander.id)
        let other = try #require(others["viewer"])
        foreign = try await Self.targets(of: stranger, slug: "other", account: other.id)
        missing = Targets(
            organization: "\(ID<Organization>(at: server.clock.now, from: .system))", slug: "no-such-organization",
            account: "\(ID<Account>(at: server.clock.now, from: .system))",
            invitation: "\(ID<Invitation>(at: server.clock.now, from: .system))",
            session: "\(ID<Session>(at: server.clock.now, from: .system))"
        )
    }

    private static func targets(of owner: Person, slug: String, account: String) async throws -> Targets {
        let path = "/organizations/\(owner.organization)/invitations"
        let invitation = try await owner.call(.post, path, ["kind": "link", "role": "viewer"])
        let session = try await owner.call(.get, "/sessions").json["items"].list.first?["id"].text
        return Targets(
            organization: owner.organization, slug: slug, account: account, invitation: try #require(invitation.json["id"].text),
            session: try #require(session)
        )
    }

    func token(of actor: Actor) -> String? { actors[actor]?.token }

    /// The own targets, with a session of the sender's.
    func ownTargets(of actor: Actor) async throws -> Targets {
        guard let person = actors[actor] else { return own }
        let session = try await person.call(.get, "/sessions").json["items"].list.first?["id"].text
        return Targets(
            organization: own.organization, slug: own.slug, account: own.account, invitation: own.invitation, session: try #require(session)
        )
    }
}
