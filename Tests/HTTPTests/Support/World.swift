import Domain
import HTTPTypes
import NIOConcurrencyHelpers
import Testing

@testable import Storage

/// Who sends a request, seen from the organization Acme.
enum Actor: String, CaseIterable, Sendable {
    case nobody, stranger, removed, viewer, member, manager, admin, owner
    /// Runs the instance, and is a member of nothing.
    case operate
    /// A key of Acme's that its owner has made, and one of the other organization's, with all permissions that a key can have.
    case key, foreignKey
    /// A key of the manager's own.
    case personalKey

    var isKey: Bool { [.key, .foreignKey, .personalKey].contains(self) }
    var isMember: Bool { ![.nobody, .stranger, .removed, .operate, .foreignKey].contains(self) }
}

/// Ids that a request can name.
struct Targets: Sendable {
    let organization: String
    let slug: String
    let account: String
    let invitation: String
    let session: String
    /// One of the organization's own, which nobody holds.
    let role: String
    let secret: String
    let key: String
    /// One of the sender's own.
    let personalKey: String
    /// An invitation for the address of whoever they belong to, from an organization that nobody else is in.
    let received: String
    /// One that waits in the outbox.
    var message = ""
    /// One that waits for its proof.
    let domain: String
    /// An organization that everyone with a proven address at example.com may join, and nobody has.
    let offer: String
    /// One of the sender's own.
    let factor: String
    /// Of the organization.
    let provider: String
    /// One of the sender's own, at a provider of the instance.
    let identity: String
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
    private let offer: String
    private let received: [Actor: String]
    private let keys: [Actor: String]
    private let personalKeys: [Actor: String]
    private let factors: [Actor: String]
    private let identities: [Actor: String]

    /// Runs `body` in a world of its own, as a server that has just come to that.
    static func run(_ body: @escaping @Sendable (TestServer, World) async throws -> Void) async throws {
        let (copy, world) = try await first.value
        try await TestServer.run(seed: 2, from: copy) { try await body($0, World(world, on: $0)) }
    }

    /// Made once, since that takes a hundred requests.
    private static let first = Task {
        let made = NIOLockedValueBox<(TestServer.Copy, World)?>(nil)
        try await TestServer.run { server in
            let world = try await World(server)
            let copy = try await TestServer.Copy(of: server)
            made.withLockedValue { $0 = (copy, world) }
        }
        return try #require(made.withLockedValue { $0 })
    }

    private init(_ other: World, on server: TestServer) {
        self.server = server
        actors = other.actors.mapValues {
            Person(server: server, email: $0.email, id: $0.id, token: $0.token, organization: $0.organization)
        }
        (own, foreign, missing, linkToken) = (other.own, other.foreign, other.missing, other.linkToken)
        (offer, received, keys, personalKeys) = (other.offer, other.received, other.keys, other.personalKeys)
        (factors, identities) = (other.factors, other.identities)
    }

