import Domain
import Foundation
import HTTPTypes
import Testing

@testable import Storage

/// A token with any one bit changed, cut short or made longer opens nothing, and no token stands where it must not.
@Suite struct TamperingTests {
    @Test func sessionTokens() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            for token in Self.variants(of: ada.token) {
                let answer = try await server.send(.get, "/api/v1/me", headers: [.cookie: "tenantry=\(token)"])
                #expect(answer.status == 401, "\(token)")
                #expect(try await server.call(.get, "/me", as: token).status == 401)
            }
            #expect(try await ada.call(.get, "/me").status == 200)
        }
    }

    @Test func invitationTokens() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let bob = try await server.signUp("Bob")
            let link = try await ada.link(to: ada.organization, role: "member")
            let before = try await server.rows()
            for token in Self.variants(of: link) {
                for answer in [try await server.call(.post, "/invitations/lookup", ["token": token]), try await bob.join(token)] {
                    #expect(answer.status == 410)
                    #expect(answer.code == "token_invalid")
                }
            }
            let signUp: JSONFields = ["name": "Eve", "email": "eve@example.com", "password": Person.password]
            for token in Self.variants(of: link).prefix(40) {
                #expect(try await server.call(.post, "/signup", signUp.with("invitation", token)).code == "token_invalid")
            }
            #expect(try await server.rows() == before)
            #expect(try await bob.join(link).status == 200)
        }
    }

    @Test func resetTokens() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            let token = try await server.requestReset(of: ada)
            let before = try await server.rows()
            for token in Self.variants(of: token) {
                let answer = try await server.call(.post, "/password/reset", ["token": token, "password": "giraffe lantern"])
                #expect(answer.code == "token_invalid")
            }
            #expect(try await server.rows() == before)
            #expect(try await server.call(.post, "/password/reset", ["token": token, "password": "giraffe lantern"]).status == 204)
        }
    }

    /// A token of one kind is none of another.
    @Test func tokensDoNotMix() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let link = try await ada.link(to: ada.organization, role: "member")
            let reset = try await server.requestReset(of: ada)
            #expect(try await server.call(.get, "/me", as: link).status == 401)
            #expect(try await server.call(.get, "/me", as: reset).status == 401)
            #expect(try await server.call(.post, "/invitations/lookup", ["token": reset]).status == 410)
            #expect(try await server.call(.post, "/invitations/lookup", ["token": ada.token]).status == 410)
            for token in [link, ada.token] {
                #expect(try await server.call(.post, "/password/reset", ["token": token, "password": "giraffe lantern"]).status == 410)
            }
        }
    }

    @Test func tokensStandInNoFileNoLogAndNoOtherAnswer() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let link = try await ada.link(to: ada.organization, role: "member")
            let mail = try await ada.call(
                .post, "/organizations/\(ada.organization)/invitations", ["kind": "email", "role": "member", "email": "bob@example.com"]
            )
            let invited = try #require(mail.json["link"].text?.split(separator: "#").last.map(String.init))
            let bob = try await server.signUp("Bob", invitation: link)
            let reset = try await server.requestReset(of: bob)
            let secrets = [ada.token, bob.token, link, invited, reset, Person.password]

            var texts: [String] = [server.log.text]
            for path in ["/me", "/sessions", "/organizations", "/organizations/\(ada.organization)/members"]
                + ["/organizations/\(ada.organization)/invitations"]
            { texts.append(try await ada.call(.get, path).text) }
            texts.append(try await server.call(.post, "/invitations/lookup", ["token": link]).text)
            texts.append(try await bob.join(link).text)
            for text in texts { for secret in secrets { #expect(!text.contains(secret)) } }
            #expect(!server.log.text.contains("example.com"))

            let files = try FileManager.default.contentsOfDirectory(atPath: server.folder).filter { $0.hasPrefix("tenantry.db") }
            #expect(files.contains("tenantry.db-wal"))
            for file in files where file != "tenantry.db-shm" {
                let bytes = try Data(contentsOf: URL(fileURLWithPath: server.folder + "/" + file))
                for secret in secrets { #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(file)") }
            }
        }
    }

    /// Every single bit of the text flipped, as long as the result is text; cut; extended; re-spelled.
    static func variants(of token: String) -> [String] {
        let bytes = Array(token.utf8)
        let flipped = bytes.indices.flatMap { index in
            (0..<8).compactMap { bit -> String? in
                var copy = bytes
                copy[index] ^= 1 << bit
                guard copy[index] > 0x20, copy[index] < 0x7f, copy[index] != UInt8(ascii: ";") else { return nil }
                return String(decoding: copy, as: UTF8.self)
            }
        }
        let others = [String(token.dropLast()), String(token.dropFirst()), token + "A", token + "=", token + token, "A" + token]
        return flipped + others + [token.uppercased(), token.lowercased()].filter { $0 != token }
    }
}

extension TestServer {
    /// Asks for a reset and takes the token out of the outbox, as its reader would.
    func requestReset(of person: Person) async throws -> String {
        #expect(try await call(.post, "/password/forgot", ["email": person.email]).status == 202)
        let waiting = try await storage.maintenance.outbox()
        let entry = try #require(waiting.last { $0.recipient == person.email })
        return try await storage.maintenance.token(in: entry.id).secret
    }
}
