import Domain
import HTTPTypes
import Storage

extension Operation {
    static let organizations: [Operation] = [
        Operation(
            .get, "/organizations", "One's organizations", by: .sessionOrKey,
            query: [
                .optional("deleted", .values(["true", "false"]), "Those that one can bring back."),
                .optional("ownedAlone", .values(["true", "false"]), "Those that nobody else owns."),
                .optional("slug", .string, "The one that has it."),
            ],
            [
                200: .json(
                    .items(
                        .object(
                            Component.organizationProperties + [
                                .optional("deletedAt", .time), .optional("restorableUntil", .time),
                            ])))
            ]),
        Operation(
            .post, "/organizations", "Make an organization",
            body: .fields(.required("name", .name), .optional("slug", .nullable(.slug))), [201: .component("Organization")], refusals: [409]
        ),
        Operation(.get, "/organizations/by-slug/{slug}", "An organization by its slug", [200: .component("Organization")]),
    ]

    /// In one organization.
    static let tenants: [Operation] = [
        tenant(.get, "", "The organization", by: .sessionOrKey, [200: .component("Organization")]),
        tenant(
            .patch, "", "Change the organization", by: .sessionOrKey,
            body: .fields(
                .optional("name", .nullable(.name)), .optional("slug", .nullable(.slug)), .optional("defaultRole", .nullable(.role)),
                .optional("invitationHours", .nullable(.integer(1...8760))), .optional("membersHidden", .nullable(.boolean)),
                .optional("factorRequired", .nullable(.boolean)), .optional("accentColor", .nullable(.string)),
                .optional("metadata", .nullable(.anyObject))),
            [200: .component("Organization")], refusals: [409]),
        tenant(
            .delete, "", "Delete the organization",
            query: [
                .optional("confirm", .values(["true", "false"]), "For good."),
                .optional("deleted", .values(["true", "false"]), "One that is deleted already."),
            ], [204: .none], refusals: [409]),
        tenant(.post, "/restore", "Bring the organization back", [200: .component("Organization")]),
        tenant(
            .post, "/transfer", "Hand the organization on", body: .fields(.required("accountId", .id(Account.self))),
            [200: .component("Organization")], refusals: [409]),
        tenant(.post, "/leave", "Leave the organization", [204: .none], refusals: [409]),
        tenant(.get, "/subscription", "Its plan and seats", by: .sessionOrKey, [200: .component("Subscription")]),
        tenant(.get, "/export", "All that the organization has", [200: .file(["application/zip"])], refusals: [409]),
        tenant(.get, "/logo", "Its logo", [200: .file(["image/png", "image/jpeg", "image/webp"]), 304: .none]),
        tenant(
            .put, "/logo", "Set its logo", body: .file(["image/png", "image/jpeg", "image/webp"]), [200: .component("Organization")]),
        tenant(.delete, "/logo", "Remove its logo", [204: .none]),
        tenant(
            .get, "/members", "Its members", by: .sessionOrKey,
            query: [
                .optional("query", .string), .optional("email", .string), .optional("role", .role),
                .optional("sort", .values(["name", "-name", "joinedAt", "-joinedAt"])),
            ] + page, [200: .items("Member", total: true)]),
        tenant(
            .patch, "/members/{account}", "Give a member another role", by: .sessionOrKey, body: .fields(.required("role", .role)),
            [200: .component("Member")], refusals: [409]),
        tenant(.delete, "/members/{account}", "Remove a member", by: .sessionOrKey, [204: .none], refusals: [409]),
        tenant(
            .get, "/roles", "Its roles", by: .sessionOrKey,
            [
                200: .json(
                    .items(
                        .component("Role"),
                        [
                            .required(
                                "catalogue",
                                .list(.object([.required("key", .permission), .required("explanation", .string)])))
                        ]))
            ]),
        tenant(
            .post, "/roles", "Make a role",
            body: .fields(.required("name", .name), .required("rank", .integer(1...99)), .required("permissions", .permissions)),
            [201: .component("Role")], refusals: [409]),
        tenant(
            .patch, "/roles/{role}", "Change a role",
            body: .fields(
                .optional("name", .nullable(.name)), .optional("rank", .nullable(.integer(1...99))),
                .optional("permissions", .nullable(.permissions))), [200: .component("Role")]),
        tenant(
            .delete, "/roles/{role}", "Delete a role", query: [.optional("replacement", .role, "For those who hold it.")], [204: .none]),
        tenant(.get, "/audit", "What has happened", by: .sessionOrKey, query: auditQuery + page, [200: .items("AuditEvent")]),
        tenant(
            .get, "/audit/export", "What has happened, as a file", by: .sessionOrKey,
            query: [.required("format", .values(of: AuditFormat.self))] + auditQuery,
            [200: .file(["text/csv", "application/jsonl"])]),
        tenant(
            .get, "/invitations", "Its invitations", by: .sessionOrKey,
            query: [.optional("status", .values(of: Invitation.Status.self))] + page, [200: .items("Invitation", total: true)]),
        tenant(
            .post, "/invitations", "Invite", by: .sessionOrKey,
            body: .fields(
                .required("kind", .values(["email", "link"])), .optional("role", .nullable(.role)), .optional("email", .nullable(.email)),
                .optional("maxUses", .nullable(.integer(1...Invitation.mostUses))),
                .optional("expiresInHours", .nullable(.integer(Invitation.hours))),
                .optional("domains", .nullable(.list(.string, atMost: Invitation.mostDomains)))),
            [201: .component("MadeInvitation")], refusals: [409]),
        tenant(.delete, "/invitations/{invitation}", "Withdraw an invitation", by: .sessionOrKey, [204: .none]),
        tenant(
            .post, "/invitations/{invitation}/resend", "Send an invitation again, with another link", by: .sessionOrKey,
            [200: .component("MadeInvitation")], refusals: [409, 410, 422]),
        tenant(.get, "/domains", "Domains by which one joins", [200: .items("Domain")]),
        tenant(
            .post, "/domains", "Add a domain", body: .fields(.required("domain", .string), .optional("role", .nullable(.role))),
            [201: .component("Domain")], refusals: [409]),
        tenant(.patch, "/domains/{domain}", "Change a domain", body: .fields(.required("role", .role)), [200: .component("Domain")]),
        tenant(.post, "/domains/{domain}/check", "Look for a domain's record", [200: .component("Domain")], refusals: [409]),
        tenant(.delete, "/domains/{domain}", "Remove a domain", [204: .none]),
        tenant(.get, "/secrets", "Its secrets, without their values", query: page, [200: .items("Secret", total: true)]),
        tenant(
            .post, "/secrets", "Keep a secret",
            body: .fields(.required("name", .name), .required("provider", .string), .required("value", .string)),
            [201: .component("Secret")]),
        tenant(
            .put, "/secrets/{secret}", "Replace a secret's value", body: .fields(.required("value", .string)), [200: .component("Secret")]),
        tenant(.delete, "/secrets/{secret}", "Delete a secret", [204: .none]),
        tenant(.get, "/api-keys", "Its API keys", query: page, [200: .items("APIKey", total: true)]),
        tenant(
            .post, "/api-keys", "Make an API key",
            body: .fields(.required("name", .name), .required("permissions", .permissions), .optional("expiresAt", .nullable(.time))),
            [201: .component("MadeAPIKey")]),
        tenant(.delete, "/api-keys/{key}", "Revoke an API key", [204: .none]),
        tenant(.get, "/providers", "Its providers to sign in with", [200: .items("Provider")]),
        tenant(.post, "/providers", "Add a provider", body: newProvider, [201: .component("Provider")], refusals: [409]),
        tenant(.patch, "/providers/{provider}", "Change a provider", body: providerChange, [200: .component("Provider")]),
        tenant(.delete, "/providers/{provider}", "Delete a provider", [204: .none]),
    ]

    private static func tenant(
        _ method: HTTPRequest.Method, _ path: String, _ summary: String, by access: Access = .session, query: [Schema.Property] = [],
        body: Content = .none, _ answers: [Int: Content], refusals: Set<Int> = []
    ) -> Operation {
        Operation(
            method, "/organizations/{organization}" + path, summary, by: access, query: query, body: body, answers, refusals: refusals)
    }
}
