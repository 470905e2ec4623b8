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

    /// In one line, for people who put a role together.
    public var explanation: String {
        switch self {
        case .organizationRead: "See the organization: its name, web address and status."
        case .organizationUpdate: "Change name, web address and other settings."
        case .organizationDelete: "Delete the organization."
        case .organizationTransfer: "Hand the organization on to another owner. Only owners can."
        case .organizationExport: "Export all that the organization has."
        case .membersRead: "See who is a member, and in which role."
        case .membersUpdate: "Give other members another role, below one's own."
        case .membersRemove: "Remove members below one's own role."
        case .invitationsRead: "See invitations, and what became of them."
        case .invitationsManage: "Invite people to roles below one's own, resend and revoke."
        case .rolesManage: "Make, change and delete the organization's own roles."
        case .apiKeysManage: "Make and revoke keys for programs."
        case .secretsManage: "Keep and delete credentials of other services."
        case .auditRead: "Read who did what and when."
        case .billingManage: "Change plan, seats and payment."
        case .recordsRead: "Read the product's data."
        case .recordsWrite: "Add, change and delete the product's data."
        case .activationTechnical: "Release what is technical."
        case .activationEconomic: "Release what costs money."
        }
    }

    /// Whether it is out of use while the organization is read-only. Paying, exporting and going away are not.
    public var changesTheOrganization: Bool {
        switch self {
        case .organizationRead, .membersRead, .invitationsRead, .auditRead, .recordsRead: false
        case .organizationExport, .organizationDelete, .billingManage: false
        case .organizationUpdate, .organizationTransfer, .membersUpdate, .membersRemove, .invitationsManage, .rolesManage: true
        case .apiKeysManage, .secretsManage, .recordsWrite, .activationTechnical, .activationEconomic: true
        }
    }

    /// Where it stands in a set that is stored. Fixed for ever: a new one gets the next number.
    var place: Int {
        switch self {
        case .organizationRead: 0
        case .organizationUpdate: 1
        case .organizationDelete: 2
        case .organizationTransfer: 3
        case .organizationExport: 4
        case .membersRead: 5
        case .membersUpdate: 6
        case .membersRemove: 7
        case .invitationsRead: 8
        case .invitationsManage: 9
        case .rolesManage: 10
        case .apiKeysManage: 11
        case .secretsManage: 12
        case .auditRead: 13
        case .billingManage: 14
        case .recordsRead: 15
        case .recordsWrite: 16
        case .activationTechnical: 17
        case .activationEconomic: 18
        }
    }
}

/// One bit each, as it is stored: it is made for each membership that is read, and costs nothing.
public struct PermissionSet: SetAlgebra, Hashable, Sendable {
    public private(set) var bits: Int

    public static let all = PermissionSet(Permission.allCases)

    public init() { bits = 0 }

    /// Bits of a later version are nobody's here.
    public init(bits: Int) { self.bits = bits & Self.all.bits }

    private init(known bits: Int) { self.bits = bits }

    public func contains(_ permission: Permission) -> Bool { bits & permission.bit != 0 }

    @discardableResult
    public mutating func insert(_ permission: Permission) -> (inserted: Bool, memberAfterInsert: Permission) {
        defer { bits |= permission.bit }
        return (!contains(permission), permission)
    }

    @discardableResult
    public mutating func remove(_ permission: Permission) -> Permission? {
        defer { bits &= ~permission.bit }
        return contains(permission) ? permission : nil
    }

    @discardableResult
    public mutating func update(with permission: Permission) -> Permission? {
        insert(permission).inserted ? nil : permission
    }

    public func union(_ other: PermissionSet) -> PermissionSet { PermissionSet(known: bits | other.bits) }
    public func intersection(_ other: PermissionSet) -> PermissionSet { PermissionSet(known: bits & other.bits) }
    public func symmetricDifference(_ other: PermissionSet) -> PermissionSet { PermissionSet(known: bits ^ other.bits) }

    public mutating func formUnion(_ other: PermissionSet) { self = union(other) }
    public mutating func formIntersection(_ other: PermissionSet) { self = intersection(other) }
    public mutating func formSymmetricDifference(_ other: PermissionSet) { self = symmetricDifference(other) }
}

/// In the order of the list above.
extension PermissionSet: Sequence {
    private static let inOrder = Permission.allCases

    public func makeIterator() -> Iterator { Iterator(set: self) }

    public struct Iterator: IteratorProtocol {
        fileprivate let set: PermissionSet
        private var rest = PermissionSet.inOrder[...]

        fileprivate init(set: PermissionSet) {
            self.set = set
        }

        public mutating func next() -> Permission? {
            while let permission = rest.popFirst() {
                if set.contains(permission) { return permission }
            }
            return nil
        }
    }
}

extension Permission {
    fileprivate var bit: Int { 1 << place }
}