    private init(_ server: TestServer) async throws {
        self.server = server
        let (owner, members) = try await server.team("Acme", ["admin", "manager", "member", "viewer"])
        let link = try await owner.link(to: owner.organization, role: "viewer")
        let bystander = try await server.signUp("Bystander", invitation: link)
        let removed = try await server.signUp("Removed", invitation: link)
        #expect(try await owner.call(.delete, "/organizations/\(owner.organization)/members/\(removed.id)").status == 204)
        let root = try await server.signUp("Root")
        try await server.run("UPDATE account SET is_operator = 1 WHERE id = \(root.id)")
        let (stranger, others) = try await server.team("Other", ["viewer"])
        actors = [
            .stranger: stranger, .operate: root, .removed: removed, .viewer: try #require(members["viewer"]),
            .member: try #require(members["member"]),
            .manager: try #require(members["manager"]), .admin: try #require(members["admin"]), .owner: owner,
        ]
        linkToken = link
        #expect(try await server.call(.post, "/password/forgot", ["email": bystander.email]).status == 202)
        let message = try #require(try await server.storage.maintenance.outbox().last?.id.description)
        let host = try await server.signUp("Host", organization: "Third")
        offer = host.organization
        received = try await Self.invitations(for: actors, by: host)
        try await host.offerJoining(by: "example.com")
        personalKeys = try await Self.personalKeys(of: actors)
        factors = try await Self.factors(of: actors, on: server)
        identities = try await Self.identities(of: actors, on: server)
        let all = Permission.allCases.filter { !KeyPermissions.withheld.contains($0) }.map(\.rawValue)
        let full: JSONFields = ["name": "Full", "permissions": all]
        keys = [
            .key: try await owner.secret(of: "/organizations/\(owner.organization)/api-keys", full),
            .foreignKey: try await stranger.secret(of: "/organizations/\(stranger.organization)/api-keys", full),
            .personalKey: try await #require(members["manager"]).secret(of: "/me/api-keys", full),
        ]
        own = try await Self.targets(
            of: owner, slug: "acme", account: bystander.id, received[.owner], personalKeys[.owner], factors[.owner], identities[.owner],
            message: message, offer: offer
        )
        let other = try #require(others["viewer"])
        foreign = try await Self.targets(
            of: stranger, slug: "other", account: other.id, received[.stranger], personalKeys[.stranger], factors[.stranger],
            identities[.stranger], message: message, offer: stranger.organization
        )
        missing = Targets(
            organization: "\(ID<Organization>(at: server.clock.now, from: .system))", slug: "no-such-organization",
            account: "\(ID<Account>(at: server.clock.now, from: .system))",
            invitation: "\(ID<Invitation>(at: server.clock.now, from: .system))",
            session: "\(ID<Session>(at: server.clock.now, from: .system))",
            role: "\(ID<CustomRole>(at: server.clock.now, from: .system))",
            secret: "\(ID<Secret>(at: server.clock.now, from: .system))",
            key: "\(ID<APIKey>(at: server.clock.now, from: .system))",
            personalKey: "\(ID<APIKey>(at: server.clock.now, from: .system))",
            received: "\(ID<Invitation>(at: server.clock.now, from: .system))",
            message: "\(ID<Message>(at: server.clock.now, from: .system))",
            domain: "\(ID<JoiningDomain>(at: server.clock.now, from: .system))",
            offer: "\(ID<Organization>(at: server.clock.now, from: .system))",
            factor: "\(ID<Factor>(at: server.clock.now, from: .system))",
            provider: "\(ID<IdentityProvider>(at: server.clock.now, from: .system))",
            identity: "\(ID<Identity>(at: server.clock.now, from: .system))"
        )
    }

    /// One for each, all of whose addresses are proven.
    private static func invitations(for actors: [Actor: Person], by host: Person) async throws -> [Actor: String] {
        try await host.server.run("UPDATE account SET email_verified_at = 1")
        var invitations: [Actor: String] = [:]
        for (actor, person) in actors {
            let fields: JSONFields = ["kind": "email", "role": "viewer", "email": person.email]
            invitations[actor] = try await host.call(.post, "/organizations/\(host.organization)/invitations", fields).json["id"].text
        }
        return invitations
    }

    private static func personalKeys(of actors: [Actor: Person]) async throws -> [Actor: String] {
        var keys: [Actor: String] = [:]
        for (actor, person) in actors {
            let made = try await person.call(.post, "/me/api-keys", ["name": "Script", "permissions": ["members.read"]])
            keys[actor] = made.json["id"].text
        }
        return keys
    }

    /// One for each, which no app shows codes of.
    private static func factors(of actors: [Actor: Person], on server: TestServer) async throws -> [Actor: String] {
        var factors: [Actor: String] = [:]
        for (actor, person) in actors {
            let id = ID<Factor>(at: server.clock.now, from: .system)
            try await server.run(
                """
                INSERT INTO factor (id, account_id, kind, name, name_key, sealed, created_at, confirmed_at)
                VALUES (\(id), \(person.id), 'totp', 'Phone', 'phone', x'00', 1, 1)
                """
            )
            factors[actor] = id.description
        }
        return factors
    }

