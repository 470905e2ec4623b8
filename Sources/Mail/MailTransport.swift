/// A way for messages to leave: SMTP, or a test's memory.
public protocol MailTransport: Sendable {
    /// Tries each of `batch` in order, and reports the outcome of each by its index, exactly once, as soon as it is known.
    /// The next message is not tried before `report` has returned. Right before one leaves `isWanted` is asked; what is not is
    /// `.withdrawn`. Never fails: what goes wrong with the transport as a whole is an
    /// outcome of each message that it kept from leaving. When the task is cancelled, what is not yet tried is `.deferred`.
    func deliver(
        _ batch: [Email], isWanted: @Sendable (Int) async -> Bool, report: @Sendable (Int, DeliveryOutcome) async -> Void
    ) async
}

extension MailTransport {
    /// Tries each, come what may.
    public func deliver(_ batch: [Email], report: @Sendable (Int, DeliveryOutcome) async -> Void) async {
        await deliver(batch, isWanted: { _ in true }, report: report)
    }

    /// Tries one message.
    public func deliver(_ email: Email) async -> DeliveryOutcome {
        let (outcomes, continuation) = AsyncStream.makeStream(of: DeliveryOutcome.self)
        await deliver([email]) { _, outcome in continuation.yield(outcome) }
        continuation.finish()
        return await outcomes.first { _ in true } ?? .deferred(SMTPFailure.stopped.description)
    }
}

/// What became of a message. The text is for logs and operators: one line, what the other side said or what went wrong, no secrets.
public enum DeliveryOutcome: Hashable, Sendable {
    /// The other side has taken the message, and the duty to deliver it or to say that it can't (RFC 5321 §6.1).
    case accepted(String)
    /// The message won't be taken, however often it is tried: a reply of the 5xx kind about its recipient or itself.
    case refused(String)
    /// Another time it may be taken: a reply of the 4xx kind, no connection, or settings that the other side doesn't accept (certificate,
    /// login, sender).
    /// Where the connection broke after the last byte, it may have been taken already; its Message-ID stays the same.
    case deferred(String)
    /// It was not tried: nobody wants it to leave any more.
    case withdrawn
}
