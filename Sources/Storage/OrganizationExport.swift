import Archives
import Crypto
import Domain
import FoundationEssentials
import Glibc

/// An archive that is ready to be read. Its file has no name, and ends with this.
public final class OrganizationExport: Sendable {
    private let file: Int32
    /// In bytes.
    public let size: Int

    fileprivate init(_ folder: DataFolder, _ write: (ZipWriter) throws -> Void) throws {
        file = try folder.makeNamelessFile()
        do {
            let zip = try ZipWriter(file)
            try write(zip)
            size = try zip.finish()
        } catch {
            close(file)
            throw error
        }
    }

    deinit { close(file) }

    /// Up to so many bytes from a place on; none behind the end. They were written a moment ago, so this waits for no disk.
    public func bytes(_ count: Int, at offset: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: min(count, size - offset))
        let read = pread(file, &bytes, bytes.count, off_t(offset))
        guard read == bytes.count else { throw DatabaseError.full("a file of its own could not be read back") }
        return bytes
    }
}

extension Storage {
    /// All that an organization has, but for what opens something: passwords, factors, tokens, API keys, and secrets. It is written in one
    /// state of the database, a row at a time; that it was asked for is in the log before.
    /// Fails with `.forbidden`, `.proofRequired`, `.personalOrganization`, or `.busy` where others wait for theirs.
    public func exportOrganization(in scope: OrganizationScope, at now: Instant) async throws -> OrganizationExport {
        let trail = trail(of: scope, at: now)
        try await write { connection in
            try connection.authority(in: scope, at: now).require(.organizationExport)
            try connection.requireProof(of: scope, at: now)
            try connection.requireTeam(scope)
            try trail.record(AuditEvent(.organizationExported, of: scope.organization), in: scope.organization, on: connection)
        }
        return try await database.readAtLength { [folder] connection in
            try connection.authority(in: scope, at: now).require(.organizationExport)
            return try OrganizationExport(folder) { try connection.write(scope, to: $0, at: now) }
        }
    }
}

/// Writes the lines of one file, and knows what the manifest says of them.
private struct LineWriter {
    private(set) var rows = 0
    private var hash = SHA256()
    private let write: ([UInt8]) throws -> Void

    init(_ write: @escaping ([UInt8]) throws -> Void) {
        self.write = write
    }

    mutating func add(_ line: some ArchiveLine) throws {
        let bytes = try OrganizationArchive.line(of: line)
        rows += 1
        hash.update(data: bytes)
        try write(bytes)
    }

    var digest: String { hash.finalize().hexadecimal }
}

extension Connection {
    fileprivate func write(_ scope: OrganizationScope, to zip: ZipWriter, at now: Instant) throws {
        var files: [OrganizationArchive.Manifest.Content] = []
        for file in OrganizationArchive.File.allCases {
            try zip.add(file.rawValue) { write in
                try withoutActuallyEscaping(write) { write in
                    var lines = LineWriter(write)
                    try add(file, of: scope.organization, to: &lines, at: now)
                    files.append(.init(name: file, rows: lines.rows, sha256: lines.digest))
                }
            }
        }
        let name = try first("SELECT name FROM organization WHERE id = \(scope.organization)") { try $0[0] as String } ?? ""
        let manifest = OrganizationArchive.Manifest(
            format: OrganizationArchive.format, version: OrganizationArchive.version, exportedAt: now.description,
            organization: .init(id: scope.organization.description, name: name), files: files
        )
        try zip.add(OrganizationArchive.manifestName) { try $0(OrganizationArchive.line(of: manifest)) }
    }

    private func add(
        _ file: OrganizationArchive.File, of organization: ID<Organization>, to lines: inout LineWriter, at now: Instant
    ) throws {
        switch file {
        case .organization: try each(OrganizationLine.selection(organization)) { try lines.add(OrganizationLine($0)) }
        case .roles: try each(RoleLine.selection(organization)) { try lines.add(RoleLine($0)) }
        case .accounts: try each(AccountLine.selection(organization)) { try lines.add(AccountLine($0)) }
        case .memberships: try each(MembershipLine.selection(organization)) { try lines.add(MembershipLine($0)) }
        case .invitations: try each(InvitationLine.selection(organization, at: now)) { try lines.add(InvitationLine($0)) }
        case .audit:
            let members = Set(
                try rows("SELECT account_id FROM membership WHERE organization_id = \(organization)") { try $0[0] as ID<Account> }
            )
            try each(EventLine.selection(.organization(organization))) { try lines.add(EventLine($0).naming(members)) }
        }
    }

    /// Keeps nothing of what it reads.
    private func each(_ sql: SQL, _ read: (Row) throws -> Void) throws { _ = try rows(sql, read) }
}

extension OrganizationLine {
    fileprivate static func selection(_ organization: ID<Organization>) -> SQL {
        """
        SELECT organization.id, organization.name, slug, status, trial_ends_at, seats, \(OrganizationSettings.columns), metadata, logo.bytes,
            created_at
        FROM organization
        LEFT JOIN logo ON logo.organization_id = organization.id
        WHERE organization.id = \(organization)
        """
    }

