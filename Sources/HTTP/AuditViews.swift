import Domain
import NIOCore
import Storage

extension AuditEntry: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("number", number)
            json.field("at", at)
            json.field("action", action)
            json.field("actor", actor)
            json.field("onBehalfOf", onBehalfOf)
            json.field("via", via)
            json.field("target", target)
            json.field("before", StateView(state: before))
            json.field("after", StateView(state: after))
            json.field("ip", address)
            json.field("userAgent", userAgent)
            json.field("requestId", requestID)
        }
    }
}

extension AuditEntry.Party: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("email", email)
        }
    }
}

/// An object with a field for all that is known.
struct StateView: JSONWritable {
    let state: AuditState

    func write(to json: inout JSONWriter) {
        json.object { json in
            for (field, value) in state.sorted(by: { $0.key.rawValue < $1.key.rawValue }) { json.field(named: field.rawValue, value) }
        }
    }
}

extension AuditValue: JSONWritable {
    func write(to json: inout JSONWriter) {
        switch self {
        case .text(let text): text.write(to: &json)
        case .number(let number): number.write(to: &json)
        case .flag(let flag): flag.write(to: &json)
        case .texts(let texts): json.array(texts)
        }
    }
}

/// What the audit log is exported as.
enum AuditFormat: String, CaseIterable {
    /// RFC 4180, with a line of names; `before` and `after` as JSON in one cell each.
    case csv
    /// An event as in the API, a line each (jsonlines.org).
    case jsonl

    var type: String {
        switch self {
        case .csv: "text/csv; charset=utf-8; header=present"
        case .jsonl: "application/jsonl; charset=utf-8"
        }
    }

    /// What stands before all events.
    var head: String {
        switch self {
        case .csv: CSV.line(Self.columns)
        case .jsonl: ""
        }
    }

    func buffer(_ entries: [AuditEntry]) -> ByteBuffer {
        var buffer = ByteBuffer()
        for entry in entries {
            switch self {
            case .csv: buffer.writeString(CSV.line(Self.cells(of: entry)))
            case .jsonl:
                buffer.writeImmutableBuffer(JSONWriter.buffer(entry))
                buffer.writeString("\n")
            }
        }
        return buffer
    }

    private static let columns = [
        "number", "at", "action", "actorId", "actorName", "actorEmail", "onBehalfOf", "via", "targetId", "targetName", "targetEmail",
        "before", "after", "ip", "userAgent", "requestId",
    ]

    private static func cells(of entry: AuditEntry) -> [String?] {
        [
            String(entry.number), entry.at.description, entry.action, entry.actor?.id, entry.actor?.name, entry.actor?.email,
            entry.onBehalfOf?.id, entry.via, entry.target?.id, entry.target?.name, entry.target?.email, text(of: entry.before),
            text(of: entry.after), entry.address, entry.userAgent, entry.requestID,
        ]
    }

    private static func text(of state: AuditState) -> String { String(buffer: JSONWriter.buffer(StateView(state: state))) }
}

/// Comma-separated values (RFC 4180).
enum CSV {
    /// Every cell is quoted. One that a spreadsheet would take for a formula begins with an apostrophe (OWASP, “CSV Injection”).
    static func line(_ cells: [String?]) -> String {
        cells.map { cell in
            let text = cell ?? ""
            let isFormula = text.unicodeScalars.first { !$0.properties.isWhitespace && !isInvisible($0) }.map(startsFormula) ?? false
            let isFolded = text.unicodeScalars.first.map { "\t\r\n".unicodeScalars.contains($0) } ?? false
            let quoted = text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            return "\"\(isFormula || isFolded ? "'" : "")\(quoted)\""
        }
        .joined(separator: ",") + "\r\n"
    }

    private static func startsFormula(_ scalar: Unicode.Scalar) -> Bool {
        "=+-@\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}".unicodeScalars.contains(scalar)
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .format || scalar.properties.generalCategory == .control
    }
}
