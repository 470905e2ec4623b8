/// A line of a conversation, secrets struck out.
public enum SMTPLine: Hashable, Sendable, CustomStringConvertible {
    case client(String)
    case server(String)
    /// What happened in between, TLS for one.
    case event(String)

    public var description: String {
        switch self {
        case .client(let text): "C: \(text)"
        case .server(let text): "S: \(text)"
        case .event(let text): "   \(text)"
        }
    }
}
