import Domain
import Testing

@Suite struct SubscriptionTests {
    private let now = Instant(milliseconds: 1_790_000_000_000)

    @Test func aTrialThatHasEndedIsASuspension() {
        let trial = Subscription(status: .trial, trialEndsAt: now + .days(14), seats: 5)
        #expect(trial.status(at: now) == .trial)
        #expect(trial.status(at: now + .days(14) - Span(milliseconds: 1)) == .trial)
        #expect(trial.status(at: now + .days(14)) == .suspended)
        #expect(Subscription(status: .trial).status(at: now + .days(10_000)) == .trial)
        #expect(Subscription(status: .active, trialEndsAt: now).trialEndsAt == nil)
        #expect(Organization.Status.allCases.filter(\.isReadOnly) == [.suspended, .canceled])
    }

    @Test func seats() {
        let count = SeatCount(used: 3, pending: 2)
        #expect(throws: Never.self) { try count.requireRoom(in: nil) }
        #expect(throws: Never.self) { try count.requireRoom(in: 6) }
        #expect(throws: Failure.seatsFull) { try count.requireRoom(in: 5) }
        #expect(throws: Never.self) { try count.requireRoomForInvited(in: 4) }
        #expect(throws: Failure.seatsFull) { try count.requireRoomForInvited(in: 3) }
    }

    private func word(
        _ subscription: String, at seconds: Int64, _ status: Organization.Status, isBeginning: Bool = false
    ) -> BillingWord {
        BillingWord(
            id: "evt", customer: "cus", subscription: subscription, at: now + .seconds(seconds), isBeginning: isBeginning, status: status,
            trialEndsAt: nil, seats: nil
        )
    }

    @Test func whatIsNews() {
        let nothing = BillingMemory(subscription: nil, at: nil, hasEnded: false)
        #expect(nothing.isSuperseded(by: word("a", at: 0, .active)) && nothing.isSuperseded(by: word("a", at: 0, .canceled)))
        let heard = BillingMemory(subscription: "a", at: now, hasEnded: false)
        #expect(heard.isSuperseded(by: word("a", at: 0, .pastDue)) && heard.isSuperseded(by: word("a", at: 1, .canceled)))
        #expect(!heard.isSuperseded(by: word("a", at: -1, .active)))
        #expect(heard.isSuperseded(by: word("b", at: 1, .active)) && !heard.isSuperseded(by: word("b", at: 1, .canceled)))
        #expect(!heard.isSuperseded(by: word("a", at: 0, .suspended, isBeginning: true)), "the same moment's beginning comes late")
        #expect(!heard.isSuperseded(by: word("b", at: 1, .suspended)), "another one that nobody pays")
        let ended = BillingMemory(subscription: "a", at: now, hasEnded: true)
        #expect(!ended.isSuperseded(by: word("a", at: 0, .active)) && ended.isSuperseded(by: word("b", at: 0, .trial)))
    }

    /// All permissions but those that read, pay, export or end are out of use while nothing can be changed.
    @Test func whatIsReadOnly() {
        let owner = Authority(account: ID(at: now, from: .system), role: .owner, isReadOnly: true)
        let left: PermissionSet = [
            .organizationRead, .membersRead, .invitationsRead, .auditRead, .recordsRead, .organizationExport, .organizationDelete,
            .billingManage,
        ]
        for permission in Permission.allCases {
            let isLeft = (try? owner.require(permission)) != nil
            #expect(isLeft == left.contains(permission), "\(permission)")
            #expect(throws: Never.self) { try owner.requireToSee(permission) }
        }
        let viewer = Authority(account: ID(at: now, from: .system), role: .viewer, isReadOnly: true)
        #expect(throws: Failure.forbidden("Your role, viewer, lacks the permission members.update.")) { try viewer.require(.membersUpdate) }
        let oneself = Membership(account: owner.account, role: .owner)
        #expect(throws: Failure.organizationReadOnly) { try owner.mayChange(oneself, to: .admin, owners: 2) }
    }
}
