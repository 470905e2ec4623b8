import Domain
import Foundation
import HTTPTypes
import NIOCore

/// What came back.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: ByteBuffer

    var text: String { String(buffer: body) }
    var json: JSONFields { JSONFields(text) }
    var code: String? { json["code"].text }

    /// The fields that a 422 names.
    var invalidFields: [String] { json["errors"].list.compactMap { $0["field"].text } }

    /// The body without what differs from request to request.
    var comparableBody: String {
        guard let id = json["requestId"].text else { return text }
        return text.split(separator: id).joined(separator: "…")
    }

    /// The token in the session cookie that the answer sets.
    var sessionToken: String? { cookie("tenantry") }

    /// By which an account knows the browser again.
    var browserToken: String? { cookie("tenantry-browser") }

    func cookie(named name: String) -> String? { cookie(name) }

    private func cookie(_ name: String) -> String? {
        let pairs = headers[values: .setCookie].compactMap { $0.split(separator: ";").first?.split(separator: "=") }
        return pairs.first { $0.count == 2 && ($0[0] == name || $0[0] == "__Host-" + name) }.map { String($0[1]) }
    }
}

/// JSON to send, or to look into: `answer.json["user"]["id"].text`.
struct JSONFields: Sendable, ExpressibleByDictionaryLiteral, CustomStringConvertible {
    nonisolated(unsafe) private let value: Any?  // a tree of immutable Foundation values

    private init(value: Any?) {
        self.value = value
    }

    init(_ text: String) {
        value = try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    }

    init(dictionaryLiteral elements: (String, Any)...) {
        value = Dictionary(uniqueKeysWithValues: elements)
    }

    subscript(key: String) -> JSONFields { JSONFields(value: (value as? [String: Any])?[key]) }
    var text: String? { value as? String }
    var number: Int? { value as? Int }
    var flag: Bool? { value as? Bool }
    var list: [JSONFields] { (value as? [Any] ?? []).map { JSONFields(value: $0) } }
    var keys: Set<String> { Set((value as? [String: Any] ?? [:]).keys) }
    var isMissing: Bool { value == nil }
    var isNull: Bool { value is NSNull }

    func with(_ key: String, _ replacement: Any) -> JSONFields {
        JSONFields(value: (value as? [String: Any] ?? [:]).merging([key: replacement]) { $1 })
    }

    func without(_ key: String) -> JSONFields {
        JSONFields(value: (value as? [String: Any] ?? [:]).filter { $0.key != key })
    }

    var string: String {
        get throws {
            guard let value else { return "" }
            return String(
                decoding: try JSONSerialization.data(withJSONObject: value, options: [.fragmentsAllowed, .sortedKeys]), as: UTF8.self)
        }
    }

    var description: String { (try? string) ?? "" }
}

extension JSONFields {
    /// As it goes over the wire.
    var body: String { get throws { try string } }
}
