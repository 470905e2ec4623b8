import Domain
import Testing

@testable import Storage

/// Who did what: that all of it is noted, that it can't be changed unseen, and that what is personal can be erased.
@Suite struct AuditTests {
    private func verify(_ fixture: Fixture) async throws -> AuditReport { try await fixture.storage.maintenance.verifyAuditLog() }

    private func fault(_ fixture: Fixture) async -> String {
        (await failure { try await verify(fixture) } as? AuditFault)?.description ?? "none"
    }

    /// As somebody who can write to the file, and knows no key.
    private func tamper(_ fixture: Fixture, _ sql: SQL...) async throws {
        _ = try await fixture.database.write { connection in
            try connection.run("PRAGMA defer_foreign_keys = ON")
            try connection.run("DROP TRIGGER IF EXISTS audit_event_is_the_next")
            try connection.run("DROP TRIGGER IF EXISTS audit_event_stays_as_it_is")
            try connection.run("DROP TRIGGER IF EXISTS audit_detail_stays_as_it_is")
            try connection.run("DROP TRIGGER IF EXISTS audit_event_stays")
            try connection.run("DROP TRIGGER IF EXISTS audit_chain_only_grows")
            try connection.run("DROP TRIGGER IF EXISTS audit_chain_stays")
            for statement in sql { try connection.run(statement) }
        }
    }

