import Domain
import HTTP
import Mail
import Storage

/// The outbox as an operator reads it.
enum OutboxReport {
    static func table(of entries: [OutboxEntry]) -> String {
        guard !entries.isEmpty else { return "No message waits.\n" }
        return entries.map { "\($0.id)  \($0.createdAt)  \($0.kind.rawValue)  \($0.recipient)  \(state(of: $0))\n" }.joined()
    }

    /// A message as it would be sent, or what is left of it.
    static func text(of entry: OutboxEntry, carrying token: Token?, _ settings: Settings) -> String {
        let head = "State: \(state(of: entry))\nTo: \(entry.recipient)\n"
        guard let message = entry.message else {
            return head + "\nIt has been sent; what it said is kept no longer.\n"
        }
        let link = entry.state == .waiting ? settings.publicURL.link(of: message, carrying: token) : nil
        let letter = Letter(message, to: entry.recipient, in: entry.language, link: link, from: settings.signature)
        return head + "Subject: \(letter.subject)\n\n\(letter.text)\n"
    }

    private static func state(of entry: OutboxEntry) -> String {
        let attempts = "\(entry.attempts) \(entry.attempts == 1 ? "attempt" : "attempts")"
        let next = entry.state == .waiting ? ", next \(entry.nextAttemptAt)" : ""
        return "\(entry.state.rawValue), \(attempts)\(next)" + (entry.lastAnswer.map { ": \($0)" } ?? "")
    }
}
