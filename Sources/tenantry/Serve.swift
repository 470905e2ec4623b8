import ArgumentParser
import CMemory
import CoreMetrics
import Domain
import Glibc
import HTTP
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Storage
import Telemetry
import UnixSignals

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the server.",
        discussion: """
            Each option with a value can be given as an environment variable, named in brackets with its default; the option wins. \
            From the environment alone come TENANTRY_MASTER_KEY (32 bytes in base64, else master.key in the data folder), TENANTRY_SMTP (the \
            mail server: smtp://user:password@host:587, smtps://user:password@host:465 or smtp+plain://host:25) and TENANTRY_SMTP_CA (a \
            file with the certificates in PEM that alone count for it), TENANTRY_STRIPE_SECRET (with which Stripe signs what it sends to \
            /api/v1/webhooks/stripe), and TENANTRY_METRICS_TOKEN or TENANTRY_METRICS_TOKEN_FILE (opens /metrics from elsewhere). \
            `tenantry mail test` tells whether mail arrives.
            """
    )

    /// How long requests that are under way get when the server is told to stop.
    private static let grace = Duration.seconds(30)

    @OptionGroup var dataOptions: DataOptions
    @OptionGroup var serverOptions: ServerOptions

    func run() async throws {
        let configuration = try Configuration(dataOptions, serverOptions)
        let logger = Logger(label: "tenantry") { _ in LogOutput(format: configuration.logFormat, logLevel: configuration.logLevel) }
        if configuration.settings.isDevelopment { logger.warning("--dev is on: /styleguide is there for everyone") }
        if configuration.settings.limits == nil { logger.warning("limits are off: for benchmarks only") }
        if configuration.settings.publicURL.isReadableOnTheWay {
            logger.warning("the public URL is plain http: whoever is on the way reads passwords and sessions, and passkeys are off")
        }
        let metrics = MetricsRegistry.tenantry()
        let storage = try configuration.openStorage(metrics: metrics)
        defer { storage.shutDown() }
        storage.keyNote?.log(to: logger)
        let instance = Instance(
            version: Tenantry.version, startedAt: Clock.system.now, settings: configuration.shown,
            backups: configuration.backups.map { ($0.folder, $0.schedule) }
        )
        let breached = configuration.breachedPasswords.map { set in
            BreachedPasswords(set) { fault in
                logger.warning("breached passwords can't be looked up, and are taken", metadata: ["fault": "\(fault)"])
            }
        }
        defer { breached?.close() }
        let services = Services(
            storage: storage, records: configuration.resolver, settings: configuration.settings, metrics: metrics, instance: instance,
            breached: breached, upstreams: Upstreams(client: configuration.outbound)
        )
        let site = Site(passwordMinimum: configuration.settings.passwordRules.minimum)
        try await Self.run(services, site, configuration, storage, logger)
        logger.info("stopped")
    }

    private static func run(
        _ services: Services, _ site: Site, _ configuration: Configuration, _ storage: Storage, _ logger: Logger
    ) async throws {
        // Whoever finds the server ready can give it commands.
        let (commands, canCommand) = AsyncStream<Never>.makeStream()
        let control = ControlServer(configuration, storage) { canCommand.finish() }
        let server = PublicServer(
            services, site, listening: Listening(host: configuration.host, port: configuration.port), logger: logger,
            when: { for await _ in commands {} }
        ) {
            await Self.offerSetup(storage, configuration, logger)
            logger.notice(
                "ready: open \(configuration.settings.publicURL.origin)/signup",
                metadata: [
                    "address": "\(configuration.host):\(configuration.port)", "data": "\(configuration.data)",
                    "mail": "\(configuration.mail.map { "\($0.server)" } ?? "off, messages wait in the outbox")",
                    "version": "\(Tenantry.version)",
                ]
            )
            // Most of it is needed by a start alone, and by the first requests once more.
            if (try? await Task.sleep(for: .milliseconds(200))) != nil { cmemory_give_back() }
        }
        let sweeper = Sweeper(storage: storage, auditLifetime: configuration.auditLifetime, logger: logger)
        let domainChecks = DomainChecks(storage: storage, resolver: configuration.timersResolver, logger: logger)
        let suspicionNotices = SuspicionNotices(storage: storage, mailing: configuration.settings.mailing, logger: logger)
        let parts: [any Service] =
            [sweeper, domainChecks, suspicionNotices] + MailDelivery.all(configuration, storage, logger)
            + ScheduledBackups.all(configuration, storage, logger) + [control, server]
        // By itself the group would name each by all that is in it, written out.
        let named = parts.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0, serviceName: "\(type(of: $0))") }
        var group = ServiceGroupConfiguration(
            services: named,
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: Logger(label: "services") { _ in SwiftLogNoOpLogHandler() }
        )
        group.maximumGracefulShutdownDuration = grace
        let serviceGroup = ServiceGroup(configuration: group)
        do {
            try await serviceGroup.run()
        } catch let error as IOError {
            throw ListenFailure(at: "\(configuration.host):\(configuration.port)", error)
        }
    }

    /// While nobody runs the instance, whoever reads what the server prints may become its first operator.
    private static func offerSetup(_ storage: Storage, _ configuration: Configuration, _ logger: Logger) async {
        do {
            guard let token = try await storage.maintenance.offerSetup(at: Clock.system.now) else { return }
            let link = configuration.settings.publicURL.link(to: "/setup", carrying: token)
            logger.notice("nobody runs this instance yet: open \(link) within 30 minutes to become its operator")
        } catch {
            logger.error("no link for a first operator could be made", metadata: ["error": "\(error)"])
        }
    }
}

struct ListenFailure: Error, CustomStringConvertible {
    let description: String

    /// - Parameter address: of a socket, or its path.
    init(at address: String, _ error: any Error) {
        let reason =
            switch error {
            case let error as IOError: String(cString: strerror(error.errnoCode))
            case is UnixDomainSocketPathWrongType: "there is something else"
            default: "\(error)"
            }
        description = "Can't listen on \(address): \(reason)."
    }
}

extension Configuration {
    /// Takes the data folder and opens what is in it.
    func openStorage(metrics: any MetricsFactory = NOOPMetricsHandler.instance) throws -> Storage {
        let cores = max(2, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        let folder = try DataFolder(data)
        do {
            let hasher = PasswordHasher(threads: cores, metrics: metrics)
            let attempts = settings.limits != nil ? SignInAttempts() : nil
            return try Storage(
                folder, masterKey: masterKey, hasher: hasher, attempts: attempts, readers: cores, terms: terms, metrics: metrics
            )
        } catch let error as DatabaseError {
            throw DatabaseFailure(description: "The database \(folder.database) \(error).")
        } catch let error as DataFolderError where error.isAboutKey {
            throw ConfigurationFault(faults: ["\(error)"])
        }
    }
}

struct DatabaseFailure: Error, CustomStringConvertible {
    let description: String
}

/// Deletes what has run out, at start and every hour.
struct Sweeper: Service {
    let storage: Storage
    let auditLifetime: Span?
    let logger: Logger

    func run() async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await storage.maintenance.sweep(auditLifetime: auditLifetime, at: Clock.system.now)
                } catch {
                    logger.error("what has run out could not be deleted", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(3600))
            }
        }
    }
}
