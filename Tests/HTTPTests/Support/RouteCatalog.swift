import HTTPTypes

/// One route as it is used rightly: where, with what, and what each kind of person gets for it.
struct RouteCase: Sendable, CustomStringConvertible {
    let method: HTTPRequest.Method
    let pattern: String
    let fields: (@Sendable (World, Targets) -> JSONFields)?
    let expected: [Actor: Int]
    /// What it wants in its query.
    var query = ""
    /// What it takes in place of JSON.
    var upload: Upload?

    struct Upload: Sendable {
        let type: String
        let bytes: [UInt8]
    }

    var description: String { "\(method.rawValue) \(pattern)" }
    var changesSomething: Bool { method != .get }
    var isForOperators: Bool { pattern.hasPrefix("/api/v1/admin/") }
    /// Whether an API key gets further than to the door.
    var isForKeys: Bool { expected[.foreignKey] != 403 }
    /// Who may do all that it can.
    var fullRights: Actor { isForOperators ? .operate : .owner }

    func path(_ targets: Targets) -> String {
        let values = [
            "{organization}": targets.organization, "{account}": targets.account, "{invitation}": targets.invitation,
            "{session}": targets.session, "{role}": targets.role, "{secret}": targets.secret, "{slug}": targets.slug,
            "{received}": targets.received, "{key}": targets.key, "{personalKey}": targets.personalKey, "{message}": targets.message,
            "{domain}": targets.domain, "{offer}": targets.offer, "{factor}": targets.factor,
            "{provider}": targets.provider, "{identity}": targets.identity,
        ]
        return pattern.split(separator: "/", omittingEmptySubsequences: false).map { values[String($0)] ?? String($0) }.joined(
            separator: "/") + (query.isEmpty ? "" : "?" + query)
    }

    func names(_ parameter: String) -> Bool { pattern.contains("{\(parameter)}") }
}

extension RouteCase {
    fileprivate func uploading(_ type: String, _ bytes: [UInt8]) -> RouteCase {
        var route = self
        route.upload = Upload(type: type, bytes: bytes)
        return route
    }
}

/// Every route of the API and what it answers to whom. The tenant matrix compares this list with the router's.
enum RouteCatalog {
    static let all: [RouteCase] = open + accounts + organizations + members + operators

    static func named(_ name: String) -> RouteCase {
        all.first { $0.description == name }!  // a test that asks for another name is wrong
    }

    private static let open = [
        route(.get, "/healthz", everyone(200)),
        route(.get, "/readyz", everyone(200)),
        // For whoever reads it: `MetricsTests`.
        route(.get, "/metrics", everyone(404)),
        route(.get, "/api/openapi.json", everyone(200)),
        route(.post, "/api/v1/signup", everyone(201)) { _, _ in
            ["name": "New", "email": "new@example.com", "password": Person.password, "organizationName": "Newcomers"]
        },
        route(.post, "/api/v1/signup/confirm", everyone(410)) { _, _ in ["token": "no-such-token", "password": Person.password] },
        // `SetupRoutesTests` has links that make an operator.
        route(.post, "/api/v1/setup/lookup", everyone(410)) { _, _ in ["token": "no-such-token"] },
        route(.post, "/api/v1/setup", everyone(410)) { _, _ in
            ["token": "no-such-token", "name": "New", "email": "new@example.com", "password": Person.password]
        },
        route(.post, "/api/v1/email/lookup", everyone(410)) { _, _ in ["token": "no-such-token"] },
        route(.post, "/api/v1/login", everyone(200)) { _, _ in
            ["email": "bystander@example.com", "password": Person.password, "remember": true]
        },
        // Whose sign-in it completes is in a cookie of its own: `FactorRoutesTests` has one.
        route(.post, "/api/v1/login/factor", everyone(410)) { _, _ in ["code": "000000"] },
        route(.post, "/api/v1/login/factor/options", everyone(410)),
        route(.post, "/api/v1/login/passkey/options", everyone(201)),
        // No answer of a passkey: `test_passkeys.py` has some.
        route(.post, "/api/v1/login/passkey", everyone(422)) { _, _ in ["passkey": [String: String]()] },
        // Nobody is asked who somebody is: `test_openid.py` has somebody.
        route(.post, "/api/v1/login/providers/lookup", everyone(200)) { _, _ in ["email": "ada@example.com"] },
        route(.post, "/api/v1/login/provider", everyone(404)) { _, targets in
            ["provider": targets.provider, "remember": true, "email": "ada@example.com"]
        },
        route(.post, "/api/v1/login/provider/complete", everyone(410)) { _, targets in
            ["provider": targets.provider, "state": "no-such-state", "code": "no-such-code", "issuer": "https://login.example.net"]
        },
        route(.post, "/api/v1/password/forgot", everyone(202)) { world, _ in ["email": world.actors[.stranger]!.email] },
        route(.post, "/api/v1/password/reset", everyone(410)) { _, _ in ["token": "no-such-token", "password": Person.password] },
        // Whose session one comes back to is in a cookie of its own: `ImpersonationRoutesTests` has one.
        route(.post, "/api/v1/session/impersonation/end", everyone(401)),
        // No secret of Stripe's is set: `SubscriptionRoutesTests` has one.
        route(.post, "/api/v1/webhooks/stripe", everyone(404)),
        // Nobody has been told this name: `LogoRoutesTests` has one that leads to a picture.
        route(.get, "/api/v1/logos/{logo}", everyone(404)),
        route(.get, "/api/v1/session", everyone(200)),
        route(.post, "/api/v1/invitations/lookup", everyone(200)) { world, _ in ["token": world.linkToken] },
    ]

