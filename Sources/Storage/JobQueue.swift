import DequeModule
import Dispatch
import Domain
import NIOConcurrencyHelpers

/// Jobs that wait for threads of our own.
final class JobQueue<Job: Sendable>: Sendable {
    private struct Waiting {
        var jobs: Deque<Job> = []
        /// Those that go before the others.
        var preferred: Deque<Job> = []
        var isClosed = false
    }

    private let waiting = NIOLockedValueBox(Waiting())
    /// Raised for each job, so that each wakes one thread at most. Who takes several leaves it too high, and looks in vain later.
    private let work = DispatchSemaphore(value: 0)
    private let limit: Int

    /// - Parameter limit: how many may wait; of those that go first as many again.
    init(limit: Int = .max) {
        self.limit = limit
    }

    enum Refusal: Error { case full, closed }

    func add(_ job: Job, goesFirst: Bool = false) throws(Refusal) {
        let refusal: Refusal? = waiting.withLockedValue { waiting in
            if waiting.isClosed { return .closed }
            let line = goesFirst ? waiting.preferred.count : waiting.jobs.count
            if line >= limit { return .full }
            if goesFirst { waiting.preferred.append(job) } else { waiting.jobs.append(job) }
            return nil
        }
        if let refusal { throw refusal }
        work.signal()
    }

    /// Waits for a job; nil once the queue is closed and empty.
    func next() -> Job? {
        wait { $0.preferred.popFirst() ?? $0.jobs.popFirst() }
    }

    /// The same for several at once.
    func take(atMost count: Int) -> [Job]? {
        wait { waiting in
            let first = waiting.preferred.prefix(count)
            let others = waiting.jobs.prefix(count - first.count)
            let taken = Array(first) + Array(others)
            waiting.preferred.removeFirst(first.count)
            waiting.jobs.removeFirst(others.count)
            return taken.isEmpty ? nil : taken
        }
    }

    private func wait<Taken>(taking take: (inout Waiting) -> Taken?) -> Taken? {
        while true {
            work.wait()
            let (taken, isClosed) = waiting.withLockedValue { (take(&$0), $0.isClosed) }
            if let taken { return taken }
            if isClosed {
                work.signal()  // for the next thread
                return nil
            }
        }
    }

    /// How many wait.
    var count: Int {
        waiting.withLockedValue { $0.jobs.count + $0.preferred.count }
    }

    /// Takes no more jobs. Those that wait are still done.
    func close() {
        waiting.withLockedValue { $0.isClosed = true }
        work.signal()
    }
}
