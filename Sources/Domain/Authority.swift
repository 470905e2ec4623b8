/// Who acts in an organization, and what follows: the rules of who may do what to whom. Storage makes one anew inside every write.
///
/// Nobody gives or takes what they don't stand above; an owner stands above every role. Built-in roles go by rank alone; one of the
/// organization's own is given, made, changed or deleted only by somebody who holds all that is in it. Permission and rank are judged
/// before state.
public struct Authority: Sendable {
    public let account: ID<Account>
    public let role: Role
    /// Whether nothing can be changed in the organization, whatever the role allows.
    public let isReadOnly: Bool
    /// Whether the organization keeps its members from those below `manager`.
    public let membersHidden: Bool
    /// By whose hand the account acts.
    public let hand: Hand

    public enum Hand: Hashable, Sendable {
        case own
        /// A key's, in the name of the account.
        case key
        case impersonator(Impersonation)
    }

    public init(
        account: ID<Account>, role: Role, isReadOnly: Bool = false, membersHidden: Bool = false, impersonation: Impersonation? = nil
    ) {
        self.account = account
        self.role = role
        self.isReadOnly = isReadOnly
        self.membersHidden = membersHidden
        hand = impersonation.map { .impersonator($0) } ?? .own
    }

    /// Of a key: what its maker may now, as far as the key goes.
    public init(keyOf maker: Membership, permitting permissions: KeyPermissions, isReadOnly: Bool = false, membersHidden: Bool = false) {
        account = maker.account
        role = maker.role.narrowed(to: permissions)
        self.isReadOnly = isReadOnly
        self.membersHidden = membersHidden
        hand = .key
    }

    public func standsAbove(_ other: Role) -> Bool { role.standsAbove(other) }

    public func require(_ permission: Permission) throws(Failure) {
        try requireToSee(permission)
        if isReadOnly, permission.changesTheOrganization { throw .organizationReadOnly }
    }

    /// For looking at what the permission is about: a read-only organization shows all that it has.
    public func requireToSee(_ permission: Permission) throws(Failure) {
        guard role.allows(permission) else { throw .forbidden("\(subject) lacks the permission \(permission.rawValue).") }
        guard role.permissions(membersHidden: membersHidden).contains(permission) else {
            throw .forbidden("This organization shows its members to managers and those above only.")
        }
        if case .impersonator(let impersonation) = hand { try impersonation.require(permission) }
    }

    /// Whether it may know who the members are, and so how many.
    public var seesMembers: Bool { role.permissions(membersHidden: membersHidden).contains(.membersRead) }

    /// For what nobody but the person does: going away, and whatever wants a proof that they are present.
    public func requirePerson() throws(Failure) {
        switch hand {
        case .own: return
        case .key: throw .keyNotAdmitted
        case .impersonator: throw Impersonation.refusal
        }
    }

    /// For what is left to the person where an operator acts, although the permission isn't.
    public func requireNoImpersonation() throws(Failure) {
        if case .impersonator = hand { throw Impersonation.refusal }
    }

    /// - Parameter owners: how many owners that count the organization has now.
    public func mayChange(_ target: Membership, to role: Role, owners: Int) throws(Failure) {
        if target.account == account, hand != .key, role.rank < target.role.rank {
            try requirePerson()
            try requireNoGain(from: role)
            if isReadOnly { throw .organizationReadOnly }
        } else {
            try require(.membersUpdate)
            try requireAbove(target.role, role)
            try requireHeld(role)
        }
        if target.countsAsOwner, !role.isOwner, owners == 1 { throw .lastOwner }
    }

    public func mayRemove(_ target: Membership) throws(Failure) {
        try require(.membersRemove)
        if target.account == account { try requireNoImpersonation() }
        try requireAbove(target.role)
    }

    /// Who hands an organization on makes an owner, which only owners do.
    public func mayTransfer() throws(Failure) {
        try requirePerson()
        try require(.organizationTransfer)
        try requireAbove(.owner)
    }

    /// Who may make one of the organization's own roles, change it, or delete it: `roles` as it was and as it is to be.
    public func mayManage(_ roles: Role...) throws(Failure) {
        try require(.rolesManage)
        for role in roles {
            guard role.key != self.role.key else { throw .forbidden("Nobody changes the role that they hold.") }
            try requireAbove(role)
            try requireHeld(role)
        }
    }

    /// Whether a role may stand in the place of one that is deleted.
    public func mayReplace(by role: Role) throws(Failure) {
        try requireAbove(role)
        try requireHeld(role)
    }

    /// Whether the organization can do without a member.
    ///
    /// - Parameter owners: how many owners that count the organization has now.
    public static func mayEnd(_ membership: Membership, owners: Int) throws(Failure) {
        if membership.countsAsOwner, owners == 1 { throw .lastOwner }
    }

    /// Nobody gives a key what they don't have.
    public func mayMakeKey(permitting permissions: KeyPermissions) throws(Failure) {
        try requirePerson()
        try require(.apiKeysManage)
        guard permissions.all.isSubset(of: role.permissions) else {
            throw .forbidden("\(subject) does not hold all permissions of the key.")
        }
    }

