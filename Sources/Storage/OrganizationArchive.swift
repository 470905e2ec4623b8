import Crypto
import Domain
import FoundationEssentials

/// What an exported organization is made of: a contract, told apart by its version. A zip file with a manifest and a file of JSON lines
/// (jsonlines.org) for each kind of thing, each line as `line(of:)` writes it, in the order of what each line is known by.
enum OrganizationArchive {
    static let format = "tenantry-organization"
    static let version = 1
    static let manifestName = "manifest.json"
    /// In bytes. A line may hold a logo.
    static let longestLine = 512 * 1024
    /// So many are held in memory while an archive is read.
    static let mostAccounts = 100_000
    /// What the numbers of events can be.
    static let numbers = 1...(1 << 40)

    enum File: String, CaseIterable, Codable {
        case organization = "organization.jsonl"
        case roles = "roles.jsonl"
        /// The members.
        case accounts = "accounts.jsonl"
        case memberships = "memberships.jsonl"
        /// Those that members have made, without tokens. None is open.
        case invitations = "invitations.jsonl"
        case audit = "audit.jsonl"
    }

    struct Manifest: Codable {
        struct Organization: Codable {
            let id: String
            let name: String
        }

        struct Content: Codable {
            let name: File
            let rows: Int
            /// In hexadecimal digits.
            let sha256: String
        }

        let format: String
        let version: Int
        let exportedAt: String
        let organization: Organization
        let files: [Content]
    }

    /// Fields in alphabetical order, without those that hold nothing.
    static func line(of value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
    }
}

/// One of an archive's lines, as it is written. Times are RFC 3339.
protocol ArchiveLine: Codable {
    /// What it is known by. Each line's is greater than that of the one before.
    var key: ArchiveKey { get }
}

enum ArchiveKey: Comparable {
    case text(String)
    case number(Int)
}

struct OrganizationLine: ArchiveLine {
    let id: String
    let name: String
    let slug: String
    let status: String
    let trialEndsAt: String?
    let seats: Int?
    let defaultRole: String
    let invitationHours: Int
    let membersHidden: Bool
    /// Missing in archives of before there was such a thing.
    let factorRequired: Bool?
    let accentColor: String?
    /// The text of a JSON object.
    let metadata: String?
    /// In base64.
    let logo: Data?
    let createdAt: String

    var key: ArchiveKey { .text(id) }
}

struct RoleLine: ArchiveLine {
    let id: String
    let role: String
    let name: String
    let rank: Int
    let permissions: [String]
    let createdAt: String

    var key: ArchiveKey { .text(role) }
}

struct AccountLine: ArchiveLine {
    let id: String
    let name: String
    let email: String
    let language: String

    var key: ArchiveKey { .text(id) }
}

struct MembershipLine: ArchiveLine {
    let account: String
    let role: String
    let joinedAt: String

    var key: ArchiveKey { .text(account) }
}

struct InvitationLine: ArchiveLine {
    let id: String
    let kind: String
    let email: String?
    let domains: [String]
    let role: String
    let maxUses: Int?
    let uses: Int
    let invitedBy: String
    let createdAt: String
    let issuedAt: String
    let expiresAt: String
    let revokedAt: String?

    var key: ArchiveKey { .text(id) }
}

/// An event of the audit log. What people are called and where they were is in `detail`, which is missing once it is erased.
struct EventLine: ArchiveLine {
    let number: Int
    let at: String
    let action: String
    let actor: String?
    let onBehalfOf: String?
    let via: String?
    let target: String?
    let facts: AuditFacts
    let requestId: String?
    var detail: AuditDetail?

    var key: ArchiveKey { .number(number) }

    /// Without the details of an event in which somebody else had a part: where they have no account nobody could have them erased.
    func naming(_ members: Set<ID<Account>>) -> EventLine {
        let parts = [(actor, detail?.actor), (onBehalfOf, detail?.onBehalfOf), (target, detail?.target)]
        let isOfMembers = parts.allSatisfy { id, person in
            guard let id else { return person == nil }
            guard let account = ID<Account>(id) else { return person?.email == nil }
            return members.contains(account)
        }
        var line = self
        if !isOfMembers { line.detail = nil }
        return line
    }
}
