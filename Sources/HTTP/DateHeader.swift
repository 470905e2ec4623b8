import Domain
import NIOConcurrencyHelpers

/// The header that tells when an answer was made, written once a second (RFC 9110 §6.6.1).
final class DateHeader: Sendable {
    private let clock: Clock
    private let last = NIOLockedValueBox<(second: Int64, text: String)>((.min, ""))

    init(_ clock: Clock) {
        self.clock = clock
    }

    var text: String {
        let now = clock.now
        let second = now.milliseconds / 1000
        return last.withLockedValue { last in
            if last.second != second { last = (second, now.dateAndTime(zone: "GMT")) }
            return last.text
        }
    }
}
