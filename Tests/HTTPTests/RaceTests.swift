import Domain
import Foundation
import Testing

@testable import HTTP
@testable import Storage

/// Invariants under many requests at once. Each test repeats its race two hundred times.
@Suite(.serialized) struct RaceTests {
    static let rounds = 200
    static let tasks = 64

    /// Runs `work` 64 times at once and returns every answer, in the order of the tasks.
    func race(_ work: @escaping @Sendable (Int) async throws -> Answer) async throws -> [Answer] {
        let answers = try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
            for task in 0..<Self.tasks { group.addTask { (task, try await work(task)) } }
            return try await group.reduce(into: [Int: Answer]()) { $0[$1.0] = $1.1 }
        }
        #expect(answers.values.allSatisfy { $0.status < 500 })
        return answers.sorted { $0.key < $1.key }.map(\.value)
    }

    @Test func anOrganizationNeverLosesItsLastOwner() async throws {
        try await TestServer.run { server in
            let owners = [try await server.signUp("Ada"), try await server.signUp("Bob")]
            for round in 0..<Self.rounds {
                let created = try await owners[0].call(.post, "/organizations", ["name": "Round \(round)"])
                let organization = try #require(created.json["id"].text)
                let link = try await owners[0].link(to: organization, role: "admin")
                _ = try await owners[1].join(link)
                let path = "/organizations/\(organization)/members"
                #expect(try await owners[0].call(.patch, "\(path)/\(owners[1].id)", ["role": "owner"]).status == 200)

                let answers = try await race { task in
                    let (actor, target) = (owners[task % 2], owners[task / 2 % 2])
                    switch task / 4 % 4 {
                    case 0: return try await actor.call(.patch, "\(path)/\(target.id)", ["role": "member"])
                    case 1: return try await actor.call(.delete, "\(path)/\(target.id)")
                    case 2: return try await actor.call(.post, "/organizations/\(organization)/leave")
                    default: return try await actor.call(.patch, "\(path)/\(actor.id)", ["role": "viewer"])
                    }
                }

                let left = try await server.count(
                    "SELECT count(*) FROM membership WHERE organization_id = \(organization) AND role = 'owner'"
                )
                #expect(left == 1)
                #expect(answers.contains { $0.code == "last_owner" })
                #expect(answers.contains { $0.status < 300 })
            }
        }
    }

    /// An operator disables one of two owners while the other one is demoted, removed or leaves: whichever comes first, no organization that
    /// is active is ever without an owner who can sign in.
    @Test func noActiveOrganizationIsWithoutAnOwnerWhoCanSignIn() async throws {
        try await TestServer.run { server in
            let root = try await server.signUp("Root")
            try await server.run("UPDATE account SET is_operator = 1 WHERE id = \(root.id)")
            let (ada, guest) = (try await server.signUp("Ada"), try await server.signUp("Bob"))
            var (bob, suspended, kept) = (guest, 0, 0)
            for round in 0..<Self.rounds {
                let organization = try #require(try await ada.call(.post, "/organizations", ["name": "Round \(round)"]).json["id"].text)
                let path = "/organizations/\(organization)/members"
                _ = try await bob.join(ada.link(to: organization, role: "admin"))
                #expect(try await ada.call(.patch, "\(path)/\(bob.id)", ["role": "owner"]).status == 200)

                let (other, turn) = (bob, round % Self.tasks)
                let answers = try await race { task in
                    let isDisabling = (task + turn) % 4 == 0 && task / 4 == turn / 4
                    // Disabling asks more at the door than the others do, so they come later, by more in some rounds than in others.
                    if !isDisabling { for _ in 0..<(round % 8) { _ = try await ada.call(.get, "/me") } }
                    switch (task + turn) % 4 {
                    case 0 where isDisabling: return try await root.call(.post, "/admin/accounts/\(other.id)/disable", [:])
                    case 1: return try await ada.call(.patch, "\(path)/\(ada.id)", ["role": "member"])
                    case 2: return try await ada.call(.post, "/organizations/\(organization)/leave")
                    case 3: return try await other.call(.delete, "\(path)/\(ada.id)")
                    default: return try await other.call(.patch, "\(path)/\(ada.id)", ["role": "viewer"])
                    }
                }

                let owners = try await server.count(
                    """
                    SELECT count(*) FROM membership JOIN account ON account.id = membership.account_id
                    WHERE organization_id = \(organization) AND role = 'owner' AND disabled_at IS NULL
                    """
                )
                let active = try await server.count("SELECT count(*) FROM organization WHERE id = \(organization) AND status = 'active'")
                #expect(owners > 0 || active == 0)
                #expect(answers.contains { $0.status == 204 })
                suspended += 1 - active
                kept += owners
                #expect(try await root.call(.post, "/admin/accounts/\(bob.id)/enable").status == 204)
                bob = try await server.logIn(bob)
            }
            #expect(suspended + kept == Self.rounds && suspended > 0 && kept > 0, "\(suspended) suspended, \(kept) kept: no race")
            let orphans: SQL = """
                SELECT count(*) FROM organization WHERE kind = 'team' AND status = 'active' AND NOT EXISTS (
                    SELECT 1 FROM membership WHERE organization_id = organization.id AND role = 'owner'
                )
                """
            #expect(try await server.count(orphans) == 0)
        }
    }

    /// Half of all come by a link, half are invited by mail: five seats, of which the owner has one.
    @Test func noSeatIsGivenTwice() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada")
            var people: [Person] = []
            for number in 0..<Self.tasks / 2 { people.append(try await server.signUp("Guest \(number)")) }
            let guests = people
            for round in 0..<Self.rounds {
                let organization = try #require(try await owner.call(.post, "/organizations", ["name": "Round \(round)"]).json["id"].text)
                try await server.run("UPDATE organization SET seats = 5 WHERE id = \(organization)")
                let link = try await owner.link(to: organization, role: "member")

                let answers = try await race { task in
                    if task % 2 == 0 { return try await guests[task / 2].join(link) }
                    let fields: JSONFields = ["kind": "email", "role": "member", "email": "round\(round)task\(task)@example.com"]
                    return try await owner.call(.post, "/organizations/\(organization)/invitations", fields)
                }

                let counts = try await owner.call(.get, "/organizations/\(organization)/subscription").json
                #expect((counts["used"].number ?? 0) + (counts["pending"].number ?? 0) == 5)
                #expect(answers.filter { $0.status < 300 }.count == 4)
                #expect(answers.filter { $0.code == "seats_full" }.count == Self.tasks - 4)
            }
        }
    }

    /// A third come by the domain of their address, the others by a link or by mail: five seats, of which the owner has one.
    @Test func noSeatIsGivenTwiceToThoseWhoComeByADomainEither() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme", email: "ada@owners.example")
            var people: [Person] = []
            for number in 0..<Self.tasks { people.append(try await server.signUp("Guest \(number)")) }
            try await server.run("UPDATE account SET email_verified_at = 1")
            let (guests, organization) = (people, owner.organization)
            try await owner.offerJoining(by: "example.com")
            try await server.run("UPDATE organization SET seats = 5 WHERE id = \(organization)")
            for round in 0..<Self.rounds {
                let link = try await owner.link(to: organization, role: "member")
                let answers = try await race { task in
                    switch task % 3 {
                    case 0: return try await guests[task].call(.post, "/me/offers/\(organization)/join")
                    case 1: return try await guests[task].join(link)
                    default:
                        let fields: JSONFields = ["kind": "email", "role": "member", "email": "round\(round)task\(task)@example.com"]
                        return try await owner.call(.post, "/organizations/\(organization)/invitations", fields)
                    }
                }
                let counts = try await owner.call(.get, "/organizations/\(organization)/subscription").json
                #expect((counts["used"].number ?? 0) + (counts["pending"].number ?? 0) == 5)
                #expect(answers.filter { $0.status < 300 }.count == 4)
                #expect(answers.filter { $0.code == "seats_full" }.count == Self.tasks - 4)
                try await server.run("DELETE FROM membership WHERE organization_id = \(organization) AND account_id <> \(owner.id)")
                try await server.run("UPDATE invitation SET revoked_at = 1 WHERE organization_id = \(organization)")
            }
        }
    }

    /// Once a domain is away nobody joins by it, however long the request was waiting.
    @Test func nobodyJoinsByADomainThatIsAway() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme", email: "ada@owners.example")
            var people: [Person] = []
            for number in 0..<Self.tasks { people.append(try await server.signUp("Guest \(number)")) }
            try await server.run("UPDATE account SET email_verified_at = 1")
            let (guests, organization) = (people, owner.organization)
            let members: SQL = "SELECT count(*) FROM membership WHERE organization_id = \(organization)"
            var refusedLate = 0
            for _ in 0..<Self.rounds {
                try await owner.offerJoining(by: "example.com")
                let path = "/organizations/\(organization)/domains"
                let id = try #require(try await owner.call(.get, path).json["items"].list.first?["id"].text)
                let seen = Counter()
                let answers = try await race { task in
                    guard task == Self.tasks / 2 else { return try await guests[task].call(.post, "/me/offers/\(organization)/join") }
                    let answer = try await owner.call(.delete, "\(path)/\(id)")
                    seen.value = try await server.count(members)
                    return answer
                }
                #expect(answers[Self.tasks / 2].status == 204)
                #expect(try await server.count(members) == seen.value)
                #expect(answers.allSatisfy { [200, 204, 404].contains($0.status) })
                refusedLate += answers.filter { $0.status == 404 }.count
                try await server.run("DELETE FROM membership WHERE organization_id = \(organization) AND account_id <> \(owner.id)")
            }
            #expect(refusedLate > 0)
        }
    }

    @Test func nothingThatADemotedAdminHasWaitingTakesEffectAfterwards() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada")
            let admin = try await server.signUp("Bob")
            var refusedLate = 0
            for round in 0..<Self.rounds {
                let organization = try #require(try await owner.call(.post, "/organizations", ["name": "Round \(round)"]).json["id"].text)
                _ = try await admin.join(owner.link(to: organization, role: "admin", maxUses: 1))
                let writes: SQL = "SELECT count(*) FROM invitation WHERE organization_id = \(organization) AND created_by = \(admin.id)"
                let seen = Counter()

                let answers = try await race { task in
                    guard task == Self.tasks / 2 else {
                        return try await admin.call(
                            .post, "/organizations/\(organization)/invitations", ["kind": "link", "role": "viewer"])
                    }
                    let answer = try await owner.call(.patch, "/organizations/\(organization)/members/\(admin.id)", ["role": "viewer"])
                    seen.value = try await server.count(writes)
                    return answer
                }

                #expect(try await server.count(writes) == seen.value)
                #expect(answers.filter { $0.status == 201 }.count == seen.value)
                refusedLate += answers.filter { $0.status == 403 }.count
            }
            #expect(refusedLate > 0, "no write was ever waiting: the race did not take place")
        }
    }

    /// Once its revocation has been acknowledged, no write by a key succeeds, and none that did was left out of account.
    @Test func nothingThatARevokedKeyHasWaitingTakesEffectAfterwards() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada")
            let organization = try #require(try await owner.call(.post, "/organizations", ["name": "Acme"]).json["id"].text)
            let path = "/organizations/\(organization)"
            var refusedLate = 0
            for round in 0..<Self.rounds {
                let fields: JSONFields = ["name": "Round \(round)", "permissions": ["invitations.manage"]]
                let made = try await owner.call(.post, path + "/api-keys", fields).json
                let (id, secret) = (try #require(made["id"].text), try #require(made["secret"].text))
                let writes: SQL = "SELECT count(*) FROM invitation WHERE key_id = \(id)"
                let seen = Counter()

                let answers = try await race { task in
                    guard task == Self.tasks / 2 else {
                        let link: JSONFields = ["kind": "link", "role": "viewer"]
                        return try await server.call(.post, path + "/invitations", as: secret, link)
                    }
                    let answer = try await owner.call(.delete, "\(path)/api-keys/\(id)")
                    seen.value = try await server.count(writes)
                    return answer
                }

                #expect(answers[Self.tasks / 2].status == 204)
                #expect(try await server.count(writes) == seen.value)
                #expect(answers.filter { $0.status == 201 }.count == seen.value)
                #expect(answers.filter { ![201, 204, 401].contains($0.status) }.isEmpty)
                refusedLate += answers.filter { $0.status == 401 }.count
                #expect(try await server.count("SELECT count(*) FROM invitation WHERE key_id = \(id) AND revoked_at IS NULL") == 0)
            }
            #expect(refusedLate > 0, "no write was ever waiting: the race did not take place")
        }
    }

    /// Of a name, and of the last of fifty.
    @Test func aNameIsOneAPIKeysAndFiftyAreEnough() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada")
            for round in 0..<20 {
                let organization = try #require(try await owner.call(.post, "/organizations", ["name": "Round \(round)"]).json["id"].text)
                let path = "/organizations/\(organization)/api-keys"
                let one = try await race { _ in try await owner.call(.post, path, ["name": "CI", "permissions": ["members.read"]]) }
                #expect(one.filter { $0.status == 201 }.count == 1 && one.filter { $0.invalidFields == ["name"] }.count == Self.tasks - 1)
                let many = try await race { task in
                    try await owner.call(.post, path, ["name": "Key \(task)", "permissions": ["members.read"]])
                }
                #expect(
                    many.filter { $0.status == 201 }.count == 49 && many.filter { $0.invalidFields == ["name"] }.count == Self.tasks - 49)
            }
        }
    }

    /// Everyone has a link to it, and all follow theirs at once.
    @Test func anAddressBecomesOneAccounts() async throws {
        let mailing = Mailing(reachesMailboxes: true, isLimited: false)
        try await TestServer.run(settings: Settings(publicURL: try PublicURL(TestServer.publicURL), mailing: mailing)) { server in
            var people: [Person] = []
            for number in 0..<Self.tasks { people.append(try await server.signUp("Guest \(number)")) }
            let guests = people
            for round in 0..<Self.rounds {
                let address = "round\(round)@example.com"
                _ = try await race { task in try await guests[task].call(.put, "/email", ["email": address]) }
                let tokens = try await server.changeTokens()
                let pairs = guests.compactMap { guest in tokens[guest.id].map { (guest, $0) } }
                #expect(pairs.count == Self.tasks)
                let answers = try await race { task in try await pairs[task].0.call(.post, "/email/verify", ["token": pairs[task].1]) }
                #expect(answers.filter { $0.status == 204 }.count == 1)
                #expect(answers.filter { $0.code == "email_taken" }.count == Self.tasks - 1)
                #expect(try await server.count("SELECT count(*) FROM account WHERE email_key = \(address)") == 1)
                try await server.run("DELETE FROM outbox")
            }
        }
    }

    @Test func aLinkWithFiveUsesNeverAdmitsASixth() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada")
            var people: [Person] = []
            for number in 0..<Self.tasks { people.append(try await server.signUp("Guest \(number)")) }
            let guests = people
            for round in 0..<Self.rounds {
                let organization = try #require(try await owner.call(.post, "/organizations", ["name": "Round \(round)"]).json["id"].text)
                let link = try await owner.link(to: organization, role: "member", maxUses: 5)

                let answers = try await race { try await guests[$0].join(link) }

                #expect(answers.filter { $0.status == 200 }.count == 5)
                #expect(answers.filter { $0.code == "invitation_exhausted" }.count == Self.tasks - 5)
                #expect(try await server.count("SELECT count(*) FROM membership WHERE organization_id = \(organization)") == 6)
                #expect(try await server.count("SELECT uses FROM invitation WHERE organization_id = \(organization)") == 5)
            }
        }
    }

    /// Owners hand on to each other, to others, and leave.
    @Test func anOrganizationIsHandedOnAndHasAlwaysAnOwner() async throws {
        try await TestServer.run { server in
            let people = [try await server.signUp("Ada"), try await server.signUp("Bob"), try await server.signUp("Cleo")]
            var transfers = 0
            for round in 0..<Self.rounds {
                let created = try await people[0].call(.post, "/organizations", ["name": "Round \(round)"])
                let organization = try #require(created.json["id"].text)
                let link = try await people[0].link(to: organization, role: "member")
                for person in people.dropFirst() { _ = try await person.join(link) }
                let path = "/organizations/\(organization)"

                let answers = try await race { task in
                    let (actor, heir) = (people[task % 3], people[(task % 3 + 1 + task / 3 % 2) % 3])
                    if task / 6 % 4 == 3 { return try await actor.call(.post, "\(path)/leave") }
                    return try await actor.call(.post, "\(path)/transfer", ["accountId": heir.id])
                }

                let roles: SQL = "SELECT count(*) FROM membership WHERE organization_id = \(organization) AND role ="
                #expect(try await server.count("\(roles) 'owner'") == 1)
                transfers += answers.filter { $0.status == 200 }.count
                let refusals = answers.filter { $0.status >= 400 }
                #expect(refusals.allSatisfy { ["forbidden", "not_found", "last_owner"].contains($0.code) })
            }
            #expect(transfers > 0, "nobody ever handed it on: the race did not take place")
        }
    }

    /// Whoever has joined is a member that waits for it to come back, or nobody; never anyone in between.
    @Test func nobodyJoinsWhatIsDeleted() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada")
            var people: [Person] = []
            for number in 0..<Self.tasks { people.append(try await server.signUp("Guest \(number)")) }
            let guests = people
            var (early, late) = (0, 0)
            for round in 0..<Self.rounds {
                let organization = try #require(try await owner.call(.post, "/organizations", ["name": "Round \(round)"]).json["id"].text)
                let link = try await owner.link(to: organization, role: "member")

                let answers = try await race { task in
                    guard task == Self.tasks / 2 else { return try await guests[task].join(link) }
                    return try await owner.call(.delete, "/organizations/\(organization)")
                }

                let joined = answers.filter { $0.status == 200 }.count
                let refused = answers.filter { $0.code == "invitation_revoked" }.count
                #expect(joined + refused == Self.tasks - 1 && answers[Self.tasks / 2].status == 204)
                #expect(try await server.count("SELECT count(*) FROM membership WHERE organization_id = \(organization)") == 0)
                #expect(try await server.count("SELECT count(*) FROM session WHERE organization_id = \(organization)") == 0)
                let waiting: SQL = "SELECT count(*) FROM deleted_membership WHERE organization_id = \(organization)"
                #expect(try await server.count(waiting) == joined + 1)
                (early, late) = (early + joined, late + refused)
                let end = round.isMultiple(of: 2) ? "?deleted=true&confirm=true" : nil
                let after = try await owner.call(
                    end == nil ? .post : .delete, "/organizations/\(organization)\(end ?? "/restore")")
                #expect(after.status == (end == nil ? 200 : 204))
                let members = try await server.count("SELECT count(*) FROM membership WHERE organization_id = \(organization)")
                #expect(members == (end == nil ? joined + 1 : 0))
            }
            #expect(early > 0 && late > 0, "the race did not take place")
        }
    }

    @Test func aResetTokenWorksOnce() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            for _ in 0..<Self.rounds {
                server.clock.advance(by: PasswordReset.interval)
                _ = try await server.call(.post, "/password/forgot", ["email": ada.email])
                let entry = try #require(try await server.storage.maintenance.outbox().last)
                let token = try await server.storage.maintenance.token(in: entry.id).secret

                let answers = try await race { task in
                    try await server.call(.post, "/password/reset", ["token": token, "password": "giraffe lantern \(task)"])
                }

                #expect(answers.filter { $0.status == 204 }.count == 1)
                #expect(answers.filter { $0.code == "token_invalid" }.count == Self.tasks - 1)
            }
            var working = 0
            for task in 0..<Self.tasks {
                let answer = try await server.call(.post, "/login", ["email": ada.email, "password": "giraffe lantern \(task)"])
                working += answer.status == 200 ? 1 : 0
            }
            #expect(working == 1)
        }
    }

    @Test func anEmailInvitationIsAcceptedOnce() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada")
            let bob = try await server.signUp("Bob")
            for round in 0..<Self.rounds {
                let organization = try #require(try await owner.call(.post, "/organizations", ["name": "Round \(round)"]).json["id"].text)
                let fields: JSONFields = ["kind": "email", "role": "member", "email": bob.email]
                let invitation = try await owner.call(.post, "/organizations/\(organization)/invitations", fields)
                let token = try #require(invitation.json["link"].text?.split(separator: "#").last.map(String.init))

                let answers = try await race { _ in try await bob.join(token) }

                #expect(answers.filter { $0.status == 200 }.count == 1)
                #expect(answers.filter { $0.code == "invitation_exhausted" }.count == Self.tasks - 1)
                #expect(try await server.count("SELECT count(*) FROM membership WHERE organization_id = \(organization)") == 2)
                #expect(try await server.count("SELECT uses FROM invitation WHERE organization_id = \(organization)") == 1)
            }
        }
    }

    @Test func anInvitationIsAcceptedOrDeclinedOrRevoked() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada")
            let bob = try await server.signUp("Bob")
            try await server.run("UPDATE account SET email_verified_at = 1 WHERE id = \(bob.id)")
            var outcomes: Set<String> = []
            for round in 0..<Self.rounds {
                let organization = try #require(try await owner.call(.post, "/organizations", ["name": "Round \(round)"]).json["id"].text)
                let fields: JSONFields = ["kind": "email", "role": "member", "email": bob.email]
                let path = "/organizations/\(organization)/invitations"
                let id = try #require(try await owner.call(.post, path, fields).json["id"].text)

                let answers = try await race { task in
                    switch (task + round) % 3 {
                    case 0: try await bob.call(.post, "/me/invitations/\(id)/accept")
                    case 1: try await bob.call(.post, "/me/invitations/\(id)/decline")
                    default: try await owner.call(.delete, "\(path)/\(id)")
                    }
                }

                let accepted = answers.filter { $0.status == 200 }.count
                let declined = answers.enumerated().filter { ($0.offset + round) % 3 == 1 && $0.element.status == 204 }.count
                let others = answers.filter { $0.status >= 400 }
                #expect(others.allSatisfy { ["invitation_exhausted", "invitation_revoked"].contains($0.code) })
                #expect(accepted + declined <= 1)
                #expect(try await server.count("SELECT count(*) FROM membership WHERE organization_id = \(organization)") == 1 + accepted)
                #expect(try await server.count("SELECT uses FROM invitation WHERE id = \(id)") == accepted)
                let status = try await owner.call(.get, path).json["items"].list.first?["status"].text
                #expect(status == (accepted == 1 ? "accepted" : "revoked"))
                outcomes.insert(accepted == 1 ? "accepted" : declined == 1 ? "declined" : "revoked")
            }
            #expect(outcomes.count > 1, "always the same one won: the race did not take place")
            #expect(try await server.storage.maintenance.outbox().isEmpty)
        }
    }

    @Test func whatWaitsForSomeoneIsAcceptedOnce() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada")
            let bob = try await server.signUp("Bob")
            try await server.run("UPDATE account SET email_verified_at = 1 WHERE id = \(bob.id)")
            for round in 0..<Self.rounds {
                let organization = try #require(try await owner.call(.post, "/organizations", ["name": "Round \(round)"]).json["id"].text)
                let fields: JSONFields = ["kind": "email", "role": "member", "email": bob.email]
                let id = try #require(try await owner.call(.post, "/organizations/\(organization)/invitations", fields).json["id"].text)

                let answers = try await race { _ in try await bob.call(.post, "/me/invitations/\(id)/accept") }

                #expect(answers.filter { $0.status == 200 }.count == 1)
                #expect(answers.filter { $0.code == "invitation_exhausted" }.count == Self.tasks - 1)
                #expect(try await server.count("SELECT count(*) FROM membership WHERE organization_id = \(organization)") == 2)
                #expect(try await server.count("SELECT uses FROM invitation WHERE id = \(id)") == 1)
            }
        }
    }

    /// Twenty rounds: each has to come near a hundred first.
    @Test func aNameIsOneSecretsAndAHundredAreEnough() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada")
            @Sendable func add(_ name: String, to organization: String) async throws -> Answer {
                let fields: JSONFields = ["name": name, "provider": "stripe", "value": "sk_live_4242424242"]
                return try await owner.call(.post, "/organizations/\(organization)/secrets", fields)
            }
            for round in 0..<Self.rounds / 10 {
                let organization = try #require(try await owner.call(.post, "/organizations", ["name": "Round \(round)"]).json["id"].text)
                let same = try await race { task in try await add(task % 2 == 0 ? "Payments" : "PAYMENTS", to: organization) }
                #expect(same.filter { $0.status == 201 }.count == 1)
                #expect(same.filter { $0.invalidFields == ["name"] }.count == Self.tasks - 1)

                for number in 1..<60 { #expect(try await add("Secret \(number)", to: organization).status == 201) }
                let more = try await race { task in try await add("More \(task)", to: organization) }
                #expect(more.filter { $0.status == 201 }.count == 40)
                #expect(more.filter { $0.invalidFields == ["name"] }.count == Self.tasks - 40)
                #expect(try await server.count("SELECT count(*) FROM secret WHERE organization_id = \(organization)") == 100)
            }
        }
    }

    @Test func anAddressGetsOneAccount() async throws {
        try await TestServer.run { server in
            for round in 0..<Self.rounds {
                let answers = try await race { task in
                    let email = task % 2 == 0 ? "guest\(round)@example.com" : "GUEST\(round)@Example.COM"
                    return try await server.call(.post, "/signup", ["name": "Guest", "email": email, "password": Person.password])
                }

                #expect(answers.filter { $0.status == 201 }.count == 1)
                #expect(answers.filter { $0.code == "email_taken" }.count == Self.tasks - 1)
            }
            #expect(try await server.count("SELECT count(*) FROM account") == Self.rounds)
            #expect(try await server.count("SELECT count(*) FROM organization") == Self.rounds)
            #expect(try await server.count("SELECT count(*) FROM session") == Self.rounds)
        }
    }
}

/// A number that tasks hand to the test.
private final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var number = 0

    var value: Int {
        get { lock.withLock { number } }
        set { lock.withLock { number = newValue } }
    }
}

extension TestServer {
    /// What the links of waiting changes of address carry, by account.
    fileprivate func changeTokens() async throws -> [String: String] {
        let vault = storage.vault
        let found = try await storage.read { connection in
            try connection.rows(
                """
                SELECT email_change.account_id, outbox.id, outbox.sealed_token
                FROM email_change JOIN outbox ON outbox.token_hash = email_change.token_hash
                """
            ) { (try $0[0] as String, try vault.open($0[2], for: $0[1])) }
        }
        return Dictionary(uniqueKeysWithValues: found)
    }
}
