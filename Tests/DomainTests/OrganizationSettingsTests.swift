import Domain
import Testing

@Suite struct OrganizationSettingsTests {
    @Test func colorsAreSixHexadecimalDigits() throws {
        #expect(try AccentColor("#0B6b5C").text == "#0b6b5c")
        for text in ["#000000", "#ffffff", "#09afAF"] { #expect((try? AccentColor(text)) != nil, "\(text)") }
        for text in [
            "", "#", "0b6b5c", "#0b6b5", "#0b6b5cc", "#0b6b5g", "#０b6b5c", "red", " #0b6b5c", "#0b6b5c ", "#0b6b5\u{0}", "##0b6b5",
            "#@b6b5c", "#`b6b5c",
        ] {
            #expect((try? AccentColor(text)) == nil, "\(text)")
        }
    }

    @Test func metadataHasAnEnd() {
        let most = OrganizationMetadata.longest
        #expect((try? OrganizationMetadata(String(repeating: "x", count: most))) != nil)
        #expect(throws: Problem("must have at most 8192 bytes")) { try OrganizationMetadata(String(repeating: "x", count: most + 1)) }
        #expect((try? OrganizationMetadata(String(repeating: "é", count: most / 2 + 1))) == nil, "bytes, not characters")
    }

    @Test func whoSeesMembersThatAreHidden() {
        let clerk = Role(custom: "clerk", name: "Clerk", rank: 59, permissions: [.membersRead, .recordsRead])
        let guide = Role(custom: "guide", name: "Guide", rank: 60, permissions: [.membersRead])
        let blind = Role(custom: "blind", name: "Blind", rank: 70, permissions: [.recordsRead])
        for role in Role.builtIn + [clerk, guide, blind] {
            let isKept = role.rank < 60
            #expect(role.permissions(membersHidden: false) == role.permissions)
            #expect(role.permissions(membersHidden: true) == (isKept ? role.permissions.subtracting([.membersRead]) : role.permissions))
            let authority = Authority(account: Self.account, role: role, membersHidden: true)
            #expect(authority.seesMembers == (role.rank >= 60 && role != blind))
            #expect(((try? authority.require(.membersRead)) != nil) == authority.seesMembers)
            #expect(Authority(account: Self.account, role: role).seesMembers == (role != blind))
        }
    }

    /// Of everyone, for every role: who could name it in an invitation, and may change the settings.
    @Test func whoMayMakeARoleTheDefault() {
        let small = Role(custom: "small", name: "Small", rank: 30, permissions: [.recordsRead])
        let large = Role(custom: "large", name: "Large", rank: 30, permissions: [.recordsRead, .billingManage])
        for actor in Role.builtIn {
            for role in Role.builtIn + [small, large] {
                let isAllowed =
                    ["owner", "admin"].contains(actor.key) && (actor.isOwner || actor.rank > role.rank)
                    && (role != large || actor.isOwner)
                let refusal = Result { try Authority(account: Self.account, role: actor).mayMakeDefault(role) }
                switch refusal {
                case .success: #expect(isAllowed && !role.isOwner, "\(actor.key) \(role.key)")
                case .failure(let error):
                    let isInvalid = error as? Failure == .invalid("defaultRole", "can't be owner")
                    #expect(isInvalid == (actor.isOwner && role.isOwner) && (isInvalid || !isAllowed), "\(actor.key) \(role.key)")
                }
            }
        }
    }

    private static let account = ID<Account>(at: Instant(milliseconds: 0), from: .seeded(1))
}
