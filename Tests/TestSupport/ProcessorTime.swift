import Glibc

/// The least time of the processor that one of seven runs took: what else runs on the machine meanwhile does not count.
public func processorTime(of work: () -> Void) -> Duration {
    func now() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
    return (0..<7).map { _ in
        let start = now()
        work()
        return now() - start
    }.min() ?? .zero
}
