/// A part of a list.
public struct Page<Item: Sendable>: Sendable {
    public let items: [Item]
    /// Where the next part begins; nil at the end.
    public let next: Cursor?

    public init(items: [Item], next: Cursor?) {
        self.items = items
        self.next = next
    }
}

/// A place in a list: the sort key and the id of the last item that was seen. Opaque to clients.
public struct Cursor: Hashable, Sendable {
    public let key: String
    public let id: String

    public init(key: String, id: String) {
        self.key = key
        self.id = id
    }
}

/// Which part of a list is asked for.
public struct PageRequest: Sendable {
    public static let defaultLimit = 50
    public static let largestLimit = 200

    public let limit: Int
    public let after: Cursor?

    public init(limit: Int = defaultLimit, after: Cursor? = nil) {
        self.limit = limit
        self.after = after
    }
}
