import ArgumentParser

struct Outbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox",
        abstract: "Read the messages that wait to be sent, and what has become of others.",
        subcommands: [List.self, Show.self, Retry.self, Drop.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "A line for each message, the oldest first."
        )

        @OptionGroup var dataOptions: DataOptions

        func run() async throws {
            try await Outbox.perform(.outbox, dataOptions)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "A message as it would be sent, with its link."
        )

        @OptionGroup var dataOptions: DataOptions

        @Option(help: "Address that the link begins with when no server runs. [TENANTRY_PUBLIC_URL, http://localhost:8080]")
        var publicURL: String?

        @Argument(help: "The message's id, such as msg_01kb…")
        var id: String

        func run() async throws {
            var options = try ServerOptions.parse([])
            options.publicURL = publicURL
            try await Outbox.perform(.outboxEntry(id: id), dataOptions, options)
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "retry", abstract: "Try a message that waits or has failed again, now."
        )

        @OptionGroup var dataOptions: DataOptions

        @Argument(help: "The message's id, such as msg_01kb…")
        var id: String

        func run() async throws {
            try await Outbox.perform(.outboxRetry(id: id), dataOptions)
        }
    }

    struct Drop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "drop", abstract: "Remove a message that waits. It is not sent."
        )

        @OptionGroup var dataOptions: DataOptions

        @Argument(help: "The message's id, such as msg_01kb…")
        var id: String

        func run() async throws {
            try await Outbox.perform(.outboxDrop(id: id), dataOptions)
        }
    }

    private static func perform(_ command: OperatorCommand, _ data: DataOptions, _ server: ServerOptions? = nil) async throws {
        let configuration = try Configuration(data, server)
        print(try await command.perform(configuration), terminator: "")
    }
}
