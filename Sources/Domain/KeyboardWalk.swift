/// A way over the keys that a finger goes without looking: `zaq12wsx`, `qwertyhgfdsa`.
enum KeyboardWalk {
    /// Whether each key is the last one's neighbour or the same, but for one jump in ten. On a keyboard as it is used for English.
    static func matches(_ password: String) -> Bool {
        let keys = password.compactMap { places[$0] }
        guard keys.count >= 4, keys.count == password.count else { return false }
        let steps = zip(keys, keys.dropFirst()).map { distance($0, $1) }
        return steps.count { $0 > 1 } <= keys.count / 10
    }

    private typealias Place = (row: Int, column: Int)

    /// In keys. Each row stands half a key to the right of the one above it, so that a key has two neighbours there.
    private static func distance(_ one: Place, _ other: Place) -> Int {
        let (down, right) = (other.row - one.row, other.column - one.column)
        return down * right >= 0 ? abs(down) + abs(right) : max(abs(down), abs(right))
    }

    private static let places: [Character: Place] = {
        let rows = ["1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"].map(Array.init)
        let shifted = ["!@#$%^&*()_+", "qwertyuiop{}", "asdfghjkl:\"", "zxcvbnm<>?"].map(Array.init)
        var places: [Character: Place] = [:]
        for rows in [rows, shifted] {
            for (row, keys) in rows.enumerated() {
                for (column, key) in keys.enumerated() { places[key] = (row, column) }
            }
        }
        return places
    }()
}
