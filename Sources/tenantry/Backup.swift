import ArgumentParser
import FoundationEssentials

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Write a consistent copy of the database to FILE, while the server runs or not.",
        discussion: "Keep master.key from the data folder with it: it opens what is sealed in the database."
    )

    @OptionGroup var dataOptions: DataOptions

    @Argument(help: "A file that does not exist yet.")
    var file: String

    func run() async throws {
        let configuration = try Configuration(dataOptions)
        let path = file.hasPrefix("/") ? file : FileManager.default.currentDirectoryPath + "/" + file
        guard !FileManager.default.fileExists(atPath: path) else { throw OperatorFailure("\(path) exists already.") }
        print(try await OperatorCommand.backup(path: path).perform(configuration), terminator: "")
    }
}
