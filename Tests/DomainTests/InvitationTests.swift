import Testing

@testable import Domain

@Suite struct InvitationTests {
    private let randomness = Randomness.seeded(2)
    private let now = Instant(milliseconds: 1_790_000_000_000)

    private func invitation(
        _ kind: Invitation.Kind, role: Role = .member, uses: Int = 0, isRevoked: Bool = false, expiresIn span: Span = .days(7),
        madeBy makerRole: Role? = .owner
    ) -> Invitation {
        let maker = makerRole.map { Authority(account: ID(at: now, from: randomness), role: $0) }
        return Invitation(
            id: ID(at: now, from: randomness), kind: kind, role: role, uses: uses, createdAt: now, issuedAt: now,
            expiresAt: now + span, isRevoked: isRevoked, maker: maker
        )
    }

    private func forAda() throws -> Invitation.Kind { .email(try EmailAddress("ada@example.com")) }
    private func forAll(_ uses: Int?) -> Invitation.Kind { .link(maximumUses: uses, domains: []) }

    private func refusal(_ invitation: Invitation, at instant: Instant) -> Failure? {
        Failure(refusing: invitation.status(at: instant))
    }

    @Test func freshOnesWait() throws {
        for kind in [try forAda(), forAll(nil), forAll(1)] {
            #expect(invitation(kind).status(at: now) == .pending)
            #expect(refusal(invitation(kind), at: now) == nil)
        }
    }

    @Test func oneThatWasUsedByItsAddressIsAcceptedAndRefusedAsExhausted() throws {
        let used = invitation(try forAda(), uses: 1)
        #expect(used.status(at: now) == .accepted)
        #expect(refusal(used, at: now) == .invitationExhausted)
        #expect(invitation(try forAda(), uses: 1, isRevoked: true).status(at: now + .days(900)) == .accepted)
    }

    @Test func linksAreExhaustedAtTheirLastUseAndNotBefore() {
        #expect(invitation(forAll(5), uses: 4).status(at: now) == .pending)
        #expect(invitation(forAll(5), uses: 5).status(at: now) == .exhausted)
        #expect(refusal(invitation(forAll(5), uses: 5), at: now) == .invitationExhausted)
        #expect(invitation(forAll(nil), uses: 1_000_000).status(at: now) == .pending)
    }

    @Test func theyEndAtTheirExpiryToTheMillisecond() {
        let link = invitation(forAll(nil), expiresIn: .hours(1))
        #expect(link.status(at: now + Span(milliseconds: 3_599_999)) == .pending)
        #expect(link.status(at: now + .hours(1)) == .expired)
        #expect(refusal(link, at: now + .hours(1)) == .invitationExpired)
    }

    @Test func revokedStaysRevokedWhenItExpires() {
        let revoked = invitation(forAll(nil), isRevoked: true, expiresIn: .hours(1))
        #expect(revoked.status(at: now) == .revoked)
        #expect(revoked.status(at: now + .hours(2)) == .revoked)
        #expect(refusal(revoked, at: now) == .invitationRevoked)
    }

    @Test func oneWhoseMakerIsGoneCountsAsRevoked() {
        #expect(invitation(forAll(nil), madeBy: nil).status(at: now) == .revoked)
    }

    /// Maker's role now × the invitation's role: only where the maker could still make it does it stand.
    @Test func oneWhoseMakerWasDemotedCountsAsRevoked() throws {
        let standing = ["owner": ["owner", "admin", "manager", "member", "viewer"], "admin": ["manager", "member", "viewer"]]
            .merging(["manager": ["member", "viewer"], "member": [], "viewer": []]) { first, _ in first }
        for maker in Role.builtIn {
            for role in Role.builtIn {
                let expected: Invitation.Status = standing[maker.key, default: []].contains(role.key) ? .pending : .revoked
                #expect(invitation(try forAda(), role: role, madeBy: maker).status(at: now) == expected, "\(maker.key) \(role.key)")
            }
        }
    }

    @Test func theAddressMustBeTheInvitedOneInAnyCase() throws {
        let invited = invitation(try forAda())
        try invited.mayBeAccepted(by: EmailAddress("ADA@Example.COM"), isProven: false)
        for other in ["ada@example.org", "bda@example.com", "ada+1@example.com", "ada@sub.example.com"] {
            #expect(throws: Failure.invitationEmailMismatch) {
                try invited.mayBeAccepted(by: EmailAddress(other), isProven: true)
            }
        }
    }

    @Test func domainsAdmitOnlyProvenAddressesOfExactlyThem() throws {
        let domains = [try EmailDomain("Example.com"), try EmailDomain("münchen.example")]
        let link = invitation(.link(maximumUses: nil, domains: domains))
        try link.mayBeAccepted(by: EmailAddress("ada@EXAMPLE.com"), isProven: true)
        try link.mayBeAccepted(by: EmailAddress("ada@MÜNCHEN.example"), isProven: true)
        #expect(throws: Failure.emailUnverified) { try link.mayBeAccepted(by: EmailAddress("ada@example.com"), isProven: false) }
        for domain in ["sub.example.com", "notexample.com", "example.com.evil.org", "example.co", "xample.com", "munchen.example"] {
            #expect(throws: Failure.invitationEmailMismatch) {
                try link.mayBeAccepted(by: EmailAddress("ada@\(domain)"), isProven: true)
            }
        }
    }

    /// Someone who could never get in isn't told to prove the address first.
    @Test func aForeignAddressIsRefusedAsForeignBeforeAsUnproven() throws {
        let link = invitation(.link(maximumUses: nil, domains: [try EmailDomain("example.com")]))
        #expect(throws: Failure.invitationEmailMismatch) {
            try link.mayBeAccepted(by: EmailAddress("eve@example.org"), isProven: false)
        }
    }

    @Test func aLinkWithoutDomainsTakesAnyone() throws {
        try invitation(forAll(3)).mayBeAccepted(by: EmailAddress("eve@example.org"), isProven: false)
    }
}
