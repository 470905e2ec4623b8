import Domain
import Storage

/// The shapes that several answers share, by name.
enum Component {
    static let all: [(name: String, schema: Schema)] = [
        ("Problem", problem), ("User", user), ("Me", me), ("SessionSummary", sessionSummary), ("OrganizationSummary", organizationSummary),
        ("CurrentOrganization", currentOrganization), ("Organization", organization), ("Session", session), ("Member", member),
        ("Role", role), ("Invitation", invitation), ("MadeInvitation", madeInvitation), ("InvitationPreview", invitationPreview),
        ("ReceivedInvitation", receivedInvitation), ("Offer", offer), ("Domain", domain), ("Secret", secret), ("APIKey", apiKey),
        ("MadeAPIKey", madeAPIKey), ("Subscription", subscription), ("AuditEvent", auditEvent), ("Factor", factor),
        ("PasskeyCreationOptions", creationOptions), ("PasskeyRequestOptions", requestOptions), ("Passkey", passkey),
        ("FactorsDue", factorsDue), ("ProviderChoice", providerChoice), ("Provider", provider), ("Identity", identity),
        ("ListedOrganization", listedOrganization), ("OrganizationRecord", organizationRecord), ("ListedAccount", listedAccount),
        ("AccountRecord", accountRecord), ("OutboxMessage", outboxMessage), ("System", system), ("DayOfStatistics", statistics),
    ]

    /// RFC 9457.
    private static let problem = Schema.object([
        .required("type", .string), .required("title", .string), .required("status", .integer(400...599)), .required("detail", .string),
        .required("code", .string), .required("requestId", .string),
        .optional("errors", .list(.object([.required("field", .string), .required("message", .string)]))),
        .optional("organizations", .list(namedOrganization)),
    ])

    private static let namedOrganization = Schema.object([
        .required("id", .id(Organization.self)), .required("name", .string), .required("slug", .string),
    ])

    private static let user = Schema.object([
        .required("id", .id(Account.self)), .required("name", .string), .required("email", .email), .required("emailVerified", .boolean),
        .required("language", .values(of: Language.self)), .required("operator", .boolean), .required("createdAt", .time),
    ])

    private static let me = Schema.object([
        .required("user", .component("User")), .required("session", .component("SessionSummary")),
        .required("organization", .component("CurrentOrganization")), .required("organizations", .list(.component("OrganizationSummary"))),
    ])

    private static let sessionSummary = Schema.object([
        .required("id", .id(Session.self)), .required("createdAt", .time), .required("expiresAt", .time), .required("remember", .boolean),
        .optional(
            "impersonation", .object([.required("by", .object([.required("id", .id(Account.self))])), .required("writes", .boolean)]),
            "Where an operator acts as the account."),
    ])

    private static let roleFields: [Schema.Property] = [
        .required("role", .role, "The key of one."), .optional("roleName", .string, "Of one of the organization's own."),
    ]

    static let organizationProperties: [Schema.Property] =
        [
            .required("id", .id(Organization.self)), .required("name", .string), .required("slug", .slug),
            .required("kind", .values(of: Organization.Kind.self)), .required("status", .values(of: Organization.Status.self)),
        ] + roleFields + [
            .required("createdAt", .time), .required("accentColor", .nullable(.string)), .required("logo", .nullable(.string)),
        ]

    private static let organizationSummary = Schema.object(organizationProperties)

    private static let currentOrganization = organizationSummary.with([
        .required("permissions", .permissions), .required("defaultRole", .role), .required("invitationHours", .count),
        .required("membersHidden", .boolean), .required("factorRequired", .boolean), .required("factorDue", .boolean),
    ])

    private static let organization = currentOrganization.with([.required("metadata", .nullable(.anyObject))])

    private static let session = Schema.object([
        .required("id", .id(Session.self)), .required("current", .boolean), .optional("impersonation", .boolean),
        .required("userAgent", .string), .required("ip", .string), .required("createdAt", .time), .required("lastSeenAt", .time),
        .required("expiresAt", .time),
    ])

    private static let member = Schema.object(
        [
            .required("user", .object([.required("id", .id(Account.self)), .required("name", .string), .required("email", .email)]))
        ] + roleFields + [.required("joinedAt", .time), .required("lastActiveAt", .nullable(.time))])

    private static let role = Schema.object([
        .required("id", .nullable(.id(CustomRole.self))), .required("key", .role), .required("name", .string),
        .required("rank", .integer(1...100)), .required("permissions", .permissions), .required("builtIn", .boolean),
        .required("members", .nullable(.count)),
    ])

    private static let invitationKind = Schema.values(["email", "link"])

