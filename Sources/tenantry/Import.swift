import ArgumentParser
import Domain
import FoundationEssentials
import Storage

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take over the organization in FILE, which an owner has exported, while the server runs or not.",
        discussion: """
            All ids stay as they are. Whatever is taken here is named, and then nothing is imported. People who have no account here get one \
            without a password: they enter by “Forgot password?”. An account with the same id and address becomes a member as it is.
            """
    )

    @OptionGroup var dataOptions: DataOptions

    @Argument(help: "A zip file from “Export” in an organization's settings.")
    var file: String

    func run() async throws {
        let configuration = try Configuration(dataOptions)
        let path = file.hasPrefix("/") ? file : FileManager.default.currentDirectoryPath + "/" + file
        print(try await OperatorCommand.organizationImport(path: path).perform(configuration, makingDatabase: true), terminator: "")
    }
}

/// What has been taken over, for the one who typed it.
enum ImportReport {
    private static let mostNamed = 20

    static func text(of done: OrganizationImport) -> String {
        let counts = [
            count(done.members, "member"), count(done.roles, "role of its own", "roles of its own"), count(done.invitations, "invitation"),
            count(done.events, "event"),
        ]
        var lines = ["Imported the organization “\(done.name)”, \(done.id), at /o/\(done.slug): \(counts.joined(separator: ", "))."]
        if done.newAccounts > 0 {
            lines.append("Made \(count(done.newAccounts, "account")) without a password. They enter by “Forgot password?”.")
        }
        if !done.joined.isEmpty {
            let shown = done.joined.prefix(mostNamed).joined(separator: ", ") + (done.joined.count > mostNamed ? " …" : "")
            lines.append("\(count(done.joined.count, "member")) had an account here: \(shown).")
        }
        let seats = done.seats.map { "with \(count($0, "seat"))" } ?? "without a limit of seats"
        lines.append("It is \(done.status.rawValue), as it was, \(seats).")
        return lines.map { "\($0)\n" }.joined()
    }

    private static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
        "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
    }
}