    /// Ending one is never out of use.
    public func mayRevokeKey() throws(Failure) {
        try requirePerson()
        try requireToSee(.apiKeysManage)
    }

    /// Whether an account can be deleted: nothing goes without a successor.
    ///
    /// - Parameter owned: the organizations that nobody else owns, without the personal one.
    public static func mayEndAccount(owningAlone owned: [Organization]) throws(Failure) {
        guard owned.isEmpty else { throw .lastOwnerOf(owned) }
    }

    /// Also who may resend or revoke an invitation with that role.
    public func mayInvite(as role: Role) throws(Failure) {
        try require(.invitationsManage)
        try requireAbove(role)
        try requireHeld(role)
    }

    /// Whether a role may be what invitations carry that name none. It is given by nobody who could not name it.
    public func mayMakeDefault(_ role: Role) throws(Failure) {
        try require(.organizationUpdate)
        try requireNoImpersonation()
        try requireAbove(role)
        try requireHeld(role)
        if role.isOwner { throw .invalid("defaultRole", "can't be owner") }
    }

    /// Domains decide who gets in, so they are left to people, and to those who see to the settings.
    public func mayManageDomains() throws(Failure) {
        try require(.organizationUpdate)
        try requireNoImpersonation()
    }

    /// Who says who somebody is can say that they are anybody at the organization's domains: that is left to those at the top.
    public func mayManageProviders() throws(Failure) {
        try requirePerson()
        try require(.organizationUpdate)
        guard role.isOwner || role.rank >= Role.admin.rank else {
            throw .forbidden("\(subject) ranks below admin, who may manage identity providers.")
        }
    }

    /// Whether a role may be what those get who join by a domain.
    public func mayOfferJoining(as role: Role) throws(Failure) {
        try mayManageDomains()
        try requireAbove(role)
        try requireHeld(role)
        try role.requireAtMostMember()
    }

    /// Closing a way in is never out of use.
    public func mayRemoveDomain() throws(Failure) {
        try requireToSee(.organizationUpdate)
        try requireNoImpersonation()
    }

    private func requireAbove(_ roles: Role...) throws(Failure) {
        for role in roles where !standsAbove(role) {
            throw .forbidden("\(subject) does not stand above \(role.key).")
        }
    }

    private func requireHeld(_ role: Role) throws(Failure) {
        guard self.role.holds(role) else { throw .forbidden("\(subject) does not hold all permissions of \(role.key).") }
    }

    private var subject: String { hand == .key ? "This API key" : "Your role, \(role.key)," }

    /// Lowering one's own rank is no way to permissions. Built-in roles are made so that it isn't, as far as it was meant.
    private func requireNoGain(from role: Role) throws(Failure) {
        let isPlain = self.role.isBuiltIn && role.isBuiltIn
        guard isPlain || role.permissions.isSubset(of: self.role.permissions) else {
            throw .forbidden("\(subject) does not hold all permissions of \(role.key).")
        }
    }
}

extension Role {
    public func requireAtMostMember() throws(Failure) {
        guard isAtMostMember else { throw .invalid("role", "must be member, or a role that ranks no higher and may no more") }
    }

    func standsAbove(_ other: Role) -> Bool { isOwner || rank > other.rank }

    /// Whether it has all that is in one of the organization's own. Built-in ones go by rank.
    func holds(_ other: Role) -> Bool { other.isBuiltIn || other.permissions.isSubset(of: permissions) }

    /// What it allows where the members are kept from those below `manager`, or aren't.
    public func permissions(membersHidden: Bool) -> PermissionSet {
        membersHidden && rank < Role.manager.rank ? permissions.subtracting([.membersRead]) : permissions
    }

    /// Whether those who hold this role may invite as `role`: what `Authority.mayInvite` asks, where there is no account yet.
    public func admitsInviting(as role: Role) -> Bool { allows(.invitationsManage) && standsAbove(role) && holds(role) }
}

extension Role {
    /// What a key may whose maker holds this role. It ranks as a manager at most, and is nobody's role: so no rule for owners is its own.
    public func narrowed(to permissions: KeyPermissions) -> Role {
        let rank = min(rank, Role.manager.rank)
        return Role(custom: Self.ofKeys, name: Self.ofKeys, rank: rank, permissions: self.permissions.intersection(permissions.all))
    }

    /// No role that is held can have such a key.
    private static let ofKeys = "api-key"
}

/// One account's place in one organization.
public struct Membership: Hashable, Sendable {
    public let account: ID<Account>
    public let role: Role
    /// Whether the account can be signed in to.
    public let isEnabled: Bool

    public init(account: ID<Account>, role: Role, isEnabled: Bool = true) {
        self.account = account
        self.role = role
        self.isEnabled = isEnabled
    }

    /// Whether an organization that has nobody else is not without an owner.
    public var countsAsOwner: Bool { role.isOwner && isEnabled }
}