    fileprivate init(_ row: Row) throws {
        let (settings, next) = (try OrganizationSettings(row, from: 6), 6 + OrganizationSettings.columnCount)
        self.init(
            id: try row[0], name: try row[1], slug: try row[2], status: try row[3], trialEndsAt: try row.moment(4), seats: try row[5],
            defaultRole: settings.defaultRole, invitationHours: settings.invitationHours, membersHidden: settings.membersHidden,
            factorRequired: settings.factorRequired, accentColor: settings.accentColor?.text, metadata: try row[next],
            logo: (try row[next + 1] as [UInt8]?).map { Data($0) }, createdAt: try row.moment(next + 2)
        )
    }
}

extension RoleLine {
    fileprivate static func selection(_ organization: ID<Organization>) -> SQL {
        "SELECT id, key, name, rank, permissions, created_at FROM role WHERE organization_id = \(organization) ORDER BY key"
    }

    fileprivate init(_ row: Row) throws {
        let permissions = PermissionSet(bits: try row[4]).map(\.rawValue)
        self.init(
            id: try row[0], role: try row[1], name: try row[2], rank: try row[3], permissions: permissions, createdAt: try row.moment(5)
        )
    }
}

extension AccountLine {
    fileprivate static func selection(_ organization: ID<Organization>) -> SQL {
        """
        SELECT account.id, account.name, account.email, account.language
        FROM membership
        JOIN account ON account.id = membership.account_id
        WHERE membership.organization_id = \(organization)
        ORDER BY membership.account_id
        """
    }

    fileprivate init(_ row: Row) throws {
        self.init(id: try row[0], name: try row[1], email: try row[2], language: try row[3])
    }
}

extension MembershipLine {
    fileprivate static func selection(_ organization: ID<Organization>) -> SQL {
        "SELECT account_id, role, joined_at FROM membership WHERE organization_id = \(organization) ORDER BY account_id"
    }

    fileprivate init(_ row: Row) throws {
        self.init(account: try row[0], role: try row[1], joinedAt: try row.moment(2))
    }
}

extension InvitationLine {
    /// Those that could still be taken up are revoked as of the export, since no link travels.
    fileprivate static func selection(_ organization: ID<Organization>, at now: Instant) -> SQL {
        """
        SELECT invitation.id, invitation.kind, invitation.email, invitation.domains, invitation.role, invitation.maximum_uses, invitation.uses,
            invitation.created_by, invitation.created_at, invitation.issued_at, invitation.expires_at,
            coalesce(invitation.revoked_at, CASE WHEN invitation.uses >= invitation.maximum_uses THEN NULL ELSE \(now) END)
        FROM invitation
        JOIN membership AS maker
        ON maker.organization_id = invitation.organization_id AND maker.account_id = invitation.created_by
        WHERE invitation.organization_id = \(organization)
        ORDER BY invitation.id
        """
    }

    fileprivate init(_ row: Row) throws {
        let domains = (try row[3] as String).split(separator: " ").map(String.init)
        self.init(
            id: try row[0], kind: try row[1], email: try row[2], domains: domains, role: try row[4], maxUses: try row[5], uses: try row[6],
            invitedBy: try row[7], createdAt: try row.moment(8), issuedAt: try row.moment(9), expiresAt: try row.moment(10),
            revokedAt: try row.moment(11)
        )
    }
}

extension EventLine {
    fileprivate static func selection(_ chain: AuditChain) -> SQL {
        "SELECT \(AuditEntry.columns) FROM audit_event AS event \(AuditEntry.details) WHERE event.chain = \(chain) ORDER BY event.number"
    }

    fileprivate init(_ row: Row) throws {
        let decoder = JSONDecoder()
        self.init(
            number: try row[0], at: try row.moment(1), action: try row[2], actor: try row[3], onBehalfOf: try row[4], via: try row[5],
            target: try row[6], facts: try decoder.decode(AuditFacts.self, from: Data((row[7] as String).utf8)), requestId: try row[8],
            detail: try (row[9] as String?).map { try decoder.decode(AuditDetail.self, from: Data($0.utf8)) }
        )
    }
}

extension Row {
    fileprivate func moment(_ column: Int) throws -> String { (try self[column] as Instant).description }
    fileprivate func moment(_ column: Int) throws -> String? { (try self[column] as Instant?)?.description }
}

extension DataFolder {
    /// A file for what is made to be read once. Nobody else can open it, and nothing is left of it when it is closed, or the process ends.
    fileprivate func makeNamelessFile() throws -> Int32 {
        var template = Array("\(path)/export-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        guard file >= 0, fcntl(file, F_SETFD, FD_CLOEXEC) == 0 else { throw DataFolderError.unusable(path, reason: Self.lastError) }
        unlink(template)
        return file
    }
}