    private static let accounts = [
        route(.get, "/api/v1/me", accounts(200)),
        route(.patch, "/api/v1/me", accounts(200)) { _, _ in ["name": "Renamed", "language": "de"] },
        route(.get, "/api/v1/me/export", accounts(200)),
        // Two of them are the last owners of something.
        route(.delete, "/api/v1/me", query: "confirm=true", accounts(204).merging([.owner: 409, .stranger: 409]) { $1 }),
        route(.put, "/api/v1/password", accounts(204)) { _, _ in
            ["currentPassword": Person.password, "newPassword": "lantern giraffe ninety"]
        },
        route(.get, "/api/v1/email", accounts(200)),
        route(.put, "/api/v1/email", accounts(202)) { _, _ in ["email": "elsewhere@example.com"] },
        route(.delete, "/api/v1/email/change", accounts(204)),
        route(.post, "/api/v1/email/verify", accounts(410)) { _, _ in ["token": "no-such-token"] },
        route(.post, "/api/v1/email/resend", accounts(202)),
        route(.post, "/api/v1/setup/accept", accounts(410)) { _, _ in ["token": "no-such-token"] },
        route(.post, "/api/v1/logout", accounts(204)),
        route(.get, "/api/v1/session/proof", accounts(200)),
        route(.post, "/api/v1/session/proof/options", accounts(201)),
        // Each of them has a factor, beside which no password counts.
        route(.post, "/api/v1/session/proof", accounts(422)) { _, _ in ["password": Person.password] },
        route(.put, "/api/v1/session/organization", members(200, others: 404)) { _, targets in
            ["organizationId": targets.organization]
        },
        route(.get, "/api/v1/sessions", accounts(200)),
        route(.delete, "/api/v1/sessions/{session}", accounts(204)),
        route(.post, "/api/v1/sessions/revoke-others", accounts(204)),
        route(.post, "/api/v1/invitations/accept", members(409, others: 200).merging([.removed: 410]) { $1 }) { world, _ in
            ["token": world.linkToken]
        },
        route(.get, "/api/v1/me/factors", accounts(200)),
        route(.post, "/api/v1/me/factors", accounts(201)) { _, _ in ["name": "Tablet"] },
        // It is confirmed: `FactorRoutesTests` has one that is not.
        route(.post, "/api/v1/me/factors/{factor}/confirm", accounts(404)) { _, _ in ["code": "000000"] },
        route(.patch, "/api/v1/me/factors/{factor}", accounts(200)) { _, _ in ["name": "Tablet"] },
        route(.delete, "/api/v1/me/factors/{factor}", accounts(204)),
        route(.post, "/api/v1/me/passkeys/options", accounts(201)) { _, _ in ["name": "Laptop"] },
        route(.post, "/api/v1/me/passkeys", accounts(422)) { _, _ in ["name": "Laptop", "passkey": [String: String]()] },
        route(.post, "/api/v1/me/recovery-codes", accounts(201)),
        route(.get, "/api/v1/me/identities", accounts(200)),
        // The organization's has no say about them, and nobody is asked: `test_openid.py` has somebody.
        route(.post, "/api/v1/me/identities", accounts(404)) { _, targets in ["provider": targets.provider] },
        route(.delete, "/api/v1/me/identities/{identity}", accounts(204)),
        route(.get, "/api/v1/me/api-keys", accounts(200)),
        route(.post, "/api/v1/me/api-keys", accounts(201)) { _, _ in
            ["name": "Deploy", "permissions": ["records.read", "organization.read"], "expiresAt": "2030-01-01T00:00:00Z"]
        },
        route(.delete, "/api/v1/me/api-keys/{personalKey}", accounts(204)),
        route(.get, "/api/v1/me/invitations", accounts(200)),
        route(.post, "/api/v1/me/invitations/{received}/accept", accounts(200)),
        route(.post, "/api/v1/me/invitations/{received}/decline", accounts(204)),
        route(.get, "/api/v1/me/offers", accounts(200)),
        // The owner of Fourth has one to whoever asks.
        route(.post, "/api/v1/me/offers/{offer}/join", accounts(200)),
        route(.get, "/api/v1/organizations", everyone(200).merging([.nobody: 401]) { $1 }),
        route(.post, "/api/v1/organizations", accounts(201)) { _, _ in ["name": "Second", "slug": "second"] },
        route(.get, "/api/v1/organizations/by-slug/{slug}", members(200, others: 404)),
    ]

