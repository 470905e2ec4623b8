import Domain

extension Email {
    /// The message as RFC 5322 and MIME (RFC 2045 to 2049) want it: lines that end in CRLF, the last one too. ASCII, except for a
    /// local part that isn't (RFC 6532).
    /// - Parameter randomness: of the boundary between the parts.
    func rendered(randomness: Randomness = .system) -> String {
        let head = [
            "Date: \(date.mailDate)",
            Self.field("From", from),
            Self.field("To", to),
            "Subject: \(subject.unstructured(after: 9))",
            "Message-ID: <\(id.text)>",
            "Auto-Submitted: auto-generated",  // RFC 3834 §5: nobody's absence notice answers
            "MIME-Version: 1.0",
        ]
        return (head + body(randomness)).map { $0 + "\r\n" }.joined()
    }

    /// Whether everyone on the way has to know RFC 6531.
    var isInternational: Bool {
        from.address.isInternational || to.address.isInternational
    }

    private func body(_ randomness: Randomness) -> [String] {
        guard let html else { return Self.part("plain", text) }
        // No line of quoted-printable text begins or goes on with "=_" (RFC 2045 §6.7), so no part holds its own boundary.
        let boundary = "=_" + randomness.bytes(16).hexadecimal
        return ["Content-Type: multipart/alternative;\r\n boundary=\"\(boundary)\"", ""]
            + ["--\(boundary)"] + Self.part("plain", text)
            + ["--\(boundary)"] + Self.part("html", html)
            + ["--\(boundary)--"]
    }

    private static func part(_ subtype: String, _ text: String) -> [String] {
        [
            "Content-Type: text/\(subtype); charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "",
            QuotedPrintable.encode(text),
        ]
    }

    private static func field(_ name: String, _ mailbox: Mailbox) -> String {
        let start = "\(name): "
        guard let displayName = mailbox.name else { return start + mailbox.address.wireText }
        let phrase = HeaderText(displayName).phrase(after: start.utf8.count)
        let line = "\(start)\(phrase) <\(mailbox.address.wireText)>"
        return line.utf8.count <= EncodedWords.lineLimit ? line : "\(start)\(phrase)\r\n <\(mailbox.address.wireText)>"
    }
}

extension Instant {
    /// RFC 5322 §3.3: `Sat, 21 Nov 2026 09:30:00 +0000`.
    var mailDate: String { dateAndTime(zone: "+0000") }
}
