import Domain
import FoundationEssentials
import Testing

@testable import Storage

/// What somebody might have put into an archive by hand. None of it changes anything.
@Suite struct MaliciousArchiveTests {
    /// Ids are random, and so is who comes first.
    private func withoutLine(_ text: String) -> String {
        let parts = text.split(separator: ", line ", maxSplits: 1)
        return parts.count == 2 ? String(parts[0] + parts[1].drop { $0.isNumber }) : text
    }

    private typealias Change = @Sendable (inout Archive) -> Void

    @Test func eachFaultIsNamedByFileLineAndField() async throws {
        let (archive, _, ada, _) = try await Archive.exported()
        let cases: [(String, Change)] = [
            ("accounts.jsonl, line 3: the line must come after the one before it.", { $0[.accounts].append($0[.accounts][0]) }),
            (
                "accounts.jsonl, line 1: email must be an e-mail address, such as ada@example.com.",
                { $0.replace("ada@example.com", "ada", in: .accounts) }
            ),
            ("accounts.jsonl, line 1: id must be an id that begins with acc_.", { $0.replace(ada.description, "acc_1", in: .accounts) }),
            ("accounts.jsonl, line 1: name is not what belongs there.", { $0.replace("\"name\":\"Ada\"", "\"name\":7", in: .accounts) }),
            ("accounts.jsonl, line 1: language is missing.", { $0.replace(",\"language\":\"en\"", "", in: .accounts) }),
            (
                "accounts.jsonl, line 1: the line has something in it that no export writes.",
                { $0.replace("\"email\":\"ada", "\"isOperator\":true,\"email\":\"ada", in: .accounts) }
            ),
            (
                "accounts.jsonl, line 1: the line has something in it that no export writes.",
                {
                    $0.replace(
                        "\"language\":\"en\",\"name\":\"Ada\"", "\"language\":\"en\",\"name\":\"Ada\",\"name\":\"Ada\"", in: .accounts)
                }
            ),
            (
                "memberships.jsonl, line 2: role is none of this organization's roles.",
                { $0.replace("\"role\":\"admin\"", "\"role\":\"root\"", in: .memberships) }
            ),
            ("memberships.jsonl: there is no owner.", { $0.replace("\"role\":\"owner\"", "\"role\":\"admin\"", in: .memberships) }),
            (
                "accounts.jsonl: not all of them are members.",
                {
                    $0[.memberships].removeLast(); $0[.invitations] = []
                }
            ),
            ("memberships.jsonl, line 2: account is none of the archive's accounts.", { $0[.accounts].removeLast() }),
            ("roles.jsonl, line 1: rank must be 1 to 99.", { $0.replace("\"rank\":30", "\"rank\":100", in: .roles) }),
            (
                "roles.jsonl, line 1: permissions is nothing that this program knows.",
                { $0.replace("records.read", "instance.operate", in: .roles) }
            ),
            (
                "roles.jsonl, line 1: role is one that every organization has.",
                { $0.replace("\"role\":\"clerk\"", "\"role\":\"owner\"", in: .roles) }
            ),
            ("roles.jsonl, line 1: name is the name of another role.", { $0.replace("Clerk", "OWNER", in: .roles) }),
            (
                "invitations.jsonl, line 1: uses must be between 0 and maxUses.",
                { $0.replace("\"uses\":0", "\"uses\":-1", in: .invitations) }
            ),
            (
                "invitations.jsonl, line 1: revokedAt is missing: no invitation comes open.",
                { $0.replace(",\"revokedAt\":\"2026-09-21T14:13:20.000Z\"", "", in: .invitations) }
            ),
            (
                "invitations.jsonl, line 1: role can't be owner in a link.",
                { $0.replace("\"role\":\"admin\"", "\"role\":\"owner\"", in: .invitations) }
            ),
            ("organization.jsonl, line 1: slug", { $0.replace("\"slug\":\"acme\"", "\"slug\":\"admin\"", in: .organization) }),
            (
                "organization.jsonl, line 1: metadata must be a JSON object.",
                { $0.replace("{\\\"crm\\\":\\\"A-17\\\"}", "1},\\\"x\\\":{", in: .organization) }
            ),
            (
                "organization.jsonl, line 1: logo is no PNG, JPEG or WebP picture.",
                { $0.replace("iVBORw0KGgo", "AAAAAAAAAAA", in: .organization) }
            ),
            ("organization.jsonl, line 1: seats must be 1 to 1000000.", { $0.replace("\"seats\":9", "\"seats\":0", in: .organization) }),
            (
                "organization.jsonl, line 1: defaultRole is none of this organization's roles.",
                { $0.replace("\"defaultRole\":\"clerk\"", "\"defaultRole\":\"boss\"", in: .organization) }
            ),
            ("organization.jsonl: it must have one line, with the manifest's id.", { $0[.organization] = [] }),
            (
                "accounts.jsonl, line 2: email is another account's, too.",
                { $0.replace("bob@example.com", "ada@example.com", in: .accounts) }
            ),
            ("audit.jsonl, line 2: number must be one more than that of the event before it.", { $0[.audit].remove(at: 1) }),
            (
                "audit.jsonl, line 1: number must be 1 to 1099511627776.",
                { $0.replace("\"number\":1,", "\"number\":9223372036854775807,", in: .audit) }
            ),
            (
                "audit.jsonl, line 1: action is nothing that this program knows.",
                { $0.replace("organization.created", "account.promoted", in: .audit) }
            ),
            (
                "audit.jsonl, line 1: at must be neither before the event before it nor in the future.",
                { $0.replace("\"at\":\"2026", "\"at\":\"2096", in: .audit) }
            ),
            (
                "audit.jsonl, line 1: actor must be the id of an account or an API key.",
                { $0.replace("\"actor\":\"\(ada)\"", "\"actor\":\"root\"", in: .audit) }
            ),
            ("accounts.jsonl: it is not what the manifest says.", { $0.isHonest = false }),
            (
                "It is of version 2, and this program reads version 1.",
                {
                    $0.manifest =
                        #"{"format":"tenantry-organization","version":2,"exportedAt":"","organization":{"id":"","name":""},"files":[]}"#
                }
            ),
            (
                "Its manifest does not name each file once.",
                {
                    $0.manifest =
                        #"{"format":"tenantry-organization","version":1,"exportedAt":"","organization":{"id":"","name":""},"files":[]}"#
                }
            ),
            (
                "manifest.json: files",
                {
                    $0.manifest =
                        #"{"format":"tenantry-organization","version":1,"exportedAt":"","organization":{"id":"","name":""},"files":[{"name":"../x","rows":1,"sha256":""}]}"#
                }
            ),
        ]
        try await Fixture.run(seed: 7) { fixture in
            for (expected, change) in cases {
                var changed = archive
                change(&changed)
                let reasons = try await fixture.refusal(of: changed)
                #expect(reasons.contains { withoutLine($0).hasPrefix(withoutLine(expected)) }, "\(expected): \(reasons)")
            }
            #expect(try await fixture.take(archive).members == 2, "which shows that it is the changes that are refused")
        }
    }

