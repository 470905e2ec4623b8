import Domain
import Foundation
import HTTPTypes
import Synchronization
import Testing

/// Someone with an account and a session.
final class Person: Sendable {
    let server: TestServer
    let email: String
    let id: String
    /// The session's current organization right after signing up.
    let organization: String
    private let session: Mutex<String>

    init(server: TestServer, email: String, id: String, token: String, organization: String) {
        (self.server, self.email, self.id, self.organization) = (server, email, id, organization)
        session = Mutex(token)
    }

    /// The session's, until its next proof.
    var token: String { session.withLock { $0 } }

    static let password = "zebra crossing forty-two"

    /// As their browser sends it.
    var cookie: String { "tenantry=\(token)" }

    func call(_ method: HTTPRequest.Method, _ path: String, _ fields: JSONFields? = nil) async throws -> Answer {
        try await server.call(method, path, as: token, fields)
    }

    /// Shows to be present, by the password unless told otherwise, and goes on with the new token.
    func prove(_ fields: JSONFields = ["password": Person.password]) async throws {
        let answer = try await call(.post, "/session/proof", fields)
        #expect(answer.status == 204, "\(answer.text)")
        let token = try #require(answer.sessionToken)
        session.withLock { $0 = token }
    }

    /// Makes a link and returns its token.
    func link(to organization: String, role: String, maxUses: Int? = nil) async throws -> String {
        var fields: JSONFields = ["kind": "link", "role": role]
        if let maxUses { fields = fields.with("maxUses", maxUses) }
        let answer = try await call(.post, "/organizations/\(organization)/invitations", fields)
        return try #require(answer.json["link"].text?.split(separator: "#").last.map(String.init))
    }

    func join(_ invitation: String) async throws -> Answer {
        try await call(.post, "/invitations/accept", ["token": invitation])
    }
}

extension TestServer {
    func signUp(_ name: String, organization: String? = nil, invitation: String? = nil, email: String? = nil) async throws -> Person {
        let email = email ?? "\(name.lowercased().split(separator: " ").joined(separator: "."))@example.com"
        var fields: JSONFields = ["name": name, "email": email, "password": Person.password]
        if let organization { fields = fields.with("organizationName", organization) }
        if let invitation { fields = fields.with("invitation", invitation) }
        let answer = try await call(.post, "/signup", fields)
        #expect(answer.status == 201, "\(answer.text)")
        return Person(
            server: self, email: email, id: try #require(answer.json["user"]["id"].text), token: try #require(answer.sessionToken),
            organization: try #require(answer.json["organization"]["id"].text)
        )
    }

    /// Another session of the same person.
    func logIn(_ person: Person) async throws -> Person {
        let answer = try await call(.post, "/login", ["email": person.email, "password": Person.password])
        return Person(
            server: self, email: person.email, id: person.id, token: try #require(answer.sessionToken), organization: person.organization
        )
    }

    /// An organization with an owner and someone of each role given.
    func team(_ name: String, _ roles: [String]) async throws -> (owner: Person, members: [String: Person]) {
        let owner = try await signUp("\(name) owner", organization: name)
        var members: [String: Person] = [:]
        for role in roles {
            let link = try await owner.link(to: owner.organization, role: role, maxUses: 1)
            members[role] = try await signUp("\(name) \(role)", invitation: link)
        }
        return (owner, members)
    }
}
