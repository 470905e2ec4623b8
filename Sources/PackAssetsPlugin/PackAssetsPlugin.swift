import FoundationEssentials
import PackagePlugin

/// Packs every file of a target's folder, sources aside, into one Swift file of that target.
@main
struct PackAssetsPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let target = target as? SwiftSourceModuleTarget else { return [] }
        let files = target.sourceFiles.filter { $0.type != .source }.map(\.url)
        let output = context.pluginWorkDirectoryURL.appending(path: "\(target.name).packed.swift")
        let name = target.name.prefix(1).lowercased() + target.name.dropFirst()
        return [
            .buildCommand(
                displayName: "Packing \(files.count) files of \(target.name)",
                executable: try context.tool(named: "pack-assets").url,
                arguments: [name, target.directoryURL.path(), output.path()] + files.map { $0.path() },
                inputFiles: files,
                outputFiles: [output]
            )
        ]
    }
}
