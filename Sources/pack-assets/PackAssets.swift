import Assets
import FoundationEssentials

/// `pack-assets NAME ROOT OUTPUT FILE…` writes a Swift file that holds each FILE, compressed, under its path relative to ROOT.
@main
struct PackAssets {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count >= 3 else {
            throw UsageError()
        }
        let (name, folder, output) = (arguments[1], arguments[2], arguments[3])
        let root = folder.hasSuffix("/") ? folder : folder + "/"
        let files = try arguments.dropFirst(3).map { path in
            let content = try Data(contentsOf: URL(filePath: path))
            return (path: String(path.dropFirst(root.count)), content: [UInt8](content))
        }
        let source = try AssetFolder(packing: files).swiftSource(name: name)
        try Data(source.utf8).write(to: URL(filePath: output))
    }

    struct UsageError: Error, CustomStringConvertible {
        let description = "usage: pack-assets NAME ROOT OUTPUT FILE…"
    }
}
