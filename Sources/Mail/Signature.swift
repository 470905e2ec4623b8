/// By what people know the service that writes to them, and where they find it.
public struct Signature: Hashable, Sendable {
    public let service: String
    /// Host and port of its pages: `accounts.example.com`
    public let host: String

    public init(service: String, host: String) {
        self.service = service
        self.host = host
    }

    /// The last line of every letter.
    var line: Words { "\(service) \(Words(ours: "· \(host)"))" }
}
