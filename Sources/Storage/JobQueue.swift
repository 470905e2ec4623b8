import DequeModule
import Domain
import NIOConcurrencyHelpers

/// Jobs that wait for threads of our own.
///
/// `@unchecked`: the lock guards both variables.
final class JobQueue<Job: Sendable>: @unchecked Sendable {
    private enum State { case empty, ready }

    private let lock = ConditionLock(value: State.empty)
    private var jobs: Deque<Job> = []
    private var isClosed = false
    private let limit: Int

    /// - Parameter limit: how many may wait.
    init(limit: Int = .max) {
        self.limit = limit
    }

    enum Refusal: Error { case full, closed }

    func add(_ job: Job) throws(Refusal) {
        lock.lock()
        let refusal: Refusal? = isClosed ? .closed : jobs.count >= limit ? .full : nil
        if refusal == nil { jobs.append(job) }
        lock.unlock(withValue: isClosed || !jobs.isEmpty ? .ready : .empty)
        if let refusal { throw refusal }
    }

    /// Waits for jobs; nil once the queue is closed and empty.
    func take(atMost count: Int) -> [Job]? {
        lock.lock(whenValue: .ready)
        let taken = Array(jobs.prefix(count))
        jobs.removeFirst(taken.count)
        let isOver = taken.isEmpty && isClosed
        lock.unlock(withValue: isClosed || !jobs.isEmpty ? .ready : .empty)
        return isOver ? nil : taken
    }

    /// How many wait.
    var count: Int {
        lock.lock()
        defer { lock.unlock() }
        return jobs.count
    }

    /// Takes no more jobs. Those that wait are still done.
    func close() {
        lock.lock()
        isClosed = true
        lock.unlock(withValue: .ready)
    }
}
