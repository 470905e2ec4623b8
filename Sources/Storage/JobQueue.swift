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
    /// Those that go before the others.
    private var preferred: Deque<Job> = []
    private var isClosed = false
    private let limit: Int

    /// - Parameter limit: how many may wait; of those that go first as many again.
    init(limit: Int = .max) {
        self.limit = limit
    }

    enum Refusal: Error { case full, closed }

    func add(_ job: Job, goesFirst: Bool = false) throws(Refusal) {
        lock.lock()
        let line = goesFirst ? preferred.count : jobs.count
        let refusal: Refusal? = isClosed ? .closed : line >= limit ? .full : nil
        if refusal == nil {
            if goesFirst { preferred.append(job) } else { jobs.append(job) }
        }
        unlock()
        if let refusal { throw refusal }
    }

    /// Waits for a job; nil once the queue is closed and empty.
    func next() -> Job? {
        lock.lock(whenValue: .ready)
        let job = preferred.popFirst() ?? jobs.popFirst()
        unlock()
        return job
    }

    /// The same for several at once.
    func take(atMost count: Int) -> [Job]? {
        lock.lock(whenValue: .ready)
        let first = preferred.prefix(count)
        let others = jobs.prefix(count - first.count)
        let taken = Array(first) + Array(others)
        preferred.removeFirst(first.count)
        jobs.removeFirst(taken.count - first.count)
        let isOver = taken.isEmpty && isClosed
        unlock()
        return isOver ? nil : taken
    }

    private func unlock() {
        lock.unlock(withValue: isClosed || !jobs.isEmpty || !preferred.isEmpty ? .ready : .empty)
    }

    /// How many wait.
    var count: Int {
        lock.lock()
        defer { lock.unlock() }
        return jobs.count + preferred.count
    }

    /// Takes no more jobs. Those that wait are still done.
    func close() {
        lock.lock()
        isClosed = true
        lock.unlock(withValue: .ready)
    }
}
