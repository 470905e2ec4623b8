import Domain
import NIOConcurrencyHelpers

/// Counts who does what how often, and refuses what is too much. In memory, and no more of it than there is room for; a restart forgets.
final class RateLimiter: Sendable {
    private struct Bucket: Hashable {
        let name: Limits.Name
        /// An address or an account; empty for the instance.
        let whose: String
    }

    private let limits: Limits
    /// How many buckets are remembered.
    private let most: Int
    /// When each is full again. One that is needs no remembering.
    private let fullAt = NIOLockedValueBox<[Bucket: Instant]>([:])

    init(_ limits: Limits, most: Int = 100_000) {
        self.limits = limits
        self.most = most
    }

    /// Fails with `.rateLimited`.
    func take(_ kind: Limits.Class, _ subject: Limits.Subject, of whose: String = "", at now: Instant) throws(Failure) {
        guard let rate = limits[kind, subject] else { return }
        let bucket = Bucket(name: Limits.Name(kind, subject), whose: whose)
        let wait = fullAt.withLockedValue { fullAt in
            var time = fullAt[bucket] ?? now
            defer { fullAt[bucket] = time }
            if fullAt.count >= most, fullAt[bucket] == nil { makeRoom(in: &fullAt, at: now) }
            return rate.take(from: &time, at: now)
        }
        if let wait { throw .rateLimited(retryAfter: Span(milliseconds: wait.milliseconds + 999)) }
    }

    /// Full ones go; where that is not enough, half of all go: those that are full the soonest.
    private func makeRoom(in fullAt: inout [Bucket: Instant], at now: Instant) {
        fullAt = fullAt.filter { now < $0.value }
        guard fullAt.count >= most else { return }
        let kept = fullAt.sorted { $0.value > $1.value }.prefix(most / 2)
        fullAt = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
    }

    var count: Int { fullAt.withLockedValue { $0.count } }
}