    private static let organizations = [
        route(.get, "/api/v1/organizations/{organization}", members(200, others: 404).keys(200)),
        route(.patch, "/api/v1/organizations/{organization}", from(.admin, 200).keys(200, personal: 403)) { _, _ in
            [
                "name": "Acme & Co", "slug": "acme-and-co", "defaultRole": "viewer", "invitationHours": 24, "membersHidden": true,
                "factorRequired": false,
                "accentColor": "#0b6b5c", "metadata": ["crm": "A-17"],
            ]
        },
        route(.delete, "/api/v1/organizations/{organization}", from(.owner, 204)),
        // Acme is not deleted: `DeletionRoutesTests` has one that is.
        route(.post, "/api/v1/organizations/{organization}/restore", accounts(404)),
        route(.post, "/api/v1/organizations/{organization}/transfer", from(.owner, 200)) { _, targets in
            ["accountId": targets.account]
        },
        route(.post, "/api/v1/organizations/{organization}/leave", members(204, others: 404).merging([.owner: 409]) { $1 }),
    ]

    private static let members = [
        route(.get, "/api/v1/organizations/{organization}/export", from(.owner, 200)),
        route(.get, "/api/v1/organizations/{organization}/logo", members(200, others: 404)),
        route(.put, "/api/v1/organizations/{organization}/logo", from(.admin, 200)).uploading("image/png", Picture.png(32, 32)),
        route(.delete, "/api/v1/organizations/{organization}/logo", from(.admin, 204)),
        route(.get, "/api/v1/organizations/{organization}/subscription", members(200, others: 404).keys(200)),
        route(.get, "/api/v1/organizations/{organization}/members", members(200, others: 404).keys(200)),
        route(.patch, "/api/v1/organizations/{organization}/members/{account}", from(.admin, 200).keys(200, personal: 403)) { _, _ in
            ["role": "member"]
        },
        route(.delete, "/api/v1/organizations/{organization}/members/{account}", from(.manager, 204).keys(204)),
        route(.get, "/api/v1/organizations/{organization}/domains", from(.admin, 200)),
        route(.post, "/api/v1/organizations/{organization}/domains", from(.admin, 201)) { _, _ in
            ["domain": "acme.example", "role": "viewer"]
        },
        route(.patch, "/api/v1/organizations/{organization}/domains/{domain}", from(.admin, 200)) { _, _ in ["role": "viewer"] },
        route(.post, "/api/v1/organizations/{organization}/domains/{domain}/check", from(.admin, 200)),
        route(.delete, "/api/v1/organizations/{organization}/domains/{domain}", from(.admin, 204)),
        route(.get, "/api/v1/organizations/{organization}/roles", members(200, others: 404).keys(200)),
        route(.post, "/api/v1/organizations/{organization}/roles", from(.admin, 201)) { _, _ in
            ["name": "Clerk", "rank": 30, "permissions": ["records.read", "members.read"]]
        },
        route(.patch, "/api/v1/organizations/{organization}/roles/{role}", from(.admin, 200)) { _, _ in
            ["name": "Auditor", "rank": 31, "permissions": ["audit.read"]]
        },
        route(.delete, "/api/v1/organizations/{organization}/roles/{role}", from(.admin, 204)),
        route(.get, "/api/v1/organizations/{organization}/api-keys", from(.admin, 200)),
        route(.post, "/api/v1/organizations/{organization}/api-keys", from(.admin, 201)) { _, _ in
            ["name": "CI", "permissions": ["members.read"], "expiresAt": "2030-01-01T00:00:00Z"]
        },
        route(.delete, "/api/v1/organizations/{organization}/api-keys/{key}", from(.admin, 204)),
        route(.get, "/api/v1/organizations/{organization}/secrets", from(.admin, 200)),
        route(.post, "/api/v1/organizations/{organization}/secrets", from(.admin, 201)) { _, _ in
            ["name": "Storage", "provider": "aws.s3", "value": "wJalrXUtnFEMI/K7MDENG"]
        },
        route(.put, "/api/v1/organizations/{organization}/secrets/{secret}", from(.admin, 200)) { _, _ in ["value": "another value"] },
        route(.delete, "/api/v1/organizations/{organization}/secrets/{secret}", from(.admin, 204)),
        route(.get, "/api/v1/organizations/{organization}/providers", from(.admin, 200)),
        route(.post, "/api/v1/organizations/{organization}/providers", from(.admin, 201)) { _, _ in
            ["kind": "github", "name": "Also GitHub", "clientId": "tenantry", "clientSecret": "a client's secret"]
        },
        route(.patch, "/api/v1/organizations/{organization}/providers/{provider}", from(.admin, 200)) { _, _ in
            ["name": "Renamed", "clientId": "other", "clientSecret": "another secret"]
        },
        route(.delete, "/api/v1/organizations/{organization}/providers/{provider}", from(.admin, 204)),
        route(.get, "/api/v1/organizations/{organization}/audit", from(.admin, 200).keys(200, personal: 403)),
        route(.get, "/api/v1/organizations/{organization}/audit/export", query: "format=csv", from(.admin, 200).keys(200, personal: 403)),
        route(.get, "/api/v1/organizations/{organization}/invitations", from(.manager, 200).keys(200)),
        route(.post, "/api/v1/organizations/{organization}/invitations", from(.manager, 201).keys(201)) { _, _ in
            ["kind": "link", "role": "member", "maxUses": 3, "expiresInHours": 24, "domains": ["example.com"]]
        },
        route(.delete, "/api/v1/organizations/{organization}/invitations/{invitation}", from(.manager, 204).keys(204)),
        route(.post, "/api/v1/organizations/{organization}/invitations/{invitation}/resend", from(.manager, 200).keys(200)),
    ]

