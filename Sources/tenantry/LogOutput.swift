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
        var fields: [(key: String, value: String)] = []
        fields.reserveCapacity(metadata.count + (event.metadata?.count ?? 0))
        for (key, value) in event.metadata ?? [:] { fields.append((key, Self.text(of: value))) }
        for (key, value) in metadata where event.metadata?[key] == nil {
            fields.append((key == "hb.request.id" ? "request" : key, Self.text(of: value)))
        }
        fields.sort { $0.key < $1.key }
        var line = format == .json ? json(event, fields) : text(event, fields)
        _ = line.withUTF8 { write(STDERR_FILENO, $0.baseAddress, $0.count) }  // one call, so that lines stay whole
    }

    private static func text(of value: Logger.MetadataValue) -> String {
        if case .string(let text) = value { text } else { "\(value)" }
    }

    private func text(_ event: LogEvent, _ fields: [(key: String, value: String)]) -> String {
        var line = "\(Clock.system.now) \(event.level.rawValue) \(event.message)"
        line.reserveCapacity(320)
        for (key, value) in fields {
            line += " "
            line += key
            line += "="
            line += Self.isPlain(value) ? value : Self.quoted(value)
        }
        line += "\n"
        return line
    }

    private func json(_ event: LogEvent, _ fields: [(key: String, value: String)]) -> String {
        let first = [("time", "\(Clock.system.now)"), ("level", event.level.rawValue), ("message", "\(event.message)")]
        let pairs = (first + fields.map { ($0.key, $0.value) }).map { "\(Self.quoted($0.0)):\(Self.quoted($0.1))" }
        return "{\(pairs.joined(separator: ","))}\n"
    }

    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                $0 > UInt8(ascii: " ") && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "=") && $0 != 0x7f
            }
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
