import FoundationEssentials
import Glibc
import Packing

/// `pack-passwords LIST OUTPUT` writes a Swift file with the most common passwords of LIST, the frequency lists of zxcvbn for Python.
@main
struct PackPasswords {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count == 2 else { fail("usage: pack-passwords LIST OUTPUT") }
        let content = try Data(contentsOf: URL(filePath: arguments[1]))
        guard let ranking = PasswordRanking(frequencyLists: String(decoding: content, as: UTF8.self)) else {
            fail("\(arguments[1]) does not hold passwords by frequency, as zxcvbn 4.4 writes them")
        }
        try Data(ranking.swiftSource.utf8).write(to: URL(filePath: arguments[2]))
    }

    /// For the person at the keyboard, instead of a stack trace.
    private static func fail(_ message: String) -> Never {
        let line = Array("\(message)\n".utf8)
        write(STDERR_FILENO, line, line.count)
        exit(1)
    }
}
