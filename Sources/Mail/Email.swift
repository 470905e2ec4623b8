import Domain

/// A message as it leaves: one sender, one recipient, the same words as plain text and as HTML.
public struct Email: Hashable, Sendable {
    public let from: Mailbox
    public let to: Mailbox
    public let subject: HeaderText
    /// Plain text, any line ends.
    public let text: String
    /// The same as an HTML document; without it the message is plain text alone.
    public let html: String?
    public let id: MessageID
    public let date: Instant

    /// - Parameters:
    ///   - id: stays the same when the message is tried again, so that a mailbox can tell that it has it already.
    public init(from: Mailbox, to: Mailbox, subject: HeaderText, text: String, html: String? = nil, id: MessageID, date: Instant) {
        self.from = from
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.id = id
        self.date = date
    }
}

/// What stands between the angle brackets of `Message-ID` (RFC 5322 §3.6.4): `3f6c…@example.com`.
public struct MessageID: Hashable, Sendable {
    let text: String

    /// 128 random bits at the sender's domain.
    public init(at sender: EmailAddress, randomness: Randomness = .system) {
        text = "\(randomness.bytes(16).hexadecimal)@\(sender.asciiDomain)"
    }

    /// An id that the message has already, at the sender's domain.
    public init(_ id: ID<Message>, at sender: EmailAddress) {
        text = "\(id)@\(sender.asciiDomain)"
    }
}

extension [UInt8] {
    /// Two small letters or digits a byte.
    var hexadecimal: String {
        map { $0.twoDigits.lowercased() }.joined()
    }
}
