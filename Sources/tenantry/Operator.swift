import ArgumentParser

struct Operator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operator",
        abstract: "Decide who may run the whole instance.",
        subcommands: [Add.self, Remove.self, List.self],
        defaultSubcommand: List.self
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Make whoever has the address EMAIL an operator.",
            discussion: """
                With --organization also the account, where there is none, and the organization, where that account owns none of this name: \
                for a first start, before or while the server runs. A new account has no password: the link that is printed sets it, within 30 \
                minutes and once. Doing it again does no harm, and prints another link as long as there is no password.
                """
        )

        @OptionGroup var dataOptions: DataOptions

        @Option(help: "Name of an organization that the account is to own.")
        var organization: String?

        @Option(help: "Address that the link begins with when no server runs. [TENANTRY_PUBLIC_URL, http://localhost:8080]")
        var publicURL: String?

        @Argument(help: "The account's address, such as you@example.com.")
        var email: String

        func run() async throws {
            var options = try ServerOptions.parse([])
            options.publicURL = publicURL
            let command = OperatorCommand.operatorAdd(email: email, organization: organization)
            print(try await command.perform(try Configuration(dataOptions, options), makingDatabase: organization != nil), terminator: "")
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove", abstract: "The account with the address EMAIL is no operator any more, and stays."
        )

        @OptionGroup var dataOptions: DataOptions

        @Argument(help: "The account's address.")
        var email: String

        func run() async throws {
            print(try await OperatorCommand.operatorRemove(email: email).perform(try Configuration(dataOptions)), terminator: "")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "A line for each operator."
        )

        @OptionGroup var dataOptions: DataOptions

        func run() async throws {
            print(try await OperatorCommand.operators.perform(try Configuration(dataOptions)), terminator: "")
        }
    }
}
