import Domain
import Logging
import ServiceLifecycle
import Storage

/// Tells owners that somebody guesses at their password, or has it.
struct SuspicionNotices: Service {
    let storage: Storage
    let mailing: Mailing
    let logger: Logger

    func run() async {
        await cancelWhenGracefulShutdown {
            for await suspicion in storage.maintenance.suspicions {
                do {
                    try await storage.maintenance.tell(of: suspicion, mailing: mailing, at: Clock.system.now)
                } catch {
                    logger.error("an owner could not be told of failed sign-ins", metadata: ["error": "\(error)"])
                }
            }
            // Without limits nobody is told of anything, and the server goes on.
            while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
        }
    }
}
