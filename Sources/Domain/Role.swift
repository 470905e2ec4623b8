/// A named set of permissions with a rank. Whoever ranks higher stands above.
public struct Role: Hashable, Sendable {
    /// `[a-z][a-z0-9_]*`, unique in its organization.
    public let key: String
    public let name: String
    public let rank: Int
    public let permissions: PermissionSet
    /// Whether every organization has it.
    public let isBuiltIn: Bool

    private init(builtIn key: String, _ name: String, rank: Int, permissions: PermissionSet) {
        self.key = key
        self.name = name
        self.rank = rank
        self.permissions = permissions
        isBuiltIn = true
    }

    /// One of an organization's own.
    public init(custom key: String, name: String, rank: Int, permissions: PermissionSet) {
        self.key = key
        self.name = name
        self.rank = rank
        self.permissions = permissions
        isBuiltIn = false
    }

    /// A key that some organization's role may have.
    public static func checkedKey(_ text: String) throws(Problem) -> String {
        let isAllowed = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "_")
        }
        guard isAllowed, let first = text.utf8.first, first >= UInt8(ascii: "a"), text.utf8.count <= 64 else {
            throw Problem("must be the key of a role")
        }
        return text
    }

    public var isOwner: Bool { key == Role.owner.key }

    /// How messages refer to it: each language has a word of its own for a built-in one, by its key.
    public var word: String { isBuiltIn ? key : name }

    public func allows(_ permission: Permission) -> Bool { permissions.contains(permission) }
}

extension Role {
    private static let reading: PermissionSet = [.organizationRead, .membersRead, .recordsRead]
    private static let staffing: PermissionSet = [.invitationsRead, .invitationsManage, .membersRemove]
    private static let owning: PermissionSet = [.organizationDelete, .organizationTransfer, .organizationExport, .billingManage]

    public static let owner = Role(builtIn: "owner", "Owner", rank: 100, permissions: .all)
    public static let admin = Role(
        builtIn: "admin", "Admin", rank: 80,
        permissions: .all.subtracting(owning).subtracting([.activationEconomic])
    )
    public static let manager = Role(
        builtIn: "manager", "Manager", rank: 60,
        permissions: reading.union(staffing).union([.recordsWrite, .activationEconomic])
    )
    public static let member = Role(builtIn: "member", "Member", rank: 40, permissions: reading.union([.recordsWrite]))
    public static let viewer = Role(builtIn: "viewer", "Viewer", rank: 20, permissions: reading)

    /// Highest first.
    public static let builtIn = [owner, admin, manager, member, viewer]

    public static func builtIn(_ key: String) -> Role? { builtIn.first { $0.key == key } }
}
