import Crypto
import Domain
import Glibc

/// A local copy of the passwords that have been found in breaches, by their SHA-1, as Have I Been Pwned publishes them: a folder with a file
/// of each range, or all hashes in one file. A password is looked for by reading some kilobytes; nothing of it leaves the machine.
public struct BreachedPasswordSet: Sendable {
    private enum Form: Sendable {
        /// Files named by the first five digits of the hash, with lines `SUFFIX:COUNT` of the other 35.
        case ranges(isLowercase: Bool, ending: String)
        /// Lines `HASH:COUNT` in the order of the hashes.
        case whole
    }

    /// Does not tell of which file: its name is the beginning of a password's hash.
    struct Unreadable: Error {
        let reason: String
    }

    private static let prefixLength = 5
    private static let hashLength = 40
    /// In bytes, of a line with its end: a hash, a colon, and a number of ten digits.
    private static let longestLine = 64

    let path: String
    private let form: Form

    /// Looks at what is there, without reading much of it: the first and the last range, or the first line.
    public init(_ path: String) throws(Problem) {
        self.path = path
        if let form = Self.ranges(in: path) {
            self.form = form
            return
        }
        guard let start = try? Self.bytes(of: path, at: 0, count: Self.longestLine) else {
            throw Problem("must name a folder of ranges from 00000 to FFFFF, or a file, that can be read")
        }
        guard Self.isLine(start) else { throw Problem("names a file that does not begin with a line such as 000000005AD76BD5…:4") }
        form = .whole
    }

    private static func ranges(in folder: String) -> Form? {
        for (last, isLowercase) in [("FFFFF", false), ("fffff", true)] {
            for ending in [".txt", ""] where ["00000", last].allSatisfy({ canRead("\(folder)/\($0)\(ending)") }) {
                return .ranges(isLowercase: isLowercase, ending: ending)
            }
        }
        return nil
    }

    private static func canRead(_ file: String) -> Bool { access(file, R_OK) == 0 }

    private static func isLine(_ bytes: [UInt8]) -> Bool {
        let hash = bytes.prefix(hashLength)
        return bytes.dropFirst(hashLength).first == UInt8(ascii: ":") && hash.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
    }

    /// Blocks while the disk is read.
    func contains(_ password: Password) throws(Unreadable) -> Bool {
        let hash = Insecure.SHA1.hash(data: Array(password.text.utf8)).flatMap { [Self.digits[Int($0 >> 4)], Self.digits[Int($0 & 15)]] }
        switch form {
        case .ranges(let isLowercase, let ending):
            let prefix = String(decoding: hash.prefix(Self.prefixLength), as: UTF8.self)
            let file = "\(path)/\(isLowercase ? prefix.lowercased() : prefix)\(ending)"
            return try Self.find(hash.dropFirst(Self.prefixLength), inRange: file)
        case .whole: return try Self.find(hash[...], inOrdered: path)
        }
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func find(_ suffix: ArraySlice<UInt8>, inRange file: String) throws(Unreadable) -> Bool {
        let descriptor = try open(file)
        defer { close(descriptor) }
        let content = try read(descriptor, at: 0, count: max(0, lseek(descriptor, 0, SEEK_END)))
        return content.split(separator: UInt8(ascii: "\n")).contains { line in
            line.prefix(suffix.count).map(uppercased).elementsEqual(suffix) && isCounted(line.dropFirst(suffix.count))
        }
    }

    /// Halves what is left of the file until the line is found.
    private static func find(_ hash: ArraySlice<UInt8>, inOrdered file: String) throws(Unreadable) -> Bool {
        let descriptor = try open(file)
        defer { close(descriptor) }
        var (low, high) = (0, lseek(descriptor, 0, SEEK_END))  // both the start of a line, or the end
        while low < high {
            let middle = low + (high - low) / 2
            let from = max(low, middle - longestLine)
            let bytes = try read(descriptor, at: from, count: 2 * longestLine)  // the line at `middle` is in there
            let offset = middle - from
            guard offset < bytes.count else { throw Unreadable(reason: "it became shorter") }
            let start = bytes[..<offset].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            let end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
            let found = bytes[start..<end].prefix(hash.count).map(uppercased)
            if found.elementsEqual(hash) { return isCounted(bytes[start..<end].dropFirst(hash.count)) }
            if found.lexicographicallyPrecedes(hash) { low = from + end + 1 } else { high = from + start }
        }
        return false
    }

    private static func uppercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte) ? byte - 32 : byte
    }

    /// `:COUNT`. Lines that only hide how many there are have a count of 0.
    private static func isCounted(_ rest: some Collection<UInt8>) -> Bool {
        rest.first == UInt8(ascii: ":") && rest.dropFirst().contains { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }
    }

    private static func bytes(of file: String, at offset: Int, count: Int) throws(Unreadable) -> [UInt8] {
        let descriptor = try open(file)
        defer { close(descriptor) }
        return try read(descriptor, at: offset, count: count)
    }

    private static func open(_ file: String) throws(Unreadable) -> Int32 {
        let descriptor = Glibc.open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Unreadable(reason: DataFolder.lastError) }
        return descriptor
    }

    private static func read(_ descriptor: Int32, at offset: Int, count: Int) throws(Unreadable) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let length = pread(descriptor, &bytes, count, offset)
        guard length >= 0 else { throw Unreadable(reason: DataFolder.lastError) }
        return Array(bytes[..<length])
    }
}
