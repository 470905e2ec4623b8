import Domain

extension Page {
    /// - Parameter found: one more than was asked for, if there are that many.
    init(_ found: [Item], for request: PageRequest, cursor: (Item) -> Cursor) {
        let items = Array(found.prefix(request.limit))
        self.init(items: items, next: found.count > request.limit ? items.last.map(cursor) : nil)
    }
}

extension Cursor {
    init(number: Int64, id: String) {
        self.init(key: String(number), id: id)
    }

    /// The sort key of a list that is ordered by time. A cursor from another list finds the beginning.
    var number: Int { Int(key) ?? 0 }
}

extension String {
    /// `%`, `_` and `\` stand for themselves in a pattern with `ESCAPE '\'`.
    var escapedForLike: String {
        var escaped = ""
        for scalar in unicodeScalars {
            if "%_\\".unicodeScalars.contains(scalar) { escaped += "\\" }
            escaped.unicodeScalars.append(scalar)
        }
        return escaped
    }
}
