import Assets
import FoundationEssentials
import Glibc
import Packing

/// `pack-assets NAME ROOT OUTPUT FILE…` writes a Swift file that holds each FILE, compressed, under its path relative to ROOT.
@main
struct PackAssets {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count >= 3 else { fail("usage: pack-assets NAME ROOT OUTPUT FILE…") }
        let (name, folder, output) = (arguments[1], arguments[2], arguments[3])
        let root = folder.hasSuffix("/") ? folder : folder + "/"
        let files = try arguments.dropFirst(3).map { path in
            let content = try Data(contentsOf: URL(filePath: path))
            return (path: String(path.dropFirst(root.count)), content: [UInt8](content))
        }
        do {
            let source = try AssetFolder(packing: files).swiftSource(name: name)
            try Data(source.utf8).write(to: URL(filePath: output))
        } catch let fault as PackingFault {
            fail(root + fault.description)
        }
    }

    /// For the person at the keyboard, instead of a stack trace.
    private static func fail(_ message: String) -> Never {
        let line = Array("\(message)\n".utf8)
        write(STDERR_FILENO, line, line.count)
        exit(1)
    }
}
