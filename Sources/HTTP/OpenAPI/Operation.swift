import Domain
import HTTPTypes

/// A route as those who use it have to know it.
struct Operation: Sendable {
    enum Access: Sendable {
        case anyone
        /// A session, of the account in the cookie or as a bearer token.
        case session
        /// The same, or an API key.
        case sessionOrKey
        /// A session of an operator's.
        case operators
        /// Whoever has signed the body.
        case signed
    }

    enum Content: Sendable {
        case none
        case json(Schema)
        /// Of another kind than JSON.
        case file([String])
    }

    let method: HTTPRequest.Method
    /// Below `/api/v1`.
    let path: String
    let summary: String
    let access: Access
    let query: [Schema.Property]
    let body: Content
    /// What it answers when all is well, by status.
    let answers: [Int: Content]
    /// The statuses of its refusals, besides those that follow from access, path, query and body.
    let refusals: Set<Int>

    init(
        _ method: HTTPRequest.Method, _ path: String, _ summary: String, by access: Access = .session, query: [Schema.Property] = [],
        body: Content = .none, _ answers: [Int: Content], refusals: Set<Int> = []
    ) {
        (self.method, self.path, self.summary, self.access) = (method, path, summary, access)
        (self.query, self.body, self.answers, self.refusals) = (query, body, answers, refusals)
    }

    /// In which a bearer token is of use, so that all that can be said of one is.
    private var takesCredentials: Bool {
        switch access {
        case .anyone, .signed: false
        case .session, .sessionOrKey, .operators: true
        }
    }

    /// All statuses of refusals.
    var allRefusals: Set<Int> {
        var all = refusals.union([429, 503])
        if takesCredentials { all.formUnion([401, 403]) }
        if method != .get { all.insert(403) }
        if !parameters.isEmpty || path.hasPrefix("/admin") { all.insert(404) }
        if !query.isEmpty { all.insert(422) }
        switch body {
        case .none: break
        case .json: all.formUnion([400, 413, 415, 422])
        case .file: all.formUnion([413, 415, 422])
        }
        return all
    }

    /// In the path.
    var parameters: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    /// `GET /organizations/{organization}/members` is `getOrganizationsOrganizationMembers`.
    var id: String {
        let words = path.split { "/-{}".contains($0) }.map { $0.prefix(1).uppercased() + $0.dropFirst() }
        return method.rawValue.lowercased() + words.joined()
    }

    /// What a reader finds it under, in the order in which one comes to it.
    enum Group: String, CaseIterable, Sendable {
        case entry = "Signing up and in"
        case account = "An account"
        case organizations = "Organizations"
        case organization = "An organization"
        case billing = "Billing"
        case instance = "Running the instance"
    }

    private var group: Group {
        if path.hasPrefix("/admin") { return .instance }
        if path.hasPrefix("/organizations/{organization}") { return .organization }
        switch path.split(separator: "/").first {
        case "organizations", "invitations", "logos": return .organizations
        case "webhooks": return .billing
        case "signup", "login", "setup": return .entry
        default: return .account
        }
    }

    var json: JSONValue {
        var fields: [String: JSONValue] = [
            "operationId": .string(id), "summary": .string(summary), "tags": .array([.string(group.rawValue)]), "responses": responses,
        ]
        let parameters = parameters.map(Self.pathParameter) + query.map(Self.queryParameter)
        if !parameters.isEmpty { fields["parameters"] = .array(parameters) }
        switch body {
        case .none: break
        case .json(let schema): fields["requestBody"] = .object(["required": .bool(true), "content": Self.content(.json(schema))])
        case .file: fields["requestBody"] = .object(["required": .bool(true), "content": Self.content(body)])
        }
        switch access {
        case .anyone, .signed: fields["security"] = .array([])
        case .session, .operators: fields["security"] = Self.security("session", "bearer")
        case .sessionOrKey: fields["security"] = Self.security("session", "bearer", "apiKey")
        }
        return .object(fields)
    }

