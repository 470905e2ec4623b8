import Domain
import HTTPTypes
import Storage

/// What several operations take.
extension Operation {
    static let passkeyProof: [Schema.Property] = [
        .optional("code", .string), .optional("recoveryCode", .string), .optional("passkey", .nullable(.component("Passkey"))),
    ]
    static let page: [Schema.Property] = [
        .optional("limit", .integer(1...200)), .optional("cursor", .string, "`nextCursor` of the page before."),
    ]
    static let token = Content.fields(.required("token", .token))
    static let auditQuery: [Schema.Property] = [
        .optional("actor", .string), .optional("action", .string), .optional("from", .string), .optional("to", .string),
    ]

    static let newProvider = Content.fields(
        .required("kind", .values(of: IdentityProvider.Kind.self)), .required("name", .name), .optional("issuer", .nullable(.string)),
        .required("clientId", .string), .optional("clientSecret", .nullable(.string)))

    static let providerChange = Content.fields(
        .optional("name", .nullable(.name)), .optional("clientId", .nullable(.string)), .optional("clientSecret", .nullable(.string)))
}
