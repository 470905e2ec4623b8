import Testing

@testable import Domain

/// How those who guess passwords are slowed down.
@Suite struct LockoutTests {
    private static let start = Instant(milliseconds: 1_790_000_000_000)

    @Test func theWaitDoublesFromTheFifthFailureOnUpToAnHour() {
        var (lockout, now) = (Lockout(), Self.start)
        var waits: [Int64] = []
        for _ in 1...14 {
            #expect(lockout.begin(at: now) == nil)
            let wait = max(0, lockout.freeAt.milliseconds - now.milliseconds) / 1000
            waits.append(wait)
            if wait > 0 {
                var early = lockout
                #expect(early.begin(at: lockout.freeAt - Span(milliseconds: 1)) == Span(milliseconds: 1))
                #expect(early == lockout, "what is not let through is not counted")
                now = lockout.freeAt
            }
        }
        #expect(waits == [0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600])
    }

    /// All of them are counted before any is judged.
    @Test func thoseThatComeAtOnceAreCounted() {
        var lockout = Lockout()
        let passed = (0..<1000).filter { _ in lockout.begin(at: Self.start) == nil }
        #expect(passed.count == 5)
    }

    @Test func whatWasNotJudgedDoesNotCount() {
        var lockout = Lockout()
        for _ in 0..<100 {
            #expect(lockout.begin(at: Self.start) == nil)
            lockout.withdraw()
        }
        #expect(lockout.isOver(at: Self.start))
        for _ in 0..<5 { _ = lockout.begin(at: Self.start) }
        lockout.withdraw()
        #expect(lockout.begin(at: Self.start) == nil && lockout.begin(at: Self.start) == .seconds(30))
    }

    /// Of a right password, for example, behind which something else is due: it costs no wait, however many were wrong before.
    @Test(arguments: [5, 11, 12, 13, 40]) func nothingIsWaitedForWhatDidNotCount(failures: Int) {
        var (lockout, now) = (Lockout(), Self.start)
        for _ in 0..<failures {
            while let wait = lockout.begin(at: now) { now = now + wait }
        }
        while let wait = lockout.begin(at: now) { now = now + wait }
        lockout.withdraw()
        #expect(lockout.begin(at: now + .seconds(10)) == nil, "after \(failures)")
    }

    @Test func aDayLaterItIsForgotten() {
        var lockout = Lockout()
        for _ in 0..<5 { _ = lockout.begin(at: Self.start) }
        let end = Self.start + .seconds(30) + Lockout.memory
        #expect(!lockout.isOver(at: end - Span(milliseconds: 1)) && lockout.isOver(at: end))
        #expect(lockout.begin(at: end) == nil && lockout.failures == 1)
    }

    @Test func thereIsNoOverflow() {
        var (lockout, now) = (Lockout(), Self.start)
        for _ in 0..<500 {
            _ = lockout.begin(at: now)
            now = max(now, lockout.freeAt)
        }
        #expect(lockout.freeAt - now <= Lockout.longestWait)
    }
}
