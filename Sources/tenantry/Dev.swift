import ArgumentParser
import Domain
import Storage

struct Dev: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dev",
        abstract: "Try things out, and measure them.", subcommands: [Fill.self]
    )

    struct Fill: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "seed",
            abstract: "Fill an empty database with accounts, organizations and memberships.",
            discussion: """
                All of it is made by the rules that people's own acts go through. Accounts are \(Seed.email(of: 1)), \(Seed.email(of: 2)) and \
                so on, with the same password. The organizations' owners and members are dealt out in turn.
                """
        )

        @OptionGroup var dataOptions: DataOptions

        @Option(help: "How many organizations of several people.")
        var organizations = 10

        @Option(help: "How many members each of them has.")
        var members = 10

        @Option(help: "How many members the first one has; as many as the others, if it isn't said.")
        var largest: Int?

        @Option(help: "How many accounts, each with a personal organization besides.")
        var accounts = 100

        @Option(help: "The password of all accounts.")
        var password = "plum cloud ferry nine"

        func run() async throws {
            let (seed, text) = (try plan(), password)
            do throws(Problem) {
                _ = try PasswordRules().accept(text, words: [])
            } catch {
                throw OperatorFailure("The password \(error.message).")
            }
            print(
                try await OperatorCommand.seed(seed, password: text).perform(Configuration(dataOptions), makingDatabase: true),
                terminator: "")
        }

        private func plan() throws -> Seed {
            do throws(Problem) {
                return try Seed(organizations: organizations, members: members, largest: largest ?? members, accounts: accounts)
            } catch {
                throw OperatorFailure("The numbers \(error.message).")
            }
        }
    }
}
