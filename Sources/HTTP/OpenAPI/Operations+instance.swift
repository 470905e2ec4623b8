import Domain
import HTTPTypes
import Storage

extension Operation {
    /// For those who run the instance.
    static let instance: [Operation] = [
        admin(
            .get, "/organizations", "All organizations",
            query: [
                .optional("query", .string), .optional("status", .string), .optional("kind", .values(of: Organization.Kind.self)),
            ] + page,
            [200: .json(.items(.component("ListedOrganization"), [.optional("total", .count)]))]),
        admin(.get, "/organizations/{organization}", "An organization", [200: .component("OrganizationRecord")]),
        admin(.delete, "/organizations/{organization}", "Delete an organization", [204: .none], refusals: [409]),
        admin(.post, "/organizations/{organization}/restore", "Bring an organization back", [204: .none]),
        admin(.get, "/organizations/{organization}/domains", "An organization's domains", [200: .items("Domain")]),
        admin(
            .post, "/organizations/{organization}/domains", "Prove a domain by one's word", body: .fields(.required("domain", .string)),
            [200: .component("Domain")], refusals: [409]),
        admin(.delete, "/organizations/{organization}/domains/{domain}", "Remove a domain", [204: .none]),
        admin(
            .put, "/organizations/{organization}/subscription", "Set an organization's plan and seats",
            body: .fields(
                .required("status", .values(of: Organization.Status.self)),
                .optional("seats", .nullable(.integer(1...Subscription.mostSeats))),
                .optional("trialEndsAt", .nullable(.time)), .optional("customer", .nullable(.string))),
            [200: .component("Subscription")], refusals: [409]),
        admin(.get, "/providers", "The instance's providers to sign in with", [200: .items("Provider")]),
        admin(.post, "/providers", "Add a provider", body: newProvider, [201: .component("Provider")]),
        admin(.patch, "/providers/{provider}", "Change a provider", body: providerChange, [200: .component("Provider")]),
        admin(.delete, "/providers/{provider}", "Delete a provider", [204: .none]),
        admin(
            .get, "/accounts", "All accounts", query: [.optional("query", .string)] + page,
            [200: .json(.items(.component("ListedAccount"), [.optional("total", .count)]))]),
        admin(.get, "/accounts/{account}", "An account", [200: .component("AccountRecord")]),
        admin(
            .post, "/accounts/{account}/disable", "Disable an account",
            body: .fields(
                .optional(
                    "successors",
                    .nullable(
                        .list(
                            .object([
                                .required("organizationId", .id(Organization.self)), .required("accountId", .id(Account.self)),
                            ]))))), [204: .none]),
        admin(.post, "/accounts/{account}/enable", "Enable an account", [204: .none]),
        admin(.post, "/accounts/{account}/revoke-sessions", "Sign an account out everywhere", [204: .none]),
        admin(.post, "/accounts/{account}/send-reset", "Send an account a reset link", [202: .none], refusals: [409]),
        admin(
            .post, "/accounts/{account}/factor-removal", "Announce that an account's factors are to be removed",
            [202: .fields(.required("removableAt", .time))], refusals: [409]),
        admin(.delete, "/accounts/{account}/factor-removal", "Call that off", [204: .none]),
        admin(.delete, "/accounts/{account}/factors", "Remove an account's factors", [204: .none], refusals: [409]),
        admin(
            .post, "/accounts/{account}/impersonate", "Act as somebody else",
            body: .fields(.required("reason", .string), .optional("writes", .nullable(.boolean))), [201: .component("Me")]),
        admin(
            .get, "/outbox", "Messages", query: [.optional("status", .values(of: Delivery.State.self))] + page,
            [200: .items("OutboxMessage")]),
        admin(.post, "/outbox/{message}/retry", "Try to send a message again", [204: .none], refusals: [409]),
        admin(.delete, "/outbox/{message}", "Don't send a message", [204: .none], refusals: [409]),
        admin(.get, "/audit", "What has happened to accounts and to the whole", query: auditQuery + page, [200: .items("AuditEvent")]),
        admin(.get, "/system", "The state of the instance", [200: .component("System")]),
        admin(.get, "/statistics", "Days in numbers", query: [.optional("days", .integer(1...366))], [200: .items("DayOfStatistics")]),
    ]

    private static func admin(
        _ method: HTTPRequest.Method, _ path: String, _ summary: String, query: [Schema.Property] = [], body: Content = .none,
        _ answers: [Int: Content], refusals: Set<Int> = []
    ) -> Operation {
        Operation(method, "/admin" + path, summary, by: .operators, query: query, body: body, answers, refusals: refusals)
    }
}
