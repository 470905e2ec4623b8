import Domain
import FoundationEssentials
import HTTP
import Mail
import Storage

/// What an operator asks from the command line: done by the server while it runs, since it alone may open the database.
enum OperatorCommand: Codable, Sendable {
    /// `path` is absolute.
    case backup(path: String)
    case outbox
    case outboxEntry(id: String)

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
        case .outbox:
            return Self.table(of: try await storage.maintenance.outbox())
        case .outboxEntry(let text):
            guard let id = ID<Message>(text) else { throw OperatorFailure("“\(text)” is not the id of a message.") }
            do {
                let (entry, token) = try await storage.maintenance.outboxEntry(id)
                return Self.text(of: entry, link: settings.publicURL.link(to: entry.message.page, carrying: token))
            } catch Failure.notFound {
                throw OperatorFailure("No message \(id) waits.")
            }
        }
    }

    private static func table(of entries: [OutboxEntry]) -> String {
        guard !entries.isEmpty else { return "No message waits.\n" }
        return entries.map { "\($0.id)  \($0.createdAt)  \($0.message.kind)  \($0.recipient)\n" }.joined()
    }

    private static func text(of entry: OutboxEntry, link: String) -> String {
        let letter = Letter(entry.message, to: entry.recipient, in: entry.language, link: link)
        return "To: \(letter.recipient)\nSubject: \(letter.subject)\n\n\(letter.text)\n"
    }
}

/// Why a command can't be done, for the person who typed it.
struct OperatorFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension Message {
    fileprivate var kind: String {
        switch self {
        case .invitation: "invitation"
        case .passwordReset: "password-reset"
        case .emailVerification: "email-verification"
        }
    }
}

extension OperatorCommand {
    /// Asks the server that runs on this data folder, or does it here when none runs.
    func perform(_ configuration: Configuration) async throws -> String {
        if let answer = try ControlClient(socket: DataFolder.socket(in: configuration.data)).ask(self) { return answer }
        guard FileManager.default.fileExists(atPath: DataFolder.database(in: configuration.data)) else {
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
