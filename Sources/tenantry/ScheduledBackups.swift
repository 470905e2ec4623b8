import Domain
import Logging
import ServiceLifecycle
import Storage

/// Copies the database whenever that is due, also one that was missed while no server ran.
struct ScheduledBackups: Service {
    /// How often is looked at most, for clocks may be set and machines may sleep. Looking reads a folder.
    private static let longestPause = Span.minutes(1)
    /// After a copy that failed.
    private static let rest = Span.minutes(5)

    let storage: Storage
    let settings: BackupSettings
    let logger: Logger

    /// One, or none while copies aren't asked for.
    static func all(_ configuration: Configuration, _ storage: Storage, _ logger: Logger) -> [ScheduledBackups] {
        guard let settings = configuration.backups else { return [] }
        return [ScheduledBackups(storage: storage, settings: settings, logger: logger)]
    }

    func run() async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(await backUpIfDue().milliseconds))
            }
        }
    }

    /// Answers how long to wait before looking again.
    private func backUpIfDue() async -> Span {
        do {
            let due = try storage.maintenance.nextBackup(in: settings.folder, by: settings.schedule, at: Clock.system.now)
            let now = Clock.system.now
            guard due <= now else { return min(due - now, Self.longestPause) }
            let file = try await storage.maintenance.backUp(into: settings.folder, by: settings.schedule, at: now)
            logger.info("the database was copied", metadata: ["file": "\(file)"])
            return .seconds(0)
        } catch {
            let pause = min(Self.rest, settings.schedule.interval)
            logger.error("the database could not be copied; trying again in \(pause.seconds) s", metadata: ["error": "\(error)"])
            return pause
        }
    }
}
