import CoreMetrics
import Telemetry

/// What is measured of the database.
struct DatabaseMetrics: Sendable {
    let readWait: CoreMetrics.Timer
    let read: CoreMetrics.Timer
    let writeWait: CoreMetrics.Timer
    let write: CoreMetrics.Timer
    let commit: CoreMetrics.Timer
    let batch: Recorder

    init(_ factory: any MetricsFactory) {
        let wait = "tenantry_database_wait_seconds"
        readWait = Timer(label: wait, dimensions: [("queue", "read")], factory: factory)
        writeWait = Timer(label: wait, dimensions: [("queue", "write")], factory: factory)
        read = Timer(label: "tenantry_database_read_seconds", factory: factory)
        write = Timer(label: "tenantry_database_write_seconds", factory: factory)
        commit = Timer(label: "tenantry_database_commit_seconds", factory: factory)
        batch = Recorder(label: "tenantry_database_batch_writes", factory: factory)
    }
}

/// What is measured of hashing.
struct HashingMetrics: Sendable {
    let wait: CoreMetrics.Timer
    let hash: CoreMetrics.Timer
    let rejected: Counter

    init(_ factory: any MetricsFactory) {
        wait = Timer(label: "tenantry_hashing_wait_seconds", factory: factory)
        hash = Timer(label: "tenantry_hashing_seconds", factory: factory)
        rejected = Counter(label: "tenantry_hashing_rejected_total", factory: factory)
    }
}

/// How much waits at this moment.
public struct Load: Sendable {
    public let reads: Int
    public let writes: Int
    public let hashes: Int
}

extension Storage {
    public var load: Load {
        let (reads, writes) = database.waiting
        return Load(reads: reads, writes: writes, hashes: hasher.waiting)
    }

    /// For whoever describes them.
    public static let metrics = [
        MetricDescription("tenantry_database_wait_seconds", "Time from a read or write being wanted to its beginning, by queue."),
        MetricDescription("tenantry_database_read_seconds", "Time that a read takes once it has begun."),
        MetricDescription("tenantry_database_write_seconds", "Time that the statements of one write take, without the commit."),
        MetricDescription("tenantry_database_commit_seconds", "Time that a commit takes until it is on the disk; many writes share one."),
        MetricDescription(
            "tenantry_database_batch_writes", "How many writes share a commit.", buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256]
        ),
        MetricDescription("tenantry_hashing_wait_seconds", "Time that a password waits to be hashed."),
        MetricDescription("tenantry_hashing_seconds", "Time that hashing a password takes once it has begun."),
        MetricDescription("tenantry_hashing_rejected_total", "Requests that were refused because too many passwords wait."),
    ]
}
