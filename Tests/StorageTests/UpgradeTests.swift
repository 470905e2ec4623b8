import Crypto
import Domain
import FoundationEssentials
import Testing

@testable import Storage

/// A database of each schema of ours, made by that schema's own migrations and with as much in it as it could hold, comes along whole.
///
/// What is in it are rows of the newest schema: people do all that can be done, and each older schema gets the tables and columns that it
/// has, without the rows that it would have refused. So nothing has to be written down by hand when a schema is added.
@Suite struct UpgradeTests {
    @Test func everythingComesAlong() async throws {
        try await Fixture.inFolder { folder in
            let newest = "\(folder)/newest"
            let fixture = Fixture(folder: newest, storage: try Fixture.open(newest))
            try await fillEverything(fixture)
            fixture.storage.shutDown()
            for schema in 1..<Migration.all.count {
                let older = "\(folder)/\(schema)"
                let before = try make(schema, in: older, of: newest)
                #expect(before.values.reduce(0) { $0 + $1.rows.count } > 60, "schema \(schema) holds enough")
                let storage = try Fixture.open(older)
                defer { storage.shutDown() }
                try expect(before, in: DataFolder.database(in: older), schema)
                try await expectUse(Fixture(folder: older, storage: storage), schema)
            }
        }
    }

    private struct Table {
        let columns: [String]
        let rows: Set<[String]>
    }

    /// Of messages, before these had a column.
    private static let firstKinds = "'invitation', 'password-reset', 'email-verification'"