    /// One for each, at a provider that is never asked.
    private static func identities(of actors: [Actor: Person], on server: TestServer) async throws -> [Actor: String] {
        let provider = ID<IdentityProvider>(at: server.clock.now, from: .system)
        try await server.run(
            """
            INSERT INTO identity_provider (id, kind, name, name_key, issuer, client_id, created_at)
            VALUES (\(provider), 'oidc', 'Everyone''s', 'everyone''s', 'https://login.example.net', 'tenantry', 1)
            """
        )
        var identities: [Actor: String] = [:]
        for (actor, person) in actors {
            let id = ID<Identity>(at: server.clock.now, from: .system)
            try await server.run(
                """
                INSERT INTO identity (id, account_id, provider_id, subject, created_at)
                VALUES (\(id), \(person.id), \(provider), \(actor.rawValue), 1)
                """
            )
            identities[actor] = id.description
        }
        return identities
    }

    private static func targets(
        of owner: Person, slug: String, account: String, _ received: String?, _ personalKey: String?, _ factor: String?,
        _ identity: String?, message: String = "", offer: String
    ) async throws -> Targets {
        let path = "/organizations/\(owner.organization)/invitations"
        let invitation = try await owner.call(.post, path, ["kind": "link", "role": "viewer"])
        let session = try await owner.call(.get, "/sessions").json["items"].list.first?["id"].text
        let fields: JSONFields = ["name": "Guest", "rank": 10, "permissions": ["records.read"]]
        let role = try await owner.call(.post, "/organizations/\(owner.organization)/roles", fields)
        let credential: JSONFields = ["name": "Payments", "provider": "stripe", "value": "a value of \(slug)"]
        let secret = try await owner.call(.post, "/organizations/\(owner.organization)/secrets", credential)
        let reader: JSONFields = ["name": "Reader", "permissions": ["members.read"]]
        let key = try await owner.call(.post, "/organizations/\(owner.organization)/api-keys", reader)
        let domain = try await owner.call(.post, "/organizations/\(owner.organization)/domains", ["domain": "\(slug).example.net"])
        let client: JSONFields = ["kind": "github", "name": "GitHub", "clientId": "tenantry", "clientSecret": "a secret of \(slug)"]
        let provider = try await owner.call(.post, "/organizations/\(owner.organization)/providers", client)
        _ = try await owner.upload(Picture.png(48, 48), "image/png")
        return Targets(
            organization: owner.organization, slug: slug, account: account, invitation: try #require(invitation.json["id"].text),
            session: try #require(session), role: try #require(role.json["id"].text), secret: try #require(secret.json["id"].text),
            key: try #require(key.json["id"].text), personalKey: try #require(personalKey), received: try #require(received),
            message: message, domain: try #require(domain.json["id"].text), offer: offer, factor: try #require(factor),
            provider: try #require(provider.json["id"].text), identity: try #require(identity)
        )
    }

    func token(of actor: Actor) -> String? { actors[actor]?.token ?? keys[actor] }

    /// The own targets, with a session of the sender's.
    func ownTargets(of actor: Actor) async throws -> Targets {
        guard let person = actors[actor] else { return own }
        let session = try await person.call(.get, "/sessions").json["items"].list.first?["id"].text
        return Targets(
            organization: own.organization, slug: own.slug, account: own.account, invitation: own.invitation,
            session: try #require(session), role: own.role, secret: own.secret, key: own.key,
            personalKey: try #require(personalKeys[actor]), received: try #require(received[actor]), message: own.message,
            domain: own.domain, offer: own.offer, factor: try #require(factors[actor]), provider: own.provider,
            identity: try #require(identities[actor])
        )
    }
}

extension Person {
    /// Has a domain proven to be the organization's.
    func offerJoining(by domain: String, role: String = "member") async throws {
        let path = "/organizations/\(organization)/domains"
        let added = try await call(.post, path, ["domain": domain, "role": role])
        let (id, record) = (try #require(added.json["id"].text), added.json["record"])
        server.records[try #require(record["name"].text)] = [try #require(record["value"].text)]
        server.clock.advance(by: JoiningDomain.askedAtMostEvery)
        let checked = try await call(.post, "\(path)/\(id)/check")
        #expect(checked.json["proof"].text == "dns", "\(checked.text)")
    }

    /// Makes an API key and returns what opens it.
    func secret(of path: String, _ fields: JSONFields) async throws -> String {
        try #require(try await call(.post, path, fields).json["secret"].text)
    }
}
