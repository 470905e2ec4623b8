import Synchronization

/// Lets a few tests at a time open what costs threads and memory. Swift Testing begins all of them at once, and a thousand open databases are
/// slower than a few, one after the other.
public final class Turns: Sendable {
    public static let all = Turns(12)

    @TaskLocal private static var isTaken = false

    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    private init(_ count: Int) {
        state = Mutex(State(free: count))
    }

    /// Does `work` once it is its turn; within a turn, at once.
    public func take<Result>(
        isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Result
    ) async throws -> Result {
        if Self.isTaken { return try await work() }
        await begin()
        defer { end() }
        return try await Self.$isTaken.withValue(true, operation: work)
    }

    private func begin(isolation: isolated (any Actor)? = #isolation) async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    private func end() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.waiting.isEmpty {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
