import Domain
import NIOConcurrencyHelpers

/// Looks for new passwords in a set of breached ones, on a thread of its own.
public final class BreachedPasswords: Sendable {
    private let set: BreachedPasswordSet
    private let queue = JobQueue<@Sendable () -> Void>(limit: 256)
    private let thread: Thread
    private let isFaulty = NIOLockedValueBox(false)
    private let tell: @Sendable (String) -> Void

    /// - Parameter tell: is given what is wrong with the set, once until it can be read again.
    public init(_ set: BreachedPasswordSet, tell: @escaping @Sendable (String) -> Void) {
        self.set = set
        self.tell = tell
        let queue = queue
        thread = Thread { while let job = queue.next() { job() } }
    }

    /// False where the set can't be read, too: nobody should be kept from changing a password by a file that is gone, and the other rules
    /// hold all the same. Fails with `.busy`.
    public func contains(_ password: Password) async throws -> Bool {
        try await withCheckedThrowingContinuation { continuation in
            do {
                try queue.add { [self] in continuation.resume(returning: look(for: password)) }
            } catch {
                continuation.resume(throwing: Failure.busy(retryAfter: .seconds(1)))
            }
        }
    }

    private func look(for password: Password) -> Bool {
        do {
            let isFound = try set.contains(password)
            isFaulty.withLockedValue { $0 = false }
            return isFound
        } catch {
            let isNews = isFaulty.withLockedValue { isFaulty in
                defer { isFaulty = true }
                return !isFaulty
            }
            if isNews { tell("\(set.path): \(error.reason)") }
            return false
        }
    }

    public func close() {
        queue.close()
        thread.join()
    }
}
