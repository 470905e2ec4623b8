import Testing

@testable import Domain

@Suite struct RoleTests {
    /// The table of permissions as it is published: who has a row's permissions, in the order owner, admin, manager, member, viewer.
    private static let table: [(permissions: [String], holders: String)] = [
        (["organization.read", "members.read"], "●●●●●"),
        (["invitations.read", "invitations.manage", "members.remove"], "●●●  "),
        (
            ["members.update", "organization.update", "roles.manage", "apiKeys.manage", "secrets.manage", "audit.read"],
            "●●   "
        ),
        (["organization.delete", "organization.transfer", "billing.manage", "organization.export"], "●    "),
        (["records.read"], "●●●●●"),
        (["records.write"], "●●●● "),
        (["activation.technical"], "●●   "),
        (["activation.economic"], "● ●  "),
    ]

    @Test func permissionsAreThoseOfTheTable() {
        for (permissions, holders) in Self.table {
            for (role, mark) in zip(["owner", "admin", "manager", "member", "viewer"], holders) {
                for key in permissions {
                    let permission = Permission(rawValue: key)
                    let allowed = permission.flatMap { Role.builtIn(role)?.allows($0) }
                    #expect(allowed == (mark == "●"), "\(role) \(key)")
                }
            }
        }
    }

    @Test func theTableNamesEveryPermissionOnce() {
        let named = Self.table.flatMap(\.permissions)
        #expect(named.sorted() == Permission.allCases.map(\.rawValue).sorted())
    }

    @Test func ranksAreThePublishedOnes() {
        let ranks = Role.builtIn.map { "\($0.key) \($0.rank)" }
        #expect(ranks == ["owner 100", "admin 80", "manager 60", "member 40", "viewer 20"])
        #expect(Role.builtIn.filter(\.isOwner).map(\.key) == ["owner"])
    }

    @Test(arguments: ["", "Owner", "owner ", "root", "own\u{0}er", "öwner"])
    func nothingElseIsABuiltInRole(_ key: String) {
        #expect(Role.builtIn(key) == nil)
    }

    @Test func permissionsAreListedInOneOrder() {
        let order = Permission.allCases
        for role in Role.builtIn {
            #expect(role.sortedPermissions == order.filter(role.permissions.contains))
            #expect(role.sortedPermissions.count == role.permissions.count)
        }
    }

    @Test func onlyTheKeyMakesAnOwner() {
        let almighty = Role(key: "almighty", rank: 99, permissions: Set(Permission.allCases))
        #expect(!almighty.isOwner)
    }
}
