import CSodium
import CoreMetrics
import Domain
import NIOConcurrencyHelpers
import Telemetry

/// Argon2id, on threads of its own behind a bounded queue: a flood of sign-ins is refused before it costs memory.
public final class PasswordHasher: Sendable {
    /// What one hash costs.
    public struct Cost: Sendable {
        let memory: Int
        let passes: UInt64

        /// OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane.
        public static let standard = Cost(memory: 19 * 1024 * 1024, passes: 2)
        /// For tests of anything else.
        public static let cheap = Cost(memory: 8 * 1024, passes: 1)

        /// A hash of this cost with salt and result made up: to compare with it takes as long as with any other.
        fileprivate var hashOfNothing: String {
            let zeros = { String(repeating: "A", count: $0) }
            return "$argon2id$v=19$m=\(memory / 1024),t=\(passes),p=1$\(zeros(22))$\(zeros(43))"
        }
    }

    /// What a stored hash may ask of us, whoever wrote it.
    private static let highestMemory = 256 * 1024
    private static let highestPasses = 16

    /// In the place of the hash of an account that has no password yet: nothing hashes to it.
    static let unusable = "!"

    /// For whom a hash is made: nobody gets to fill the queue alone.
    struct Client: Hashable, Sendable {
        /// Where the request comes from; empty when that is not known, and then not counted.
        let address: String
        /// Whether the browser has been signed in to the account before: it goes before strangers, in a line of their own.
        var isKnown = false
    }

    private let cost: Cost
    private let share: Int
    private let pending = NIOLockedValueBox<[Client: Int]>([:])
    private let queue: JobQueue<@Sendable () -> Void>
    private let threads: [Thread]
    private let metrics: HashingMetrics
    /// Stands in for the hash of an account that doesn't exist, so that checking it takes as long.
    private let decoy: String

    /// - Parameter waiting: how many may wait before others are refused; one client gets half of that at most.
    public init(
        cost: Cost = .standard, threads count: Int, waiting limit: Int = 64,
        metrics factory: any MetricsFactory = NOOPMetricsHandler.instance
    ) {
        precondition(sodium_init() >= 0, "libsodium can't be used on this machine")
        metrics = HashingMetrics(factory)
        self.cost = cost
        share = max(1, limit / 2)
        let queue = JobQueue<@Sendable () -> Void>(limit: limit)
        self.queue = queue
        threads = (0..<count).map { _ in
            Thread { while let job = queue.next() { job() } }
        }
        decoy = cost.hashOfNothing
    }

    /// A PHC string (`$argon2id$v=19$m=19456,t=2,p=1$…`) with a salt of its own.
    func hash(_ password: Password, for client: Client) async throws -> String {
        let cost = cost
        return try await run(for: client) { Self.hash(password.text, cost) }
    }

    /// Whether `password` is the one that was hashed. Nil and `unusable` cost the same and are never right.
    func verify(_ password: Password, against hash: String?, for client: Client) async throws -> Bool {
        try await run(for: client) { self.compare(password, with: hash) }
    }

    /// The work of `verify`, on the thread that calls.
    func compare(_ password: Password, with hash: String?) -> Bool {
        let hash = hash == Self.unusable ? nil : hash
        let stored = hash ?? decoy
        let matches = Self.isWithinCaps(stored) && Self.matches(password.text, stored)
        return matches && hash != nil
    }

    /// Whether a stored hash was made at another cost than today's.
    func needsRehash(_ hash: String) -> Bool {
        crypto_pwhash_str_needs_rehash(hash, cost.passes, cost.memory) != 0
    }

    /// How many wait at this moment.
    var waiting: Int { queue.count }

    public func close() {
        queue.close()
        for thread in threads { thread.join() }
    }

    private func run<Result: Sendable>(for client: Client, _ work: @escaping @Sendable () -> Result) async throws -> Result {
        guard enter(client) else { throw refusal() }
        defer { leave(client) }
        let queued = Stopwatch()
        return try await withCheckedThrowingContinuation { continuation in
            do {
                let job: @Sendable () -> Void = { [metrics] in
                    metrics.wait.record(queued)
                    let hashing = Stopwatch()
                    let result = work()
                    metrics.hash.record(hashing)
                    continuation.resume(returning: result)
                }
                try queue.add(job, goesFirst: client.isKnown)
            } catch {
                continuation.resume(throwing: refusal())
            }
        }
    }

    private func refusal() -> Failure {
        metrics.rejected.increment()
        return .busy(retryAfter: .seconds(1))
    }

    private func enter(_ client: Client) -> Bool {
        guard !client.address.isEmpty else { return true }
        return pending.withLockedValue { pending in
            guard pending[client, default: 0] < share else { return false }
            pending[client, default: 0] += 1
            return true
        }
    }

    private func leave(_ client: Client) {
        pending.withLockedValue { pending in
            guard let count = pending[client] else { return }
            pending[client] = count > 1 ? count - 1 : nil
        }
    }

    private static func hash(_ text: String, _ cost: Cost) -> String {
        var output = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        let code = crypto_pwhash_str(&output, text, UInt64(text.utf8.count), cost.passes, cost.memory)
        precondition(code == 0, "no memory for a password hash")
        return String(decoding: output.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
    }

    private static func matches(_ text: String, _ hash: String) -> Bool {
        crypto_pwhash_str_verify(hash, text, UInt64(text.utf8.count)) == 0
    }

    /// Reads `m` (KiB) and `t` of a PHC string.
    private static func isWithinCaps(_ hash: String) -> Bool {
        let fields = hash.split(separator: "$")
        guard fields.count == 5, fields[0] == "argon2id" else { return false }
        let costs = fields[2].split(separator: ",").compactMap { Int($0.dropFirst(2)) }
        return costs.count == 3 && (1...highestMemory).contains(costs[0]) && (1...highestPasses).contains(costs[1]) && costs[2] == 1
    }
}
