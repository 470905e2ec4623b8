import ArgumentParser
import Storage

struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "See to the log of who did what.", subcommands: [Verify.self]
    )

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Show that nothing in the audit log was changed, taken out, put in or cut off, or name the first event where it was.",
            discussion: """
                The log is bound together by a key that is sealed under the master key. Whoever can write to the database but has no \
                master key can't change it unseen; a whole database that was put back to where it was can't be told from itself.
                """
        )

        @OptionGroup var dataOptions: DataOptions

        func run() async throws {
            print(try await OperatorCommand.auditVerify.perform(Configuration(dataOptions)), terminator: "")
        }
    }
}

extension AuditReport {
    var text: String {
        """
        The audit log is whole: \(events) events in \(chains) chains.
        Removed because they were old: \(removed). Names and addresses erased: from \(erased) event\(erased == 1 ? "" : "s").

        """
    }
}