    private static let operators = [
        route(.put, "/api/v1/admin/organizations/{organization}/subscription", operatorsOnly(200)) { _, _ in
            ["status": "active", "seats": 20]
        },
        route(.post, "/api/v1/admin/accounts/{account}/impersonate", operatorsOnly(201)) { _, _ in
            ["reason": "Cannot find the members page", "writes": true]
        },
        route(.get, "/api/v1/admin/organizations", query: "query=a&status=active", operatorsOnly(200)),
        route(.get, "/api/v1/admin/organizations/{organization}", operatorsOnly(200)),
        route(.delete, "/api/v1/admin/organizations/{organization}", operatorsOnly(204)),
        // Acme is not deleted: `AdminOrganizationRoutesTests` has one that is.
        route(.post, "/api/v1/admin/organizations/{organization}/restore", operatorsOnly(404)),
        route(.get, "/api/v1/admin/organizations/{organization}/domains", operatorsOnly(200)),
        route(.post, "/api/v1/admin/organizations/{organization}/domains", operatorsOnly(200)) { _, _ in ["domain": "acme.example"] },
        route(.delete, "/api/v1/admin/organizations/{organization}/domains/{domain}", operatorsOnly(204)),
        route(.get, "/api/v1/admin/providers", operatorsOnly(200)),
        route(.post, "/api/v1/admin/providers", operatorsOnly(201)) { _, _ in
            ["kind": "github", "name": "GitHub", "clientId": "tenantry", "clientSecret": "a client's secret"]
        },
        // It is an organization's: `test_openid.py` has one of the instance.
        route(.patch, "/api/v1/admin/providers/{provider}", operatorsOnly(404)) { _, _ in
            ["name": "Renamed", "clientId": "other", "clientSecret": "another secret"]
        },
        route(.delete, "/api/v1/admin/providers/{provider}", operatorsOnly(404)),
        route(.get, "/api/v1/admin/accounts", query: "query=a", operatorsOnly(200)),
        route(.get, "/api/v1/admin/accounts/{account}", operatorsOnly(200)),
        route(.post, "/api/v1/admin/accounts/{account}/disable", operatorsOnly(204)) { _, _ in ["successors": []] },
        route(.post, "/api/v1/admin/accounts/{account}/enable", operatorsOnly(204)),
        route(.post, "/api/v1/admin/accounts/{account}/revoke-sessions", operatorsOnly(204)),
        // No mail is configured: `AdminAccountRoutesTests` has some.
        route(.post, "/api/v1/admin/accounts/{account}/send-reset", operatorsOnly(409)),
        // The account has no factor: `LostFactorsRoutesTests` has one.
        route(.post, "/api/v1/admin/accounts/{account}/factor-removal", operatorsOnly(404)),
        route(.delete, "/api/v1/admin/accounts/{account}/factor-removal", operatorsOnly(204)),
        route(.delete, "/api/v1/admin/accounts/{account}/factors", operatorsOnly(409)),
        route(.get, "/api/v1/admin/outbox", query: "status=waiting", operatorsOnly(200)),
        route(.post, "/api/v1/admin/outbox/{message}/retry", operatorsOnly(204)),
        route(.delete, "/api/v1/admin/outbox/{message}", operatorsOnly(204)),
        route(.get, "/api/v1/admin/audit", query: "action=account", operatorsOnly(200)),
        route(.get, "/api/v1/admin/system", operatorsOnly(200)),
        route(.get, "/api/v1/admin/statistics", query: "days=7", operatorsOnly(200)),
    ]

