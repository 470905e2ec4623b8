import Domain
import Testing

@testable import Storage

@Suite struct SQLTests {
    private static let texts = [
        "", "plain", "O'Hara", "'; DROP TABLE account; --", "\"quoted\"", "a\u{0}b", "\u{0}", "👩‍👩‍👧‍👦", "?", "?1 :name @name $name", "%_\\",
        "line\nbreak", "\u{feff}bom", "e\u{301}", "{{assets}}", "\\(value)",
    ]

    @Test func everyValueBecomesAParameter() {
        let text = "'; DROP TABLE account; --"
        let sql: SQL = "SELECT \(text), \(42), \(true), \([1, 2] as [UInt8]), \(Instant(milliseconds: 7)) WHERE 1 = \(Language.german)"
        #expect(sql.text == "SELECT ?, ?, ?, ?, ? WHERE 1 = ?")
        #expect(sql.values == [.text(text), .integer(42), .integer(1), .bytes([1, 2]), .integer(7), .text("de")])
        #expect(!sql.text.contains("DROP"))
    }

    @Test func nilBecomesNull() {
        let (text, number): (String?, Int?) = (nil, nil)
        let sql: SQL = "SELECT \(text), \(number), \(Optional("x")), \(nil as ID<Account>?)"
        #expect(sql.text == "SELECT ?, ?, ?, ?")
        #expect(sql.values == [.null, .null, .text("x"), .null])
    }

    @Test func nestedFragmentsKeepTheirOrder() {
        let inner: SQL = "b = \(2) OR c = \(3)"
        let middle: SQL = "a = \(1) AND (\(inner)) AND d = \(4)"
        let sql: SQL = "SELECT \(0) WHERE \(middle) LIMIT \(5)"
        #expect(sql.text == "SELECT ? WHERE a = ? AND (b = ? OR c = ?) AND d = ? LIMIT ?")
        #expect(sql.values == (0...5).map { SQLValue.integer(Int64($0)) })
    }

    @Test func textsComeBackByteForByte() async throws {
        try await Fixture.run { fixture in
            try await fixture.run("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT, bytes BLOB) STRICT")
            for (index, text) in Self.texts.enumerated() {
                try await fixture.run("INSERT INTO note VALUES (\(index), \(text), \(Array(text.utf8)))")
            }
            let found = try await fixture.storage.read { connection in
                try connection.rows("SELECT text, bytes, typeof(text), typeof(bytes) FROM note ORDER BY id") { row in
                    [
                        Array((try row[0] as String).utf8), try row[1], Array((try row[2] as String).utf8),
                        Array((try row[3] as String).utf8),
                    ]
                }
            }
            #expect(found.map { $0[0] } == Self.texts.map { Array($0.utf8) })
            #expect(found.map { $0[1] } == Self.texts.map { Array($0.utf8) })
            #expect(Set(found.map { String(decoding: $0[2] + [32] + $0[3], as: UTF8.self) }) == ["text blob"])
            #expect(try await fixture.count("SELECT count(*) FROM account") == 0)
        }
    }

    @Test func numbersAndNullsComeBack() async throws {
        try await Fixture.run { fixture in
            for number in [Int.min, -1, 0, 1, 1 << 53 + 1, Int.max] {
                #expect(try await fixture.storage.read { try $0.first("SELECT \(number)") { try $0[0] as Int } } == number)
            }
            let pair = try await fixture.storage.read { connection in
                try connection.first("SELECT \(nil as String?), \([] as [UInt8])") { row in
                    (isNull: try (row[0] as String?) == nil, empty: try row[1] as [UInt8]?)
                }
            }
            #expect(pair?.isNull == true)
            #expect(pair?.empty == [])
        }
    }

    @Test func whatTheColumnShouldNotHoldIsAnError() async throws {
        try await Fixture.run { fixture in
            let null = await failure { try await fixture.storage.read { try $0.first("SELECT NULL") { try $0[0] as String } } }
            #expect(null as? DatabaseError == .unexpectedValue("null in column 0"))
            let id = await failure { try await fixture.storage.read { try $0.first("SELECT 'acc_1'") { try $0[0] as ID<Account> } } }
            #expect(id as? DatabaseError == .unexpectedValue("not an id: acc_1"))
            let kind = await failure { try await fixture.storage.read { try $0.first("SELECT 'x'") { try $0[0] as Organization.Kind } } }
            #expect(kind as? DatabaseError == .unexpectedValue("not a Kind: x"))
        }
    }

    @Test func patternsTakeTheirSignsLiterally() async throws {
        #expect("50%_of\\it".escapedForLike == "50\\%\\_of\\\\it")
        try await Fixture.run { fixture in
            let pattern = "%\("50%".escapedForLike)%"
            let matches = try await fixture.count("SELECT 'a 50% b' LIKE \(pattern) ESCAPE '\\'")
            let misses = try await fixture.count("SELECT 'a 500 b' LIKE \(pattern) ESCAPE '\\'")
            #expect(matches == 1 && misses == 0)
        }
    }

    /// The same statement inside its own result takes another prepared one.
    @Test func aStatementMayRunInsideItself() async throws {
        try await Fixture.run { fixture in
            let pairs = try await fixture.storage.read { connection in
                let numbers: SQL = "SELECT value FROM json_each(\("[1,2,3]"))"
                return try connection.rows(numbers) { outer in
                    let first: Int = try outer[0]
                    return try connection.rows(numbers) { inner in first * 10 + (try inner[0] as Int) }
                }
            }
            #expect(pairs == [[11, 12, 13], [21, 22, 23], [31, 32, 33]])
        }
    }
}