    @Test func everythingThatHappensIsThereAndWhole() async throws {
        try await Fixture.run { fixture in
            _ = try await Story.everything(in: fixture)
            let seen = try await fixture.storage.read { connection in
                try connection.rows("SELECT DISTINCT action FROM audit_event") { try $0[0] as String }
            }
            #expect(
                Set(AuditAction.allCases.map(\.rawValue)).subtracting(seen) == [
                    "organization.deleted", "organization.restored", "database.restored",
                ])
            let report = try await verify(fixture)
            #expect(report.events == (try await fixture.count("SELECT count(*) FROM audit_event")))
            let erased = try await fixture.count("SELECT count(*) FROM account WHERE deleted_at IS NOT NULL") * 4
            #expect(report.removed == 0 && report.erased == erased, "sign-up, session, personal organization, deletion")
        }
    }

    @Test func whatAnEventSays() async throws {
        try await Fixture.run { fixture in
            let acme = try await Story.everything(in: fixture)
            let entries = try await fixture.storage.auditLog(in: acme, AuditQuery(page: PageRequest(limit: 200)), at: fixture.now).items
            #expect(entries.map(\.number) == (1...entries.count).reversed())
            func entry(_ action: AuditAction) throws -> AuditEntry {
                let found = entries.last { $0.action == action.rawValue }
                guard let found else { throw Failure.notFound }
                return found
            }
            let renamed = try entry(.organizationUpdated)
            #expect(renamed.before == [.name: .text("Acme"), .slug: .text("acme")])
            #expect(renamed.after == [.name: .text("Acme & Co"), .slug: .text("acme-co")])
            #expect(renamed.actor?.name == "Ada" && renamed.actor?.email == "ada@example.com")
            let joined = try entry(.memberJoined)
            #expect(joined.target?.name == "Bob" && joined.after[.role] == .text("admin"))
            let given = try entry(.memberRoleChanged)
            #expect(given.before == [.role: .text("viewer")] && given.after == [.role: .text("clerk")] && given.target?.name == "Eve")
            let invited = try #require(entries.last { $0.action == "invitation.created" && $0.after[.email] != nil })
            #expect(invited.actor?.name == "Bob" && invited.after[.email] == .text("grace@example.com"))
            let unbacked = try #require(entries.first { $0.action == "invitation.revoked" && $0.after[.reason] == .text("unbacked") })
            #expect(unbacked.actor?.name == "Ada")
            let role = try entry(.roleDeleted)
            #expect(role.before[.permissions] == .texts(["records.read"]) && role.after[.members] == .number(1))
        }
    }

    /// Names, addresses, and where somebody was, stand beside the chain, never in it.
    @Test func noRowOfTheChainHoldsWhatIsPersonal() async throws {
        try await Fixture.run { fixture in
            _ = try await Story.everything(in: fixture)
            let rows = try await fixture.storage.read { connection in
                try connection.rows(
                    """
                    SELECT coalesce(actor, '') || ' ' || coalesce(target, '') || ' ' || facts || ' ' || coalesce(request, '')
                    FROM audit_event
                    """
                ) { try $0[0] as String }
            }
            for word in ["Ada", "ada@", "Bob", "Robert", "rob@", "grace", "192.0.2.1", "acme", "Acme", Fixture.device.userAgent] {
                #expect(!rows.contains { $0.contains(word) }, "\(word)")
            }
        }
    }

    @Test func whatFailsLeavesNoEvent() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let acme = try await fixture.organization(of: ada)
            let inBob = try await fixture.join(bob, acme, as: .viewer)
            let before = try await fixture.count("SELECT count(*) FROM audit_event")
            #expect(
                await failure { try await fixture.storage.leave(acme.organization, by: ada.session, at: fixture.now) } as? Failure
                    == .lastOwner)
            _ = await failure {
                try await fixture.storage.updateOrganization(in: inBob, OrganizationChange(name: DisplayName("X")), at: fixture.now)
            }
            _ = await failure { try await fixture.signUp("Bob") }
            _ = try await fixture.storage.updateProfile(ada.session, name: DisplayName("Ada"), language: nil, at: fixture.now)
            #expect(try await fixture.count("SELECT count(*) FROM audit_event") == before)
        }
    }

    @Test func manyAtOnceMakeOneChainWithoutAGap() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let acme = try await fixture.organization(of: ada)
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<64 {
                    group.addTask {
                        _ = try? await fixture.storage.updateOrganization(
                            in: acme, OrganizationChange(name: DisplayName("Acme \(number)"), slug: number % 4 == 0 ? Slug("acme") : nil),
                            at: fixture.now
                        )
                    }
                }
            }
            let found = try await fixture.count("SELECT count(*) FROM audit_event WHERE chain = \(acme.organization)")
            #expect(found == 65)
            _ = try await verify(fixture)
        }
    }

    @Test func theFirstRowThatWasChangedIsNamed() async throws {
        let attacks: [(String, (ID<Organization>) -> [SQL])] = [
            ("Event 2 of", { ["UPDATE audit_event SET facts = '{}' WHERE chain = \($0) AND number = 2"] }),
            ("Event 2 of", { ["UPDATE audit_event SET actor = NULL WHERE chain = \($0) AND number >= 2"] }),
            ("Event 3 of", { ["UPDATE audit_event SET at = at + 1 WHERE chain = \($0) AND number = 3"] }),
            (
                "Event 2 of",
                {
                    [
                        "DELETE FROM audit_detail WHERE chain = \($0) AND number = 2",
                        "DELETE FROM audit_event WHERE chain = \($0) AND number = 2",
                    ]
                }
            ),
            (
                "Event 4 of",
                {
                    [
                        "DELETE FROM audit_detail WHERE chain = \($0) AND number >= 4",
                        "DELETE FROM audit_event WHERE chain = \($0) AND number >= 4",
                    ]
                }
            ),
            ("has other names", { ["UPDATE audit_detail SET content = '{}' WHERE chain = \($0) AND number = 2"] }),
            (
                "count of all events was changed",
                {
                    [
                        "DELETE FROM audit_detail WHERE chain = \($0) AND number >= 4",
                        "DELETE FROM audit_event WHERE chain = \($0) AND number >= 4",
                        "UPDATE audit_chain SET last_number = 3, last_mac = (SELECT mac FROM audit_event WHERE chain = \($0) AND number = 3) WHERE chain = \($0)",
                        "UPDATE audit_total SET events = (SELECT sum(last_number) FROM audit_chain)",
                    ]
                }
            ),
            (
                "a whole one, is missing",
                {
                    [
                        "DELETE FROM audit_detail WHERE chain = \($0)", "DELETE FROM audit_event WHERE chain = \($0)",
                        "DELETE FROM audit_chain WHERE chain = \($0)",
                    ]
                }
            ),
            ("begins and ends was changed", { ["UPDATE audit_chain SET last_at = last_at + 1 WHERE chain = \($0)"] }),
            ("where it ends was changed", { ["UPDATE audit_chain SET seal = zeroblob(32) WHERE chain = \($0)"] }),
            ("count of all events was changed", { _ in ["UPDATE audit_total SET events = events + 1"] }),
            ("count of all events is missing", { _ in ["DELETE FROM audit_total"] }),
        ]
        for (expected, statements) in attacks {
            try await Fixture.run { fixture in
                let acme = try await Story.everything(in: fixture)
                _ = try await verify(fixture)
                for statement in statements(acme.organization) { try await tamper(fixture, statement) }
                let found = await fault(fixture)
                #expect(found.contains(expected), "\(found), not \(expected)")
            }
        }
    }

    /// Old rows of the heads with their seals, which were right once, don't make up for what has happened since.
    @Test func aChainThatIsPutBackToWhereItWasIsNoticed() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let acme = try await fixture.organization(of: ada)
            try await fixture.run("CREATE TABLE kept AS SELECT * FROM audit_chain WHERE chain = \(acme.organization)")
            _ = try await fixture.storage.updateOrganization(in: acme, OrganizationChange(name: DisplayName("Shady")), at: fixture.now)
            try await tamper(
                fixture,
                "DELETE FROM audit_detail WHERE chain = \(acme.organization) AND number = 2",
                "DELETE FROM audit_event WHERE chain = \(acme.organization) AND number = 2",
                "DELETE FROM audit_chain WHERE chain = \(acme.organization)",
                "INSERT INTO audit_chain SELECT * FROM kept"
            )
            let found = await fault(fixture)
            #expect(found.contains("the end of a chain"), "\(found)")
            try await fixture.run("UPDATE audit_total SET events = (SELECT sum(last_number) FROM audit_chain)")
            #expect(await fault(fixture).contains("count of all events was changed"))
        }
    }

    /// What the server finds changed it never seals anew, so that going on writes no tracks away.
    @Test func whatWasCutOffStaysMissingWhateverIsWrittenAfterwards() async throws {
        let cuts: [(ID<Organization>) -> [SQL]] = [
            { chain in
                [
                    "DELETE FROM audit_detail WHERE chain = \(chain) AND number = 3",
                    "DELETE FROM audit_event WHERE chain = \(chain) AND number = 3",
                    """
                    UPDATE audit_chain SET last_number = 2, last_mac = (SELECT mac FROM audit_event WHERE chain = \(chain) AND number = 2)
                    WHERE chain = \(chain)
                    """,
                    "UPDATE audit_total SET events = events - 1",
                ]
            },
            { chain in
                [
                    "UPDATE audit_chain SET removed_number = 1, removed_mac = (SELECT mac FROM audit_event WHERE chain = \(chain) AND number = 1) WHERE chain = \(chain)",
                    "DELETE FROM audit_detail WHERE chain = \(chain) AND number = 1",
                    "DELETE FROM audit_event WHERE chain = \(chain) AND number = 1",
                ]
            },
            { chain in
                [
                    "DELETE FROM audit_detail WHERE chain = \(chain)", "DELETE FROM audit_event WHERE chain = \(chain)",
                    "DELETE FROM audit_chain WHERE chain = \(chain)", "UPDATE audit_total SET events = events - 3",
                ]
            },
        ]
        for (number, cut) in cuts.enumerated() {
            try await Fixture.run { fixture in
                let acme = try await fixture.organization(of: fixture.signUp("Ada"))
                for name in ["B", "C"] {
                    _ = try await fixture.storage.updateOrganization(in: acme, OrganizationChange(name: DisplayName(name)), at: fixture.now)
                }
                for statement in cut(acme.organization) { try await tamper(fixture, statement) }
                _ = try await fixture.storage.updateOrganization(in: acme, OrganizationChange(name: DisplayName("D")), at: fixture.now)
                #expect(await fault(fixture) != "none", "cut \(number)")
            }
        }
    }

    /// A number that was made larger does not make up for what is missing elsewhere, once its organization is gone.
    @Test func anErasedChainThatLiedIsNoticed() async throws {
        try await Fixture.run { fixture in
            let acme = try await fixture.organization(of: fixture.signUp("Ada"))
            try await tamper(fixture, "UPDATE audit_chain SET last_number = last_number + 5 WHERE chain = \(acme.organization)")
            try await fixture.storage.deleteOrganization(in: acme, forGood: true, mailing: .off, at: fixture.now)
            #expect(await fault(fixture) != "none")
        }
    }

    @Test func whatWasPutInBesideTheChainIsNamed() async throws {
        try await Fixture.run { fixture in
            let acme = try await fixture.organization(of: fixture.signUp("Ada"))
            try await tamper(
                fixture,
                """
                INSERT INTO audit_event (chain, number, at, action, facts, detail_mac, mac)
                SELECT chain, number + 7, at, 'member.left', facts, detail_mac, mac FROM audit_event WHERE chain = \(acme.organization)
                """
            )
            #expect(await fault(fixture).contains("Event 8 of \(acme.organization) was put in"))
        }
    }

    /// A date that was changed gets nothing out of the way.
    @Test func onlyWhatStandsAsItWasWrittenIsRemoved() async throws {
        try await Fixture.run { fixture in
            let acme = try await fixture.organization(of: fixture.signUp("Ada"))
            _ = try await fixture.storage.updateOrganization(in: acme, OrganizationChange(name: DisplayName("B")), at: fixture.now)
            try await tamper(fixture, "UPDATE audit_event SET at = 0 WHERE chain = \(acme.organization)")
            _ = await failure { try await fixture.storage.maintenance.removeAuditEvents(olderThan: .days(30), at: fixture.now) }
            #expect(try await fixture.count("SELECT count(*) FROM audit_event WHERE chain = \(acme.organization)") == 2)
            #expect(await fault(fixture).contains("Event 1"))
        }
    }

    @Test func noStatementChangesOrTakesAway() async throws {
        try await Fixture.run { fixture in
            _ = try await Story.everything(in: fixture)
            let statements: [SQL] = [
                "UPDATE audit_event SET facts = '{}'", "DELETE FROM audit_event WHERE number = 1", "UPDATE audit_detail SET content = '{}'",
                "DELETE FROM audit_chain", "UPDATE audit_chain SET last_number = last_number - 1",
                "UPDATE audit_chain SET last_number = last_number + 2", "UPDATE audit_chain SET chain = 'other'",
                """
                INSERT OR REPLACE INTO audit_event (chain, number, at, action, facts, detail_mac, mac)
                SELECT chain, number, at, 'other', facts, detail_mac, mac FROM audit_event WHERE number = 1
                """,
            ]
            for statement in statements {
                let error = await failure { try await fixture.run(statement) }
                guard case .constraint(let message)? = error as? DatabaseError else {
                    Issue.record("\(statement.text): \(String(describing: error))")
                    continue
                }
                #expect(message.contains("audit_") || message.contains("FOREIGN KEY"), "\(statement.text): \(message)")
            }
            _ = try await verify(fixture)
        }
    }

    @Test func whatIsOldGoesAndTheRestStaysWhole() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let acme = try await fixture.organization(of: ada)
            let later = fixture.now + .days(40)
            let session = try await fixture.storage.logIn(
                email: ada.email, password: Fixture.accepted(), remember: true, replacing: nil, mailing: .off, on: Fixture.device, at: later
            ).me.session
            let scope = try await fixture.storage.scope(of: acme.organization, for: session)
            _ = try await fixture.storage.updateOrganization(in: scope, OrganizationChange(name: DisplayName("Acme 2")), at: later)
            let before = try await verify(fixture)
            try await fixture.storage.maintenance.sweep(auditLifetime: .days(30), at: later)
            let after = try await verify(fixture)
            #expect(after.events == 2 && after.removed == before.events - 2)
            #expect(try await fixture.count("SELECT count(*) FROM audit_detail") == 2)
            let left = try await fixture.storage.auditLog(in: scope, AuditQuery(), at: later).items
            #expect(left.map(\.action) == ["organization.updated"] && left.first?.number == 2)
            #expect(await failure { try await fixture.run("DELETE FROM audit_event WHERE number = 2") } != nil)
        }
    }

    @Test func whoIsErasedKeepsAnIDAlone() async throws {
        try await Fixture.run { fixture in
            let acme = try await Story.everything(in: fixture)
            let bob: ID<Account>? = try await fixture.storage.read { connection in
                try connection.first("SELECT id FROM account WHERE email_key = 'rob@example.com'") { try $0[0] }
            }
            let id = try #require(bob)
            try await fixture.database.write { connection in
                try connection.erasePerson(id, emailKey: "bob@example.com")
                try connection.erasePerson(id, emailKey: "rob@example.com")
            }
            let report = try await verify(fixture)
            #expect(report.erased > 10)
            let contents = try await fixture.storage.read { try $0.rows("SELECT content FROM audit_detail") { try $0[0] as String } }
            #expect(!contents.contains { $0.contains("Robert") || $0.contains("bob@") || $0.contains("rob@") || $0.contains("\"Bob\"") })
            let entries = try await fixture.storage.auditLog(in: acme, AuditQuery(actor: .account(id)), at: fixture.now).items
            #expect(!entries.isEmpty && entries.allSatisfy { $0.actor?.id == id.description && $0.actor?.name == nil && $0.address == nil })
        }
    }

    @Test func anErasedOrganizationLeavesOnlyWordOfItsEnd() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let acme = try await fixture.organization(of: ada)
            try await fixture.storage.deleteOrganization(in: acme, forGood: true, mailing: .off, at: fixture.now)
            #expect(try await fixture.count("SELECT count(*) FROM audit_event WHERE chain = \(acme.organization)") == 0)
            #expect(try await fixture.count("SELECT count(*) FROM audit_detail WHERE chain = \(acme.organization)") == 0)
            let word: SQL = "SELECT count(*) FROM audit_event WHERE chain = 'instance' AND target = \(acme.organization)"
            #expect(try await fixture.count(word) == 1)
            _ = try await verify(fixture)
        }
    }

    @Test func anotherMasterKeyOpensNothing() async throws {
        try await Fixture.inFolder { path in
            try Fixture.open(path).shutDown()
            let folder = try DataFolder(path)
            defer { folder.close() }
            #expect(throws: DataFolderError.wrongKey(isSetting: true, database: folder.database)) {
                try Storage(
                    folder, masterKey: Array(repeating: 7, count: 32), hasher: PasswordHasher(cost: .cheap, threads: 1), readers: 1
                )
            }
        }
    }

    @Test func filtersAndPages() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let acme = try await fixture.organization(of: ada)
            for number in 0..<10 {
                _ = try await fixture.storage.updateOrganization(
                    in: acme, OrganizationChange(name: DisplayName("Acme \(number)")), at: fixture.now + .minutes(Int64(number))
                )
            }
            func find(_ query: AuditQuery) async throws -> [Int] {
                try await fixture.storage.auditLog(in: acme, query, at: fixture.now).items.map(\.number)
            }
            #expect(try await find(AuditQuery(actions: .noun("organization"))).count == 11)
            #expect(try await find(AuditQuery(actions: .noun("member"))).isEmpty)
            #expect(try await find(AuditQuery(actions: .action(.organizationCreated))) == [1])
            #expect(try await find(AuditQuery(actor: .account(fixture.signUp("Bob").id))).isEmpty)
            #expect(try await find(AuditQuery(from: fixture.now + .minutes(3), to: fixture.now + .minutes(5))) == [6, 5])
            #expect(try await find(AuditQuery(from: fixture.now + .days(1))).isEmpty)
            #expect(try await find(AuditQuery(to: fixture.now)).isEmpty)
            var (seen, cursor): ([Int], Cursor?) = ([], nil)
            repeat {
                let query = AuditQuery(page: PageRequest(limit: 3, after: cursor))
                let page = try await fixture.storage.auditLog(in: acme, query, at: fixture.now)
                seen += page.items.map(\.number)
                cursor = page.next
            } while cursor != nil
            #expect(seen == (1...11).reversed())
        }
    }
}
