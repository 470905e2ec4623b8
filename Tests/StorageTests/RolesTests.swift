import Domain
import Testing

@testable import Storage

/// Roles of an organization's own: what holding, changing and losing one means.
@Suite struct RolesTests {
    /// Acme of Ada's, with Bob in a role of its own.
    private func acme(
        _ fixture: Fixture, rank: Int = 50, _ permissions: PermissionSet
    ) async throws -> (ada: OrganizationScope, bob: OrganizationScope, role: ID<CustomRole>) {
        let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
        let scope = try await fixture.organization(of: ada)
        let bobs = try await fixture.join(bob, scope, as: .viewer)
        let made = try await fixture.storage.createRole(
            in: scope, name: DisplayName("Clerk"), rank: rank, permissions: permissions, at: fixture.now
        )
        _ = try await fixture.storage.changeRole(of: bob.id, to: "clerk", in: scope, mailing: .off, at: fixture.now)
        return (scope, bobs, try #require(made.id))
    }

    private func change(
        _ fixture: Fixture, _ id: ID<CustomRole>, _ scope: OrganizationScope, rank: Int? = nil, _ permissions: PermissionSet? = nil
    ) async throws {
        let change = RoleChange(name: nil, rank: rank, permissions: permissions)
        _ = try await fixture.storage.updateRole(id, in: scope, change, at: fixture.now)
    }

    private func isForbidden(_ work: () async throws -> Void) async -> Bool {
        if case .forbidden? = await failure(work) as? Failure { true } else { false }
    }

    @Test func aRoleGivesWhatIsInItAndNothingElse() async throws {
        let inviting: PermissionSet = [.organizationRead, .membersRead, .invitationsManage]
        try await Fixture.run { fixture in
            let (ada, bob, role) = try await acme(fixture, inviting)
            let seen = try await fixture.storage.organization(in: bob, at: fixture.now)
            #expect(seen.role.key == "clerk" && seen.role.permissions == inviting && seen.role.rank == 50)
            let session = try #require(try await fixture.storage.organizations(in: bob, fixture).first { $0.role.key == "clerk" })
            #expect(session.role == seen.role)
            let link = Invitation.Kind.link(maximumUses: nil, domains: [])
            _ = try await fixture.invite(link, as: .viewer, in: bob)
            #expect(await isForbidden { _ = try await fixture.invite(link, as: .manager, in: bob) })
            #expect(await isForbidden { _ = try await fixture.storage.invitations(in: bob, InvitationQuery(), at: fixture.now) })
            try await change(fixture, role, ada, inviting.subtracting([.invitationsManage]))
            #expect(await isForbidden { _ = try await fixture.invite(link, as: .viewer, in: bob) })
            #expect(
                try await fixture.storage.organization(in: bob, at: fixture.now).role.permissions
                    == inviting.subtracting([.invitationsManage]))
        }
    }