    private static let maker = Schema.object([.required("id", .id(Account.self)), .required("name", .nullable(.string))])

    private static let invitation = Schema.object(
        [
            .required("id", .id(Invitation.self)), .required("kind", invitationKind), .required("email", .nullable(.email)),
        ] + roleFields + [
            .required("status", .values(of: Invitation.Status.self)), .required("maxUses", .nullable(.count)), .required("uses", .count),
            .required("domains", .list(.string)), .required("expiresAt", .time), .required("invitedBy", maker),
            .required("createdAt", .time),
        ])

    private static let madeInvitation = invitation.with([.required("link", .url, "Shown this once.")])

    private static let inviter = Schema.nullable(.object([.required("name", .string)]))

    private static let invitationPreview = Schema.object(
        [
            .required(
                "organization",
                .object([
                    .required("name", .string), .required("accentColor", .nullable(.string)), .required("logo", .nullable(.string)),
                ]))
        ] + roleFields + [
            .required("kind", invitationKind), .required("email", .nullable(.email)), .required("invitedBy", inviter),
            .required("expiresAt", .time), .required("status", .values(of: Invitation.Status.self)),
            .required("membership", .nullable(.object([.required("slug", .slug)]))),
        ])

    private static let receivedInvitation = Schema.object(
        [
            .required("id", .id(Invitation.self)), .required("organization", .object([.required("name", .string)])),
        ] + roleFields + [.required("invitedBy", inviter), .required("expiresAt", .time), .required("createdAt", .time)])

    private static let offer = Schema.object(
        [
            .required("organization", .object([.required("id", .id(Organization.self)), .required("name", .string)])),
            .required("domain", .string),
        ] + roleFields)

    private static let domain = Schema.object(
        [.required("id", .id(JoiningDomain.self)), .required("domain", .string)] + roleFields + [
            .required("proof", .nullable(.values(["dns", "operator"]))), .required("provenAt", .nullable(.time)),
            .required("missingSince", .nullable(.time)),
            .required(
                "lastCheck",
                .nullable(
                    .object([
                        .required("at", .time), .required("finding", .values(["found", "absent", "different", "unavailable"])),
                    ]))),
            .required(
                "record", .object([.required("name", .string), .required("type", .values(["TXT"])), .required("value", .string)])),
            .required("createdAt", .time),
        ])

    private static let secret = Schema.object([
        .required("id", .id(Secret.self)), .required("name", .string), .required("provider", .string),
        .required("lastFour", .nullable(.string)), .required("createdBy", maker), .required("createdAt", .time),
    ])

    private static let apiKey = Schema.object([
        .required("id", .id(APIKey.self)), .required("name", .string), .required("prefix", .string), .required("permissions", .permissions),
        .required("status", .values(of: APIKey.Status.self)), .required("createdBy", maker), .required("createdAt", .time),
        .required("expiresAt", .nullable(.time)), .required("lastUsedAt", .nullable(.time)), .required("revokedAt", .nullable(.time)),
    ])

    private static let madeAPIKey = apiKey.with([.required("secret", .string, "Shown this once.")])

    private static let subscription = Schema.object([
        .required("status", .values(of: Organization.Status.self)), .required("trialEndsAt", .nullable(.time)),
        .required("seats", .nullable(.count)), .required("used", .nullable(.count)), .required("pending", .nullable(.count)),
        .optional("customer", .nullable(.string), "To operators."),
    ])

    private static let party = Schema.nullable(
        .object([.required("id", .string), .required("name", .nullable(.string)), .required("email", .nullable(.string))]))

    private static let auditEvent = Schema.object([
        .required("number", .integer(1 ... .max)), .required("at", .time), .required("action", .values(of: AuditAction.self)),
        .required("actor", party), .required("onBehalfOf", party), .required("via", .nullable(.string)), .required("target", party),
        .required("before", .anyObject), .required("after", .anyObject), .required("ip", .nullable(.string)),
        .required("userAgent", .nullable(.string)), .required("requestId", .nullable(.string)),
    ])

    static let factor = Schema.object([
        .required("id", .id(Factor.self)), .required("kind", .values(of: Factor.Kind.self)), .required("name", .string),
        .required("createdAt", .time), .required("lastUsedAt", .nullable(.time)),
    ])

    private static let descriptors = Schema.list(
        .object([
            .required("type", .values(["public-key"])), .required("id", .string), .required("transports", .list(.string)),
        ]))

