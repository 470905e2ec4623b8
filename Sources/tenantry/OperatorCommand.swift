import Domain
import FoundationEssentials
import HTTP
import Storage

/// What an operator asks from the command line: done by the server while it runs, since it alone may open the database.
enum OperatorCommand: Codable, Sendable {
    /// `path` is absolute.
    case backup(path: String)
    /// Likewise.
    case organizationImport(path: String)
    case outbox
    case outboxEntry(id: String)
    case outboxRetry(id: String)
    case outboxDrop(id: String)
    /// `key` is the new one, where the present one comes from the settings.
    case keyRotate(key: [UInt8]?)
    case auditVerify
    case operators
    case operatorAdd(email: String, organization: String?)
    case operatorRemove(email: String)
    case seed(Seed, password: String)

    /// What to print.
    func run(on storage: Storage, _ settings: Settings) async throws -> String {
        switch self {
        case .backup(let path):
            do {
                try await storage.maintenance.backUp(to: path)
            } catch let error as DatabaseError {
                throw OperatorFailure("No copy could be written to \(path): a file that \(error).")
            }
            return "Wrote a copy of the database to \(path).\n"
        case .organizationImport(let path):
            return ImportReport.text(of: try await storage.maintenance.importOrganization(from: path, at: Clock.system.now))
        case .outbox: return OutboxReport.table(of: try await storage.maintenance.outbox())
        case .outboxEntry(let id):
            return try await Self.withMessage(id) { id in
                let (entry, token) = try await storage.maintenance.showMessage(id, at: Clock.system.now)
                return OutboxReport.text(of: entry, carrying: token, settings)
            }
        case .outboxRetry(let id):
            return try await Self.withMessage(id) { id in
                try await storage.maintenance.retryMessage(id, at: Clock.system.now)
                return settings.mailing.reachesMailboxes ? "Message \(id) is due now.\n" : "Message \(id) waits until mail is configured.\n"
            }
        case .outboxDrop(let id):
            return try await Self.withMessage(id) { id in
                try await storage.maintenance.dropMessage(id, at: Clock.system.now)
                return "Dropped message \(id).\n"
            }
        case .keyRotate(let key): return KeyReport.text(of: try await storage.maintenance.rotateMasterKey(to: key, at: Clock.system.now))
        case .auditVerify:
            do {
                return try await storage.maintenance.verifyAuditLog().text
            } catch let fault as AuditFault {
                throw OperatorFailure("The audit log is not as it was written. \(fault)")
            }
        case .operators: return OperatorReport.table(of: try await storage.maintenance.operators())
        case .operatorAdd(let email, let organization): return try await Self.appoint(email, organization, on: storage, settings)
        case .operatorRemove(let email): return try await Self.dismiss(email, on: storage)
        case .seed(let seed, let password):
            do {
                try await storage.maintenance.seed(seed, password: PasswordRules().accept(password, words: []), clock: .system)
            } catch let refusal as SeedRefusal {
                throw OperatorFailure(refusal.description)
            }
            return "Made \(seed.accounts) accounts and \(seed.organizations) organizations with \(seed.memberships) memberships.\n"
        }
    }

    private static func withMessage(_ text: String, _ work: (ID<Message>) async throws -> String) async throws -> String {
        guard let id = ID<Message>(text) else { throw OperatorFailure("“\(text)” is not the id of a message.") }
        do {
            return try await work(id)
        } catch Failure.notFound {
            throw OperatorFailure("There is no message \(id).")
        } catch let refusal as OutboxRefusal {
            throw OperatorFailure("Message \(id) \(refusal).")
        }
    }
}

/// Why a command can't be done, for the person who typed it.
struct OperatorFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension OperatorCommand {
    /// Asks the server that runs on this data folder, or does it here when none runs.
    ///
    /// - Parameter makingDatabase: whether there needs to be none yet.
    func perform(_ configuration: Configuration, makingDatabase: Bool = false) async throws -> String {
        if let answer = try ControlClient(socket: DataFolder.socket(in: configuration.data)).ask(self) { return answer }
        guard makingDatabase || FileManager.default.fileExists(atPath: DataFolder.database(in: configuration.data)) else {
            throw OperatorFailure("There is no database in \(configuration.data). Name the data folder with --data or TENANTRY_DATA.")
        }
        let storage = try configuration.openStorage()
        defer { storage.shutDown() }
        do {
            return try await run(on: storage, configuration.settings)
        } catch let error as DatabaseError {
            throw OperatorFailure("The database \(error).")
        }
    }
}
