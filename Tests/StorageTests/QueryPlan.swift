/// How SQLite would find the rows of a statement (sqlite.org/eqp.html).
struct QueryPlan {
    /// One table that is gone through, or searched.
    struct Step {
        let text: String
        let table: String
        let isScan: Bool
        /// The column by whose value a search in an index begins.
        let firstColumn: String?

        /// Whether only one organization's rows are read.
        var isByOrganization: Bool { text.contains("(organization_id=?") || text.contains(" organization_id=?") }
    }

    let statement: String
    let steps: [String]

    init(of statement: String, on database: RawDatabase) throws {
        self.statement = statement
        steps = try database.rows("EXPLAIN QUERY PLAN " + statement).map { $0[3] }
    }

    /// - Parameter path: a database with the same schema.
    init(of statement: String, at path: String) throws {
        try self.init(of: statement, on: RawDatabase(path))
    }

    /// Steps that walk through a whole table or index.
    var scans: [String] { reads.filter(\.isScan).map(\.text) }
    /// Steps that put rows in order after finding them all.
    var sorts: [String] { steps.filter { $0.contains("TEMP B-TREE") } }

    /// Steps that read a table, by its own name; where a statement gives one name to two tables, as if it read both.
    var reads: [Step] {
        let tables = self.tables
        return steps.flatMap { text -> [Step] in
            let words = text.split(separator: " ").map(String.init)
            guard words.count > 1, ["SCAN", "SEARCH"].contains(words[0]), words[1] != "CONSTANT" else { return [] }
            let column = words.first { $0.contains { "=<>".contains($0) } }?.trimmingPrefix("(").prefix { $0.isLetter || $0 == "_" }
            return (tables[words[1]] ?? [words[1]]).map { table in
                Step(text: text, table: table, isScan: words[0] == "SCAN", firstColumn: column.map(String.init))
            }
        }
    }

    /// What is called how in the statement.
    private var tables: [String: Set<String>] {
        let words = statement.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
        var tables: [String: Set<String>] = [:]
        for (index, word) in words.enumerated() where ["FROM", "JOIN"].contains(word) && index + 3 < words.count {
            if words[index + 2] == "AS" { tables[words[index + 3], default: []].insert(words[index + 1]) }
        }
        return tables
    }
}
