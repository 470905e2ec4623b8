import ArgumentParser
import Domain
import FoundationEssentials
import Storage

struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put the backup FILE in the place of the database, and keep the one that is there. No server may be running.",
        discussion: """
            All that was open when the backup was made is ended, since some of it may have been revoked after that: sessions, API keys, \
            invitations, links in messages, proofs of domains, linked sign-ins, and messages that were not sent yet. Accounts, passwords, members and roles are as they were then.
            """
    )

    @OptionGroup var dataOptions: DataOptions

    @Argument(help: "A file that `tenantry backup` or `serve --backup-every` has made. It is left as it is.")
    var file: String

    func run() async throws {
        let configuration = try Configuration(dataOptions)
        let folder = try Self.take(configuration.data)
        defer { folder.close() }
        do {
            let restoration = try Restoration(of: file, into: folder, masterKey: configuration.masterKey, at: Clock.system.now)
            print(RestoreReport.text(of: restoration, file: file, folder), terminator: "")
        } catch let error as DatabaseError {
            throw OperatorFailure("The backup could not be put into \(configuration.data): a file that \(error).")
        } catch let error as DataFolderError where error.isAboutKey {
            throw ConfigurationFault(faults: ["\(error)"])
        }
    }

    private static func take(_ path: String) throws -> DataFolder {
        do {
            return try DataFolder(path)
        } catch DataFolderError.owned(let path, let process) {
            throw OperatorFailure("The data folder \(path) is in use by process \(process). Stop the server first. Nothing was changed.")
        }
    }
}

/// What a restoration has done, and what is left to do.
enum RestoreReport {
    static func text(of restoration: Restoration, file: String, _ folder: DataFolder) -> String {
        let revoked = restoration.revoked
        let lines = [
            "Restored \(file) as \(folder.database).",
            restoration.previous.map { "The database that was there is kept as \($0)." } ?? "There was no database before.",
            """
            Ended what was open when the backup was made: \(count(revoked.sessions, "session")), \(count(revoked.keys, "API key")), \
            \(count(revoked.invitations, "invitation")), \(count(revoked.links, "link")), \(count(revoked.domains, "domain")), \
            \(count(revoked.identities, "linked sign-in")) and \(count(revoked.messages, "unsent message")).
            """,
            "Accounts, passwords, identity providers, members and roles are as they were then: what was changed since has to be changed again.",
            note(on: restoration.key, folder),
        ]
        return lines.map { "\($0)\n" }.joined()
    }

    private static func note(on key: Restoration.KeyCheck, _ folder: DataFolder) -> String {
        switch key {
        case .opens: "The master key opens what is sealed in it."
        case .untried: "Nothing sealed is in it to try the master key on. The key must be the one that was kept with the backup."
        case .missing:
            "Before you start the server, put the master key that was kept with the backup there: \(folder.masterKeyFile), mode 0600."
        }
    }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
