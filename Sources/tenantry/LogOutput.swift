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
        let line = format == .json ? json(event, fields) : text(event, fields)
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }  // one call, so that lines stay whole
    }

    private static func text(of value: Logger.MetadataValue) -> String {
        if case .string(let text) = value { text } else { "\(value)" }
    }

    private func text(_ event: LogEvent, _ fields: [(key: String, value: String)]) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(320)
        line += "\(Clock.system.now) \(event.level.rawValue) \(event.message)".utf8
        for (key, value) in fields {
            line.append(UInt8(ascii: " "))
            line += key.utf8
            line.append(UInt8(ascii: "="))
            if Self.isPlain(value) { line += value.utf8 } else { Self.quote(value, on: &line) }
        }
        line.append(UInt8(ascii: "\n"))
        return line
    }

    private func json(_ event: LogEvent, _ fields: [(key: String, value: String)]) -> [UInt8] {
        var line: [UInt8] = []
        let first = [("time", "\(Clock.system.now)"), ("level", event.level.rawValue), ("message", "\(event.message)")]
        for (key, value) in first + fields.map({ ($0.key, $0.value) }) {
            line.append(UInt8(ascii: line.isEmpty ? "{" : ","))
            Self.quote(key, on: &line)
            line.append(UInt8(ascii: ":"))
            Self.quote(value, on: &line)
        }
        line += "}\n".utf8
        return line
    }

    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                $0 > UInt8(ascii: " ") && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "=") && $0 != 0x7f
            }
    }

    private static func quote(_ text: String, on line: inout [UInt8]) {
        line.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): line += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): line += "\\n".utf8
            case 0..<0x20, 0x7f:
                let digits = String(byte, radix: 16)
                line += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
            default: line.append(byte)
            }
        }
        line.append(UInt8(ascii: "\""))
    }
}
