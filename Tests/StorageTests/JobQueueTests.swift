import NIOConcurrencyHelpers
import Testing

@testable import Storage

@Suite struct JobQueueTests {
    @Test func jobsLeaveInTheirOrder() throws {
        let queue = JobQueue<Int>()
        for number in 0..<3 { try queue.add(number) }
        try queue.add(7, goesFirst: true)
        #expect(queue.count == 4)
        #expect(queue.next() == 7)
        #expect(queue.take(atMost: 2) == [0, 1])
        #expect(queue.take(atMost: 2) == [2])
    }

    @Test func thoseThatGoFirstAreTakenFirst() throws {
        let queue = JobQueue<Int>()
        for number in 0..<3 { try queue.add(number) }
        for number in 7..<9 { try queue.add(number, goesFirst: true) }
        #expect(queue.take(atMost: 3) == [7, 8, 0])
        #expect(queue.take(atMost: 9) == [1, 2])
        // Five were announced, and two looks took them all: what is added now is found all the same.
        try queue.add(9)
        #expect(queue.next() == 9)
    }

    @Test func eachLineIsBounded() throws {
        let queue = JobQueue<Int>(limit: 2)
        for number in 0..<2 { try queue.add(number) }
        #expect(throws: JobQueue<Int>.Refusal.full) { try queue.add(2) }
        for number in 7..<9 { try queue.add(number, goesFirst: true) }
        #expect(throws: JobQueue<Int>.Refusal.full) { try queue.add(9, goesFirst: true) }
        #expect(queue.take(atMost: 9) == [7, 8, 0, 1])
    }

    @Test func aClosedQueueIsEmptied() throws {
        let queue = JobQueue<Int>()
        for number in 0..<2 { try queue.add(number) }
        queue.close()
        #expect(throws: JobQueue<Int>.Refusal.closed) { try queue.add(2) }
        #expect(queue.next() == 0)
        #expect(queue.take(atMost: 9) == [1])
        for _ in 0..<2 {
            #expect(queue.next() == nil)
            #expect(queue.take(atMost: 9) == nil)
        }
    }

    /// Of threads that come and go to sleep, some take one, some take several. None is left asleep at the end, with work or without.
    @Test(arguments: 0..<20) func everyJobIsDoneOnce(_ round: Int) async throws {
        let (queue, count) = (JobQueue<Int>(), 2000)
        let done = NIOLockedValueBox<[Int]>([])
        let threads = (0..<4).map { number in
            Thread {
                while let jobs = number == 0 ? queue.take(atMost: 3) : queue.next().map({ [$0] }) { done.withLockedValue { $0 += jobs } }
            }
        }
        await withTaskGroup(of: Void.self) { group in
            for start in 0..<4 {
                group.addTask {
                    for number in stride(from: start, to: count, by: 4) {
                        try? queue.add(number, goesFirst: number.isMultiple(of: 7))
                        if number.isMultiple(of: 50) { await Task.yield() }
                    }
                }
            }
        }
        queue.close()
        for thread in threads { thread.join() }
        #expect(done.withLockedValue { $0.sorted() } == Array(0..<count))
        #expect(queue.count == 0)
    }
}
