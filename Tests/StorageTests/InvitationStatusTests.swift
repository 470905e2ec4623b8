import Domain
import Testing

@testable import Storage

/// The database finds invitations by the status that Domain gives them.
@Suite struct InvitationStatusTests {
    private static let lifetime = Span.hours(1)

    /// Makers of every role, and one who is no member.
    private func makers(_ fixture: Fixture, _ scope: OrganizationScope) async throws -> [ID<Account>] {
        var makers = [try await fixture.signUp("Outsider").id]
        for role in Role.builtIn {
            let person = try await fixture.signUp("Maker\(role.key)")
            try await fixture.join(person, scope, as: role)
            makers.append(person.id)
        }
        return makers
    }

    /// A row in every state that the schema admits, whether or not any path leads there. Returns how many there are.
    private func fill(_ fixture: Fixture, _ scope: OrganizationScope) async throws -> Int {
        let randomness = Randomness.seeded(9)
        var count = 0
        let uses: [(kind: String, maximum: Int?, uses: Int)] = [
            ("email", 1, 0), ("email", 1, 1), ("link", nil, 0), ("link", nil, 7), ("link", 1, 1), ("link", 2, 1), ("link", 2, 2),
        ]
        for maker in try await makers(fixture, scope) {
            for (kind, maximum, uses) in uses {
                for role in Role.builtIn where kind == "email" || !role.isOwner {
                    for revoked in [nil, fixture.now] {
                        count += 1
                        let id = ID<Invitation>(at: fixture.now, from: randomness)
                        let email = kind == "email" ? "person\(count)@example.com" : nil
                        let createdAt = fixture.now + Span(milliseconds: Int64(count / 3))
                        try await fixture.run(
                            """
                            INSERT INTO invitation (
                                organization_id, id, kind, email, email_key, domains, role, maximum_uses, uses, created_by, created_at,
                                issued_at, expires_at, revoked_at
                            ) VALUES (
                                \(scope.organization), \(id), \(kind), \(email), \(email), '', \(role.key), \(maximum), \(uses), \(maker),
                                \(createdAt), \(fixture.now), \(fixture.now + Self.lifetime), \(revoked)
                            )
                            """
                        )
                    }
                }
            }
        }
        return count
    }

    @Test func bothAgreeInEveryState() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let count = try await fill(fixture, scope)
            let other = try await fixture.organization(of: fixture.signUp("Bob"), named: "Other")
            _ = try await fixture.invite(.link(maximumUses: nil, domains: []), in: other)
            var seen: Set<Invitation.Status> = []
            for passed in [Span(milliseconds: 0), Self.lifetime - Span(milliseconds: 1), Self.lifetime, .hours(2)] {
                let now = fixture.now + passed
                let whole = PageRequest(limit: 10_000)
                let all = try await fixture.storage.invitations(in: scope, InvitationQuery(page: whole), at: now)
                #expect(all.page.items.count == all.total)
                #expect(all.total >= count)
                for status in Invitation.Status.allCases {
                    let expected = all.page.items.filter { $0.invitation.status(at: now) == status }.map(\.invitation.id)
                    let found = try await fixture.storage.invitations(in: scope, InvitationQuery(status: status, page: whole), at: now)
                    #expect(found.page.items.map(\.invitation.id) == expected, "\(status) after \(passed)")
                    #expect(found.total == expected.count)
                    if !expected.isEmpty { seen.insert(status) }
                }
            }
            #expect(seen == Set(Invitation.Status.allCases))
        }
    }

    /// Every match once, in order, whatever the size of a page.
    @Test func pagesGoThroughAllThatMatch() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            _ = try await fill(fixture, scope)
            for status in [nil] + Invitation.Status.allCases {
                let all = InvitationQuery(status: status, page: PageRequest(limit: 10_000))
                let expected = try await fixture.storage.invitations(in: scope, all, at: fixture.now)
                for limit in [7, 50] {
                    var (found, cursor): ([ID<Invitation>], Cursor?) = ([], nil)
                    repeat {
                        let query = InvitationQuery(status: status, page: PageRequest(limit: limit, after: cursor))
                        let (page, total) = try await fixture.storage.invitations(in: scope, query, at: fixture.now)
                        #expect(page.items.count <= limit && total == expected.total)
                        found += page.items.map(\.invitation.id)
                        cursor = page.next
                    } while cursor != nil && found.count <= expected.total
                    #expect(found == expected.page.items.map(\.invitation.id))
                }
            }
        }
    }
}

extension Span {
    fileprivate static func - (left: Span, right: Span) -> Span { Span(milliseconds: left.milliseconds - right.milliseconds) }
}
