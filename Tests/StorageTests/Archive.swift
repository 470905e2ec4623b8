import Archives
import Crypto
import Domain
import FoundationEssentials
import Glibc

@testable import Storage

/// An exported organization taken apart, to be changed and put together again as somebody else might.
struct Archive {
    typealias File = OrganizationArchive.File

    /// Lines of each file, without their ends.
    var lines: [File: [String]] = [:]
    /// What the manifest says, nil as it should be.
    var manifest: String?
    /// Whether it is put together with the sums of what it holds.
    var isHonest = true

    subscript(file: File) -> [String] {
        get { lines[file] ?? [] }
        set { lines[file] = newValue }
    }

    /// All that is content: everything but when it was made, and how the log goes on.
    var content: [File: [String]] { lines.filter { $0.key != .audit } }
    var text: String { lines.values.joined().joined(separator: "\n") }

    mutating func replace(_ old: String, _ new: String, in file: File) {
        lines[file] = self[file].map { line in
            line.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
        }
    }
}

extension Archive {
    /// What Acme's owner has exported, of an instance that is gone then.
    static func exported(
        _ prepare: @escaping (Fixture, OrganizationScope) async throws -> Void = { _, _ in }
    ) async throws -> (archive: Archive, acme: ID<Organization>, ada: ID<Account>, bob: ID<Account>) {
        let made = Shared<(Archive, ID<Organization>, ID<Account>, ID<Account>)?>(nil)
        try await Fixture.run { fixture in
            let (ada, bob, acme, _) = try await OrganizationExportTests.world(fixture)
            try await prepare(fixture, acme)
            let archive = try await fixture.archive(of: acme)
            made.withLock { $0 = (archive, acme.organization, ada.id, bob.id) }
        }
        guard let made = made.withLock({ $0 }) else { throw Failure.notFound }
        return made
    }

    /// After ids have been replaced.
    mutating func sort() {
        lines[.accounts] = self[.accounts].sorted { Self.id(of: $0) < Self.id(of: $1) }
        lines[.memberships] = self[.memberships].sorted()
    }

    private static func id(of line: String) -> Substring { line.split(separator: "\"id\":\"")[1].prefix { $0 != "\"" } }

    init(_ export: OrganizationExport, in fixture: Fixture) throws {
        let path = "\(fixture.folder)/exported.zip"
        try Data(export.bytes(export.size, at: 0)).write(to: URL(filePath: path))
        let file = open(path, O_RDONLY)
        defer { close(file) }
        let zip = try ZipReader(file, admitting: Set(File.allCases.map(\.rawValue) + [OrganizationArchive.manifestName]))
        for name in File.allCases {
            var bytes: [UInt8] = []
            try zip.read(name.rawValue) { bytes += $0 }
            lines[name] = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        }
    }

    /// Puts it together. Answers where it is.
    func write(in fixture: Fixture, manifestName: String = OrganizationArchive.manifestName) throws -> String {
        let path = "\(fixture.folder)/to-import.zip"
        let file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
        defer { close(file) }
        let zip = try ZipWriter(file)
        var files: [OrganizationArchive.Manifest.Content] = []
        for name in File.allCases {
            let bytes = Array(self[name].map { $0 + "\n" }.joined().utf8)
            try zip.add(name.rawValue) { try $0(bytes) }
            let sum = SHA256.hash(data: isHonest ? bytes : bytes + [0]).hexadecimal
            files.append(.init(name: name, rows: self[name].count, sha256: sum))
        }
        let id = self[.organization].first?.split(separator: "\"id\":\"").last.map { String($0.prefix { $0 != "\"" }) } ?? ""
        let plain = OrganizationArchive.Manifest(
            format: OrganizationArchive.format, version: 1, exportedAt: fixture.now.description, organization: .init(id: id, name: ""),
            files: files
        )
        try zip.add(manifestName) { try $0(manifest.map { Array($0.utf8) } ?? OrganizationArchive.line(of: plain)) }
        _ = try zip.finish()
        return path
    }
}

extension Fixture {
    func archive(of scope: OrganizationScope) async throws -> Archive {
        try Archive(try await storage.exportOrganization(in: scope, at: now), in: self)
    }

    @discardableResult
    func take(_ archive: Archive) async throws -> OrganizationImport {
        try await storage.maintenance.importOrganization(from: archive.write(in: self), at: now)
    }

    /// Why it is not imported; nothing where it is. Nothing of the database may have changed.
    func refusal(of archive: Archive) async throws -> [String] {
        let before = try await everything()
        let refusal = await failure { try await take(archive) }
        guard let refusal = refusal as? ImportRefusal else { throw refusal ?? Failure.malformed("it was imported") }
        guard try await everything() == before else { throw Failure.malformed("something changed") }
        return refusal.reasons
    }

    /// How many rows each table has, and what they come to.
    private func everything() async throws -> [String] {
        try await storage.read { connection in
            let names = try connection.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
            {
                try $0[0] as String
            }
            let known: [SQL] = [
                "SELECT id || email || password_hash || name FROM account", "SELECT id || slug || status FROM organization",
                "SELECT organization_id || account_id || role FROM membership", "SELECT id FROM role", "SELECT id FROM invitation",
                "SELECT chain || number FROM audit_event", "SELECT chain || number FROM audit_detail",
                "SELECT chain || last_number FROM audit_chain",
                "SELECT '' || events FROM audit_total", "SELECT name FROM logo", "SELECT id FROM outbox",
                "SELECT '' || count FROM daily_count",
                "SELECT id FROM session", "SELECT slug FROM former_slug",
            ]
            return try names + known.flatMap { try connection.rows($0) { try $0[0] as String } }
        }
    }
}
