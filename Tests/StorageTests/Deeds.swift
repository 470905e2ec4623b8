import Domain
import Testing

@testable import Storage

/// Something that is done once, and leaves all of its traces or none.
struct Deed: Sendable {
    let name: String
    let perform: @Sendable () async throws -> Void
    /// What is to be found of it, in several places.
    let traces: @Sendable (Fixture) async throws -> [Bool]
}

extension Deed {
    /// One of each kind, with all that they take made ready.
    static func some(_ number: Int, in fixture: Fixture) async throws -> [Deed] {
        let owner = try await fixture.signUp("Owner\(number)")
        let guest = try await fixture.signUp("Guest\(number)")
        let member = try await fixture.signUp("Member\(number)")
        let scope = try await fixture.organization(of: owner, named: "Team \(number)")
        try await fixture.join(member, scope, as: .member)
        let link = try await fixture.invite(.link(maximumUses: 1, domains: []), in: scope)
        return [
            signUp("New\(number)", fixture), organize("Other team \(number)", by: owner, fixture),
            invite("invited\(number)@example.com", in: scope, fixture), accept(link, by: guest, scope.organization, fixture),
            remove(member, from: scope, fixture),
        ]
    }

    private static func signUp(_ name: String, _ fixture: Fixture) -> Deed {
        Deed(name: "sign up") {
            _ = try await fixture.signUp(name)
        } traces: { found in
            let account: SQL = "(SELECT id FROM account WHERE name = \(name))"
            return try await [
                found.count("SELECT count(*) FROM account WHERE name = \(name)") == 1,
                found.count("SELECT count(*) FROM organization WHERE personal_account_id = \(account)") == 1,
                found.count("SELECT count(*) FROM membership WHERE account_id = \(account)") == 1,
                found.count("SELECT count(*) FROM session WHERE account_id = \(account)") == 1,
            ]
        }
    }

    private static func organize(_ name: String, by person: Person, _ fixture: Fixture) -> Deed {
        Deed(name: "create an organization") {
            _ = try await fixture.organization(of: person, named: name)
        } traces: { found in
            let organization: SQL = "(SELECT id FROM organization WHERE name = \(name))"
            return try await [
                found.count("SELECT count(*) FROM organization WHERE name = \(name)") == 1,
                found.count("SELECT count(*) FROM membership WHERE role = 'owner' AND organization_id = \(organization)") == 1,
                found.count("SELECT count(*) FROM audit_event WHERE chain = \(organization)") > 0,
            ]
        }
    }

    private static func invite(_ address: String, in scope: OrganizationScope, _ fixture: Fixture) -> Deed {
        Deed(name: "invite") {
            _ = try await fixture.invite(.email(EmailAddress(address)), in: scope)
        } traces: { found in
            let invitation: SQL = "(SELECT id FROM invitation WHERE email = \(address))"
            return try await [
                found.count("SELECT count(*) FROM invitation WHERE email = \(address)") == 1,
                found.count("SELECT count(*) FROM invitation_token WHERE invitation_id = \(invitation)") == 1,
                found.count("SELECT count(id) FROM outbox WHERE recipient = \(address)") == 1,
            ]
        }
    }

    private static func accept(
        _ link: IssuedInvitation, by person: Person, _ organization: ID<Organization>, _ fixture: Fixture
    ) -> Deed {
        Deed(name: "accept") {
            _ = try await fixture.storage.acceptInvitation(link.token, by: person.session, at: fixture.now)
        } traces: { found in
            try await [
                found.count("SELECT count(*) FROM invitation WHERE uses = 1 AND id = \(link.listing.invitation.id)") == 1,
                found.isMember(person, organization),
                found.count("SELECT count(*) FROM session WHERE account_id = \(person.id) AND organization_id = \(organization)") == 1,
            ]
        }
    }

    private static func remove(_ person: Person, from scope: OrganizationScope, _ fixture: Fixture) -> Deed {
        Deed(name: "remove a member") {
            try await fixture.storage.removeMember(person.id, from: scope, at: fixture.now)
        } traces: { found in
            try await [
                !found.isMember(person, scope.organization),
                found.count("SELECT count(*) FROM session WHERE account_id = \(person.id) AND organization_id = \(scope.organization)")
                    == 0,
                found.count("SELECT count(*) FROM removal WHERE account_id = \(person.id)") == 1,
            ]
        }
    }
}

extension Fixture {
    fileprivate func isMember(_ person: Person, _ organization: ID<Organization>) async throws -> Bool {
        try await count("SELECT count(*) FROM membership WHERE account_id = \(person.id) AND organization_id = \(organization)") == 1
    }

    /// What of it was acknowledged and is not there; of the rest, all or nothing is.
    ///
    /// - Parameter isWhole: whether that is so; false where what the deeds rest on may be lost, too.
    func lost(of deeds: [Deed], acknowledged: [Bool], isWhole: Bool = true) async throws -> [String] {
        var lost: [String] = []
        for (deed, isAcknowledged) in zip(deeds, acknowledged) {
            let traces = try await deed.traces(self)
            #expect(!isWhole || Set(traces).count == 1, "\(deed.name) is half done: \(traces)")
            if isAcknowledged, traces.contains(false) { lost.append(deed.name) }
        }
        return lost
    }

    /// The file is whole, no row refers to nothing, and the log is what was written.
    func expectWhole() async throws {
        #expect(try await integrity() == ["ok"])
        let orphans = try await storage.read { try $0.rows("PRAGMA foreign_key_check") { try $0[0] as String } }
        #expect(orphans.isEmpty)
        _ = try await storage.maintenance.verifyAuditLog()
    }
}
