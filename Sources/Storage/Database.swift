/// A database engine. SQLite is the first one.
///
/// Closures are synchronous and run on threads of the engine, never on an event loop.
public protocol Database: Sendable {
    /// Runs `work` on one consistent state.
    func read<Result: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> Result) async throws -> Result

    /// The same for what takes long, one after the other, and apart from all other reads. Fails with `Failure.busy` where some wait already.
    func readAtLength<Result: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> Result) async throws -> Result

    /// Runs `work` in a transaction, alone, and returns once what it wrote will survive a power cut. An error undoes all of it.
    func write<Result: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> Result) async throws -> Result

    /// The same, and `settle` makes the answer of the outcome once that is certain: before any other write begins.
    func write<Result: Sendable>(
        _ work: @escaping @Sendable (any Connection) throws -> Result,
        settle: @escaping @Sendable (Swift.Result<Result, any Error>) -> Swift.Result<Result, any Error>
    ) async throws -> Result

    /// How many wait at this moment.
    var waiting: (reads: Int, writes: Int) { get }

    /// Writes a consistent copy of everything to a file that must not exist yet, and opens it to see that it is sound.
    func copy(to path: String) async throws
}

extension Database {
    public func write<Result: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> Result) async throws -> Result {
        try await write(work) { $0 }
    }
}

/// What a transaction can do.
public protocol Connection {
    /// Runs a statement and returns how many rows it changed.
    @discardableResult
    func run(_ sql: SQL) throws -> Int

    /// Runs a statement and reads each row of its result, to the last.
    func forEachRow(of sql: SQL, _ read: (Row) throws -> Void) throws

    /// Runs `work` and undoes what it wrote. The time that it takes is the point.
    func rehearse(_ work: () throws -> Void) throws
}

extension Connection {
    /// All rows of a result, as they are read.
    func rows<Element>(_ sql: SQL, _ read: (Row) throws -> Element) throws -> [Element] {
        var elements: [Element] = []
        try forEachRow(of: sql) { elements.append(try read($0)) }
        return elements
    }

    /// The first row of a result, if there is one.
    func first<Element>(_ sql: SQL, _ read: (Row) throws -> Element) throws -> Element? {
        var first: Element?
        try forEachRow(of: sql) { row in
            if first == nil { first = try read(row) }
        }
        return first
    }

    /// A number that a statement such as `SELECT count(*) …` always returns.
    func count(_ sql: SQL) throws -> Int {
        guard let count = try first(sql, { try $0[0] as Int }) else { throw DatabaseError.unexpectedValue("no count") }
        return count
    }

    func exists(_ sql: SQL) throws -> Bool {
        var exists = false
        try forEachRow(of: sql) { _ in exists = true }
        return exists
    }
}

/// What a database can't do, in words for the operator. None of it reaches a client.
public enum DatabaseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A guard of the schema fired: the name that a trigger raised, or SQLite's words.
    case constraint(String)
    case full(String)
    case readOnly(String)
    case corrupt(String)
    case notOurs(String)
    case newerSchema(found: Int, known: Int)
    case setting(String)
    case unexpectedValue(String)
    /// SQLite undid the whole transaction by itself, as it does when the disk is full or memory short.
    case transactionLost
    case closed
    case failed(code: Int32, String)

    public var description: String {
        switch self {
        case .constraint(let message): "a constraint of the schema refused the write: \(message)"
        case .full(let message): "no space left to write: \(message)"
        case .readOnly(let message): "can't be written: \(message)"
        case .corrupt(let message): "is damaged: \(message). Restore a backup; nothing was changed"
        case .notOurs(let message): "is not a database of Tenantry: \(message). Nothing was changed"
        case .newerSchema(let found, let known):
            "has schema \(found), from a newer version of Tenantry; this one knows schemas up to \(known). Nothing was changed"
        case .setting(let message): "refused a setting: \(message)"
        case .unexpectedValue(let message): "holds what it should not: \(message)"
        case .transactionLost: "undid the transaction by itself"
        case .closed: "is closed"
        case .failed(let code, let message): "failed with code \(code): \(message)"
        }
    }
}
