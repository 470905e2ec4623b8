import Testing

@testable import Domain

/// Every actor against every target and every new role. What is expected comes from tables of the test's own.
@Suite struct AuthorityTests {
    private enum Verdict: Hashable {
        case allowed, forbidden, lastOwner
    }

    private static let ranks = ["owner": 100, "admin": 80, "manager": 60, "member": 40, "viewer": 20]
    private static let mayUpdate = ["owner", "admin"]
    private static let mayRemoveAndInvite = ["owner", "admin", "manager"]

    private let randomness = Randomness.seeded(1)
    private let now = Instant(milliseconds: 1_790_000_000_000)

    private func isAbove(_ actor: String, _ other: String) -> Bool {
        actor == "owner" || Self.ranks[actor, default: 0] > Self.ranks[other, default: 0]
    }

    private func verdict(_ judge: () throws -> Void) throws -> Verdict {
        do {
            try judge()
            return .allowed
        } catch Failure.forbidden {
            return .forbidden
        } catch Failure.lastOwner {
            return .lastOwner
        }
    }

    @Test(arguments: Role.builtIn, [1, 2])
    func changingSomeoneElse(_ actor: Role, _ owners: Int) throws {
        let (me, other) = (ID<Account>(at: now, from: randomness), ID<Account>(at: now, from: randomness))
        for target in Role.builtIn {
            for new in Role.builtIn {
                let mayTouch = Self.mayUpdate.contains(actor.key) && isAbove(actor.key, target.key) && isAbove(actor.key, new.key)
                let endsOwnership = target.key == "owner" && new.key != "owner" && owners == 1
                let expected: Verdict = !mayTouch ? .forbidden : endsOwnership ? .lastOwner : .allowed
                let found = try verdict {
                    try Authority(account: me, role: actor).mayChange(Membership(account: other, role: target), to: new, owners: owners)
                }
                #expect(found == expected, "\(actor.key) makes a \(target.key) a \(new.key) with \(owners) owners")
            }
        }
    }

    @Test(arguments: Role.builtIn, [1, 2])
    func changingOneself(_ actor: Role, _ owners: Int) throws {
        let me = ID<Account>(at: now, from: randomness)
        for new in Role.builtIn {
            let isLower = Self.ranks[new.key, default: 0] < Self.ranks[actor.key, default: 0]
            let isOwnerAgain = actor.key == "owner" && new.key == "owner"
            let endsOwnership = actor.key == "owner" && !isOwnerAgain && owners == 1
            let expected: Verdict = !isLower && !isOwnerAgain ? .forbidden : endsOwnership ? .lastOwner : .allowed
            let found = try verdict {
                try Authority(account: me, role: actor).mayChange(Membership(account: me, role: actor), to: new, owners: owners)
            }
            #expect(found == expected, "\(actor.key) makes themselves a \(new.key) with \(owners) owners")
        }
    }

    @Test(arguments: Role.builtIn)
    func removing(_ actor: Role) throws {
        let (me, other) = (ID<Account>(at: now, from: randomness), ID<Account>(at: now, from: randomness))
        for target in Role.builtIn {
            let isAllowed = Self.mayRemoveAndInvite.contains(actor.key) && isAbove(actor.key, target.key)
            let found = try verdict { try Authority(account: me, role: actor).mayRemove(Membership(account: other, role: target)) }
            #expect(found == (isAllowed ? .allowed : .forbidden), "\(actor.key) removes a \(target.key)")
        }
        let oneself = try verdict { try Authority(account: me, role: actor).mayRemove(Membership(account: me, role: actor)) }
        #expect(oneself == (actor.key == "owner" ? .allowed : .forbidden), "\(actor.key) removes themselves")
    }

    @Test(arguments: Role.builtIn)
    func inviting(_ actor: Role) throws {
        let me = ID<Account>(at: now, from: randomness)
        for role in Role.builtIn {
            let isAllowed = Self.mayRemoveAndInvite.contains(actor.key) && isAbove(actor.key, role.key)
            let found = try verdict { try Authority(account: me, role: actor).mayInvite(as: role) }
            #expect(found == (isAllowed ? .allowed : .forbidden), "\(actor.key) invites a \(role.key)")
            #expect(actor.admitsInviting(as: role) == isAllowed)
        }
    }

    @Test func onlyTheLastOwnerIsHeldBack() throws {
        let me = ID<Account>(at: now, from: randomness)
        for role in Role.builtIn {
            for owners in 1...3 {
                let found = try verdict { try Authority.mayEnd(Membership(account: me, role: role), owners: owners) }
                #expect(found == (role.key == "owner" && owners == 1 ? .lastOwner : .allowed), "\(role.key) of \(owners) owners ends")
            }
        }
    }

