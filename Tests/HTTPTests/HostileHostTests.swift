import Domain
import HTTPTypes
import Mail
import Testing

@testable import HTTP

/// What a client claims about the server's name changes nothing.
@Suite struct HostileHostTests {
    /// Two servers that draw the same random numbers, so that everything that differs comes from the request.
    @Test func aMessageIsTheSameByteForByte() async throws {
        let honest = try await message([:])
        let hostile = try await message([
            .host: "evil.example", .xForwardedHost: "evil.example", .forwarded: "host=evil.example;proto=https",
            .xForwardedProto: "https", .origin: TestServer.publicURL,
        ])
        #expect(honest == hostile)
        #expect(honest.contains(TestServer.publicURL + "/reset-password#"))
        #expect(!hostile.contains("evil"))
    }

    @Test func aLinkIsTheSame() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let answer = try await server.send(
                .post, "/api/v1/organizations/\(ada.organization)/invitations",
                headers: [.authorization: "Bearer \(ada.token)", .host: "evil.example", .xForwardedHost: "evil.example"],
                body: #"{"kind":"link","role":"member"}"#
            )
            #expect(answer.json["link"].text?.hasPrefix(TestServer.publicURL + "/invite#") == true)
            #expect(!answer.text.contains("evil"))
        }
    }

    private func message(_ headers: HTTPFields) async throws -> String {
        let box = Box()
        try await TestServer.run(seed: 7) { server in
            let ada = try await server.signUp("Ada")
            let body = try (["email": ada.email] as JSONFields).body
            #expect(try await server.send(.post, "/api/v1/password/forgot", headers: headers, body: body).status == 202)
            let entry = try #require(try await server.storage.maintenance.outbox().first)
            let token = try await server.storage.maintenance.token(in: entry.id)
            let message = try #require(entry.message)
            let link = try PublicURL(TestServer.publicURL).link(to: #require(message.page), carrying: token)
            let signature = Settings(publicURL: try PublicURL(TestServer.publicURL)).signature
            let letter = Letter(message, to: entry.recipient, in: entry.language, link: link, from: signature)
            await box.set("\(letter.recipient)\n\(letter.subject)\n\(letter.text)")
        }
        return await box.text
    }
}

private actor Box {
    var text = ""

    func set(_ text: String) {
        self.text = text
    }
}

extension HTTPField.Name {
    fileprivate static let host = HTTPField.Name("Host")!
    fileprivate static let xForwardedHost = HTTPField.Name("X-Forwarded-Host")!
    fileprivate static let xForwardedProto = HTTPField.Name("X-Forwarded-Proto")!
    fileprivate static let forwarded = HTTPField.Name("Forwarded")!
}
