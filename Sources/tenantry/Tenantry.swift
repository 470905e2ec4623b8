import ArgumentParser
import Glibc

@main
struct Tenantry: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "tenantry",
        abstract: "Accounts, organizations, invitations, roles and sessions for your product: one binary, one SQLite file.",
        version: version,
        subcommands: [
            Serve.self, Backup.self, Restore.self, Import.self, Operator.self, Outbox.self, Key.self, MailCommand.self, Audit.self,
            Dev.self, Version.self,
        ]
    )

    static func main() async {
        umask(0o077)  // whatever this program writes is its owner's alone
        do {
            let command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                var command = command
                try command.run()
            }
        } catch let fault as ConfigurationFault {
            let lines = fault.faults.map { "Error: \($0)\n" }.joined()
            _ = lines.withCString { write(STDERR_FILENO, $0, strlen($0)) }
            Glibc.exit(ConfigurationFault.exitStatus)
        } catch {
            exit(withError: error)
        }
    }
}

struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    func run() {
        print("tenantry \(Tenantry.version)")
    }
}
