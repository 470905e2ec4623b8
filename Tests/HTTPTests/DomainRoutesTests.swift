import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

/// Joining by the domain of one's address: what comes in, and what answers say.
@Suite struct DomainRoutesTests {
    private func path(_ person: Person) -> String { "/organizations/\(person.organization)/domains" }

    @Test func oneIsAddedProvenAndTakenUp() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme")
            let added = try await owner.call(.post, path(owner), ["domain": "Example.COM."])
            #expect(added.status == 201)
            let (id, record) = (try #require(added.json["id"].text), added.json["record"])
            #expect(added.json["domain"].text == "example.com" && added.json["role"].text == "member" && added.json["proof"].isNull)
            #expect(record["name"].text == "_tenantry.example.com" && record["type"].text == "TXT")
            #expect(record["value"].text == "tenantry-organization=\(owner.organization)")

            let guest = try await server.signUp("Guest")
            try await server.run("UPDATE account SET email_verified_at = 1 WHERE id = \(guest.id)")
            for (texts, down, finding) in [([], false, "absent"), (["other"], false, "different"), ([], true, "unavailable")] {
                server.records["_tenantry.example.com"] = texts
                server.records.fail(down)
                server.clock.advance(by: JoiningDomain.askedAtMostEvery)
                let checked = try await owner.call(.post, "\(path(owner))/\(id)/check")
                #expect(checked.status == 200 && checked.json["lastCheck"]["finding"].text == finding, "\(checked.text)")
                #expect(checked.json["proof"].isNull)
            }
            let hurried = try await owner.call(.post, "\(path(owner))/\(id)/check")
            #expect(hurried.status == 429 && hurried.code == "rate_limited" && hurried.headers[.retryAfter] == "5")
            #expect(try await guest.call(.get, "/me/offers").json["items"].list.isEmpty)
            server.records.fail(false)
            server.records["_tenantry.example.com"] = [try #require(record["value"].text)]
            server.clock.advance(by: JoiningDomain.askedAtMostEvery)
            #expect(try await owner.call(.post, "\(path(owner))/\(id)/check").json["proof"].text == "dns")

            let offers = try await guest.call(.get, "/me/offers").json["items"].list
            #expect(offers.count == 1 && offers[0]["organization"]["name"].text == "Acme" && offers[0]["domain"].text == "example.com")
            #expect(offers[0]["role"].text == "member" && offers[0]["organization"]["id"].text == owner.organization)
            let joined = try await guest.call(.post, "/me/offers/\(owner.organization)/join")
            #expect(joined.status == 200 && joined.json["organization"]["id"].text == owner.organization)
            #expect(try await guest.call(.post, "/me/offers/\(owner.organization)/join").code == "already_member")
        }
    }

    @Test func whatIsNoDomainIsNamed() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme")
            let before = try await server.rows()
            for domain in [
                "", "example", "_x.example.com", "ada@example.com", "gmail.com", "1.2.3.4", String(repeating: "a.", count: 9000),
            ] {
                let answer = try await owner.call(.post, path(owner), ["domain": domain])
                #expect(answer.status == 422 && answer.json["errors"].list.map { $0["field"].text } == ["domain"], "\(domain.prefix(9))")
            }
            for role in ["manager", "admin", "owner", "none"] {
                let answer = try await owner.call(.post, path(owner), ["domain": "example.com", "role": role])
                #expect(answer.status == 422 && answer.json["errors"].list.map { $0["field"].text } == ["role"], "\(role): \(answer.text)")
            }
            #expect(try await server.rows() == before)
        }
    }

    /// Whoever waits for a proof learns nothing of who else does, and nothing of who has one until they could prove it, too.
    @Test func whoElseWaitsOrHasProvenItShowsNowhere() async throws {
        try await TestServer.run { server in
            let (ada, bob) = (try await server.signUp("Ada", organization: "Acme"), try await server.signUp("Bob", organization: "Other"))
            let first = try await bob.call(.post, path(bob), ["domain": "free.example"])
            try await ada.offerJoining(by: "taken.example")
            let second = try await bob.call(.post, path(bob), ["domain": "taken.example"])
            #expect(first.status == 201 && second.status == 201)
            for answer in [first, second] {
                server.clock.advance(by: JoiningDomain.askedAtMostEvery)
                let name = try #require(answer.json["domain"].text)
                server.records["_tenantry.\(name)"] = ["v=spf1 -all"]
                let checked = try await bob.call(.post, "\(path(bob))/\(try #require(answer.json["id"].text))/check")
                #expect(checked.status == 200 && checked.json["lastCheck"]["finding"].text == "different")
            }
            server.records["_tenantry.taken.example"] = [try #require(second.json["record"]["value"].text)]
            server.clock.advance(by: JoiningDomain.askedAtMostEvery)
            let late = try await bob.call(.post, "\(path(bob))/\(try #require(second.json["id"].text))/check")
            #expect(late.status == 409 && late.code == "domain_taken" && !late.text.contains("Acme"))
        }
    }

    @Test func anOperatorsWordProves() async throws {
        try await TestServer.run { server in
            let (root, owner) = (try await server.signUp("Root"), try await server.signUp("Ada", organization: "Acme"))
            try await server.run("UPDATE account SET is_operator = 1 WHERE id = \(root.id)")
            let path = "/admin/organizations/\(owner.organization)/domains"
            let proven = try await root.call(.post, path, ["domain": "example.com"])
            #expect(proven.status == 200 && proven.json["proof"].text == "operator" && proven.json["role"].text == "member")
            #expect(try await root.call(.post, path, ["domain": "gmail.com"]).status == 422)
            #expect(try await root.call(.get, path).json["items"].list.count == 1)
            server.clock.advance(by: .minutes(10))
            #expect(try await root.call(.post, path, ["domain": "example.org"]).code == "proof_required")
            let removal = "\(path)/\(try #require(proven.json["id"].text))"
            #expect(try await root.call(.delete, removal).code == "proof_required")
            try await root.prove()
            #expect(try await root.call(.delete, removal).status == 204)
        }
    }
}
