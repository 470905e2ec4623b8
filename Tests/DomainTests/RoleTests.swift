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
            #expect(Array(role.permissions) == order.filter(role.permissions.contains))
        }
    }

    /// The numbers are in databases: they are written down once more here, and never change.
    @Test func setsAreStoredAsTheyAlwaysWere() {
        let places = [
            "organization.read": 0, "organization.update": 1, "organization.delete": 2, "organization.transfer": 3,
            "organization.export": 4, "members.read": 5, "members.update": 6, "members.remove": 7, "invitations.read": 8,
            "invitations.manage": 9, "roles.manage": 10, "apiKeys.manage": 11, "secrets.manage": 12, "audit.read": 13,
            "billing.manage": 14, "records.read": 15, "records.write": 16, "activation.technical": 17, "activation.economic": 18,
        ]
        for permission in Permission.allCases { #expect(PermissionSet([permission]).bits == 1 << places[permission.rawValue]!) }
        #expect(places.count == Permission.allCases.count)
        for role in Role.builtIn { #expect(PermissionSet(bits: role.permissions.bits) == role.permissions) }
        #expect(PermissionSet(bits: 1 << 40) == [])
    }

    @Test(arguments: [
        ("Billing clerk", "billing_clerk"), ("  Überprüfer/in ", "uberprufer_in"), ("2nd line", "role_2nd_line"), ("監査", "role"),
        ("Owner", "owner_2"), ("Taken", "taken_3"), ("🎉", "role"), ("a_b", "a_b"),
    ])
    func keysAreMadeFromNames(_ name: String, _ key: String) throws {
        #expect(try CustomRole.key(for: DisplayName(name)) { ["taken", "taken_2"].contains($0) } == key)
        let long = try CustomRole.key(for: DisplayName(String(repeating: "ab ", count: 33))) { _ in false }
        #expect(long.utf8.count <= 40)
    }

    @Test func everyPermissionIsExplainedInALine() {
        for permission in Permission.allCases {
            #expect(permission.explanation.hasSuffix(".") && permission.explanation.count <= 80)
        }
        #expect(Set(Permission.allCases.map(\.explanation)).count == Permission.allCases.count)
    }

    @Test func onlyTheKeyMakesAnOwner() {
        let almighty = Role(custom: "almighty", name: "Almighty", rank: 99, permissions: .all)
        #expect(!almighty.isOwner)
    }
}
