import CoreMetrics
import Telemetry

/// The thread with the only connection that writes.
///
/// Group commit: it takes all waiting writes into one transaction, each in its own savepoint, and answers each only after the
/// commit, so that many writers share the wait for the disk. A failing write is undone alone.
final class SQLiteWriter: Sendable {
    struct Write: Sendable {
        /// Does the work, keeps its result, and tells whether it succeeded.
        let run: @Sendable (SQLiteConnection) -> Bool
        /// Called with nil after the commit, or with the error that undid the whole batch.
        let answer: @Sendable ((any Error)?) -> Void
    }

    /// Bounds how long the first write of a batch waits for the last.
    private static let largestBatch = 256

    private let queue = JobQueue<Write>()
    private let thread: Thread

    init(_ connection: SQLiteConnection, _ metrics: DatabaseMetrics = DatabaseMetrics(NOOPMetricsHandler.instance)) {
        nonisolated(unsafe) let connection = connection  // handed over: only the thread uses it from here on
        let queue = queue
        thread = Thread { Self.work(off: queue, on: connection, metrics) }
    }

    var waiting: Int { queue.count }

    func add(_ write: Write) throws(DatabaseError) {
        do { try queue.add(write) } catch { throw .closed }
    }

    /// Finishes what waits and moves the log into the database file.
    func close() {
        queue.close()
        thread.join()
    }

    private static func work(off queue: JobQueue<Write>, on connection: SQLiteConnection, _ metrics: DatabaseMetrics) {
        while let batch = queue.take(atMost: largestBatch) {
            let failure = commit(batch, on: connection, metrics)
            for write in batch { write.answer(failure) }
        }
        _ = try? connection.pragma("wal_checkpoint(TRUNCATE)")
    }

    private static func commit(_ batch: [Write], on connection: SQLiteConnection, _ metrics: DatabaseMetrics) -> (any Error)? {
        do {
            // Where memory was short, the last one may not have been undone.
            if connection.isInTransaction { try connection.run("ROLLBACK") }
            try connection.run("BEGIN IMMEDIATE")
            for write in batch { try attempt(write, on: connection) }
            let committing = Stopwatch()
            try connection.run("COMMIT")
            metrics.commit.record(committing)
            metrics.batch.record(batch.count)
            return nil
        } catch {
            if connection.isInTransaction { _ = try? connection.run("ROLLBACK") }
            return error
        }
    }

    private static func attempt(_ write: Write, on connection: SQLiteConnection) throws {
        try connection.run("SAVEPOINT attempt")
        let isSuccess = write.run(connection)
        guard connection.isInTransaction else { throw DatabaseError.transactionLost }
        if !isSuccess { try connection.run("ROLLBACK TO attempt") }
        try connection.run("RELEASE attempt")
    }
}
