import Domain
import HTTP
import Logging
import Mail
import ServiceLifecycle
import Storage

/// Sends what waits in the outbox. What came of an attempt is in the database before the next one is made, so a crash can at most send
/// the message twice that was under way.
struct MailDelivery: Service {
    /// How often is looked for what is due. Looking costs one search in an index.
    private static let interval = Duration.seconds(1)
    /// After a batch of which nothing could be handed over: most likely that isn't the messages' fault.
    private static let rest = Duration.seconds(5)

    let storage: Storage
    let transport: any MailTransport
    let sender: Mailbox
    let settings: Settings
    let logger: Logger

    /// One, or none while mail isn't configured: then messages wait.
    static func all(_ configuration: Configuration, _ storage: Storage, _ logger: Logger) -> [MailDelivery] {
        guard let mail = configuration.mail else { return [] }
        let delivery = MailDelivery(
            storage: storage, transport: SMTPTransport(mail.server), sender: mail.sender, settings: configuration.settings,
            logger: logger
        )
        return [delivery]
    }

    /// Until the server stops; then the message that is under way is finished first.
    func run() async throws {
        await persist { try await storage.maintenance.releaseAllLeases() }
        while !isStopping {
            await sleep(for: await deliverBatch())
        }
    }

    private var isStopping: Bool { Task.isShuttingDownGracefully || Task.isCancelled }

    private func sleep(for duration: Duration) async {
        guard duration > .zero else { return }
        await cancelWhenGracefulShutdown { try? await Task.sleep(for: duration) }
    }

    /// Answers how long to wait before the next one.
    private func deliverBatch() async -> Duration {
        do {
            let batch = try await storage.maintenance.claimMessages(at: Clock.system.now)
            guard !batch.isEmpty else { return Self.interval }
            return await deliver(batch) ? .zero : Self.rest
        } catch {
            logger.error("the outbox can't be read", metadata: ["error": "\(error)"])
            return Self.rest
        }
    }

    /// Answers whether anything could be handed over, or was refused.
    private func deliver(_ batch: [ClaimedMessage]) async -> Bool {
        var composed: [(message: ClaimedMessage, email: Email)] = []
        for message in batch {
            do {
                composed.append((message, try email(of: message)))
            } catch {
                await note(.refused("can't be made into a mail: \(error)"), of: message)
            }
        }
        let progress = Progress()
        await transport.deliver(composed.map(\.email)) { [composed] index in
            await isWanted(composed[index].message)
        } report: { [composed] index, outcome in
            await note(outcome, of: composed[index].message)
            await progress.add(outcome)
            if isStopping { withUnsafeCurrentTask { $0?.cancel() } }
        }
        if let obstacle = await progress.obstacle, !isStopping {
            logger.warning("no message could be handed over; trying again", metadata: ["reason": "\(DeliveryAnswer(obstacle).text)"])
            return false
        }
        return true
    }

    private func email(of message: ClaimedMessage) throws -> Email {
        let link = settings.publicURL.link(of: message.message, carrying: message.token)
        let letter = Letter(message.message, to: message.recipient, in: message.language, link: link, from: settings.signature)
        return Email(
            from: sender, to: Mailbox(address: try EmailAddress(letter.recipient)), subject: try HeaderText(letter.subject),
            text: letter.text, html: letter.html, id: MessageID(message.id, at: sender.address), date: message.createdAt
        )
    }

    /// Where the outbox can't tell, the message leaves: its link opens nothing if its cause has gone.
    private func isWanted(_ message: ClaimedMessage) async -> Bool {
        do {
            return try await storage.maintenance.isWanted(message.id, at: Clock.system.now)
        } catch {
            logger.error("the outbox can't be read", metadata: ["error": "\(error)"])
            return true
        }
    }

    /// What the end of the server kept from leaving counts as no attempt. What nobody wants any more is dropped when it would be taken next.
    private func note(_ outcome: DeliveryOutcome, of message: ClaimedMessage) async {
        let metadata: Logger.Metadata = ["message": "\(message.id)", "kind": "\(message.message.kind.rawValue)"]
        switch outcome {
        case .accepted(let answer):
            await note(.sent, of: message, answer)
            logger.info("a message was sent", metadata: metadata)
        case .refused(let answer):
            await note(.refused, of: message, answer)
            logger.warning("a message was refused; `tenantry outbox` says why", metadata: metadata)
        case .withdrawn:
            await persist { try await storage.maintenance.release(message.id) }
        case .deferred where isStopping:
            await persist { try await storage.maintenance.release(message.id) }
        case .deferred(let answer):
            await note(.deferred, of: message, answer)
            logger.info("a message waits for another attempt", metadata: metadata)
        }
    }

    private func note(_ outcome: Delivery.Outcome, of message: ClaimedMessage, _ answer: String) async {
        let answer = DeliveryAnswer(answer, hiding: message.token)
        await persist { try await storage.maintenance.note(outcome, of: message.id, answer, at: Clock.system.now) }
    }

    /// Until it is written or the server stops: nothing more is sent before it is known what has been.
    private func persist(_ write: () async throws -> Void) async {
        while true {
            do {
                return try await write()
            } catch {
                logger.error("the outbox can't be written", metadata: ["error": "\(error)"])
                if isStopping { return }
                await sleep(for: Self.interval)
            }
        }
    }
}

/// What came of a batch so far.
private actor Progress {
    private var hasMoved = false
    private var lastDeferral: String?

    /// Why nothing at all has moved, if nothing has.
    var obstacle: String? { hasMoved ? nil : lastDeferral }

    func add(_ outcome: DeliveryOutcome) {
        if case .deferred(let answer) = outcome { lastDeferral = answer } else { hasMoved = true }
    }
}
