import Domain
import HTTPTypes
import Hummingbird
import NIOCore

@testable import HTTP

extension FuzzTarget {
    /// Cursors, alone and in a query: the place that one names, written again, is the same place.
    static let cursor = FuzzTarget(name: "cursor", longest: 256, seeds: samples.map { Array($0.utf8) }) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        if let cursor = Cursor(opaque: text) {
            try require(!cursor.key.utf8.contains(0) && !cursor.id.utf8.contains(0), "no NUL in its parts")
            let again = Cursor(opaque: cursor.opaque)
            try require(again.map(bytesOf) == bytesOf(cursor), "the same again")
            try require(again?.opaque == cursor.opaque, "one spelling of ours")
        }
        let parts = text.split(separator: "\0", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, !parts[1].utf8.contains(0) {
            let cursor = Cursor(key: String(parts[0]), id: String(parts[1]))
            try require(Cursor(opaque: cursor.opaque).map(bytesOf) == bytesOf(cursor), "any place can be named")
        }
        let path = "/?" + text.unicodeScalars.filter { ("!"..."~").contains($0) }.map(String.init).joined()
        let head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: path)
        let query = Query(Request(head: head, body: RequestBody(buffer: ByteBuffer())))
        if let limit = (try? query.all(query.limit, query.cursor, query.flag("all")))?.0 {
            try require((1...PageRequest.largestLimit).contains(limit), "a limit within")
        }
    }

    private static func bytesOf(_ cursor: Cursor) -> [[UInt8]] { [Array(cursor.key.utf8), Array(cursor.id.utf8)] }

    private static let samples =
        [
            Cursor(key: "ada", id: "acc_1"), Cursor(key: "", id: ""), Cursor(key: "Zoë ß 😀", id: "org_2"),
            Cursor(key: "1790000000000", id: "mem_3"),
        ]
        .flatMap { [$0.opaque, $0.key + "\0" + $0.id, "limit=20&cursor=\($0.opaque)"] } + ["limit=200&all=true&query=a%20b+c%C3%A9&cursor="]
}
