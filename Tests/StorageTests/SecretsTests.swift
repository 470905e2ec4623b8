import Crypto
import Domain
import Testing

@testable import Storage

/// Credentials of other services: who gets at them, and that nobody else can make anything of what is stored.
@Suite struct SecretsTests {
    private func add(
        _ fixture: Fixture, _ name: String, _ value: String, in scope: OrganizationScope, at now: Instant = Fixture.start
    ) async throws -> ID<Secret> {
        let new = NewSecret(name: try DisplayName(name), provider: try SecretProvider("stripe"), value: try SecretValue(value))
        return try await fixture.storage.createSecret(new, in: scope, at: now).secret.id
    }

    private func value(_ fixture: Fixture, _ id: ID<Secret>, in scope: OrganizationScope) async throws -> String {
        try await fixture.storage.value(of: id, in: scope, at: fixture.now).text
    }

    private func isForbidden(_ work: () async throws -> Void) async -> Bool {
        if case .forbidden? = await failure(work) as? Failure { true } else { false }
    }

    @Test func aSecretsLife() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let texts = [" as it is\n", "x", "sk_live_4242424242", String(repeating: "😀", count: 4096), "-----BEGIN\r\nKEY\t\u{1}"]
            for (number, text) in texts.enumerated() {
                let id = try await add(fixture, "Secret \(number)", text, in: scope)
                #expect(Array(try await value(fixture, id, in: scope).utf8) == Array(text.utf8))
            }
            let (page, total) = try await fixture.storage.secrets(in: scope, at: fixture.now)
            #expect(total == 5 && page.items.map(\.secret.lastFour) == [nil, nil, "4242", nil, nil])
            #expect(page.items.allSatisfy { $0.creatorName == "Ada" && $0.createdBy == scope.account })

