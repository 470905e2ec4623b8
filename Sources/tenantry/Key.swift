import ArgumentParser
import Domain
import Logging
import Storage

struct Key: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Change the key that everything sealed is sealed under.",
        subcommands: [Rotate.self]
    )

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate",
            abstract: "Seal everything anew under another master key, while the server runs or not.",
            discussion: """
                The new key is made in master.key in the data folder, and the old one kept beside it: backups made until now open with that \
                alone. Where the master key comes from TENANTRY_MASTER_KEY, give the new one to this command as TENANTRY_NEW_MASTER_KEY (32 \
                bytes in base64), keep it, and change the setting before the next start.
                """
        )

        @OptionGroup var dataOptions: DataOptions

        func run() async throws {
            let configuration = try Configuration(dataOptions)
            print(try await OperatorCommand.keyRotate(key: configuration.newMasterKey).perform(configuration), terminator: "")
        }
    }
}

/// What an operator is told of a rotation, and has to do now.
enum KeyReport {
    static func text(of rotation: KeyRotation) -> String {
        let counts = [
            count(rotation.secrets, "secret"), count(rotation.messages, "message"), count(rotation.factors, "factor"),
            count(rotation.providers, "credential for providers"),
            count(rotation.keys, "key of the database's own"),
        ]
        var lines = ["Everything is sealed under the new master key: \(counts.joined(separator: ", "))."]
        if !rotation.unopened.isEmpty {
            lines.append("Did not open before either, and are as they were: \(rotation.unopened.joined(separator: ", ")).")
        }
        lines += rest(of: rotation)
        return lines.map { "\($0)\n" }.joined()
    }

    private static func rest(of rotation: KeyRotation) -> [String] {
        if let fault = rotation.fault {
            return [
                "The new key is in master.key.new and must stay there: the next start puts it in its place. Now it could not be: \(fault)"
            ]
        }
        guard let old = rotation.old else {
            return [
                "Set TENANTRY_MASTER_KEY to the new key now: the next start wants it. Backups made until now open with the old one alone: keep it with them."
            ]
        }
        return [
            "The old key is in \(old). Backups made until now open with it alone: move it to where they are. After a leak make a new backup, "
                + "then delete both."
        ]
    }

    /// The plural is that of the first word.
    private static func count(_ number: Int, _ thing: String) -> String {
        let words = thing.split(separator: " ", maxSplits: 1)
        let noun = number == 1 ? "\(words[0])" : "\(words[0])s"
        return ([String(number), noun] + words.dropFirst().map(String.init)).joined(separator: " ")
    }
}

extension MasterKeyNote {
    func log(to logger: Logger) {
        switch self {
        case .made(let path):
            logger.warning(
                "made the master key: back it up with the database; without it nothing that is sealed opens, and the server does not start",
                metadata: ["file": "\(path)"]
            )
        case .rotationFinished(let path, let old):
            logger.warning(
                "finished a change of the master key that had been interrupted: back up the new one; backups made before open with the old one alone",
                metadata: ["file": "\(path)", "old": "\(old)"]
            )
        case .rotationDropped: logger.warning("a change of the master key had been interrupted: the key is the one that it was")
        }
    }
}
