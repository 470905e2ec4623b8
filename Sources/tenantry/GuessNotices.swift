import Domain
import Logging
import ServiceLifecycle
import Storage

/// Tells owners that somebody guesses at their password.
struct GuessNotices: Service {
    let storage: Storage
    let mailing: Mailing
    let logger: Logger

    func run() async {
        await cancelWhenGracefulShutdown {
            for await email in storage.maintenance.guessedAddresses {
                do {
                    try await storage.maintenance.tellOfGuesses(at: email, mailing: mailing, at: Clock.system.now)
                } catch {
                    logger.error("an owner could not be told of wrong passwords", metadata: ["error": "\(error)"])
                }
            }
            // Without limits nobody is told of anything, and the server goes on.
            while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
        }
    }
}
