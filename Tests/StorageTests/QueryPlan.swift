/// How SQLite would find the rows of a statement (sqlite.org/eqp.html).
struct QueryPlan {
    /// One table that is gone through, or searched.
    struct Step {
        let text: String
        let table: String
        let isScan: Bool
        /// Columns by whose values a search in an index goes, in the index's order.
        let columns: [String]

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
    var scans: [String] { steps.filter { $0.hasPrefix("SCAN") && !$0.contains("CONSTANT ROW") } }
    /// Steps that put rows in order after finding them all.
    var sorts: [String] { steps.filter { $0.contains("TEMP B-TREE") } }

    /// Steps that read a table, which is called by its own name here.
    var reads: [Step] {
        let tables = self.tables
        return steps.compactMap { text in
            let words = text.split(separator: " ")
            guard words.count > 1, ["SCAN", "SEARCH"].contains(words[0]), words[1] != "CONSTANT" else { return nil }
            let name = String(words[1])
            let columns = words.filter { $0.contains("=") || $0.contains("<") || $0.contains(">") }
                .map { $0.trimmingPrefix("(").prefix { $0.isLetter || $0 == "_" } }
            return Step(text: text, table: tables[name] ?? name, isScan: words[0] == "SCAN", columns: columns.map(String.init))
        }
    }

    /// What tables are called in the statement.
    private var tables: [String: String] {
        let words = statement.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
        var tables: [String: String] = [:]
        for (index, word) in words.enumerated() where ["FROM", "JOIN"].contains(word) && index + 3 < words.count {
            if words[index + 2] == "AS" { tables[words[index + 3]] = words[index + 1] }
        }
        return tables
    }
}
