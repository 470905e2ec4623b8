import Domain

/// Delivers through a mail server, a batch over one connection.
public struct SMTPTransport: MailTransport {
    private let server: SMTPServer
    private let limits: SMTPTimeLimits
    private let log: @Sendable (SMTPLine) -> Void

    /// - Parameter log: gets the conversation line by line.
    public init(
        _ server: SMTPServer, limits: SMTPTimeLimits = SMTPTimeLimits(), log: @escaping @Sendable (SMTPLine) -> Void = { _ in }
    ) {
        self.server = server
        self.limits = limits
        self.log = log
    }

    /// A connection that breaks takes along the message that it broke on; the rest gets another. Where there is no other, or a second one
    /// in a row breaks on its first message, the rest waits.
    public func deliver(
        _ batch: [Email], isWanted: @Sendable (Int) async -> Bool, report: @Sendable (Int, DeliveryOutcome) async -> Void
    ) async {
        var done = 0
        var fruitless = 0
        while done < batch.count {
            let run = await overOneConnection(batch, from: done, isWanted, report)
            fruitless = run.done == done ? fruitless + 1 : 0
            done = run.done
            guard let failure = run.failure else { continue }
            let end = run.isOpened && fruitless < 2 && !Task.isCancelled ? done + 1 : batch.count
            for index in done..<end { await report(index, .deferred(failure.description)) }
            done = end
        }
    }

    private struct Run {
        /// The index of the first message that has no outcome yet.
        var done: Int
        var isOpened = false
        var failure: SMTPFailure?
    }

    private func overOneConnection(
        _ batch: [Email], from first: Int, _ isWanted: @Sendable (Int) async -> Bool,
        _ report: @Sendable (Int, DeliveryOutcome) async -> Void
    ) async -> Run {
        var run = Run(done: first)
        do throws(SMTPFailure) {
            guard !Task.isCancelled else { throw SMTPFailure.stopped }
            let connection = try await SMTPConnection.open(to: server, limits, log: log)
            defer { connection.close() }
            run = await withTaskCancellationHandler {
                await converse(connection, batch, from: first, isWanted, report)
            } onCancel: {
                connection.cancel()
            }
        } catch {
            run.failure = error
        }
        if let failure = run.failure { log(.event(failure.description)) }
        return run
    }

    private func converse(
        _ connection: SMTPConnection, _ batch: [Email], from first: Int, _ isWanted: @Sendable (Int) async -> Bool,
        _ report: @Sendable (Int, DeliveryOutcome) async -> Void
    ) async -> Run {
        var run = Run(done: first)
        do throws(SMTPFailure) {
            let session = try await SMTPSession(connection, server)
            run.isOpened = true
            for index in first..<batch.count {
                guard !Task.isCancelled else { throw SMTPFailure.stopped }
                let outcome = await isWanted(index) ? try await session.send(batch[index]) : .withdrawn
                await report(index, outcome)
                run.done = index + 1
                if outcome.leavesNothingBehind { continue }
                guard run.done < batch.count else { break }
                guard (try? await session.reset()) != nil else { return run }  // the rest gets another connection
            }
            await session.quit()
        } catch {
            run.failure = error
        }
        return run
    }
}

extension DeliveryOutcome {
    /// Whether the next message can follow on the same connection as it is.
    fileprivate var leavesNothingBehind: Bool {
        switch self {
        case .accepted, .withdrawn: true
        case .refused, .deferred: false
        }
    }
}
