import Domain
import HTTPTypes
import Storage

extension Operation {
    private static let passkeyProof: [Schema.Property] = [
        .optional("code", .string), .optional("recoveryCode", .string), .optional("passkey", .nullable(.component("Passkey"))),
    ]
    private static let page: [Schema.Property] = [
        .optional("limit", .integer(1...200)), .optional("cursor", .string, "`nextCursor` of the page before."),
    ]
    private static let token = Content.fields(.required("token", .token))
    private static let auditQuery: [Schema.Property] = [
        .optional("actor", .string), .optional("action", .string), .optional("from", .string), .optional("to", .string),
    ]

    /// Anyone.
    static let open: [Operation] = [
        Operation(
            .post, "/signup", "Sign up", by: .anyone,
            body: .fields(
                .required("name", .name), .required("email", .email), .required("password", .password),
                .optional("organizationName", .nullable(.name)), .optional("invitation", .nullable(.token))),
            [201: .component("Me"), 202: .none], refusals: [403, 409, 410]),
        Operation(
            .post, "/signup/confirm", "Start the account of a sign-up whose address had to be proven", by: .anyone,
            body: .fields(.required("token", .token), .required("password", .password)), [201: .component("Me")], refusals: [403, 409, 410]),
        Operation(
            .post, "/setup/lookup", "Whether a link makes the first operator", by: .anyone, body: token, [204: .none], refusals: [410]),
        Operation(
            .post, "/setup", "Sign up as the first operator", by: .anyone,
            body: .fields(
                .required("token", .token), .required("name", .name), .required("email", .email), .required("password", .password)),
            [201: .component("Me")], refusals: [409, 410]),
        Operation(
            .post, "/login", "Log in", by: .anyone,
            body: .fields(.required("email", .email), .required("password", .password), .optional("remember", .nullable(.boolean))),
            [200: .component("Me"), 202: .component("FactorsDue")], refusals: [401]),
        Operation(
            .post, "/login/factor", "Show the second factor", by: .anyone, body: .json(.object(passkeyProof)), [200: .component("Me")],
            refusals: [410]),
        Operation(
            .post, "/login/factor/options", "What a browser is asked for a passkey as the second factor", by: .anyone,
            [201: .component("PasskeyRequestOptions")], refusals: [403, 410]),
        Operation(
            .post, "/login/passkey/options", "What a browser is asked for a passkey that logs in", by: .anyone,
            [201: .component("PasskeyRequestOptions")], refusals: [403]),
        Operation(
            .post, "/login/passkey", "Log in with a passkey", by: .anyone,
            body: .fields(.required("passkey", .component("Passkey")), .optional("remember", .nullable(.boolean))), [200: .component("Me")],
            refusals: [403]),
        Operation(
            .post, "/login/providers/lookup", "The providers that one can sign in with", by: .anyone,
            body: .fields(.optional("email", .nullable(.email))), [200: .items("ProviderChoice")]),
        Operation(
            .post, "/login/provider", "Begin to sign in with a provider", by: .anyone,
            body: .fields(
                .required("provider", .id(IdentityProvider.self)), .optional("remember", .nullable(.boolean)),
                .optional("email", .nullable(.email))),
            [201: .fields(.required("url", .url))], refusals: [404, 502]),
        Operation(
            .post, "/login/provider/complete", "Hand over what a provider has answered", by: .anyone,
            body: .fields(
                .required("provider", .id(IdentityProvider.self)), .required("state", .string), .optional("code", .nullable(.string)),
                .optional("error", .nullable(.string)), .optional("issuer", .nullable(.string))),
            [200: .component("Me"), 201: .component("Identity"), 202: .component("FactorsDue")], refusals: [401, 403, 409, 410, 502]),
        Operation(.post, "/password/forgot", "Ask for a reset link", by: .anyone, body: .fields(.required("email", .email)), [202: .none]),
        Operation(
            .post, "/password/reset", "Set a password by a reset link", by: .anyone,
            body: .fields(.required("token", .token), .required("password", .password)), [204: .none], refusals: [410]),
        Operation(
            .post, "/email/lookup", "What a link that proves an address is for", by: .anyone, body: token,
            [
                200: .fields(
                    .required("purpose", .values(of: AddressProof.Purpose.self)), .required("email", .email))
            ], refusals: [410]),
        Operation(
            .post, "/invitations/lookup", "What an invitation's link is for", by: .anyone, body: token,
            [200: .component("InvitationPreview")],
            refusals: [410]),
        Operation(
            .get, "/session", "Who is signed in, if anybody is", by: .anyone,
            [200: .fields(.required("user", .nullable(.component("User"))))]),
        Operation(
            .post, "/session/impersonation/end", "Go back to one's own session from that of somebody else", by: .anyone, [204: .none],
            refusals: [401]),
        Operation(.get, "/logos/{logo}", "A logo", by: .anyone, [200: .file(["image/png", "image/jpeg", "image/webp"]), 304: .none]),
        Operation(
            .post, "/webhooks/stripe", "An event of Stripe's", by: .signed, body: .file(["application/json"]), [200: .none],
            refusals: [400, 404]),
    ]

