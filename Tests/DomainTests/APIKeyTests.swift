import Testing

@testable import Domain

@Suite struct APIKeyTests {
    private let now = Instant(milliseconds: 1_790_000_000_000)

    /// Made with zlib's `crc32` and long division elsewhere.
    @Test func theFormOfASecretIsFixed() {
        let zeros = APIKeySecret(from: Randomness { 0 })
        #expect(zeros.text == "tnt_00000000000000000000000000000000000000000004HQSFZ")
        let ones = APIKeySecret(from: Randomness { .max })
        #expect(ones.text == "tnt_yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp11DGZkb")
        #expect(ones.prefix == "tnt_yhjskw")
        #expect(APIKeySecret(presented: "tnt_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3bSXrB") != nil)
    }

    @Test func everySecretIsItsOwn() {
        let randomness = Randomness.seeded(7)
        let secrets = (0..<1000).map { _ in APIKeySecret(from: randomness).text }
        #expect(Set(secrets).count == 1000)
        #expect(secrets.allSatisfy { $0.utf8.count == 53 && APIKeySecret(presented: $0)?.text == $0 })
    }

    @Test func aTypoMakesItNone() {
        let right = Array(APIKeySecret(from: .seeded(3)).text.utf8)
        let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-. \u{0}é".utf8)
        func isOne(_ bytes: [UInt8]) -> Bool { APIKeySecret(presented: String(decoding: bytes, as: UTF8.self)) != nil }
        #expect(isOne(right))
        for place in right.indices {
            for digit in digits where digit != right[place] {
                var wrong = right
                wrong[place] = digit
                #expect(!isOne(wrong))
            }
            var swapped = right
            swapped.swapAt(place, right.index(before: place == 0 ? right.count : place))
            if swapped != right { #expect(!isOne(swapped)) }
            #expect(!isOne(Array(right.prefix(place))))
        }
        let text = String(decoding: right, as: UTF8.self)
        for wrong in [" \(text)", "\(text) ", "\(text)\n", "\(text)0", "TNT\(text.dropFirst(3))", text + text, "", "tnt_"] {
            #expect(APIKeySecret(presented: wrong) == nil)
        }
        #expect(APIKeySecret(presented: String(repeating: "tnt_", count: 100_000)) == nil)
    }

    @Test func nothingPrintsASecret() {
        let secret = APIKeySecret(from: .seeded(3))
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped] { #expect(!text.contains("tnt_")) }
    }

    @Test func permissionsThatNoKeyHas() throws {
        #expect(throws: Problem.self) { try KeyPermissions([]) }
        let persons: PermissionSet = [
            .rolesManage, .apiKeysManage, .secretsManage, .billingManage, .organizationDelete, .organizationTransfer, .organizationExport,
        ]
        for permission in Permission.allCases {
            let isGiven = (try? KeyPermissions([.recordsRead, permission])) != nil
            #expect(isGiven == !persons.contains(permission), "\(permission)")
        }
        #expect(KeyPermissions(bits: PermissionSet.all.bits).all.isDisjoint(with: persons), "not even what is stored")
    }

    @Test func itLivesUntilItExpiresOrIsRevoked() throws {
        func key(until end: Instant?, revoked: Instant? = nil) throws -> APIKey {
            APIKey(
                id: ID(at: now, from: .seeded(1)), name: "CI", prefix: "tnt_abcdef", permissions: try KeyPermissions([.membersRead]),
                createdAt: now, expiresAt: end, lastUsedAt: nil, revokedAt: revoked
            )
        }
        #expect(try key(until: nil).status(at: now + .days(100_000)) == .active)
        #expect(try key(until: now + .days(1)).status(at: now + Span(milliseconds: 86_399_999)) == .active)
        #expect(try key(until: now + .days(1)).status(at: now + .days(1)) == .expired)
        #expect(try key(until: now + .days(1), revoked: now).status(at: now + .days(2)) == .revoked)
        #expect(try key(until: nil, revoked: now).status(at: now) == .revoked)
    }
}

/// What a key may that somebody with each role has made.
@Suite struct KeyAuthorityTests {
    private let me = ID<Account>(at: Instant(milliseconds: 1), from: .seeded(1))
    private let other = ID<Account>(at: Instant(milliseconds: 1), from: .seeded(2))
    private let all = KeyPermissions(bits: PermissionSet.all.bits)

    private func key(of role: Role, _ permissions: KeyPermissions? = nil, isReadOnly: Bool = false) -> Authority {
        Authority(keyOf: Membership(account: me, role: role), permitting: permissions ?? all, isReadOnly: isReadOnly)
    }

    private func may(_ judge: () throws -> Void) -> Bool { (try? judge()) != nil }