    private static let creationOptions = Schema.object([
        .required("rp", .object([.required("id", .string), .required("name", .string)])),
        .required("user", .object([.required("id", .string), .required("name", .string), .required("displayName", .string)])),
        .required("pubKeyCredParams", .list(.object([.required("type", .values(["public-key"])), .required("alg", .integer(nil))]))),
        .required("excludeCredentials", descriptors),
        .required("authenticatorSelection", .object([.required("residentKey", .string), .required("userVerification", .string)])),
        .required("attestation", .values(["none"])), .required("challenge", .string), .required("timeout", .count),
    ])

    private static let requestOptions = Schema.object([
        .required("rpId", .string), .required("allowCredentials", descriptors), .required("userVerification", .string),
        .required("challenge", .string), .required("timeout", .count),
    ])

    /// What a browser's `toJSON()` makes; fields besides are let be.
    private static let passkey = Schema.anyObject

    private static let factorsDue = Schema.object([.required("factors", .list(.values(of: ProofMeans.self)))])

    private static let providerChoice = Schema.object([
        .required("id", .id(IdentityProvider.self)), .required("kind", .values(of: IdentityProvider.Kind.self)), .required("name", .string),
    ])

    private static let provider = providerChoice.with([
        .required("issuer", .nullable(.string)), .required("clientId", .string), .required("hasSecret", .boolean),
        .required("redirectUri", .url), .required("createdAt", .time),
    ])

    private static let identity = Schema.object([
        .required("id", .id(Identity.self)), .required("provider", .component("ProviderChoice")), .required("email", .nullable(.string)),
        .required("createdAt", .time), .required("lastUsedAt", .nullable(.time)),
    ])

    private static let listedOrganization = Schema.object([
        .required("id", .id(Organization.self)), .required("name", .string), .required("slug", .slug),
        .required("kind", .values(of: Organization.Kind.self)), .required("status", .values(of: Organization.Status.self)),
        .required("seats", .nullable(.count)), .required("used", .nullable(.count)), .required("members", .count),
        .required("createdAt", .time), .required("deletedAt", .nullable(.time)),
    ])

    private static let organizationRecord = listedOrganization.with([
        .required("trialEndsAt", .nullable(.time)), .required("pending", .nullable(.count)), .required("customer", .nullable(.string)),
        .required(
            "owners",
            .list(
                .object([
                    .required("id", .id(Account.self)), .required("name", .string), .required("email", .email),
                    .required("disabled", .boolean),
                ]))),
    ])

    private static let listedAccount = Schema.object([
        .required("id", .id(Account.self)), .required("name", .string), .required("email", .email), .required("emailVerified", .boolean),
        .required("operator", .boolean), .required("disabledAt", .nullable(.time)), .required("createdAt", .time),
        .required("lastActiveAt", .nullable(.time)), .required("organizations", .count),
    ])

    private static let accountRecord = listedAccount.with([
        .required("sessions", .count), .required("factors", .count), .required("factorsRemovableAt", .nullable(.time)),
        .required(
            "memberships",
            .list(
                .object(
                    [
                        .required(
                            "organization",
                            .object([
                                .required("id", .id(Organization.self)), .required("name", .string), .required("slug", .slug),
                                .required("kind", .values(of: Organization.Kind.self)),
                                .required("status", .values(of: Organization.Status.self)),
                            ]))
                    ] + roleFields + [
                        .required("onlyOwner", .boolean),
                        .required(
                            "candidates",
                            .list(
                                .object([.required("id", .id(Account.self)), .required("name", .string), .required("email", .email)]))),
                    ]))),
    ])

    private static let outboxMessage = Schema.object([
        .required("id", .id(Message.self)), .required("kind", .values(of: Message.Kind.self)), .required("recipient", .string),
        .required("status", .values(of: Delivery.State.self)), .required("attempts", .count), .required("nextAttemptAt", .nullable(.time)),
        .required("lastAnswer", .nullable(.string)), .required("createdAt", .time),
    ])

    private static let system = Schema.object([
        .required("version", .string), .required("startedAt", .time), .required("uptime", .count),
        .required("database", .object([.required("size", .count), .required("logSize", .count)])),
        .required(
            "backups",
            .object([
                .required("every", .nullable(.count)), .required("keep", .nullable(.count)), .required("last", .nullable(.time)),
            ])),
        .required(
            "queues",
            .object([
                .required("reads", .count), .required("writes", .count), .required("hashes", .count), .required("messages", .count),
                .required("messagesSince", .nullable(.time)),
            ])),
        .required("mail", .boolean),
        .required(
            "settings",
            .list(
                .object([
                    .required("name", .string), .required("value", .nullable(.string)), .required("secret", .boolean),
                    .required("given", .boolean),
                ]))),
    ])

    private static let statistics = Schema.object([
        .required("day", .date), .required("signUps", .count), .required("signIns", .count), .required("activeOrganizations", .count),
    ])
}
