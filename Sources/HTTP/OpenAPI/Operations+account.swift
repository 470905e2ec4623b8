import Domain
import HTTPTypes
import Storage

extension Operation {
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
}
