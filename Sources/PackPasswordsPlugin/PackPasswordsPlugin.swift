import FoundationEssentials
import PackagePlugin

/// Packs the passwords that people choose most, which a package of the system has counted, into a Swift file of the target.
@main
struct PackPasswordsPlugin: BuildToolPlugin {
    /// Of Debian's python3-zxcvbn, which needs no Python to be read.
    private static let list = "/usr/lib/python3/dist-packages/zxcvbn/frequency_lists.py"

    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let list = URL(filePath: Self.list)
        guard FileManager.default.fileExists(atPath: Self.list) else {
            Diagnostics.error("\(Self.list) is missing: apt-get install python3-zxcvbn")
            return []
        }
        let output = context.pluginWorkDirectoryURL.appending(path: "CommonPasswords+packed.swift")
        return [
            .buildCommand(
                displayName: "Packing common passwords",
                executable: try context.tool(named: "pack-passwords").url,
                arguments: [list.path(), output.path()],
                inputFiles: [list],
                outputFiles: [output]
            )
        ]
    }
}
