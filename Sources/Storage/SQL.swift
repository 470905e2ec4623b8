import Domain

/// A statement and its values: `"SELECT name FROM account WHERE id = \(id)"`.
///
/// A value in `\(…)` always becomes a bound parameter. The text is made of `StaticString`s alone, so nothing that is known only
/// while the program runs can become part of it.
public struct SQL: ExpressibleByStringInterpolation, Sendable {
    /// UTF-8, and put together as such: a request makes a few of these, each of dozens of pieces.
    let utf8: [UInt8]
    let values: [SQLValue]

    var text: String { String(decoding: utf8, as: UTF8.self) }

    public init(stringLiteral text: StaticString) {
        utf8 = text.withUTF8Buffer(Array.init)
        values = []
    }

    public init(stringInterpolation: StringInterpolation) {
        utf8 = stringInterpolation.utf8
        values = stringInterpolation.values
    }

    public struct StringInterpolation: StringInterpolationProtocol {
        var utf8: [UInt8] = []
        var values: [SQLValue] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            utf8.reserveCapacity(literalCapacity + 512)  // most of a statement stands in pieces of others
            values.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: StaticString) {
            literal.withUTF8Buffer { utf8.append(contentsOf: $0) }
        }

        public mutating func appendInterpolation(_ value: some SQLConvertible) {
            append(value.sqlValue)
        }

        public mutating func appendInterpolation(_ value: (some SQLConvertible)?) {
            append(value?.sqlValue ?? .null)
        }

        private mutating func append(_ value: SQLValue) {
            utf8.append(UInt8(ascii: "?"))
            values.append(value)
        }

        /// A piece of a statement inside another.
        public mutating func appendInterpolation(_ fragment: SQL) {
            utf8 += fragment.utf8
            values += fragment.values
        }
    }
}

/// What a column can hold: the types that SQLite and PostgreSQL both know.
public enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
}

/// A type that stands in one column.
public protocol SQLConvertible {
    var sqlValue: SQLValue { get }
    /// - Parameter column: counted from 0; not null.
    init(_ row: Row, column: Int) throws
}

/// What an engine holds at hand of a result. Columns are counted from 0.
public protocol Columns: AnyObject {
    func isNull(_ column: Int) -> Bool
    func integer(_ column: Int) -> Int64
    func text(_ column: Int) throws -> String
    func bytes(_ column: Int) throws -> [UInt8]
}

/// One line of a result, valid only while it is being read.
///
/// A type of its own, not a protocol's: what reads a column is compiled for the type that stands in it.
public struct Row {
    let columns: any Columns

    func isNull(_ column: Int) -> Bool { columns.isNull(column) }
    func integer(_ column: Int) -> Int64 { columns.integer(column) }
    func text(_ column: Int) throws -> String { try columns.text(column) }
    func bytes(_ column: Int) throws -> [UInt8] { try columns.bytes(column) }

    public subscript<Value: SQLConvertible>(column: Int) -> Value {
        get throws {
            guard !isNull(column) else { throw DatabaseError.unexpectedValue("null in column \(column)") }
            return try Value(self, column: column)
        }
    }

    public subscript<Value: SQLConvertible>(column: Int) -> Value? {
        get throws { isNull(column) ? nil : try Value(self, column: column) }
    }
}

extension String: SQLConvertible {
    public var sqlValue: SQLValue { .text(self) }
    public init(_ row: Row, column: Int) throws { self = try row.text(column) }
}

extension Int: SQLConvertible {
    public var sqlValue: SQLValue { .integer(Int64(self)) }
    public init(_ row: Row, column: Int) { self = Int(row.integer(column)) }
}

extension Bool: SQLConvertible {
    public var sqlValue: SQLValue { .integer(self ? 1 : 0) }
    public init(_ row: Row, column: Int) { self = row.integer(column) != 0 }
}

extension [UInt8]: SQLConvertible {
    public var sqlValue: SQLValue { .bytes(self) }
    public init(_ row: Row, column: Int) throws { self = try row.bytes(column) }
}

extension Instant: SQLConvertible {
    public var sqlValue: SQLValue { .integer(milliseconds) }
    public init(_ row: Row, column: Int) { self.init(milliseconds: row.integer(column)) }
}

extension ID: SQLConvertible {
    public var sqlValue: SQLValue { .text(description) }
    public init(_ row: Row, column: Int) throws {
        let text = try row.text(column)
        guard let id = ID(text) else { throw DatabaseError.unexpectedValue("not an id: \(text)") }
        self = id
    }
}

extension Language: SQLConvertible {}
extension Organization.Kind: SQLConvertible {}
extension Organization.Status: SQLConvertible {}

/// Enumerations stand in the database as their raw values.
extension SQLConvertible where Self: RawRepresentable, RawValue == String {
    public var sqlValue: SQLValue { .text(rawValue) }
    public init(_ row: Row, column: Int) throws {
        let text = try row.text(column)
        guard let value = Self(rawValue: text) else { throw DatabaseError.unexpectedValue("not a \(Self.self): \(text)") }
        self = value
    }
}