    private static func route(
        _ method: HTTPRequest.Method, _ pattern: String, query: String = "", _ expected: [Actor: Int],
        _ fields: (@Sendable (World, Targets) -> JSONFields)? = nil
    ) -> RouteCase {
        RouteCase(method: method, pattern: pattern, fields: fields, expected: expected, query: query)
    }

    private static func everyone(_ status: Int) -> [Actor: Int] {
        Dictionary(uniqueKeysWithValues: Actor.allCases.map { ($0, status) })
    }

    /// For those who are signed in; no API key reaches it.
    private static func accounts(_ status: Int) -> [Actor: Int] {
        everyone(status).merging([.nobody: 401, .key: 403, .foreignKey: 403, .personalKey: 403]) { $1 }
    }

    private static func operatorsOnly(_ status: Int) -> [Actor: Int] {
        accounts(403).merging([.operate: status]) { $1 }
    }

    private static func members(_ status: Int, others: Int) -> [Actor: Int] {
        accounts(status).merging([.stranger: others, .removed: others, .operate: others]) { $1 }
    }

    /// For those of a role or higher; members below are forbidden it.
    private static func from(_ lowest: Actor, _ status: Int) -> [Actor: Int] {
        let order: [Actor] = [.viewer, .member, .manager, .admin, .owner]
        let allowed = order.drop { $0 != lowest }
        return members(403, others: 404).merging(allowed.map { ($0, status) }) { $1 }
    }
}

extension [Actor: Int] {
    /// Also for API keys: of the organization's with all that a key can have, and one of the manager's own.
    fileprivate func keys(_ status: Int, personal: Int? = nil) -> [Actor: Int] {
        merging([.key: status, .personalKey: personal ?? status, .foreignKey: 404]) { $1 }
    }
}