    /// However many there are whose accounts are disabled: they can go, and nobody else may because of them.
    @Test func ownersWhoseAccountsAreDisabledDoNotCount() throws {
        let (me, other) = (ID<Account>(at: now, from: randomness), ID<Account>(at: now, from: randomness))
        let disabled = Membership(account: other, role: .owner, isEnabled: false)
        let owner = Authority(account: me, role: .owner)
        #expect(!disabled.countsAsOwner && Membership(account: other, role: .owner).countsAsOwner)
        #expect(!Membership(account: other, role: .admin).countsAsOwner)
        #expect(try verdict { try Authority.mayEnd(disabled, owners: 1) } == .allowed)
        #expect(try verdict { try owner.mayChange(disabled, to: .viewer, owners: 1) } == .allowed)
        #expect(try verdict { try owner.mayChange(Membership(account: me, role: .owner), to: .viewer, owners: 1) } == .lastOwner)
        for status in Organization.Status.allCases { #expect(status.wantsOwner == ![.suspended, .canceled].contains(status)) }
    }

    /// A role that ranks between the built-in ones and holds the permission, and one that ranks as high and lacks it.
    @Test func ranksOfCustomRolesCount() throws {
        let (me, other) = (ID<Account>(at: now, from: randomness), ID<Account>(at: now, from: randomness))
        let deputy = Authority(account: me, role: Role(custom: "deputy", name: "deputy", rank: 70, permissions: [.membersUpdate]))
        let auditor = Authority(account: me, role: Role(custom: "auditor", name: "auditor", rank: 70, permissions: [.auditRead]))
        let peer = Role(custom: "peer", name: "peer", rank: 70, permissions: [])
        #expect(try verdict { try deputy.mayChange(Membership(account: other, role: .manager), to: .viewer, owners: 1) } == .allowed)
        #expect(try verdict { try auditor.mayChange(Membership(account: other, role: .manager), to: .viewer, owners: 1) } == .forbidden)
        #expect(try verdict { try deputy.mayChange(Membership(account: other, role: peer), to: .viewer, owners: 1) } == .forbidden)
        #expect(try verdict { try deputy.mayChange(Membership(account: other, role: .viewer), to: peer, owners: 1) } == .forbidden)
        #expect(try verdict { try deputy.mayChange(Membership(account: other, role: .viewer), to: .owner, owners: 1) } == .forbidden)
    }

    // MARK: Roles of an organization's own

    /// A role of any rank with any permissions.
    private func anyRole(_ key: String, _ randomness: Randomness) -> Role {
        let bytes = randomness.bytes(5)
        if bytes[0] < 80 { return Role.builtIn[Int(bytes[0]) % 5] }
        let bits = Int(bytes[1]) | Int(bytes[2]) << 8 | Int(bytes[3]) << 16
        return Role(custom: key, name: key, rank: 1 + Int(bytes[4]) % 99, permissions: PermissionSet(bits: bits))
    }

    private func isAbove(_ actor: Role, _ other: Role) -> Bool { actor.key == "owner" || actor.rank > other.rank }
    private func holdsAll(_ actor: Role, _ other: Role) -> Bool { other.permissions.allSatisfy(actor.permissions.contains) }

    /// Twenty thousand draws of actor, target and new role.
    @Test func rolesOfAnyKind() throws {
        let (me, other) = (ID<Account>(at: now, from: randomness), ID<Account>(at: now, from: randomness))
        var counts: [Bool: Int] = [:]
        for _ in 0..<20_000 {
            let (actor, target, new) = (anyRole("a", randomness), anyRole("b", randomness), anyRole("c", randomness))
            let authority = Authority(account: me, role: actor)
            let mayGive = isAbove(actor, new) && (new.isBuiltIn || holdsAll(actor, new))
            let mayChange = actor.allows(.membersUpdate) && isAbove(actor, target) && mayGive
            #expect(
                try verdict { try authority.mayChange(Membership(account: other, role: target), to: new, owners: 2) }
                    == (mayChange ? .allowed : .forbidden)
            )
            let mayLower = new.rank < actor.rank && (actor.isBuiltIn && new.isBuiltIn || holdsAll(actor, new))
            let mayTakeAgain = actor.key == "owner" && new.key == "owner"
            #expect(
                try verdict { try authority.mayChange(Membership(account: me, role: actor), to: new, owners: 2) }
                    == (mayLower || mayTakeAgain ? .allowed : .forbidden)
            )
            let mayInvite = actor.allows(.invitationsManage) && mayGive
            #expect(try verdict { try authority.mayInvite(as: new) } == (mayInvite ? .allowed : .forbidden))
            #expect(
                try verdict { try authority.mayRemove(Membership(account: other, role: target)) }
                    == (actor.allows(.membersRemove) && isAbove(actor, target) ? .allowed : .forbidden)
            )
            let mayTransfer = actor.key == "owner"
            #expect(try verdict { try authority.mayTransfer() } == (mayTransfer ? .allowed : .forbidden))
            if !target.isBuiltIn, !new.isBuiltIn {
                let mayManage = actor.allows(.rolesManage) && [target, new].allSatisfy { isAbove(actor, $0) && holdsAll(actor, $0) }
                #expect(try verdict { try authority.mayManage(target, new) } == (mayManage ? .allowed : .forbidden))
                counts[mayManage, default: 0] += 1
            }
            #expect(try verdict { try authority.mayReplace(by: new) } == (mayGive ? .allowed : .forbidden))
        }
        #expect(counts[true, default: 0] > 100 && counts[false, default: 0] > 100)
    }

    @Test func nobodyManagesTheRoleThatTheyHold() throws {
        let role = Role(custom: "chief", name: "Chief", rank: 90, permissions: .all)
        let lower = Role(custom: "chief", name: "Chief", rank: 10, permissions: [])
        let me = Authority(account: ID<Account>(at: now, from: randomness), role: role)
        for roles in [[role, lower], [lower, role], [lower, lower]] {
            #expect(try verdict { try me.mayManage(roles[0], roles[1]) } == .forbidden)
        }
    }
}