    @Test(arguments: Role.builtIn) func itHasNoMoreThanItsMakerAndIsNoMoreThanAManager(maker: Role) throws {
        let key = key(of: maker)
        #expect(key.role.permissions == maker.permissions.intersection(all.all))
        #expect(key.role.rank == min(maker.rank, 60) && !key.role.isOwner && !key.role.isBuiltIn)
        for other in Role.builtIn { #expect(key.standsAbove(other) == (min(maker.rank, 60) > other.rank), "\(other.key)") }
        let narrow = try self.key(of: maker, KeyPermissions([.membersRead, .auditRead]))
        #expect(narrow.role.permissions == maker.permissions.intersection([.membersRead, .auditRead]))
    }

    @Test(arguments: Role.builtIn, Role.builtIn) func whomItTouches(maker: Role, target: Role) {
        let key = key(of: maker)
        let isBelow = min(maker.rank, 60) > target.rank
        let theirs = Membership(account: other, role: target)
        #expect(may { try key.mayRemove(theirs) } == (isBelow && maker.rank >= 60))
        #expect(may { try key.mayInvite(as: target) } == (isBelow && maker.rank >= 60))
        for new in Role.builtIn {
            let expected = maker.rank >= 80 && isBelow && 60 > new.rank
            #expect(may { try key.mayChange(theirs, to: new, owners: 2) } == expected, "to \(new.key)")
            #expect(!may { try key.mayChange(Membership(account: me, role: maker), to: new, owners: 2) }, "its maker to \(new.key)")
        }
        #expect(!may { try key.mayRemove(Membership(account: me, role: maker)) }, "its maker")
    }

    @Test(arguments: Role.builtIn) func whatNoKeyDoes(maker: Role) throws {
        let key = key(of: maker)
        #expect(throws: Failure.keyNotAdmitted) { try key.requirePerson() }
        #expect(throws: Failure.keyNotAdmitted) { try key.mayTransfer() }
        #expect(throws: Failure.keyNotAdmitted) { try key.mayMakeKey(permitting: KeyPermissions([.membersRead])) }
        #expect(throws: Failure.keyNotAdmitted) { try key.mayRevokeKey() }
        #expect(!may { try key.mayManage(Role(custom: "x", name: "X", rank: 1, permissions: [])) })
        for permission in KeyPermissions.withheld { #expect(!may { try key.requireToSee(permission) }, "\(permission)") }
    }

    /// A role of the organization's own is given by a key that holds all that is in it, whatever its maker holds.
    @Test func ownRoles() throws {
        let clerk = Role(custom: "clerk", name: "Clerk", rank: 30, permissions: [.recordsRead, .auditRead])
        #expect(may { try key(of: .admin).mayInvite(as: clerk) })
        let narrow = try key(of: .admin, KeyPermissions([.invitationsManage, .recordsRead]))
        #expect(!may { try narrow.mayInvite(as: clerk) })
        #expect(may { try narrow.mayInvite(as: .member) })
        let lead = Role(custom: "lead", name: "Lead", rank: 50, permissions: [.invitationsManage])
        #expect(key(of: lead).role.rank == 50)
        #expect(may { try key(of: lead).mayInvite(as: .member) } && !may { try key(of: lead).mayInvite(as: clerk) })
        let peer = Role(custom: "peer", name: "Peer", rank: 70, permissions: [])
        #expect(!may { try key(of: .owner).mayInvite(as: peer) }, "above a manager")
        #expect(!may { try key(of: Role(custom: "api", name: "API", rank: 5, permissions: [])).requireToSee(.organizationRead) })
    }

    @Test func inAReadOnlyOrganizationItReads() {
        let key = key(of: .owner, isReadOnly: true)
        #expect(throws: Failure.organizationReadOnly) { try key.mayInvite(as: .viewer) }
        #expect(may { try key.require(.membersRead) })
    }

    @Test func nobodyGivesAKeyWhatTheyDoNotHave() throws {
        let reader = try KeyPermissions([.membersRead])
        for role in Role.builtIn {
            let person = Authority(account: me, role: role)
            #expect(may { try person.mayMakeKey(permitting: reader) } == (role.rank >= 80), "\(role.key)")
            #expect(may { try person.mayRevokeKey() } == (role.rank >= 80))
        }
        let keeper = Authority(
            account: me, role: Role(custom: "keeper", name: "Keeper", rank: 30, permissions: [.apiKeysManage, .membersRead]))
        #expect(may { try keeper.mayMakeKey(permitting: reader) })
        #expect(throws: Failure.forbidden("Your role, keeper, does not hold all permissions of the key.")) {
            try keeper.mayMakeKey(permitting: KeyPermissions([.membersRead, .recordsRead]))
        }
        let suspended = Authority(account: me, role: .owner, isReadOnly: true)
        #expect(throws: Failure.organizationReadOnly) { try suspended.mayMakeKey(permitting: reader) }
        #expect(may { try suspended.mayRevokeKey() }, "ending one is never out of use")
    }
}
