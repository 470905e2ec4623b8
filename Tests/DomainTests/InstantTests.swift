import Domain
import Glibc
import Testing

@Suite struct InstantTests {
    /// As the C library tells it.
    private func expected(_ milliseconds: Int64) -> String {
        var second = time_t(milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000)
        let rest = milliseconds - Int64(second) * 1000
        var parts = tm()
        gmtime_r(&second, &parts)
        let date = [padded(Int(parts.tm_year) + 1900, 4), padded(Int(parts.tm_mon) + 1, 2), padded(Int(parts.tm_mday), 2)]
        let time = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { padded(Int($0), 2) }
        return date.joined(separator: "-") + "T" + time.joined(separator: ":") + "." + padded(Int(rest), 3) + "Z"
    }

    private func padded(_ number: Int, _ width: Int) -> String {
        String(String(number + 1_000_000_000).suffix(width))
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (951_868_799_999, "2000-02-29T23:59:59.999Z"), (951_868_800_000, "2000-03-01T00:00:00.000Z"),
        (1_709_164_800_001, "2024-02-29T00:00:00.001Z"), (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (-2_203_891_200_000, "1900-03-01T00:00:00.000Z"),
        (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        (1_789_990_200_000, "2026-09-21T11:30:00.000Z"),
    ])
    func known(_ milliseconds: Int64, _ text: String) {
        #expect(Instant(milliseconds: milliseconds).description == text)
    }

    @Test func everyMillisecondOfASecondIsExact() {
        for millisecond in Int64(0)..<1000 {
            for second in [Int64(1_790_000_000_000), -1_790_000_000_000] {
                #expect(Instant(milliseconds: second + millisecond).description == expected(second + millisecond))
            }
        }
    }

    @Test func bothSidesOfEveryMidnightOfFourCenturies() {
        for day in stride(from: Int64(-90_000), to: 60_000, by: 7) {
            for millisecond in [day * 86_400_000 - 1, day * 86_400_000] {
                #expect(Instant(milliseconds: millisecond).description == expected(millisecond))
            }
        }
    }

    @Test func bothSidesOfEveryFirstOfMarch() {
        let quadrennium = Int64(1461) * 86_400_000
        for period in Int64(-100)...100 {
            for year in Int64(0)..<4 {
                let february = period * quadrennium + year * 365 * 86_400_000 + 58 * 86_400_000
                for day in Int64(-1)...3 {
                    let millisecond = february + day * 86_400_000 + 43_200_123
                    #expect(Instant(milliseconds: millisecond).description == expected(millisecond))
                }
            }
        }
    }

    @Test func anyInstantOfTenMillennia() {
        let generator = SeededGenerator(13)
        for _ in 0..<5000 {
            let millisecond = generator.number(in: -62_167_219_200_000...253_402_300_799_999)
            #expect(Instant(milliseconds: millisecond).description == expected(millisecond))
        }
    }

    @Test func textSortsAsTimeDoes() {
        let generator = SeededGenerator(14)
        let instants = (0..<500).map { _ in Instant(milliseconds: generator.number(in: 0...253_402_300_799_999)) }
        #expect(instants.sorted().map(\.description) == instants.map(\.description).sorted())
    }

    @Test func spansAddUp() {
        let now = Instant(milliseconds: 1_790_000_000_000)
        #expect(.days(1) == Span.hours(24) && .hours(1) == Span.minutes(60) && .minutes(1) == Span.seconds(60))
        #expect(now + .seconds(1) - now == Span(milliseconds: 1000))
        #expect(now - .days(30) < now)
        #expect(Span(milliseconds: 1999).seconds == 1)
    }

    @Test func whatRFC3339Allows() throws {
        let times = [
            "1970-01-01T00:00:00Z": 0, "2026-11-21T09:30:00.123Z": 1_795_253_400_123, "2026-11-21t11:30:00.1239+02:00": 1_795_253_400_123,
            "2026-11-20T23:00:00-10:30": 1_795_253_400_000, "2024-02-29": 1_709_164_800_000, "1969-12-31T23:59:59.5Z": -500,
            "2016-12-31T23:59:60Z": 1_483_228_799_000,
        ]
        for (text, milliseconds) in times { #expect(try Instant(rfc3339: text).milliseconds == Int64(milliseconds), "\(text)") }
        for instant in [0, 951_782_400_000, 4_102_444_799_999].map(Instant.init(milliseconds:)) {
            #expect(try Instant(rfc3339: instant.description) == instant)
        }
    }

    @Test(arguments: [
        "", "2026", "2026-1-1", "2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-01-01T", "2026-01-01T00:00:00",
        "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00Zx",
        "2026-01-01 00:00:00Z", "2026-01-01T00:00:00+2:00", "２０２６-01-01", "2026-01-01T00:00:00+24:00",
    ])
    func whatIsNoTime(_ text: String) {
        #expect(throws: Problem.self) { try Instant(rfc3339: text) }
    }

    /// An offset may lead out of the years that RFC 3339 can write.
    @Test(arguments: ["0000-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
    func whatLiesBeyondIsWrittenAllTheSame(text: String) throws {
        #expect(try Instant(rfc3339: text).description.utf8.count == 24)
    }
}