            let id = page.items[2].secret.id
            let replaced = try await fixture.storage.replaceSecret(id, by: SecretValue("sk_live_9876987698"), in: scope, at: fixture.now)
            #expect(replaced.secret.lastFour == "7698" && replaced.secret.name == "Secret 2")
            #expect(try await value(fixture, id, in: scope) == "sk_live_9876987698")
            try await fixture.storage.deleteSecret(id, in: scope, at: fixture.now)
            await #expect(throws: Failure.notFound) { try await value(fixture, id, in: scope) }
            await #expect(throws: Failure.notFound) { try await fixture.storage.deleteSecret(id, in: scope, at: fixture.now) }
            await #expect(throws: Failure.notFound) {
                try await fixture.storage.replaceSecret(id, by: SecretValue("late"), in: scope, at: fixture.now)
            }
            #expect(try await fixture.count("SELECT count(*) FROM secret") == 4)
        }
    }

    /// Sealed for its row: whoever can write to the database can't have one organization use what is another's.
    @Test func inAnotherRowItDoesNotOpen() async throws {
        try await Fixture.run { fixture in
            let (ada, eve) = (try await fixture.signUp("Ada"), try await fixture.signUp("Eve"))
            let (acme, other) = (try await fixture.organization(of: ada), try await fixture.organization(of: eve, named: "Other"))
            let one = try await add(fixture, "One", "first", in: acme)
            let two = try await add(fixture, "Two", "second", in: acme)
            let foreign = try await add(fixture, "Two", "third", in: other)
            for target in [two, foreign] {
                try await fixture.run("UPDATE secret SET sealed = (SELECT sealed FROM secret WHERE id = \(one)) WHERE id = \(target)")
            }
            #expect(try await value(fixture, one, in: acme) == "first")
            await #expect(throws: CryptoKitError.self) { try await value(fixture, two, in: acme) }
            try await fixture.run("UPDATE secret SET provider = 'another' WHERE id = \(one)")
            await #expect(throws: CryptoKitError.self) { try await value(fixture, one, in: acme) }
            try await fixture.run("UPDATE secret SET provider = 'stripe' WHERE id = \(one)")
            await #expect(throws: CryptoKitError.self) { try await value(fixture, foreign, in: other) }
            // The row itself can't go over either, and made up anew under the same id it is another organization's.
            for column in ["organization_id = \(other.organization)", "id = \(two)"] as [SQL] {
                let moved = await failure { try await fixture.run("UPDATE secret SET \(column) WHERE id = \(one)") }
                #expect(moved as? DatabaseError == .constraint("secret_moved"))
            }
            try await fixture.run("CREATE TABLE taken AS SELECT * FROM secret WHERE id = \(one)")
            try await fixture.run("DELETE FROM secret WHERE id = \(one)")
            try await fixture.run("UPDATE taken SET organization_id = \(other.organization), name_key = 'taken'")
            try await fixture.run("INSERT INTO secret SELECT * FROM taken")
            await #expect(throws: CryptoKitError.self) { try await value(fixture, one, in: other) }
        }
    }

    /// Nor is it one of the tokens that wait in the outbox, or the other way round.
    @Test func itIsSealedForNothingElse() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let id = try await add(fixture, "One", "first", in: scope)
            let sealed = try await fixture.storage.read { try $0.first("SELECT sealed FROM secret") { try $0[0] as [UInt8] } ?? [] }
            let vault = fixture.storage.vault
            #expect(try vault.open(sealed, for: Secret.purpose(id, of: "stripe", in: scope.organization)) == "first")
            let others = [
                Secret.purpose(id, of: "other", in: scope.organization), "", "\(id)", "\(scope.organization)",
                "secret \(id) \(scope.organization) stripe", "secret \(scope.organization) \(id)",
            ]
            for purpose in others {
                #expect(throws: CryptoKitError.self) { try vault.open(sealed, for: purpose) }
            }
            #expect(throws: CryptoKitError.self) {
                try Vault(key: Randomness.seeded(99).bytes(32)).open(sealed, for: Secret.purpose(id, of: "stripe", in: scope.organization))
            }
        }
    }

    @Test func onlyThoseWithThePermissionGetNearThem() async throws {
        try await Fixture.run { fixture in
            let (ada, bob, dora) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"), try await fixture.signUp("Dora"))
            let scope = try await fixture.organization(of: ada)
            let bobs = try await fixture.join(bob, scope, as: .manager)
            let id = try await add(fixture, "One", "first", in: scope)
            #expect(await isForbidden { _ = try await fixture.storage.secrets(in: bobs, at: fixture.now) })
            #expect(await isForbidden { _ = try await add(fixture, "Two", "x", in: bobs) })
            #expect(await isForbidden { try await fixture.storage.deleteSecret(id, in: bobs, at: fixture.now) })
            #expect(
                await isForbidden {
                    _ = try await fixture.storage.replaceSecret(id, by: SecretValue("x"), in: bobs, at: fixture.now)
                })
            // What another organization's owner names is nothing here.
            let foreign = try await fixture.organization(of: dora, named: "Other")
            await #expect(throws: Failure.notFound) { try await value(fixture, id, in: foreign) }
            await #expect(throws: Failure.notFound) { try await fixture.storage.deleteSecret(id, in: foreign, at: fixture.now) }
            await #expect(throws: Failure.notFound) {
                try await fixture.storage.replaceSecret(id, by: SecretValue("x"), in: foreign, at: fixture.now)
            }
            #expect(try await fixture.storage.secrets(in: foreign, at: fixture.now).total == 0)
            // With a role of the organization's own that has the permission, and without it from the next moment on.
            let keeper = try await fixture.storage.createRole(
                in: scope, name: DisplayName("Keeper"), rank: 5, permissions: [.secretsManage], at: fixture.now
            )
            _ = try await fixture.storage.changeRole(of: bob.id, to: "keeper", in: scope, mailing: .off, at: fixture.now)
            #expect(try await fixture.storage.secrets(in: bobs, at: fixture.now).total == 1)
            _ = try await add(fixture, "Bob's", "x", in: bobs)
            _ = try await fixture.storage.updateRole(
                try #require(keeper.id), in: scope, RoleChange(name: nil, rank: nil, permissions: []), at: fixture.now
            )
            #expect(await isForbidden { _ = try await add(fixture, "Late", "x", in: bobs) })
            try await fixture.storage.removeMember(bob.id, from: scope, at: fixture.now)
            await #expect(throws: Failure.notFound) { try await fixture.storage.secrets(in: bobs, at: fixture.now) }
            let left = try await fixture.storage.secrets(in: scope, at: fixture.now).page.items
            #expect(left.map(\.creatorName) == ["Bob", "Ada"], "what someone added stays when they go")
        }
    }

    @Test func changingThemWantsAProofAndLookingDoesNot() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let id = try await add(fixture, "One", "first", in: scope)
            let late = fixture.now + Session.proofLifetime
            await #expect(throws: Failure.proofRequired) { try await add(fixture, "Two", "x", in: scope, at: late) }
            await #expect(throws: Failure.proofRequired) { try await fixture.storage.deleteSecret(id, in: scope, at: late) }
            await #expect(throws: Failure.proofRequired) {
                try await fixture.storage.replaceSecret(id, by: SecretValue("x"), in: scope, at: late)
            }
            #expect(try await fixture.storage.secrets(in: scope, at: late).page.items.map(\.secret.name) == ["One"])
            #expect(try await value(fixture, id, in: scope) == "first")
        }
    }

    @Test func namesAreToldApartAndThereAreAHundred() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let scope = try await fixture.organization(of: ada)
            _ = try await add(fixture, "Straße", "x", in: scope)
            for name in ["straße", "STRAßE", " Straße "] {
                await #expect(throws: Failure.invalid("name", "is the name of another secret")) {
                    try await add(fixture, name, "x", in: scope)
                }
            }
            for number in 1..<Secret.most { _ = try await add(fixture, "Secret \(number)", "x", in: scope) }
            guard case .invalidInput(let fields)? = await failure({ try await add(fixture, "More", "x", in: scope) }) as? Failure else {
                Issue.record("one too many was taken")
                return
            }
            #expect(fields.map(\.field) == ["name"])
            // Each organization has its own hundred, a personal one as well.
            let personal = try await fixture.storage.scope(of: ada.personal, for: ada.session)
            _ = try await add(fixture, "Straße", "x", in: personal)
        }
    }

    /// However the pages are cut, each name comes once, in order.
    @Test func pagesComeByName() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let names = ["b", "A", "ä", "Zebra", "10", "9", "%", "_", "😀", "a b", "株式会社"]
            for name in names { _ = try await add(fixture, name, "x", in: scope) }
            let all = try await fixture.storage.secrets(in: scope, at: fixture.now).page.items.map(\.secret.name)
            #expect(Set(all) == Set(names) && all == all.sorted { Array($0.folded.utf8).lexicographicallyPrecedes(Array($1.folded.utf8)) })
            for limit in 1...names.count {
                var (found, next): ([String], Cursor?) = ([], nil)
                repeat {
                    let request = PageRequest(limit: limit, after: next)
                    let (page, total) = try await fixture.storage.secrets(in: scope, request, at: fixture.now)
                    #expect(total == names.count && page.items.count <= limit)
                    found += page.items.map(\.secret.name)
                    next = page.next
                } while next != nil
                #expect(found == all)
            }
        }
    }

    @Test func withADeletedOrganizationTheyAreOutOfReachAndComeBackWithIt() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let scope = try await fixture.organization(of: ada)
            let id = try await add(fixture, "One", "first", in: scope)
            try await fixture.storage.deleteOrganization(in: scope, forGood: false, mailing: .off, at: fixture.now)
            await #expect(throws: Failure.notFound) { try await fixture.storage.secrets(in: scope, at: fixture.now) }
            await #expect(throws: Failure.notFound) { try await value(fixture, id, in: scope) }
            await #expect(throws: Failure.notFound) { try await fixture.storage.deleteSecret(id, in: scope, at: fixture.now) }
            await #expect(throws: Failure.notFound) { try await add(fixture, "Two", "x", in: scope) }
            let copied = await failure {
                try await fixture.run(
                    "INSERT INTO secret SELECT organization_id, 'x', name, 'x', provider, sealed, last_four, created_by, 1 FROM secret")
            }
            #expect(copied as? DatabaseError == .constraint("organization_deleted"))
            _ = try await fixture.storage.restoreOrganization(scope.organization, by: ada.session, mailing: .off, at: fixture.now)
            #expect(try await value(fixture, id, in: scope) == "first")
            try await fixture.storage.deleteOrganization(in: scope, forGood: true, mailing: .off, at: fixture.now)
            #expect(try await fixture.count("SELECT count(*) FROM secret") == 0)
        }
    }
}