    private var responses: JSONValue {
        var responses: [String: JSONValue] = [:]
        for (status, content) in answers {
            var response: [String: JSONValue] = ["description": .string(HTTPResponse.Status(code: status).reasonPhrase)]
            if case .none = content {} else { response["content"] = Self.content(content) }
            responses[String(status)] = .object(response)
        }
        for status in allRefusals { responses[String(status)] = .object(["$ref": .string("#/components/responses/Problem")]) }
        return .object(responses)
    }

    private static func content(_ content: Content) -> JSONValue {
        switch content {
        case .none: .object([:])
        case .json(let schema): .object(["application/json": .object(["schema": schema.json])])
        case .file(let types): .object(Dictionary(uniqueKeysWithValues: types.map { ($0, .object([:])) }))
        }
    }

    private static func security(_ schemes: String...) -> JSONValue { .array(schemes.map { .object([$0: .array([])]) }) }

    private static func pathParameter(_ name: String) -> JSONValue {
        .object(["name": .string(name), "in": .string("path"), "required": .bool(true), "schema": (pathSchemas[name] ?? .string).json])
    }

    private static func queryParameter(_ property: Schema.Property) -> JSONValue {
        var fields: [String: JSONValue] = [
            "name": .string(property.name), "in": .string("query"), "required": .bool(property.isRequired), "schema": property.schema.json,
        ]
        fields["description"] = property.note.map { .string($0) }
        return .object(fields)
    }

    private static let pathSchemas: [String: Schema] = [
        "organization": .id(Organization.self), "offer": .id(Organization.self), "account": .id(Account.self), "session": .id(Session.self),
        "invitation": .id(Invitation.self), "received": .id(Invitation.self), "role": .id(CustomRole.self), "secret": .id(Secret.self),
        "key": .id(APIKey.self), "personalKey": .id(APIKey.self), "message": .id(Message.self), "domain": .id(JoiningDomain.self),
        "factor": .id(Factor.self), "provider": .id(IdentityProvider.self), "identity": .id(Identity.self), "slug": .slug,
    ]
}

extension Operation.Content {
    static func component(_ name: String) -> Self { .json(.component(name)) }
    static func fields(_ properties: Schema.Property...) -> Self { .json(.object(properties)) }
    static func items(_ name: String, total: Bool = false) -> Self { .json(.items(.component(name), total: total)) }
}

/// The whole, as OpenAPI 3.1 has it.
enum APIDescription {
    static let operations = Operation.open + Operation.accounts + Operation.organizations + Operation.tenants + Operation.instance

    static func json(version: String, publicURL: String) -> JSONValue {
        var paths: [String: [String: JSONValue]] = [:]
        for operation in operations {
            paths["/api/v1" + operation.path, default: [:]][operation.method.rawValue.lowercased()] = operation.json
        }
        let schemas = Component.all.map { ($0.name, $0.schema.json) }
        let problem: JSONValue = .object([
            "description": .string("A refusal (RFC 9457); `code` says which."),
            "content": .object(["application/problem+json": .object(["schema": Schema.component("Problem").json])]),
        ])
        return .object([
            "openapi": .string("3.1.0"),
            "info": .object([
                "title": .string("Tenantry"), "version": .string(version),
                "description": .string("Accounts, organizations, invitations, roles and sessions. docs/api.md says what all of it means."),
            ]),
            "servers": .array([.object(["url": .string(publicURL)])]),
            "tags": .array(Operation.Group.allCases.map { .object(["name": .string($0.rawValue)]) }),
            "paths": .object(paths.mapValues { .object($0) }),
            "components": .object([
                "schemas": .object(Dictionary(uniqueKeysWithValues: schemas)), "responses": .object(["Problem": problem]),
                "securitySchemes": .object([
                    "session": scheme(["type": "apiKey", "in": "cookie", "name": "__Host-tenantry"]),
                    "bearer": scheme(["type": "http", "scheme": "bearer", "description": "The session's token."]),
                    "apiKey": scheme(["type": "http", "scheme": "bearer", "description": "An API key."]),
                ]),
            ]),
        ])
    }

    private static func scheme(_ fields: [String: String]) -> JSONValue { .object(fields.mapValues { .string($0) }) }
}
