import Domain
import Testing

@Suite struct DeliveryTests {
    private let start = Instant(milliseconds: 1_790_000_000_000)

    private func pause(after attempts: Int, _ randomness: Randomness) throws -> Span {
        try #require(Delivery.nextAttempt(after: attempts, since: start, at: start, randomness)) - start
    }

    @Test func theFirstRetryComesWithin20Seconds() throws {
        let randomness = Randomness.seeded(1)
        for _ in 0..<1000 {
            let pause = try pause(after: 1, randomness)
            #expect(pause <= .seconds(20) && pause >= .seconds(15))
        }
    }

    @Test func pausesDoubleToAnHour() throws {
        let full = Randomness { 0 }
        let seconds = try (1...12).map { try pause(after: $0, full).seconds }
        #expect(seconds == [20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600, 3600])
        #expect(try pause(after: 1_000_000, full) == .hours(1))
        #expect(try pause(after: 0, full) == .seconds(20))
    }

    @Test func aQuarterIsChanceAndNoMore() throws {
        let randomness = Randomness.seeded(2)
        var seen: Set<Span> = []
        for attempts in 1...20 {
            let full = try pause(after: attempts, Randomness { 0 })
            for _ in 0..<200 {
                let pause = try pause(after: attempts, randomness)
                #expect(pause <= full && pause.milliseconds * 4 >= full.milliseconds * 3)
                seen.insert(pause)
            }
        }
        #expect(seen.count > 3000)
    }

    @Test func itIsGivenUpAfterTwoDays() {
        let end = start + .days(2)
        let randomness = Randomness.seeded(3)
        #expect(Delivery.nextAttempt(after: 50, since: start, at: end - Span(milliseconds: 1), randomness) != nil)
        #expect(Delivery.nextAttempt(after: 1, since: start, at: end, randomness) == nil)
    }

    /// However chance falls, two days have room for many attempts.
    @Test(arguments: 1...20)
    func aServerThatNeverTakesItIsAskedSoOften(_ seed: UInt64) {
        let randomness = Randomness.seeded(seed)
        var (now, attempts) = (start, 1)
        while let next = Delivery.nextAttempt(after: attempts, since: start, at: now, randomness) {
            now = next
            attempts += 1
        }
        #expect((50...75).contains(attempts))
        #expect(now - start >= .days(2) && now - start <= .hours(49))
    }
}

@Suite struct DeliveryAnswerTests {
    private let token = Token(presented: "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE")

    @Test func anAnswerStaysAsItIs() {
        for text in ["250 2.0.0 Ok: queued as 4F1C", "550 #5.7.1 Rejected", "451 4.7.1 <grace@example.org>: Greylisted, see #42"] {
            #expect(DeliveryAnswer(text, hiding: token).text == text)
        }
    }

    @Test func itIsOneShortLine() {
        #expect(DeliveryAnswer("550 no\r\n\u{1b}[2J\u{202E}thanks").text == "550 no [2J thanks")
        #expect(DeliveryAnswer(String(repeating: "é", count: 10_000)).text.unicodeScalars.count == DeliveryAnswer.limit)
    }

    /// A server may cite the link that it takes exception to.
    @Test func theTokenIsCutOut() {
        let whole = DeliveryAnswer("550 spam: <https://a.example/invite#\(token.secret)> and \(token.secret)", hiding: token).text
        #expect(!whole.contains(token.secret.prefix(12)) && whole.hasPrefix("550 spam:"))
        let part = DeliveryAnswer("550 spam: https://a.example/invite#\(token.secret.prefix(20)) …", hiding: token).text
        #expect(!part.contains(token.secret.prefix(12)))
    }
}