    /// Whatever takes from a role takes from what its holders have handed out.
    @Test(arguments: ["permissions", "rank", "offered rank", "offered permissions", "replaced"])
    func invitationsThatTheirMakersCouldNotMakeAnyMoreAreDead(_ way: String) async throws {
        try await Fixture.run { fixture in
            let held: PermissionSet = [.organizationRead, .invitationsManage, .invitationsRead, .recordsRead]
            let (ada, bob, role) = try await acme(fixture, held)
            let guest = try await fixture.storage.createRole(
                in: ada, name: DisplayName("Guest"), rank: 10, permissions: [.recordsRead], at: fixture.now
            )
            let new = NewInvitation(kind: .link(maximumUses: nil, domains: []), role: "guest", lifetime: .days(7))
            let link = try await fixture.storage.createInvitation(new, in: bob, mailing: .off, at: fixture.now)
            let adas = try await fixture.storage.createInvitation(new, in: ada, mailing: .off, at: fixture.now)
            let before = try await fixture.storage.lookUpInvitation(link.token, at: fixture.now)
            #expect(before.status == .pending && before.role.name == "Guest")
            let guestID = try #require(guest.id)
            switch way {
            case "permissions": try await change(fixture, role, ada, held.subtracting([.recordsRead]))
            case "rank": try await change(fixture, role, ada, rank: 10)
            case "offered rank": try await change(fixture, guestID, ada, rank: 50)
            case "offered permissions": try await change(fixture, guestID, ada, [.recordsRead, .recordsWrite])
            default: try await fixture.storage.deleteRole(role, in: ada, replacement: "member", mailing: .off, at: fixture.now)
            }
            func expectDead() async throws {
                #expect(try await fixture.storage.lookUpInvitation(link.token, at: fixture.now).status == .revoked)
                let pending = try await fixture.storage.invitations(in: ada, InvitationQuery(status: .pending), at: fixture.now)
                let guests = pending.page.items.map(\.invitation).filter { $0.role.key == "guest" }
                #expect(guests.map(\.id) == [adas.listing.invitation.id])
            }
            try await expectDead()
            // And for good.
            if way == "replaced" {
                _ = try await fixture.storage.changeRole(of: bob.account, to: .admin, in: ada, at: fixture.now)
            } else {
                try await change(fixture, role, ada, rank: 50, held)
                try await change(fixture, guestID, ada, rank: 10, [.recordsRead])
            }
            try await expectDead()
        }
    }

    @Test func theHoldersOfADeletedRoleGetAnotherAndAreTold() async throws {
        try await Fixture.run { fixture in
            let (ada, bob, role) = try await acme(fixture, [.organizationRead])
            let new = NewInvitation(kind: .email(try EmailAddress("grace@example.org")), role: "clerk", lifetime: .days(7))
            let open = try await fixture.storage.createInvitation(new, in: ada, mailing: .off, at: fixture.now).listing.invitation.id
            try await fixture.run("DELETE FROM outbox")
            func delete(_ replacement: String?) async throws {
                try await fixture.storage.deleteRole(role, in: ada, replacement: replacement, mailing: .on, at: fixture.now)
            }
            for refused in [nil, "clerk", "owner", "nothing", ""] {
                guard case .invalidInput(let fields)? = await failure({ try await delete(refused) }) as? Failure else {
                    Issue.record("\(String(describing: refused)) was taken")
                    continue
                }
                #expect(fields.map(\.field) == ["replacement"])
            }
            #expect(try await fixture.count("SELECT count(*) FROM outbox") == 0)
            try await delete("member")
            #expect(try await fixture.storage.organization(in: bob, at: fixture.now).role == .member)
            let invitations = try await fixture.storage.invitations(in: ada, InvitationQuery(), at: fixture.now).page.items
            #expect(invitations.first { $0.invitation.id == open }?.invitation.role == .member)
            let told = try await fixture.storage.maintenance.outbox()
            #expect(told.map(\.message) == [.roleChange(name: "Bob", organization: "Acme", slug: "acme", role: "member")])
            await #expect(throws: Failure.notFound) { try await delete("member") }
        }
    }

    /// What became of them stays to be seen when their role has gone.
    @Test func invitationsOfOldKeepTheKey() async throws {
        try await Fixture.run { fixture in
            let (ada, bob, role) = try await acme(fixture, [.organizationRead])
            let new = NewInvitation(kind: .link(maximumUses: nil, domains: []), role: "clerk", lifetime: .days(7))
            let link = try await fixture.storage.createInvitation(new, in: ada, mailing: .off, at: fixture.now)
            try await fixture.storage.revokeInvitation(link.listing.invitation.id, in: ada, at: fixture.now)
            try await fixture.storage.removeMember(bob.account, from: ada, at: fixture.now)
            try await fixture.storage.deleteRole(role, in: ada, replacement: nil, mailing: .off, at: fixture.now)
            let listed = try await fixture.storage.invitations(in: ada, InvitationQuery(status: .revoked), at: fixture.now).page.items
            #expect(listed.contains { $0.invitation.role.key == "clerk" && $0.invitation.role.permissions.isEmpty })
            #expect(try await fixture.storage.lookUpInvitation(link.token, at: fixture.now).status == .revoked)
        }
    }

