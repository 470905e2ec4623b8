/// Who acts in an organization, and what follows: the rules of who may do what to whom. Storage makes one anew inside every write.
///
/// Nobody gives or takes what they don't stand above; an owner stands above every role. Permission and rank are judged before state.
public struct Authority: Sendable {
    public let account: ID<Account>
    public let role: Role

    public init(account: ID<Account>, role: Role) {
        self.account = account
        self.role = role
    }

    public func standsAbove(_ other: Role) -> Bool { role.standsAbove(other) }

    public func require(_ permission: Permission) throws(Failure) {
        guard role.allows(permission) else { throw .forbidden("Your role, \(role.key), lacks the permission \(permission.rawValue).") }
    }

    /// - Parameter owners: how many owners the organization has now.
    public func mayChange(_ target: Membership, to role: Role, owners: Int) throws(Failure) {
        let lowersOwnRole = target.account == account && role.rank < target.role.rank
        if !lowersOwnRole {
            try require(.membersUpdate)
            try requireAbove(target.role, role)
        }
        if target.role.isOwner, !role.isOwner, owners == 1 { throw .lastOwner }
    }

    public func mayRemove(_ target: Membership) throws(Failure) {
        try require(.membersRemove)
        try requireAbove(target.role)
    }

    /// Whether the organization can do without a member.
    ///
    /// - Parameter owners: how many owners the organization has now.
    public static func mayEnd(_ membership: Membership, owners: Int) throws(Failure) {
        if membership.role.isOwner, owners == 1 { throw .lastOwner }
    }

    /// Also who may resend or revoke an invitation with that role.
    public func mayInvite(as role: Role) throws(Failure) {
        try require(.invitationsManage)
        try requireAbove(role)
    }

    private func requireAbove(_ roles: Role...) throws(Failure) {
        for role in roles where !standsAbove(role) {
            throw .forbidden("Your role, \(self.role.key), does not stand above \(role.key).")
        }
    }
}

extension Role {
    func standsAbove(_ other: Role) -> Bool { isOwner || rank > other.rank }

    /// Whether those who hold this role may invite as `role`: what `Authority.mayInvite` asks, where there is no account yet.
    public func admitsInviting(as role: Role) -> Bool { allows(.invitationsManage) && standsAbove(role) }
}

/// One account's place in one organization.
public struct Membership: Hashable, Sendable {
    public let account: ID<Account>
    public let role: Role

    public init(account: ID<Account>, role: Role) {
        self.account = account
        self.role = role
    }
}
