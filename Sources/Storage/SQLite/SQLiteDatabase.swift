import CoreMetrics
import Domain
import NIOConcurrencyHelpers
import Telemetry

/// The SQLite engine: one connection that writes, and a few that read.
public final class SQLiteDatabase: Database {
    private typealias Read = @Sendable (Swift.Result<SQLiteConnection, any Error>) -> Void

    private let writer: SQLiteWriter
    private let reads = JobQueue<Read>()
    private let readers: [Thread]
    /// Copies take long: they get a thread and a connection of their own, and hold no reader up.
    private let copies = JobQueue<@Sendable () -> Void>()
    private let copier: Thread
    /// So do long reads.
    private let longReads = JobQueue<@Sendable () -> Void>(limit: 4)
    private let longReader: Thread
    private let path: String
    private let metrics: DatabaseMetrics

    /// - Parameters:
    ///   - path: the database file, brought to the newest schema already.
    ///   - connection: the one that writes, where it is open already.
    ///   - readers: how many connections read.
    init(
        path: String, writingBy connection: SQLiteConnection? = nil, readers count: Int,
        metrics factory: any MetricsFactory = NOOPMetricsHandler.instance
    ) throws {
        self.path = path
        metrics = DatabaseMetrics(factory)
        writer = SQLiteWriter(try connection ?? SQLiteConnection(path: path, for: .writing), metrics)
        let copies = copies
        copier = Thread { while let job = copies.next() { job() } }
        let longReads = longReads
        longReader = Thread { while let job = longReads.next() { job() } }
        let reads = reads
        readers = (0..<count).map { _ in
            Thread {
                // Opened for its first job: most of what that takes is reading the schema. One that can't be opened now may be later.
                var opened: SQLiteConnection?
                while let job = reads.next() {
                    job(
                        Swift.Result {
                            if let opened { return opened }
                            let connection = try SQLiteConnection(path: path, for: .reading)
                            opened = connection
                            return connection
                        }
                    )
                }
            }
        }
        try? reads.add { _ in }  // so that one is open for the first who asks
    }

    public func read<Result: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> Result) async throws -> Result {
        let queued = Stopwatch()
        return try await withUnsafeThrowingContinuation { continuation in  // a queue runs each job that it takes, once
            let job: Read = { [metrics] connection in
                metrics.readWait.record(queued)
                let reading = Stopwatch()
                let result = Swift.Result {
                    let connection = try connection.get()
                    return try connection.reading { try work(connection) }
                }
                metrics.read.record(reading)
                continuation.resume(with: result)
            }
            do { try reads.add(job) } catch { continuation.resume(throwing: DatabaseError.closed) }
        }
    }

    public func readAtLength<Result: Sendable>(
        _ work: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let job: @Sendable () -> Void = { [path] in
                continuation.resume(
                    with: Swift.Result {
                        let connection = try SQLiteConnection(path: path, for: .reading)
                        return try connection.reading { try work(connection) }
                    }
                )
            }
            do throws(JobQueue<@Sendable () -> Void>.Refusal) {
                try longReads.add(job)
            } catch {
                continuation.resume(throwing: error == .full ? Failure.busy(retryAfter: .seconds(10)) : DatabaseError.closed)
            }
        }
    }

    public func copy(to copy: String) async throws {
        try await withCheckedThrowingContinuation { continuation in
            let job: @Sendable () -> Void = { [path] in
                continuation.resume(with: Swift.Result { try SQLiteConnection(path: path, for: .reading).backUp(to: copy) })
            }
            do { try copies.add(job) } catch { continuation.resume(throwing: DatabaseError.closed) }
        }
    }

    public func write<Result: Sendable>(
        _ work: @escaping @Sendable (any Connection) throws -> Result,
        settle: @escaping @Sendable (Swift.Result<Result, any Error>) -> Swift.Result<Result, any Error>
    ) async throws -> Result {
        let queued = Stopwatch()
        return try await withCheckedThrowingContinuation { continuation in
            let result = NIOLockedValueBox<Swift.Result<Result, any Error>?>(nil)
            let write = SQLiteWriter.Write { [metrics] connection in
                metrics.writeWait.record(queued)
                let writing = Stopwatch()
                let outcome = Swift.Result { try work(connection) }
                metrics.write.record(writing)
                result.withLockedValue { $0 = outcome }
                guard case .success = outcome else { return false }
                return true
            } answer: { batchFailure in
                continuation.resume(with: settle(Self.answer(result.withLockedValue { $0 }, batchFailure)))
            }
            do { try writer.add(write) } catch { continuation.resume(throwing: error) }
        }
    }

    /// A write that failed by itself says so, whatever became of its batch; one that succeeded counts only with the commit.
    private static func answer<Value>(_ own: Result<Value, any Error>?, _ batchFailure: (any Error)?) -> Result<Value, any Error> {
        switch (own, batchFailure) {
        case (.failure(let error)?, _): .failure(error)
        case (_, let error?): .failure(error)
        case (.success(let value)?, nil): .success(value)
        case (nil, nil): .failure(DatabaseError.transactionLost)
        }
    }

    public var waiting: (reads: Int, writes: Int) { (reads.count, writer.waiting) }

    /// Finishes what waits, then closes. The writer goes last, so that the log can be emptied.
    public func close() {
        copies.close()
        copier.join()
        longReads.close()
        longReader.join()
        reads.close()
        for reader in readers { reader.join() }
        writer.close()
    }
}

extension SQLiteConnection {
    /// A reading connection may write no file at all, unless it is told that it may.
    fileprivate func backUp(to path: String) throws {
        try setPragma("query_only", to: 0)
        defer { try? setPragma("query_only", to: 1) }
        try copy(to: path)
    }

    private static let begin: SQL = "BEGIN"
    private static let commit: SQL = "COMMIT"

    /// Runs `work` on one snapshot.
    fileprivate func reading<Result>(_ work: () throws -> Result) throws -> Result {
        try run(Self.begin)
        defer { _ = try? run(Self.commit) }
        return try work()
    }
}