    @Test func namesAreToldApart() async throws {
        try await Fixture.run { fixture in
            let (ada, _, role) = try await acme(fixture, [])
            for name in ["clerk", "CLERK", "Owner", "viewer"] {
                await #expect(throws: Failure.invalid("name", "is the name of another role")) {
                    try await fixture.storage.createRole(in: ada, name: DisplayName(name), rank: 1, permissions: [], at: fixture.now)
                }
            }
            let same = try await fixture.storage.updateRole(
                role, in: ada, RoleChange(name: DisplayName("CLERK"), rank: nil, permissions: nil), at: fixture.now
            )
            #expect(same.role.key == "clerk" && same.role.name == "CLERK" && same.members == 1)
            for number in 1..<CustomRole.most {
                let name = try DisplayName("Role \(number)")
                _ = try await fixture.storage.createRole(in: ada, name: name, rank: 1, permissions: [], at: fixture.now)
            }
            let many = await failure {
                try await fixture.storage.createRole(in: ada, name: DisplayName("More"), rank: 1, permissions: [], at: fixture.now)
            }
            guard case .invalidInput(let fields)? = many as? Failure else { throw try #require(many) }
            #expect(fields.map(\.field) == ["name"])
            #expect(try await fixture.storage.roles(in: ada, at: fixture.now).count == 5 + CustomRole.most)
        }
    }

    /// The listing's own condition and the rule that accepting asks are one.
    @Test func theStatementJudgesAsTheRuleDoes() async throws {
        try await Fixture.run { fixture in
            let (ada, bob, role) = try await acme(fixture, rank: 99, .all)
            let offered = try await fixture.storage.createRole(
                in: ada, name: DisplayName("Offered"), rank: 1, permissions: [], at: fixture.now
            )
            _ = try #require(offered.id)
            let new = NewInvitation(kind: .link(maximumUses: nil, domains: []), role: "offered", lifetime: .days(7))
            let link = try await fixture.storage.createInvitation(new, in: bob, mailing: .off, at: fixture.now)
            let randomness = Randomness.seeded(7)
            var verdicts: [Invitation.Status: Int] = [:]
            for _ in 0..<400 {
                let bytes = randomness.bytes(8)
                let bits = [0, 3].map { (start: Int) -> Int in
                    let (low, middle, high) = (Int(bytes[start]), Int(bytes[start + 1]), Int(bytes[start + 2] & 7))
                    return low | middle << 8 | high << 16
                }
                let subset = bytes[6] < 128 ? bits[1] & bits[0] : bits[1]
                try await fixture.run("UPDATE role SET rank = \(1 + Int(bytes[6]) % 99), permissions = \(bits[0]) WHERE key = 'clerk'")
                try await fixture.run("UPDATE role SET rank = \(1 + Int(bytes[7]) % 99), permissions = \(subset) WHERE key = 'offered'")
                let status = try await fixture.storage.lookUpInvitation(link.token, at: fixture.now).status
                let query = InvitationQuery(status: status)
                let listed = try await fixture.storage.invitations(in: ada, query, at: fixture.now).page.items.map(\.invitation.id)
                #expect(listed.contains(link.listing.invitation.id), "\(bytes)")
                verdicts[status, default: 0] += 1
            }
            #expect(verdicts[.pending, default: 0] > 20 && verdicts[.revoked, default: 0] > 20)
            _ = role
        }
    }
}

extension Storage {
    /// As the member of a scope sees theirs.
    fileprivate func organizations(in scope: OrganizationScope, _ fixture: Fixture) async throws -> [OrganizationMembership] {
        try await read { try $0.organizations(of: scope.account, at: Fixture.start) }
    }
}
