import Archives
import Crypto
import Domain
import FoundationEssentials
import Glibc

/// Why an archive is not imported, in words for the operator: all that is found, up to a number of things. Nothing has changed.
public struct ImportRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    static let mostReasons = 20

    public private(set) var reasons: [String]

    init(_ reasons: String...) {
        self.reasons = reasons
    }

    public var description: String {
        let shown = reasons.prefix(Self.mostReasons) + (reasons.count > Self.mostReasons ? ["There is more."] : [])
        return (["Nothing was imported."] + shown).joined(separator: "\n")
    }

    /// Stops with one reason more than are shown.
    mutating func add(_ reason: String) throws(ImportRefusal) {
        reasons.append(reason)
        if reasons.count > Self.mostReasons { throw self }
    }

    func throwIfAny() throws(ImportRefusal) {
        if !reasons.isEmpty { throw self }
    }
}

/// An archive that somebody else may have made. What it is read as follows the manifest: no line counts that doesn't belong to it.
final class OrganizationArchiveReader: Sendable {
    typealias File = OrganizationArchive.File

    let manifest: OrganizationArchive.Manifest
    /// SHA-256 of the manifest, and with it of everything.
    let fingerprint: AuditValue
    private let file: Int32
    private let zip: ZipReader

    /// Fails with an `ImportRefusal`.
    init(_ path: String) throws {
        file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)  // a pipe has nobody at its other end
        guard file >= 0 else { throw ImportRefusal("\(path) can't be read: \(DataFolder.lastError).") }
        do {
            let names = File.allCases.map(\.rawValue) + [OrganizationArchive.manifestName]
            zip = try ZipReader(file, admitting: Set(names))
            var bytes: [UInt8] = []
            try zip.read(OrganizationArchive.manifestName) { piece in
                bytes += piece
                guard bytes.count <= OrganizationArchive.longestLine else { throw ZipError.tooLarge }
            }
            manifest = try JSONDecoder().decode(OrganizationArchive.Manifest.self, from: Data(bytes))
            fingerprint = .fingerprint(of: bytes)
            try manifest.requireKnown()
        } catch let error as DecodingError {
            close(file)
            throw ImportRefusal("\(OrganizationArchive.manifestName): \(error.words).")
        } catch let error as ZipError {
            close(file)
            throw ImportRefusal("\(path) is not an archive: \(error).")
        } catch {
            close(file)
            throw error
        }
    }

    deinit { close(file) }

    /// Hands over the lines of a file, one after the other.
    ///
    /// - Parameters:
    ///   - fault: is told, in a sentence, what is wrong with a line or the file. It goes on with the next unless this throws.
    ///   - use: may fail with `InvalidField`.
    func each<Line: ArchiveLine>(
        _ file: File, _ kind: Line.Type, fault: (String) throws -> Void = { throw ImportRefusal($0) }, _ use: (Line) throws -> Void
    ) throws {
        var (lines, hash, former, number) = (LineSplitter(), SHA256(), nil as ArchiveKey?, 0)
        func take(_ bytes: [UInt8]) throws {
            number += 1
            do {
                let line = try Line(strictly: bytes)
                if let former, line.key <= former { throw InvalidField("the line", "must come after the one before it") }
                former = line.key
                try use(line)
            } catch let invalid as InvalidField {
                try fault("\(file.rawValue), line \(number): \(invalid.field) \(invalid.message).")
            } catch DatabaseError.constraint(let guardian) {
                try fault("\(file.rawValue), line \(number): the database does not take it (\(guardian)).")
            }
        }
        do {
            try zip.read(file.rawValue) { piece in
                hash.update(data: piece)
                try lines.take(piece, take)
            }
        } catch let error as ZipError {
            throw ImportRefusal("The archive is damaged: \(error).")
        } catch is LineSplitter.TooLong {
            return try fault("\(file.rawValue), line \(number + 1): it has more than \(OrganizationArchive.longestLine) bytes.")
        }
        let expected = manifest.files.first { $0.name == file }
        guard lines.isEmpty, expected?.rows == number, expected?.sha256 == hash.finalize().hexadecimal else {
            return try fault("\(file.rawValue): it is not what the manifest says.")
        }
    }
}

/// Cuts what comes in pieces into lines.
private struct LineSplitter {
    struct TooLong: Error {}

    private var rest: [UInt8] = []

    /// Whether the last line has had its end.
    var isEmpty: Bool { rest.isEmpty }

    mutating func take(_ piece: [UInt8], _ use: ([UInt8]) throws -> Void) throws {
        var parts = piece.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let last = parts.removeLast()
        for part in parts {
            guard rest.count + part.count < OrganizationArchive.longestLine else { throw TooLong() }
            try use(rest + part)
            rest = []
        }
        rest += last
        guard rest.count < OrganizationArchive.longestLine else { throw TooLong() }
    }
}

extension OrganizationArchive.Manifest {
    fileprivate func requireKnown() throws(ImportRefusal) {
        guard format == OrganizationArchive.format else { throw ImportRefusal("It is no archive of an organization.") }
        guard version == OrganizationArchive.version else {
            throw ImportRefusal("It is of version \(version), and this program reads version \(OrganizationArchive.version).")
        }
        guard files.map(\.name).sorted(by: { $0.rawValue < $1.rawValue }) == OrganizationArchive.File.sorted else {
            throw ImportRefusal("Its manifest does not name each file once.")
        }
    }
}

extension OrganizationArchive.File {
    fileprivate static var sorted: [Self] { allCases.sorted { $0.rawValue < $1.rawValue } }
}

extension ArchiveLine {
    /// What is written otherwise than an export writes it would mean different things to different readers: fields that nobody knows, fields
    /// that are there twice.
    fileprivate init(strictly bytes: [UInt8]) throws {
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(bytes))
        } catch let error as DecodingError {
            throw InvalidField(error.field, error.problem)
        }
        guard try OrganizationArchive.line(of: self).dropLast() == bytes[...] else {
            throw InvalidField("the line", "has something in it that no export writes")
        }
    }
}

extension DecodingError {
    fileprivate var words: String { "\(field) \(problem)" }

    fileprivate var field: String {
        switch self {
        case .keyNotFound(let key, let context): name(of: context.codingPath + [key])
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context): name(of: context.codingPath)
        @unknown default: name(of: [])
        }
    }

    fileprivate var problem: String {
        switch self {
        case .keyNotFound: "is missing"
        default: "is not what belongs there"
        }
    }

    private func name(of path: [any CodingKey]) -> String {
        let words = path.map { key in
            let isShown = key.stringValue.utf8.count <= 40 && key.stringValue.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            return isShown ? key.stringValue : "…"
        }
        return words.isEmpty ? "the line" : words.joined(separator: ".")
    }
}
