import FoundationEssentials
import Testing

@testable import Storage

/// Each statement of the program as it was run by any of the tests, and how SQLite finds its rows: none walks through a table, and rows of
/// organizations are found by their organization first. What is otherwise stands below, with why.
///
/// Wants all other tests to have run with `STATEMENTS` naming a file, which `script/test` sees to.
@Suite struct EveryStatementTests {
    @Test(.enabled(if: recording != nil, "run script/test, which records what all tests run"))
    func everyStatementIsRunAndFindsItsRowsInAnIndex() async throws {
        let program = try StatementPattern.all(in: Self.sources) + StatementPattern.all(in: Self.sources + "/SQLite")
        let recorded = try Data(contentsOf: URL(filePath: #require(Self.recording))).split(separator: 0)
        let own = recorded.map { NormalizedStatement(String(decoding: $0, as: UTF8.self)) }
            .filter { statement in Self.hasPlan(statement.text) && program.contains { $0.isWhole(statement) } }
        for pattern in program {
            let isRun = own.contains(where: pattern.isPart)  // not all of it in what a failure prints
            #expect(isRun, "no test runs the statement at \(pattern.file):\(pattern.line)")
        }
        try await Fixture.run { fixture in
            let judge = try PlanJudge(RawDatabase(DataFolder.database(in: fixture.folder)))
            var used: Set<String> = []
            for statement in own {
                let files = Self.files(of: statement, in: program)
                let verdict = try judge.verdict(on: statement.text, of: files)
                used.formUnion(verdict.excuses)
                for fault in verdict.faults { Issue.record("\(files.sorted()): \(fault)\n\(statement.text)") }
            }
            #expect(PlanJudge.excuses.subtracting(used) == [], "excuses that nothing needs")
        }
    }

    /// Where a statement stands: of the strings that it may be those that say the most of it.
    private static func files(of statement: NormalizedStatement, in program: [StatementPattern]) -> Set<String> {
        let candidates = program.filter { $0.isWhole(statement) }
        let most = candidates.map(\.length).max()
        return Set(candidates.filter { $0.length == most }.map(\.file))
    }

    private static let recording = ProcessInfo.processInfo.environment["STATEMENTS"]
    private static let sources = String(#filePath.prefix(upTo: #filePath.range(of: "/Tests/")!.lowerBound)) + "/Sources/Storage"

    private static func hasPlan(_ statement: String) -> Bool {
        ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains { statement.drop { $0.isWhitespace }.hasPrefix($0) }
    }
}

/// Holds the plan of a statement against what is wanted of it.
struct PlanJudge {
    struct Verdict {
        var faults: [String] = []
        var excuses: Set<String> = []
    }

    private let database: RawDatabase
    /// Tables whose rows belong to organizations.
    private let tenantTables: Set<String>

    /// - Parameter database: of the newest schema.
    init(_ database: RawDatabase) throws {
        self.database = database
        try database.run("PRAGMA foreign_keys = ON")  // so that rows which a deletion looks for, or takes with it, are in its plan
        let tables = try database.tables().filter { try database.columns(of: $0).contains("organization_id") }
        tenantTables = Set(tables).subtracting(Self.ofOthers)
    }

    /// - Parameter files: where the statement may stand.
    func verdict(on statement: String, of files: Set<String>) throws -> Verdict {
        var verdict = Verdict()
        for read in try QueryPlan(of: statement, on: database).reads {
            if read.isScan {
                if let walk = Self.walks.first(where: { Self.is($0, statement) && Self.names($0, read.table) }) {
                    verdict.excuses.insert(walk)
                } else {
                    verdict.faults.append("walks through \(read.table): \(read.text)")
                }
            } else if tenantTables.contains(read.table), !read.isByOrganization {
                let way = "\(read.table).\(read.firstColumn ?? "?")"
                let excuses = Set(files.map { "\(way) in \($0)" })
                verdict.excuses.formUnion(excuses)
                if !excuses.isSubset(of: Self.waysIn) {
                    verdict.faults.append("finds \(read.table) by \(way), not by its organization: \(read.text)")
                }
            }
        }
        return verdict
    }

    /// - Parameter walk: with … for whatever may stand there.
    private static func `is`(_ walk: String, _ statement: String) -> Bool {
        let pieces = walk.split(separator: "…", omittingEmptySubsequences: false).map { NormalizedStatement(String($0)).bytes }
        return StatementPattern(file: "", line: 0, pieces: pieces).isWhole(NormalizedStatement(statement))
    }

    /// Whether it is this table that is walked through: no other, joined or looked into for a key, goes with it.
    private static func names(_ walk: String, _ table: String) -> Bool {
        walk.contains(table == "sqlite_master" ? "sqlite_schema" : table)
    }

    static let excuses = Set(walks).union(waysIn)

    private static let waysIn = Set(otherWays.flatMap { way, files in files.map { "\(way) in \($0).swift" } })

    /// Tables that note an organization and belong to somebody else: a session to its account, mail to the instance.
    private static let ofOthers: Set<String> = ["session", "outbox"]

    /// Statements that go through a table, or an index, from its beginning.
    private static let walks = [
        // Of a few rows, whatever the instance holds.
        "SELECT … FROM sqlite_schema…",
        "SELECT name, sealed FROM sealed_key LIMIT 1",
        "SELECT 1 FROM setup WHERE token_hash = ? AND expires_at > ?",
        "UPDATE setup SET … WHERE is_over = 0",
        // Counts of all there are, which SQLite makes in the smallest index.
        "SELECT count(*) FROM account",
        "SELECT count(*) FROM membership",
        "SELECT count(*) FROM organization",
        "SELECT count(*) FROM outbox",
        // Lists of the whole instance, for those who run it: along a key that has the order wanted, until the page is full.
        "SELECT 1 FROM account LIMIT 1",
        "SELECT … FROM account WHERE account.deleted_at IS NULL … ORDER BY account.id DESC LIMIT ?",
        "SELECT … FROM organization WHERE true … ORDER BY organization.id DESC LIMIT ?",
        "SELECT … FROM outbox ORDER BY number DESC LIMIT ?",
        "SELECT … FROM outbox WHERE true ORDER BY number DESC LIMIT ?",
        "SELECT … FROM outbox WHERE true AND state = ? ORDER BY number DESC LIMIT ?",
        // The log held against itself, from its beginning to its end: from the command line, apart from all other reads.
        "SELECT last_number, seal FROM audit_chain",
        "SELECT event.chain, event.number FROM audit_event AS event LEFT JOIN audit_chain … WHERE head.chain IS NULL LIMIT 1",
        // What ends when a backup is restored: all that opens something, before the server starts.
        "DELETE FROM known_browser",
        "DELETE FROM recovery_code",
        "DELETE FROM session",
        "DELETE FROM password_reset",
        "DELETE FROM email_verification",
        "DELETE FROM email_change",
        "DELETE FROM half_sign_in",
        "DELETE FROM identity WHERE account_id IN (SELECT id FROM account WHERE password_hash <> ?)",
        "UPDATE account SET factors_removable_at = NULL WHERE factors_removable_at IS NOT NULL",
        "UPDATE api_key SET revoked_at = ? WHERE api_key.revoked_at IS NULL …",
        "UPDATE invitation SET revoked_at = ? WHERE revoked_at IS NULL …",
        "UPDATE joining_domain SET proof = NULL, … WHERE proof IS NOT NULL",
    ]

    /// By what rows of organizations are found where no organization has been named: `table.column`, and in which files.
    private static let otherWays = [
        // What only its bearer knows says which organization it is.
        "api_key.token_hash": ["Scopes"],
        "invitation_token.token_hash": ["InvitationClaims", "Outbox", "OutboxMaintenance"],
        "logo.name": ["Logos"],
        // What an account is in, or has made, whatever the organization.
        "membership.account_id": [
            "AccountExport", "AccountListings", "DisabledAccounts", "Impersonations", "Invitations", "Me", "Operators", "Organizations",
        ],
        "deleted_membership.account_id": ["AccountDeletion", "AccountExport", "Deletions", "Organizations"],
        "removal.account_id": ["AccountDeletion"],
        "api_key.created_by": ["APIKeys", "AccountDeletion"],
        "invitation.created_by": ["AccountExport"],
        // Invitations to an address that the account has proven.
        "invitation.email_key": ["AccountDeletion", "ReceivedInvitations"],
        "invitation.id": ["InvitationClaims", "OrganizationImport"],
        // A key that has been opened or found, or that made an invitation which has been.
        "api_key.id": [
            "APIKeys", "AccountExport", "AuditTrail", "InvitationClaims", "InvitationListings", "Invitations", "Outbox",
            "ReceivedInvitations", "Scopes", "Subscriptions",
        ],
        "invitation.key_id": ["APIKeys", "Deletions", "Invitations"],
        // Names that are one for the whole instance, providers and domains of an organization that sign people in who aren't known yet.
        "former_slug.slug": ["ImportedRows", "Organizations"],
        "role.id": ["OrganizationImport", "Roles"],
        "joining_domain.domain": ["JoiningDomains", "ProviderSignIns"],
        "identity_provider.id": ["Identities", "IdentityProviders", "KeyRotation", "ProviderSignIns"],
        // Timers and the command line, for all organizations.
        "former_slug.kept_until": ["Maintenance"],
        "joining_domain.next_check_at": ["JoiningDomains"],
        "secret.id": ["KeyRotation"],
    ]
}

@Suite struct PlanJudgeTests {
    private func faults(of statement: String, in files: Set<String> = ["Some.swift"]) async throws -> [String] {
        let faults = Shared<[String]>([])
        try await Fixture.run { fixture in
            let found = try PlanJudge(RawDatabase(DataFolder.database(in: fixture.folder))).verdict(on: statement, of: files).faults
            faults.withLock { $0 = found }
        }
        return faults.withLock { $0 }
    }

    @Test(arguments: [
        "SELECT * FROM account WHERE name = ?", "SELECT * FROM secret", "UPDATE session SET last_seen_at = 0 WHERE user_agent = ?",
        "DELETE FROM account WHERE id = ?", "SELECT count(*) FROM account WHERE language = ?",
        "SELECT 1 FROM organization JOIN membership AS m ON m.role = organization.name WHERE organization.id = ?",
    ])
    func aWalkIsFound(_ statement: String) async throws {
        #expect(try await faults(of: statement).contains { $0.hasPrefix("walks through") })
    }

    @Test(arguments: [
        "DELETE FROM joining_domain WHERE id = ?", "SELECT sealed FROM secret WHERE id = ?",
        "SELECT 1 FROM organization AS o JOIN membership AS m ON m.account_id = o.personal_account_id WHERE o.id = ?",
    ])
    func aWayAroundTheOrganizationIsFound(_ statement: String) async throws {
        #expect(try await faults(of: statement).contains { $0.hasPrefix("finds") })
    }

    @Test func aWayIsOpenToTheFilesThatNeedItAlone() async throws {
        let statement = "UPDATE secret SET sealed = ? WHERE id = ?"
        #expect(try await faults(of: statement, in: ["KeyRotation.swift"]) == [])
        #expect(try await faults(of: statement, in: ["Secrets.swift"]).count == 1)
        #expect(try await faults(of: statement, in: ["KeyRotation.swift", "Secrets.swift"]).count == 1, "the same words stand in both")
    }

    @Test func twoTablesOfOneNameAreBothJudged() async throws {
        let statement = """
            SELECT 1 FROM joining_domain AS a WHERE a.id = ? UNION ALL SELECT 1 FROM account AS a WHERE a.id = ?
            """
        #expect(try await faults(of: statement).contains { $0.hasPrefix("finds joining_domain") })
    }

    @Test(arguments: [
        "SELECT * FROM account WHERE id = ?", "SELECT * FROM secret WHERE organization_id = ? AND id = ?",
        "SELECT 1 FROM membership AS m JOIN role AS r ON r.organization_id = m.organization_id AND r.key = m.role WHERE m.organization_id = ?",
    ])
    func anythingElseIsFine(_ statement: String) async throws {
        #expect(try await faults(of: statement) == [])
    }

    @Test func sourceIsReadAsSwiftReadsIt() {
        let source = #"""
            // "SELECT nothing FROM a_comment"
            let name = "no words of it", quoted = "say \"WHERE\""
            run("DELETE FROM a WHERE b = \(c("d", "SELECT e FROM f")) AND g = 1")
            run(
                """
                SELECT a
                FROM "b" WHERE true\(condition)
                """
            )
            """#
        let found = StatementPattern.all(in: source, of: "A.swift").map { pattern in
            "\(pattern.line): " + pattern.pieces.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "…")
        }
        #expect(
            found == [
                #"2: say"WHERE""#, "3: SELECTeFROMf", "3: DELETEFROMaWHEREb=…ANDg=1", #"5: SELECTaFROM"b"WHEREtrue…"#,
            ])
    }

    @Test func aPatternIsAWholeStatementOrAPart() throws {
        let pattern = try #require(StatementPattern.all(in: #"run("SELECT a FROM b WHERE c = \(c) AND \(d)")"#, of: "A.swift").first)
        let whole = NormalizedStatement("SELECT a\nFROM b WHERE c = ? AND x IS NULL")
        let longer = NormalizedStatement("DELETE FROM e WHERE a IN (SELECT a FROM b WHERE c = ? AND d = ?)")
        #expect(pattern.isWhole(whole) && pattern.isPart(of: whole))
        #expect(!pattern.isWhole(longer) && pattern.isPart(of: longer))
        #expect(!pattern.isPart(of: NormalizedStatement("SELECT a FROM b WHERE c IS ?")))
    }
}
