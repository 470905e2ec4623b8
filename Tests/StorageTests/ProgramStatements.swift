import FoundationEssentials

/// A string of the program's source that is a statement or a piece of one, as a pattern: what is put in by `\(…)` may be anything.
///
/// White space counts for nothing, in the pattern and in what it is held against.
struct StatementPattern {
    let file: String
    /// Counted from 1.
    let line: Int
    /// What stands between what is put in.
    let pieces: [[UInt8]]

    /// Of what is said whatever is put in.
    var length: Int { pieces.reduce(0) { $0 + $1.count } }

    /// Whether it is this statement, from its beginning to its end.
    func isWhole(_ statement: NormalizedStatement) -> Bool {
        let text = statement.bytes[...]
        guard text.starts(with: pieces[0]) else { return false }
        guard pieces.count > 1 else { return text.count == pieces[0].count }
        var rest = text.dropFirst(pieces[0].count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let found = rest.firstRange(of: piece) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.count >= pieces[pieces.count - 1].count && rest.reversed().starts(with: pieces[pieces.count - 1].reversed())
    }

    /// Whether it is part of this statement.
    func isPart(of statement: NormalizedStatement) -> Bool {
        var rest = statement.bytes[...]
        for piece in pieces where !piece.isEmpty {
            guard let found = rest.firstRange(of: piece) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}

/// A statement without its white space.
struct NormalizedStatement {
    let text: String
    let bytes: [UInt8]

    init(_ text: String) {
        self.text = text
        bytes = text.utf8.filter { !$0.isWhiteSpace }
    }
}

extension StatementPattern {
    /// All of a folder's files, without those in folders in it.
    static func all(in folder: String) throws -> [StatementPattern] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }.sorted()
        return try names.flatMap { name in
            let source = try String(decoding: Data(contentsOf: URL(filePath: "\(folder)/\(name)")), as: UTF8.self)
            return StatementPattern.all(in: source, of: name)
        }
    }

    /// Those of one file, among its strings whatever has a word of SQL in it.
    static func all(in source: String, of file: String) -> [StatementPattern] {
        var reader = SourceReader(source: Array(source.utf8), file: file)
        reader.readToEnd()
        return reader.patterns
    }
}

/// Finds the strings in Swift's source. Knows comments, strings of one line and of many, and strings in what is put into strings.
private struct SourceReader {
    let source: [UInt8]
    let file: String
    var patterns: [StatementPattern] = []
    private var position = 0
    private var line = 1

    init(source: [UInt8], file: String) {
        self.source = source
        self.file = file
    }

    mutating func readToEnd() {
        while position < source.count {
            if isAt("//") { skipLine() } else if isAt("\"") { readString() } else { advance() }
        }
    }

    private func isAt(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { source[position...].starts(with: $0) }
    }

    private mutating func advance(by count: Int = 1) {
        for _ in 0..<count where position < source.count {
            if source[position] == UInt8(ascii: "\n") { line += 1 }
            position += 1
        }
    }

    private mutating func skipLine() {
        while position < source.count, source[position] != UInt8(ascii: "\n") { advance() }
    }

    private mutating func readString() {
        let (start, isLong) = (line, isAt("\"\"\""))
        let end: StaticString = isLong ? "\"\"\"" : "\""
        var pieces: [[UInt8]] = [[]]
        advance(by: end.utf8CodeUnitCount)
        while position < source.count, !isAt(end) {
            if isAt("\\(") {
                skipInterpolation()
                pieces.append([])
            } else {
                if isAt("\\") { advance() }
                if position < source.count { pieces[pieces.count - 1].append(source[position]) }
                advance()
            }
        }
        advance(by: end.utf8CodeUnitCount)
        guard pieces.contains(where: \.hasWordOfSQL) else { return }
        patterns.append(StatementPattern(file: file, line: start, pieces: pieces.map { $0.filter { !$0.isWhiteSpace } }))
    }

    private mutating func skipInterpolation() {
        advance(by: 2)
        var depth = 1
        while position < source.count, depth > 0 {
            if isAt("\"") {
                readString()
                continue
            }
            if isAt("(") { depth += 1 }
            if isAt(")") { depth -= 1 }
            advance()
        }
    }
}

extension UInt8 {
    fileprivate var isWhiteSpace: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\n") }
}

extension [UInt8] {
    private static let words: Set<String> = [
        "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "FROM", "WHERE", "JOIN", "SET", "AND", "OR", "EXISTS", "CASE", "ORDER", "LIMIT",
        "NULL",
    ]

    fileprivate var hasWordOfSQL: Bool {
        split { !($0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z")) }
            .contains { Self.words.contains(String(decoding: $0, as: UTF8.self)) }
    }
}
