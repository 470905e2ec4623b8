/// What a member may do in an organization. Raw values are what the API shows.
public enum Permission: String, CaseIterable, Sendable {
    case organizationRead = "organization.read"
    case organizationUpdate = "organization.update"
    case organizationDelete = "organization.delete"
    case organizationTransfer = "organization.transfer"
    case organizationExport = "organization.export"
    case membersRead = "members.read"
    case membersUpdate = "members.update"
    case membersRemove = "members.remove"
    case invitationsRead = "invitations.read"
    case invitationsManage = "invitations.manage"
    case rolesManage = "roles.manage"
    case apiKeysManage = "apiKeys.manage"
    case secretsManage = "secrets.manage"
    case auditRead = "audit.read"
    case billingManage = "billing.manage"
    case recordsRead = "records.read"
    case recordsWrite = "records.write"
    case activationTechnical = "activation.technical"
    case activationEconomic = "activation.economic"
}

/// A named set of permissions with a rank. Whoever ranks higher stands above.
public struct Role: Hashable, Sendable {
    /// `[a-z][a-z0-9_]*`, unique in its organization.
    public let key: String
    public let rank: Int
    public let permissions: Set<Permission>

    init(key: String, rank: Int, permissions: Set<Permission>) {
        self.key = key
        self.rank = rank
        self.permissions = permissions
    }

    public var isOwner: Bool { key == Role.owner.key }

    public func allows(_ permission: Permission) -> Bool { permissions.contains(permission) }

    /// As the API lists them: always in the same order.
    public var sortedPermissions: [Permission] { Permission.allCases.filter(permissions.contains) }
}

extension Role {
    private static let reading: Set<Permission> = [.organizationRead, .membersRead, .recordsRead]
    private static let staffing: Set<Permission> = [.invitationsRead, .invitationsManage, .membersRemove]
    private static let owning: Set<Permission> = [.organizationDelete, .organizationTransfer, .organizationExport, .billingManage]

    public static let owner = Role(key: "owner", rank: 100, permissions: Set(Permission.allCases))
    public static let admin = Role(
        key: "admin", rank: 80,
        permissions: Set(Permission.allCases).subtracting(owning).subtracting([.activationEconomic])
    )
    public static let manager = Role(
        key: "manager", rank: 60,
        permissions: reading.union(staffing).union([.recordsWrite, .activationEconomic])
    )
    public static let member = Role(key: "member", rank: 40, permissions: reading.union([.recordsWrite]))
    public static let viewer = Role(key: "viewer", rank: 20, permissions: reading)

    /// Highest first.
    public static let builtIn = [owner, admin, manager, member, viewer]

    public static func builtIn(_ key: String) -> Role? { builtIn.first { $0.key == key } }
}
