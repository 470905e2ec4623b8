import Testing

@testable import Domain

@Suite struct SessionTests {
    private let start = Instant(milliseconds: 1_790_000_000_000)
    private let millisecond = Span(milliseconds: 1)

    @Test func aRememberedOneLasts30DaysWhateverHappens() {
        let end = Session.expiry(remember: true, from: start)
        #expect(end == start + .hours(720))
        #expect(Session.isLive(at: end - millisecond, expiresAt: end, lastSeenAt: start, remember: true))
        #expect(!Session.isLive(at: end, expiresAt: end, lastSeenAt: end - millisecond, remember: true))
    }

    @Test func anotherEndsAfter7DaysOfUse() {
        let end = Session.expiry(remember: false, from: start)
        #expect(end == start + .hours(168))
        #expect(Session.isLive(at: end - millisecond, expiresAt: end, lastSeenAt: end - .hours(1), remember: false))
        #expect(!Session.isLive(at: end, expiresAt: end, lastSeenAt: end - .hours(1), remember: false))
    }

    @Test func anotherEndsAfter12IdleHours() {
        let end = Session.expiry(remember: false, from: start)
        #expect(Session.isLive(at: start + .hours(12) - millisecond, expiresAt: end, lastSeenAt: start, remember: false))
        #expect(!Session.isLive(at: start + .hours(12), expiresAt: end, lastSeenAt: start, remember: false))
    }

    @Test func theOtherTimesAreThePublishedOnes() {
        #expect(Session.proofLifetime == .minutes(10))
        #expect(Session.seenInterval == .minutes(1))
        #expect(PasswordReset.lifetime == .minutes(30))
        #expect(PasswordReset.standing == 3)
        #expect(Invitation.defaultLifetime == .days(7))
    }

    @Test func whatADeviceSaysOfItselfIsCut() {
        #expect(Device(userAgent: String(repeating: "x", count: 300), address: "::1").userAgent.count == 256)
        #expect(Device(userAgent: "curl/8", address: "::1").userAgent == "curl/8")
    }

    @Test func languages() throws {
        #expect(try Language("de") == .german)
        for text in ["", "DE", "fr", "en-US"] {
            #expect(problem { try Language(text) } == "must be one of en, de")
        }
    }

    @Test func messagesOpenTheirOwnPages() {
        let pages = [
            Message.invitation(organization: "Acme", inviter: "Ada", role: "member", expiresAt: start),
            Message.passwordReset(name: "Ada", expiresAt: start),
        ].map(\.page)
        #expect(pages == ["/invite", "/reset-password"])
    }
}
