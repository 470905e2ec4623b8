import Domain
import HTTPTypes
import Storage

extension Operation {
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
}
