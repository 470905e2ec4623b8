import Domain

/// A connection on which messages can be handed over: greeted, encrypted, logged in.
struct SMTPSession: Sendable {
    private let connection: SMTPConnection
    private let extensions: SMTPExtensions

    /// Fails unless everything is as `server` wants it. Until TLS stands, nothing but greetings has gone out.
    init(_ connection: SMTPConnection, _ server: SMTPServer) async throws(SMTPFailure) {
        self.connection = connection
        var isEncrypted = false
        if server.security == .tls {
            try await connection.startTLS(server)
            isEncrypted = true
        }
        try Self.require(try await connection.greeting(), 220, "greets")
        var extensions = try await Self.hello(connection)
        if server.security == .startTLS, try Self.mustStartTLS(extensions, server) {
            try Self.require(try await connection.command("STARTTLS"), 220, "answers STARTTLS")
            try await connection.startTLS(server)
            isEncrypted = true
            extensions = try await Self.hello(connection)  // what was said in the clear counts for nothing (RFC 3207 §4.2)
        }
        self.extensions = extensions
        guard let credentials = server.credentials else { return }
        guard isEncrypted || server.isLoopback else { throw SMTPFailure("no password goes out as plain text") }
        try await Self.logIn(connection, extensions, credentials)
    }

    private static func hello(_ connection: SMTPConnection) async throws(SMTPFailure) -> SMTPExtensions {
        let reply = try await connection.command("EHLO \(connection.addressLiteral)")
        try require(reply, 250, "answers EHLO")
        return SMTPExtensions(reply)
    }

    /// On this machine nobody stands in between who could have taken the offer out.
    private static func mustStartTLS(_ extensions: SMTPExtensions, _ server: SMTPServer) throws(SMTPFailure) -> Bool {
        if extensions.has("STARTTLS") { return true }
        guard server.isLoopback else {
            throw SMTPFailure("the server offers no STARTTLS, so nothing was sent; smtps:// is for servers that begin with TLS")
        }
        return false
    }

    /// AUTH PLAIN (RFC 4616) where it is offered, else LOGIN.
    private static func logIn(
        _ connection: SMTPConnection, _ extensions: SMTPExtensions, _ credentials: SMTPCredentials
    ) async throws(SMTPFailure) {
        let offered = extensions.parameters(of: "AUTH") ?? []
        if offered.contains("PLAIN") {
            let mark = SMTPRedaction.mark
            try require(try await connection.command("AUTH PLAIN \(credentials.plain)", shown: "AUTH PLAIN \(mark)"), 235, "answers AUTH")
        } else if offered.contains("LOGIN") {
            try require(try await connection.command("AUTH LOGIN"), 334, "answers AUTH")
            try require(try await connection.command(credentials.login[0], shown: SMTPRedaction.mark), 334, "answers AUTH")
            try require(try await connection.command(credentials.login[1], shown: SMTPRedaction.mark), 235, "answers AUTH")
        } else {
            let list = offered.isEmpty ? "none" : offered.joined(separator: ", ")
            throw SMTPFailure("the server offers neither AUTH PLAIN nor LOGIN, the ways to log in that are known here: it offers \(list)")
        }
    }

    private static func require(_ reply: SMTPReply, _ code: Int, _ what: String) throws(SMTPFailure) {
        guard reply.code == code else { throw SMTPFailure("the server \(what) with \(reply.summary)") }
    }

    /// Hands `email` over. Fails if the connection is of no use afterwards; unless it was accepted, `reset` comes before the next.
    func send(_ email: Email) async throws(SMTPFailure) -> DeliveryOutcome {
        let message = Array(email.rendered().utf8)
        if let obstacle = extensions.obstacle(to: email, bytes: message.count) { return .refused(obstacle) }
        let commands = [
            "MAIL FROM:<\(email.from.address.wireText)>" + extensions.parameters(for: email, bytes: message.count),
            "RCPT TO:<\(email.to.address.wireText)>",
            "DATA",
        ]
        for command in commands {
            let reply = try await connection.command(command)
            let isWelcome = reply.code / 100 == (command == "DATA" ? 3 : 2)
            if !isWelcome { return try Self.refusal(reply, of: command == commands[0] ? .sender : .message) }
        }
        let reply = try await connection.message(message)
        return reply.code / 100 == 2 ? .accepted(reply.summary) : try Self.refusal(reply, of: .message)
    }

    /// Ends what a message that wasn't taken has begun.
    func reset() async throws(SMTPFailure) {
        try Self.require(try await connection.command("RSET"), 250, "answers RSET")
    }

    private enum Subject {
        case sender, message
    }

    /// A login that is wanted (RFC 4954 §6) or a sender that isn't: that is for the operator to mend, and no fault of the message.
    private static func refusal(_ reply: SMTPReply, of subject: Subject) throws(SMTPFailure) -> DeliveryOutcome {
        switch reply.code {
        case 421: throw SMTPFailure(farewell: reply)
        case 552: return .refused(reply.summary)  // larger than the server takes (RFC 1870 §6)
        case 400...499, 530, 534, 535, 538: return .deferred(reply.summary)
        case 500...599: return subject == .sender ? .deferred(reply.summary) : .refused(reply.summary)
        default: throw SMTPFailure("the server answers out of turn: \(reply.summary)")
        }
    }

    /// As a server may expect it; whatever it says to that is of no interest any more.
    func quit() async {
        _ = try? await connection.command("QUIT", within: .seconds(5))
    }
}
