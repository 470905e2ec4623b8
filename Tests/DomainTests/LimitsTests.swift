import Testing

@testable import Domain

/// How often what may be done.
@Suite struct LimitsTests {
    private static let start = Instant(milliseconds: 1_790_000_000_000)

    @Test func aBurstAndThenEvenly() {
        let rate = Rate(5, in: .seconds(10))
        var fullAt = Self.start
        for _ in 1...5 { #expect(rate.take(from: &fullAt, at: Self.start) == nil) }
        #expect(rate.take(from: &fullAt, at: Self.start) == .seconds(2))
        #expect(rate.take(from: &fullAt, at: Self.start + Span(milliseconds: 1999)) == Span(milliseconds: 1))
        #expect(rate.take(from: &fullAt, at: Self.start + .seconds(2)) == nil)
        #expect(rate.take(from: &fullAt, at: Self.start + .seconds(2)) == .seconds(2))
        for _ in 1...5 { #expect(rate.take(from: &fullAt, at: Self.start + .hours(1)) == nil) }
    }

    @Test func whatIsRefusedCostsNothing() {
        let rate = Rate(1, in: .seconds(1))
        var fullAt = Self.start
        #expect(rate.take(from: &fullAt, at: Self.start) == nil)
        for _ in 1...100 { #expect(rate.take(from: &fullAt, at: Self.start) == .seconds(1)) }
        #expect(rate.take(from: &fullAt, at: Self.start + .seconds(1)) == nil)
    }

    /// However the tries are spread, no window of the span has more than a burst and what comes in meanwhile.
    @Test func noWindowHasMoreThanTwice() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let rate = Rate(Int64.random(in: 1...50, using: &random), in: Span(milliseconds: .random(in: 50...60_000, using: &random)))
            var (now, fullAt, taken): (Instant, Instant, [Instant]) = (Self.start, Self.start, [])
            for _ in 0..<500 {
                now = now + Span(milliseconds: .random(in: 0...(rate.span.milliseconds / rate.count), using: &random))
                if rate.take(from: &fullAt, at: now) == nil { taken.append(now) }
            }
            let most = taken.indices.map { index in taken[index...].prefix { $0 < taken[index] + rate.span }.count }.max() ?? 0
            let interval = rate.span.milliseconds / rate.count
            #expect(most <= rate.count + rate.span.milliseconds / interval + 1)
            #expect(taken.count >= rate.count, "as many as the burst at least")
        }
    }

    @Test func aClockThatIsPutBackHoldsUpForOneSpanAtMost() {
        let rate = Rate(2, in: .seconds(10))
        var fullAt = Self.start + .days(1)
        let wait = rate.take(from: &fullAt, at: Self.start)
        #expect(wait == .seconds(5))
        #expect(rate.take(from: &fullAt, at: Self.start + .days(2)) == nil)
    }

    @Test func changesAreMadeToTheStandard() throws {
        let limits = try Limits(changes: "sign-in/address=200/5m, write/account=off,visit/instance = 1/1d")
        #expect(limits[.signIn, .address] == Rate(200, in: .minutes(5)))
        #expect(limits[.write, .account] == nil && limits[.visit, .instance] == Rate(1, in: .days(1)))
        #expect(limits[.read, .account] == Limits.standard[.read, .account])
    }

    @Test(arguments: [
        "", "x", "none", "sign-in=1/1m", "sign-in/address", "sign-in/address=", "sign-in/address=1", "sign-in/address=0/1m",
        "sign-in/address=-1/1m", "sign-in/address=1/1", "sign-in/address=1/0m", "sign-in/address=1/1m/1", "sign-in/address=1001/1s",
        "sign-in/address=1/2d", "sign-in/nobody=1/1m", "read/address=1/1m", "sign-up/account=1/1m", "write/account=off,", "on,off",
        "sign-in/address=99999999999/1m",
    ])
    func whatCannotBeMeantIsRefused(_ text: String) {
        #expect(throws: Problem.self) { _ = try Limits(changes: text) }
    }
}
