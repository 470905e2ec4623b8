import FoundationEssentials
import Glibc

/// Files that are whole or not there, also after a power cut.
enum DurableFile {
    /// Gives a file that is written its name, unless something has that name already, and waits until both are on the disk.
    static func publish(_ draft: String, as path: String) throws(DatabaseError) {
        try sync(draft)
        try renameIfFree(draft, to: path)
        try syncFolder(of: path)
    }

    /// Puts a file in the place of another, at once: there is always one of them.
    static func replace(_ path: String, by draft: String) throws(DatabaseError) {
        try sync(draft)
        guard rename(draft, path) == 0 else { throw lastError(path) }
        try syncFolder(of: path)
    }

    /// Makes a file that nobody else can read, and waits until all of it is on the disk.
    static func write(_ bytes: [UInt8], to path: String) throws(DatabaseError) {
        let file = try make(path)
        defer { close(file) }
        try writeAll(bytes[...], to: file, path)
        guard fsync(file) == 0 else { throw lastError(path) }
    }

    /// Copies the bytes to a new file that nobody else can read.
    static func copy(_ source: String, to path: String) throws(DatabaseError) {
        let from = open(source, O_RDONLY | O_CLOEXEC)
        guard from >= 0 else { throw lastError(source) }
        defer { close(from) }
        let to = try make(path)
        defer { close(to) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(from, &buffer, buffer.count)
            guard count >= 0 else { throw lastError(source) }
            guard count > 0 else { return }
            try writeAll(buffer.prefix(count), to: to, path)
        }
    }

    /// Gives a file a second name. Where a file system knows none, a copy gets it.
    static func name(_ path: String, also other: String) throws(DatabaseError) {
        if link(path, other) == 0 { return }
        guard knowsNoSecondNames else { throw lastError(other) }
        try copy(path, to: other)
        try sync(other)
    }

    static func names(in folder: String) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder) }

    /// An empty file that nobody else can read, open for writing.
    static func make(_ path: String) throws(DatabaseError) -> Int32 {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw lastError(path) }
        return file
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether both names lead to one file.
    static func isSame(_ path: String, _ other: String) -> Bool {
        var (first, second) = (stat(), stat())
        guard stat(path, &first) == 0, stat(other, &second) == 0 else { return false }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    static func syncFolder(of path: String) throws(DatabaseError) {
        let end = path.lastIndex(of: "/")
        let folder = end.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        try sync(folder)
    }

    private static func sync(_ path: String) throws(DatabaseError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw lastError(path) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw lastError(path) }
    }

    /// A second name can't be given over an existing one. Where a file system knows no second names, it looks first.
    private static func renameIfFree(_ draft: String, to path: String) throws(DatabaseError) {
        if link(draft, path) == 0 {
            unlink(draft)
            return
        }
        guard knowsNoSecondNames else { throw lastError(path) }
        guard !exists(path) else { throw .readOnly("\(path) exists already") }
        guard rename(draft, path) == 0 else { throw lastError(path) }
    }

    /// As the last call has said.
    private static var knowsNoSecondNames: Bool { [EPERM, EOPNOTSUPP, ENOSYS].contains(errno) }

    private static func writeAll(_ bytes: ArraySlice<UInt8>, to file: Int32, _ path: String) throws(DatabaseError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw lastError(path) }
            rest = rest.dropFirst(count)
        }
    }

    /// What `errno` says.
    static func lastError(_ path: String) -> DatabaseError {
        let reason = "\(path): \(String(cString: strerror(errno)))"
        return errno == ENOSPC || errno == EDQUOT ? .full(reason) : .readOnly(reason)
    }
}