    /// Whoever is here gains nothing in the instance by what an archive says, and an operator's account can't be taken over.
    @Test func anOperatorInAnArchiveStaysWhatTheyAre() async throws {
        let (archive, _, ada, _) = try await Archive.exported()
        try await Fixture.run(seed: 7) { fixture in
            let root = try await fixture.signUp("Root")
            _ = try await fixture.storage.maintenance.appoint(root.email, owning: nil, at: fixture.now)
            var taking = archive
            for file in [Archive.File.accounts, .memberships, .audit] { taking.replace(ada.description, root.id.description, in: file) }
            taking.sort()
            taking[.invitations] = []
            #expect(try await fixture.refusal(of: taking) == ["The account \(root.id) has another address here than ada@example.com."])
            #expect(try await fixture.storage.maintenance.operators().map(\.account.id) == [root.id])
        }
    }

    @Test func manyFaultsAreNamedUpToANumber() async throws {
        let (archive, _, _, _) = try await Archive.exported()
        try await Fixture.run(seed: 7) { fixture in
            var broken = archive
            broken[.accounts] = Array(repeating: "{}", count: 100)
            let reasons = try await fixture.refusal(of: broken)
            #expect(reasons.count == ImportRefusal.mostReasons + 1)
            #expect("\(await failure { try await fixture.take(broken) }!)".hasSuffix("There is more."))
            var long = archive
            long[.roles] = [String(repeating: " ", count: 3 * OrganizationArchive.longestLine)]
            #expect(try await fixture.refusal(of: long).contains("roles.jsonl, line 1: it has more than 524288 bytes."))
        }
    }

    @Test func whatIsNoArchiveIsNamed() async throws {
        try await Fixture.run { fixture in
            let path = "\(fixture.folder)/file"
            for bytes in [[], Array("PK".utf8), Array(repeating: UInt8(0), count: 5000)] {
                try Data(bytes).write(to: URL(filePath: path))
                let refusal = await failure { try await fixture.storage.maintenance.importOrganization(from: path, at: fixture.now) }
                #expect("\(refusal!)".contains("\(path) is not an archive"))
            }
            for path in ["\(fixture.folder)/nothing", "\(fixture.folder)"] {
                let refusal = await failure { try await fixture.storage.maintenance.importOrganization(from: path, at: fixture.now) }
                #expect(refusal is ImportRefusal, "\(path): \(refusal!)")
            }
        }
    }
}
