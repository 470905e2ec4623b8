import Testing

@testable import Domain

/// Whose address is of a domain, what proves it, and how long.
@Suite struct JoiningDomainTests {
    private let start = Instant(milliseconds: 1_790_000_000_000)

    private func domain(_ text: String) -> String? { try? MailDomain(text).text }

    @Test func oneDomainHasOneSpelling() throws {
        for same in ["example.com", "EXAMPLE.com", " example.com ", "example.com.", "Example.Com."] {
            #expect(domain(same) == "example.com", "\(same)")
        }
        for same in ["münchen.example", "MÜNCHEN.example", "mu\u{308}nchen.example", "xn--mnchen-3ya.example", "XN--MNCHEN-3YA.example"] {
            #expect(domain(same) == "xn--mnchen-3ya.example", "\(same)")
        }
    }

    @Test(arguments: [
        "", "example", "example..com", ".example.com", "example.com..", "_tenantry.example.com", "-example.com", "@example.com",
        "ada@example.com", "192.0.2.1", "[192.0.2.1]", "::1", "exa mple.com", "example.com/", "https://example.com", "*.example.com",
        "exam\u{200B}ple.com", "example。com", "\u{0}.com",
    ])
    func whatIsNoDomainIsRefused(text: String) { #expect(domain(text) == nil) }

    @Test func aNameBelowItMustFit() {
        let label = String(repeating: "a", count: 60)
        let most = [label, label, label, String(repeating: "b", count: 57), "d"].joined(separator: ".")
        #expect(most.utf8.count == 243 - 1 && domain(most + "e") != nil, "with the label before it, 253")
        #expect(domain(most + "ef") == nil)
        #expect(domain(String(repeating: "ü", count: 40) + ".de") == nil, "a label that is too long once it is ASCII")
    }

    @Test func addressesAreOfExactlyTheirDomain() throws {
        let example = try MailDomain("example.com")
        for same in ["ada@example.com", "ADA@Example.COM"] { #expect(MailDomain(of: try EmailAddress(same)) == example, "\(same)") }
        for other in [
            "ada@mail.example.com", "ada@com", "ada@notexample.com", "ada@example.com.evil.net", "ada@example.co", "ada@exаmple.com",
            "ada@xn--exmple-4nf.com", "ada@ｅxample.com", "example.com@evil.net",
        ] {
            #expect(MailDomain(of: try EmailAddress(other)) != example, "\(other)")
        }
        let city = try MailDomain("münchen.example")
        #expect(MailDomain(of: try EmailAddress("a@münchen.example")) == city)
        #expect(MailDomain(of: try EmailAddress("a@xn--mnchen-3ya.example")) == city)
        #expect(MailDomain(of: try EmailAddress("a@munchen.example")) != city)
    }

    @Test func aProvidersIsNobodysOwn() throws {
        for text in ["gmail.com", "GMX.de.", "Outlook.com"] { #expect(throws: Problem.self) { try MailDomain.ofAnOrganization(text) } }
        #expect(try MailDomain.ofAnOrganization("mail.gmail.com").text == "mail.gmail.com")
    }

    private func joining(_ domain: String = "example.com") throws -> JoiningDomain {
        JoiningDomain(
            id: ID(at: start, from: .seeded(1)), organization: ID(at: start, from: .seeded(2)), domain: try MailDomain(domain),
            role: .member, standing: .init(), createdAt: start
        )
    }

    @Test func theRecordIsThisOrganizationsAlone() throws {
        let joining = try joining()
        #expect(joining.recordName == "_tenantry.example.com")
        #expect(joining.recordValue == "tenantry-organization=\(joining.organization)")
        let value = joining.recordValue
        let other = "tenantry-organization=\(ID<Organization>(at: start, from: .seeded(3)))"
        #expect(joining.finding(in: []) == .absent)
        #expect(joining.finding(in: ["v=spf1 -all", value]) == .found)
        for wrong in [other, value + "x", " " + value, "\"\(value)\"", value.uppercased(), String(value.dropLast()), ""] {
            #expect(joining.finding(in: [wrong]) == .different, "\(wrong)")
        }
    }

    private typealias Standing = JoiningDomain.Standing

    @Test func aProofWantsTheRecordAndLastsWhileItIsThere() {
        for nothing in [JoiningDomain.Finding.absent, .different, .unavailable] {
            let standing = Standing().checked(nothing, at: start)
            #expect(standing == Standing(lastCheck: .init(at: start, finding: nothing)))
        }
        let proven = Standing().checked(.found, at: start)
        #expect(proven.proof == .dns && proven.provenAt == start && proven.nextCheckAt == start + .days(7))
        let again = proven.checked(.found, at: start + .days(7))
        #expect(again.provenAt == start && again.nextCheckAt == start + .days(14))
    }

    @Test func twoDefiniteAnswersADayApartEndIt() {
        let (week, proven) = (start + .days(7), Standing().checked(.found, at: start))
        for gone in [JoiningDomain.Finding.absent, .different] {
            let missing = proven.checked(gone, at: week)
            #expect(missing.proof == .dns && missing.missingSince == week && missing.nextCheckAt == week + .days(1))
            let soon = missing.checked(gone, at: week + Span(milliseconds: JoiningDomain.grace.milliseconds - 1))
            #expect(soon.proof == .dns && soon.missingSince == week && soon.nextCheckAt == week + .days(1))
            #expect(missing.checked(gone, at: week + .days(1)) == Standing(lastCheck: .init(at: week + .days(1), finding: gone)))
            let back = missing.checked(.found, at: week + .days(1))
            #expect(back.proof == .dns && back.provenAt == start && back.missingSince == nil && back.nextCheckAt == week + .days(8))
        }
    }

    @Test func noAnswerEndsNothing() {
        var standing = Standing().checked(.found, at: start)
        for hour in 0..<1000 {
            let now = start + .days(7) + .hours(Int64(hour))
            standing = standing.checked(.unavailable, at: now)
            #expect(standing.proof == .dns && standing.missingSince == nil && standing.nextCheckAt == now + .hours(1))
        }
        let missing = standing.checked(.absent, at: start + .days(60)).checked(.unavailable, at: start + .days(61))
        #expect(missing.proof == .dns && missing.missingSince == start + .days(60), "a failure is no second answer")
    }

    @Test(arguments: JoiningDomain.Finding.allCases)
    func anOperatorsWordStands(finding: JoiningDomain.Finding) {
        let standing = Standing.provenByOperator(at: start)
        #expect(standing.nextCheckAt == nil && standing.checked(finding, at: start + .days(400)) == standing)
    }

    @Test func nobodyGetsMoreThanAMember() throws {
        let owner = Authority(account: ID(at: start, from: .seeded(1)), role: .owner)
        func own(_ rank: Int, _ permissions: PermissionSet) -> Role {
            Role(custom: "own", name: "Own", rank: rank, permissions: permissions)
        }
        for role in [Role.member, .viewer, own(40, [.recordsRead]), own(1, [])] { try owner.mayOfferJoining(as: role) }
        for role in [Role.owner, .admin, .manager, own(41, []), own(40, [.auditRead]), own(10, [.invitationsManage])] {
            #expect(throws: Failure.invalid("role", "must be member, or a role that ranks no higher and may no more")) {
                try owner.mayOfferJoining(as: role)
            }
        }
        for role in [Role.manager, .member, .viewer] {
            #expect(throws: Failure.self) { try Authority(account: owner.account, role: role).mayManageDomains() }
            #expect(throws: Failure.self) { try Authority(account: owner.account, role: role).mayRemoveDomain() }
        }
        let readOnly = Authority(account: owner.account, role: .admin, isReadOnly: true)
        #expect(throws: Failure.organizationReadOnly) { try readOnly.mayManageDomains() }
        try readOnly.mayRemoveDomain()
        let acting = Authority(
            account: owner.account, role: .owner, impersonation: Impersonation(by: ID(at: start, from: .seeded(9)), writes: true))
        #expect(throws: Impersonation.refusal) { try acting.mayManageDomains() }
        #expect(throws: Impersonation.refusal) { try acting.mayRemoveDomain() }
    }
}