    /// What is a person's own.
    static let accounts: [Operation] = [
        Operation(.post, "/setup/accept", "Become the first operator", body: token, [200: .component("Me")], refusals: [410]),
        Operation(.post, "/logout", "Log out", [204: .none]),
        Operation(.get, "/me", "Who is signed in", [200: .component("Me")]),
        Operation(
            .patch, "/me", "Change name or language",
            body: .fields(.optional("name", .nullable(.name)), .optional("language", .nullable(.values(of: Language.self)))),
            [200: .component("Me")]),
        Operation(
            .delete, "/me", "Delete the account", query: [.required("confirm", .values(["true"]))], [204: .none], refusals: [409]),
        Operation(.get, "/me/export", "All that is kept of the person", [200: .file(["application/json"])]),
        Operation(.get, "/session/proof", "By what one can show to be present", [200: .fields(.required("means", .list(.string)))]),
        Operation(
            .post, "/session/proof/options", "What a browser is asked for a passkey as a proof", [201: .component("PasskeyRequestOptions")]),
        Operation(
            .post, "/session/proof", "Show to be present",
            body: .json(.object([.optional("password", .nullable(.password))] + passkeyProof)), [204: .none], refusals: [410]),
        Operation(
            .put, "/session/organization", "Go to an organization", body: .fields(.required("organizationId", .id(Organization.self))),
            [200: .component("Me")], refusals: [404]),
        Operation(.get, "/sessions", "Where one is signed in", [200: .items("Session")]),
        Operation(.delete, "/sessions/{session}", "Sign out there", [204: .none]),
        Operation(.post, "/sessions/revoke-others", "Sign out everywhere else", [204: .none]),
        Operation(
            .put, "/password", "Change the password",
            body: .fields(.required("currentPassword", .password), .required("newPassword", .password)), [204: .none]),
        Operation(
            .get, "/email", "The address, and the one that it is to be",
            [
                200: .fields(
                    .required("email", .email), .required("verified", .boolean),
                    .required("change", .nullable(.object([.required("email", .email), .required("expiresAt", .time)]))))
            ]),
        Operation(.put, "/email", "Change the address", body: .fields(.required("email", .email)), [202: .none]),
        Operation(.delete, "/email/change", "Give up the address that waits", [204: .none]),
        Operation(.post, "/email/resend", "Ask for a link that verifies the address", [202: .none]),
        Operation(.post, "/email/verify", "Verify an address by its link", body: token, [204: .none], refusals: [409, 410]),
        Operation(
            .get, "/me/factors", "Second factors",
            [
                200: .json(
                    .object([
                        .required("items", .list(.component("Factor"))), .required("recoveryCodes", .count),
                        .required("removableAt", .nullable(.time)),
                    ]))
            ]),
        Operation(
            .post, "/me/factors", "Begin to add an app", body: .fields(.required("name", .name)),
            [201: .json(Component.factor.with([.required("secret", .string), .required("link", .url)]))]),
        Operation(
            .post, "/me/factors/{factor}/confirm", "Confirm the app by a code", body: .fields(.required("code", .string)),
            [200: .json(Component.factor.with([.required("recoveryCodes", .list(.string))]))]),
        Operation(
            .patch, "/me/factors/{factor}", "Rename a factor", body: .fields(.required("name", .name)), [200: .component("Factor")]),
        Operation(.delete, "/me/factors/{factor}", "Remove a factor", [204: .none]),
        Operation(
            .post, "/me/passkeys/options", "What a browser is asked to make a passkey", body: .fields(.required("name", .name)),
            [201: .component("PasskeyCreationOptions")]),
        Operation(
            .post, "/me/passkeys", "Add a passkey",
            body: .fields(.required("name", .name), .required("passkey", .component("Passkey"))),
            [201: .json(Component.factor.with([.required("recoveryCodes", .list(.string))]))]),
        Operation(
            .post, "/me/recovery-codes", "New recovery codes in place of the old ones",
            [201: .fields(.required("codes", .list(.string)))], refusals: [404]),
        Operation(
            .get, "/me/identities", "Linked sign-ins, and what can be linked",
            [
                200: .json(
                    .object([
                        .required("items", .list(.component("Identity"))), .required("providers", .list(.component("ProviderChoice"))),
                    ]))
            ]),
        Operation(
            .post, "/me/identities", "Begin to link a sign-in", body: .fields(.required("provider", .id(IdentityProvider.self))),
            [201: .fields(.required("url", .url))], refusals: [404, 502]),
        Operation(.delete, "/me/identities/{identity}", "Remove a linked sign-in", [204: .none], refusals: [409]),
        Operation(.get, "/me/api-keys", "One's own API keys", query: page, [200: .items("APIKey", total: true)]),
        Operation(
            .post, "/me/api-keys", "Make an API key of one's own",
            body: .fields(.required("name", .name), .required("permissions", .permissions), .optional("expiresAt", .nullable(.time))),
            [201: .component("MadeAPIKey")]),
        Operation(.delete, "/me/api-keys/{personalKey}", "Revoke an API key of one's own", [204: .none]),
        Operation(.get, "/me/invitations", "Invitations that wait for one", query: page, [200: .items("ReceivedInvitation")]),
        Operation(
            .post, "/me/invitations/{received}/accept", "Accept an invitation", [200: .component("Me")], refusals: [409, 410]),
        Operation(.post, "/me/invitations/{received}/decline", "Decline an invitation", [204: .none], refusals: [410]),
        Operation(.get, "/me/offers", "What one can join by the domain of one's address", [200: .items("Offer")]),
        Operation(.post, "/me/offers/{offer}/join", "Join by the domain of one's address", [200: .component("Me")], refusals: [409]),
        Operation(
            .post, "/invitations/accept", "Accept an invitation by its link", body: token, [200: .component("Me")], refusals: [409, 410]),
    ]

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

    private static let newProvider = Content.fields(
        .required("kind", .values(of: IdentityProvider.Kind.self)), .required("name", .name), .optional("issuer", .nullable(.string)),
        .required("clientId", .string), .optional("clientSecret", .nullable(.string)))

    private static let providerChange = Content.fields(
        .optional("name", .nullable(.name)), .optional("clientId", .nullable(.string)), .optional("clientSecret", .nullable(.string)))

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

    private static func tenant(
        _ method: HTTPRequest.Method, _ path: String, _ summary: String, by access: Access = .session, query: [Schema.Property] = [],
        body: Content = .none, _ answers: [Int: Content], refusals: Set<Int> = []
    ) -> Operation {
        Operation(
            method, "/organizations/{organization}" + path, summary, by: access, query: query, body: body, answers, refusals: refusals)
    }

    private static func admin(
        _ method: HTTPRequest.Method, _ path: String, _ summary: String, query: [Schema.Property] = [], body: Content = .none,
        _ answers: [Int: Content], refusals: Set<Int> = []
    ) -> Operation {
        Operation(method, "/admin" + path, summary, by: .operators, query: query, body: body, answers, refusals: refusals)
    }
}
