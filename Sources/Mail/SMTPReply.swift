/// What a server says to a command (RFC 5321 §4.2): a code, and a line of text or several.
struct SMTPReply: Hashable, Sendable {
    let code: Int
    /// At least one; only what prints.
    let lines: [String]

    /// For logs: `550 5.1.1 No such user`, at most 400 characters.
    var summary: String {
        String("\(code) \(lines.filter { !$0.isEmpty }.joined(separator: " "))".prefix(400))
    }
}

/// Makes replies of the bytes that arrive, and gives up on what no server sends.
struct SMTPReplyParser {
    /// §4.5.3.1.5 has 512; some servers need more.
    private static let longestLine = 2048
    private static let mostLines = 100

    private var unread: [UInt8] = []
    private var code: Int?
    private var lines: [String] = []

    /// Whether something has arrived that is not yet part of a reply that was taken.
    var hasUnread: Bool { !unread.isEmpty || !lines.isEmpty }
    var unreadCount: Int { unread.count }

    mutating func append(_ bytes: some Sequence<UInt8>) {
        unread.append(contentsOf: bytes)
    }

    /// The next reply, or nil until all of it has arrived.
    mutating func next() throws(SMTPFailure) -> SMTPReply? {
        while let line = try nextLine() {
            let (code, isLast, text) = try Self.parse(line)
            guard self.code ?? code == code else { throw SMTPFailure("the server's reply changes its code from line to line") }
            self.code = code
            lines.append(text)
            guard isLast else {
                guard lines.count < Self.mostLines else { throw SMTPFailure("the server's reply has more than \(Self.mostLines) lines") }
                continue
            }
            defer { (self.code, lines) = (nil, []) }
            return SMTPReply(code: code, lines: lines)
        }
        return nil
    }

    private mutating func nextLine() throws(SMTPFailure) -> [UInt8]? {
        let end = unread.firstIndex(of: UInt8(ascii: "\n"))
        guard end ?? unread.count <= Self.longestLine else {
            throw SMTPFailure("the server's reply has a line of more than \(Self.longestLine) bytes")
        }
        guard let end else { return nil }
        defer { unread.removeSubrange(...end) }
        return Array(unread[end > 0 && unread[end - 1] == UInt8(ascii: "\r") ? ..<(end - 1) : ..<end])
    }

    private static func parse(_ line: [UInt8]) throws(SMTPFailure) -> (code: Int, isLast: Bool, text: String) {
        let text = printable(line.dropFirst(4))
        guard line.count >= 3, let code = Int(String(decoding: line.prefix(3), as: UTF8.self)), (200...599).contains(code),
            line.count == 3 || line[3] == UInt8(ascii: " ") || line[3] == UInt8(ascii: "-")
        else { throw SMTPFailure("the server doesn't speak SMTP: “\(printable(line[...]).prefix(80))”") }
        return (code, line.count == 3 || line[3] == UInt8(ascii: " "), text)
    }

    private static func printable(_ bytes: ArraySlice<UInt8>) -> String {
        let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars.map { scalar -> Unicode.Scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: "�"
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
