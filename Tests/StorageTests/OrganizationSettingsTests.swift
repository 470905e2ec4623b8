import Domain
import Testing

@testable import Storage

/// What an organization settles for itself, and what holds while it is changed.
@Suite struct OrganizationSettingsTests {
    private static let link = Invitation.Kind.link(maximumUses: nil, domains: [])

    private func set(_ fixture: Fixture, _ scope: OrganizationScope, _ change: OrganizationChange) async throws -> OrganizationSettings {
        try await fixture.storage.updateOrganization(in: scope, change, at: fixture.now).organization.settings
    }

    /// Acme of Ada's, with a role of its own that is the default.
    private func acme(_ fixture: Fixture) async throws -> (ada: Person, scope: OrganizationScope, clerk: ID<CustomRole>) {
        let ada = try await fixture.signUp("Ada")
        let scope = try await fixture.organization(of: ada)
        let made = try await fixture.storage.createRole(
            in: scope, name: DisplayName("Clerk"), rank: 30, permissions: [.recordsRead], at: fixture.now
        )
        #expect(try await set(fixture, scope, OrganizationChange(defaultRole: "clerk")).defaultRole == "clerk")
        return (ada, scope, try #require(made.id))
    }

    @Test func invitationsThatSayNothingGetWhatIsSettled() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            func invited(_ role: String? = nil, _ lifetime: Span? = nil) async throws -> (String, Span) {
                let new = NewInvitation(kind: Self.link, role: role, lifetime: lifetime)
                let made = try await fixture.storage.createInvitation(new, in: scope, mailing: .off, at: fixture.now).listing.invitation
                return (made.role.key, made.expiresAt - made.createdAt)
            }
            #expect(try await invited() == ("member", .days(7)))
            _ = try await set(fixture, scope, OrganizationChange(defaultRole: "viewer", invitationHours: 3))
            #expect(try await invited() == ("viewer", .hours(3)))
            #expect(try await invited("admin", .hours(1)) == ("admin", .hours(1)))
            _ = try await set(fixture, scope, OrganizationChange(invitationHours: .some(nil)))
            #expect(try await invited() == ("viewer", .days(7)))
            #expect(try await set(fixture, scope, OrganizationChange(defaultRole: .some(nil))) == OrganizationSettings())
        }
    }

    /// The default gives nothing to those who could not name it themselves.
    @Test func theDefaultIsGivenByThoseWhoStandAboveIt() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let manager = try await fixture.join(fixture.signUp("Bob"), scope, as: .manager)
            _ = try await set(fixture, scope, OrganizationChange(defaultRole: "manager"))
            let error = await failure {
                try await fixture.storage.createInvitation(NewInvitation(kind: Self.link), in: manager, mailing: .off, at: fixture.now)
            }
            #expect(error as? Failure == .forbidden("Your role, manager, does not stand above manager."))
        }
    }

    @Test func aDeletedDefaultHasAReplacement() async throws {
        try await Fixture.run { fixture in
            let (_, scope, clerk) = try await acme(fixture)
            func delete(_ replacement: String?) async throws {
                try await fixture.storage.deleteRole(clerk, in: scope, replacement: replacement, mailing: .off, at: fixture.now)
            }
            guard case .invalidInput(let fields)? = await failure({ try await delete(nil) }) as? Failure else {
                throw Failure.malformed("a default that is no role")
            }
            #expect(fields.map(\.field) == ["replacement"])
            try await delete("viewer")
            #expect(try await fixture.storage.organization(in: scope, at: fixture.now).organization.settings.defaultRole == "viewer")
        }
    }

    @Test func aRoleIsTheDefaultOrGoneWhoeverIsFaster() async throws {
        for round in 0..<40 {
            try await Fixture.run(seed: UInt64(round)) { fixture in
                let (_, scope, clerk) = try await acme(fixture)
                _ = try await set(fixture, scope, OrganizationChange(defaultRole: "member"))
                await withTaskGroup(of: Void.self) { group in
                    for number in 0..<4 {
                        group.addTask {
                            _ = try? await set(fixture, scope, OrganizationChange(defaultRole: number % 2 == 0 ? "clerk" : "viewer"))
                        }
                        group.addTask {
                            let replacement = number % 2 == 0 ? nil : "manager"
                            try? await fixture.storage.deleteRole(
                                clerk, in: scope, replacement: replacement, mailing: .off, at: fixture.now)
                        }
                    }
                }
                let now = try await fixture.storage.organization(in: scope, at: fixture.now).organization.settings.defaultRole
                let isThere = try await fixture.count("SELECT count(*) FROM role") == 1
                #expect(now != "clerk" || isThere)
                _ = try await fixture.storage.createInvitation(NewInvitation(kind: Self.link), in: scope, mailing: .off, at: fixture.now)
            }
        }
    }

    @Test func theSchemaHoldsTheDefaultToo() async throws {
        try await Fixture.run { fixture in
            let (_, scope, _) = try await acme(fixture)
            let refused: [SQL] = [
                "UPDATE organization SET default_role = 'nothing' WHERE id = \(scope.organization)",
                "UPDATE organization SET default_role = 'owner' WHERE id = \(scope.organization)",
                "DELETE FROM role WHERE organization_id = \(scope.organization)",
                "UPDATE organization SET invitation_hours = 0", "UPDATE organization SET invitation_hours = 8761",
                "UPDATE organization SET members_hidden = 2", "UPDATE organization SET accent_color = 'red'",
                "UPDATE organization SET metadata = \(String(repeating: "é", count: 4097))",
            ]
            for statement in refused {
                let error = await failure { try await fixture.run(statement) }
                guard case .constraint? = error as? DatabaseError else {
                    Issue.record("\(statement.text): \(String(describing: error))")
                    continue
                }
            }
        }
    }

    /// Neither who they are nor how many.
    @Test func hiddenMembersAreKeptFromThoseBelowManager() async throws {
        try await Fixture.run { fixture in
            let (_, scope, _) = try await acme(fixture)
            let storage = fixture.storage
            let scopes = [
                (try await fixture.join(fixture.signUp("Vera"), scope, as: .viewer), false),
                (try await fixture.join(fixture.signUp("Mia"), scope, as: .member), false),
                (try await fixture.join(fixture.signUp("Max"), scope, as: .manager), true), (scope, true),
            ]
            for isHidden in [false, true, false] {
                _ = try await set(fixture, scope, OrganizationChange(membersHidden: isHidden))
                for (scope, isManager) in scopes {
                    let sees = isManager || !isHidden
                    let error = await failure { try await storage.members(in: scope, MemberQuery(), at: fixture.now) }
                    #expect((error == nil) == sees)
                    let shown = try await storage.roles(in: scope, at: fixture.now).map(\.members)
                    #expect(shown == (sees ? [1, 0, 1, 1, 0, 1] : [nil, nil, nil, nil, nil, nil]))
                    #expect((try await storage.subscription(in: scope, at: fixture.now).seats != nil) == sees)
                    let own = try await storage.organization(in: scope, at: fixture.now)
                    #expect(own.permissions.contains(.membersRead) == sees)
                    #expect(own.permissions.union([.membersRead]) == own.role.permissions)
                }
            }
        }
    }

    @Test func theLogSaysWhatBecameOther() async throws {
        try await Fixture.run { fixture in
            let (_, scope, _) = try await acme(fixture)
            let metadata = try OrganizationMetadata("{\"crm\":\"A-17\"}")
            _ = try await set(
                fixture, scope, OrganizationChange(membersHidden: true, accentColor: AccentColor("#0b6b5c"), metadata: metadata))
            _ = try await set(
                fixture, scope, OrganizationChange(membersHidden: true, accentColor: AccentColor("#0B6B5C"), metadata: metadata))
            let events = try await fixture.storage.auditLog(in: scope, AuditQuery(), at: fixture.now).items
            let updates = events.filter { $0.action == "organization.updated" }
            #expect(updates.count == 2, "one of them in setting Acme up; what changes nothing is none")
            let names: AuditState = [.name: .text("Acme"), .slug: .text("acme")]
            let fingerprint = AuditValue.text("d91369f4a4de6665c70e3d3e9d9f8dc5914e48bb5b7ac71cd7523b0fead16f3e")
            #expect(updates.first?.before == names.merging([.membersHidden: .flag(false)]) { $1 })
            let changed: AuditState = [.membersHidden: .flag(true), .accentColor: .text("#0b6b5c"), .metadata: fingerprint]
            #expect(updates.first?.after == names.merging(changed) { $1 })
        }
    }
}
