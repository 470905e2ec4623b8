import Domain
import Glibc
import Logging

/// One line an event on standard error, as text or as JSON.
struct LogOutput: LogHandler {
    enum Format: String, CaseIterable, Sendable {
        case text, json
    }

    let format: Format
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }
            .map { (key: $0.key == "hb.request.id" ? "request" : $0.key, value: "\($0.value)") }
            .sorted { $0.key < $1.key }
        let line = format == .json ? json(event, fields) : text(event, fields)
        _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }  // one call, so that lines stay whole
    }

    private func text(_ event: LogEvent, _ fields: [(key: String, value: String)]) -> String {
        let pairs = fields.map { " \($0.key)=\(Self.isPlain($0.value) ? $0.value : Self.quoted($0.value))" }
        return "\(Clock.system.now) \(event.level.rawValue) \(event.message)\(pairs.joined())\n"
    }

    private func json(_ event: LogEvent, _ fields: [(key: String, value: String)]) -> String {
        let first = [("time", "\(Clock.system.now)"), ("level", event.level.rawValue), ("message", "\(event.message)")]
        let pairs = (first + fields.map { ($0.key, $0.value) }).map { "\(Self.quoted($0.0)):\(Self.quoted($0.1))" }
        return "{\(pairs.joined(separator: ","))}\n"
    }

    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.allSatisfy { $0 > " " && $0 != "\"" && $0 != "=" && $0 != "\u{7f}" }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\0"..<" ", "\u{7f}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
