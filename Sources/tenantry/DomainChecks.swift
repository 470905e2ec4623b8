import DNS
import Domain
import Logging
import ServiceLifecycle
import Storage

/// Looks weekly whether domains by which people join are still proven; what is due is looked for every few minutes.
struct DomainChecks: Service {
    let storage: Storage
    let resolver: Resolver
    let logger: Logger

    func run() async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let count = try await storage.maintenance.checkDomains(asking: resolver, at: Clock.system.now)
                    if count > 0 { logger.debug("domains were checked", metadata: ["count": "\(count)"]) }
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("domains could not be checked", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(300))
            }
        }
    }
}