    private func make(_ schema: Int, in folder: String, of newest: String) throws -> [String: Table] {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: "\(newest)/master.key", toPath: "\(folder)/master.key")
        try Fixture.prepareOlder(schema, in: folder)
        let database = try RawDatabase(DataFolder.database(in: folder))
        try database.run("ATTACH '\(DataFolder.database(in: newest))' AS newest; PRAGMA foreign_keys = OFF")
        try database.restTriggers()
        var tables: [String: Table] = [:]
        let shared = Set(try database.tables()).intersection(try database.tables(of: "newest"))
        for table in shared {
            let columns = Set(try database.columns(of: table)).intersection(try database.columns(of: table, in: "newest")).sorted()
            let list = columns.joined(separator: ", ")
            let known = table == "outbox" && schema < 4 ? "WHERE kind IN (\(Self.firstKinds))" : ""
            try database.run(
                "DELETE FROM main.\(table); INSERT OR IGNORE INTO main.\(table) (\(list)) SELECT \(list) FROM newest.\(table) \(known)")
        }
        try removeOrphans(database)
        try database.wakeTriggers()
        for table in shared {
            let columns = try database.columns(of: table)
            tables[table] = Table(columns: columns, rows: try rows(of: table, columns, in: database))
        }
        return tables
    }

    /// Rows that refer to one that this schema would have refused.
    private func removeOrphans(_ database: RawDatabase) throws {
        for _ in 0..<10 {
            let orphans = try database.rows("SELECT DISTINCT \"table\", fkid, parent FROM pragma_foreign_key_check")
            guard !orphans.isEmpty else { return }
            for orphan in orphans {
                let pairs = try database.rows(
                    "SELECT \"from\", coalesce(\"to\", 'id') FROM pragma_foreign_key_list('\(orphan[0])') WHERE id = \(orphan[1])")
                let isSet = pairs.map { "\($0[0]) IS NOT NULL" }.joined(separator: " AND ")
                let match = pairs.map { "parent.\($0[1]) = \(orphan[0]).\($0[0])" }.joined(separator: " AND ")
                try database.run(
                    "DELETE FROM \(orphan[0]) WHERE \(isSet) AND NOT EXISTS (SELECT 1 FROM \(orphan[2]) AS parent WHERE \(match))")
            }
        }
        throw DatabaseError.unexpectedValue("rows that refer to nothing")
    }

    private func rows(of table: String, _ columns: [String], in database: RawDatabase) throws -> Set<[String]> {
        Set(try database.rows("SELECT \(columns.map { "quote(\($0))" }.joined(separator: ", ")) FROM \(table)"))
    }

    /// What a migration changes on purpose, in rows that are there already.
    private static let changed: [String: Set<String>] = [:]

    private func expect(_ before: [String: Table], in path: String, _ schema: Int) throws {
        let database = try RawDatabase(path)
        #expect(try database.rows("PRAGMA user_version") == [["\(Migration.all.count)"]])
        #expect(try database.rows("PRAGMA integrity_check") == [["ok"]])
        #expect(try database.rows("PRAGMA foreign_key_check").isEmpty)
        for (name, table) in before {
            let kept = try database.columns(of: name)
            let columns = table.columns.filter { kept.contains($0) && Self.changed[name]?.contains($0) != true }
            let places = columns.compactMap { table.columns.firstIndex(of: $0) }
            let wanted = Set(table.rows.map { row in places.map { row[$0] } })
            let found = try rows(of: name, columns, in: database)
            #expect(wanted.subtracting(found).isEmpty, "\(name) of schema \(schema)")
        }
    }

    /// People go on where they were.
    private func expectUse(_ fixture: Fixture, _ schema: Int) async throws {
        let now = fixture.now
        let zoe = try await fixture.storage.logIn(
            email: EmailAddress("zoe@example.com"), password: Fixture.accepted(), remember: true, replacing: nil, mailing: .off,
            on: Fixture.device, at: now
        )
        let names = zoe.me.organizations.map(\.organization.name)
        #expect(names.contains("Zoes"), "\(names)")
        let own = zoe.me.organizations.first { $0.organization.name == "Zoes" }
        let scope = try await fixture.storage.scope(of: #require(own).organization.id, for: zoe.me.session)
        #expect(try await fixture.storage.members(in: scope, MemberQuery(), at: now).page.items.count == 2)
        _ = try await fixture.invite(.link(maximumUses: nil, domains: []), in: scope)
        if schema >= 9 { _ = try await fixture.storage.maintenance.verifyAuditLog() }
    }

    /// So that no table is without a row.
    private func fillEverything(_ fixture: Fixture) async throws {
        let (storage, now) = (fixture.storage, fixture.now)
        _ = try await storage.maintenance.offerSetup(at: now)
        _ = try await Story.everything(in: fixture)
        let zoe = try await fixture.signUp("Zoe", mailing: .on)
        let scope = try await fixture.organization(of: zoe, named: "Zoes")
        let max = try await fixture.signUp("Max")
        try await fixture.join(max, scope, as: .member)
        _ = try await storage.updateOrganization(
            in: scope, OrganizationChange(slug: Slug("zoes-own"), accentColor: .some(AccentColor("#123456"))), at: now)
        _ = try await storage.setLogo(Logo(LogosTests.png), in: scope, at: now)
        _ = try await storage.createRole(in: scope, name: DisplayName("Clerk"), rank: 30, permissions: [.recordsRead], at: now)
        let secret = NewSecret(name: try DisplayName("Payments"), provider: try SecretProvider("stripe"), value: try SecretValue("value"))
        _ = try await storage.createSecret(secret, in: scope, at: now)
        _ = try await fixture.key("CI", [.invitationsManage], of: .organization(scope))
        let root = try await fixture.operatorScope()
        _ = try await fixture.ownProvider(in: scope, domain: "example.org", by: root)
        let provider = try await fixture.instanceProvider("Other", by: root).id
        try await fixture.proveAddress(of: max)
        try await fixture.link(max, to: provider, as: Fixture.upstream("max", nil))
        _ = try await fixture.invite(.email(EmailAddress("liv@example.com")), in: scope)
        _ = try await storage.requestPasswordReset(zoe.email, mailing: .on, at: now)
        _ = try await storage.requestEmailChange(zoe.session, to: EmailAddress("zoe@example.net"), mailing: .on, at: now)
        let gone = try await fixture.organization(of: zoe, named: "Gone")
        try await storage.deleteOrganization(in: gone, forGood: false, mailing: .off, at: now)
        let waiting = SignUp(
            name: try DisplayName("Ulf"), email: try EmailAddress("ulf@example.com"), password: try Fixture.accepted(), language: .english,
            joining: .nothing
        )
        _ = try await storage.requestSignUp(waiting, mailing: .on, on: Fixture.device, at: now)
        try await factors(fixture)
        try await billing(fixture, fixture.organization(of: zoe, named: "Payers"), root)
        let database = try RawDatabase(DataFolder.database(in: fixture.folder))
        for table in try database.tables() {
            #expect(try database.rows("SELECT count(*) FROM \(table)") != [["0"]], "nothing is in \(table)")
        }
    }

    private func factors(_ fixture: Fixture) async throws {
        let kay = try await fixture.enrolled(fixture.signUp("Kay"))
        let party = try #require(RelyingParty(origin: "https://example.org"))
        var authenticator = SoftAuthenticator(.es256(P256.Signing.PrivateKey()))
        authenticator.userHandle = Account.passkeyHandle(kay.person.id)
        let begun = try await fixture.storage.beginPasskey(
            kay.person.session, name: DisplayName("Laptop"), at: party, mailing: .off, now: fixture.now
        )
        _ = try await fixture.storage.addPasskey(
            authenticator.registration(in: begun.ceremony), name: DisplayName("Laptop"), by: kay.person.session, at: party, mailing: .off,
            now: fixture.now
        )
        _ = try await fixture.half(kay.person)
    }

    private func billing(_ fixture: Fixture, _ scope: OrganizationScope, _ root: OperatorScope) async throws {
        let change = SubscriptionChange(Subscription(status: .active, seats: 9), customer: "cus_1")
        _ = try await fixture.storage.setSubscription(of: scope.organization, to: change, by: root, at: fixture.now)
        try await fixture.storage.hear(
            BillingWord(
                id: "evt_1", customer: "cus_1", subscription: "sub_1", at: fixture.now, status: .pastDue, trialEndsAt: nil, seats: nil
            ), at: fixture.now
        )
    }
}
