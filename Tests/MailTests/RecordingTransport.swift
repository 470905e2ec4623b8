import Mail
import Synchronization

/// Keeps what it is given instead of sending it. `answer` decides on each message.
final class RecordingTransport: MailTransport {
    private let messages = Mutex<[Email]>([])
    private let answer: @Sendable (Email) -> DeliveryOutcome

    init(_ answer: @escaping @Sendable (Email) -> DeliveryOutcome = { _ in .accepted("250 kept") }) {
        self.answer = answer
    }

    /// All that were ever given, in order, however they were answered.
    var delivered: [Email] { messages.withLock { $0 } }

    func deliver(
        _ batch: [Email], isWanted: @Sendable (Int) async -> Bool, report: @Sendable (Int, DeliveryOutcome) async -> Void
    ) async {
        for (index, email) in batch.enumerated() {
            guard await isWanted(index) else {
                await report(index, .withdrawn)
                continue
            }
            messages.withLock { $0.append(email) }
            await report(index, answer(email))
        }
    }
}
