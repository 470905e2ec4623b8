import Domain
import HTTPTypes
import Testing

@testable import Storage

@Suite struct MemberRoutesTests {
    /// Every member once, in order, whatever the sort and the size of a page.
    @Test(arguments: ["name", "-name", "joinedAt", "-joinedAt"])
    func pagesGoThroughAllMembers(sort: String) async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Zoe", organization: "Acme")
            let link = try await owner.link(to: owner.organization, role: "viewer")
            for (number, name) in ["ada", "Ada", "Ädna", "bob", "Zoe", "émile", "100%", "a_b"].enumerated() {
                if number % 2 == 0 { server.clock.advance(by: .seconds(1)) }
                _ = try await server.signUp(name, invitation: link, email: "person\(number)@example.com")
            }
            let whole = try await owner.call(.get, "/organizations/\(owner.organization)/members?sort=\(sort)")
            let ids = whole.json["items"].list.compactMap { $0["user"]["id"].text }
            #expect(Set(ids).count == 9 && whole.json["nextCursor"].isNull)

            for limit in [1, 2, 4, 8, 9] {
                var (found, cursor): ([String], String?) = ([], nil)
                repeat {
                    let query = "sort=\(sort)&limit=\(limit)" + (cursor.map { "&cursor=\($0)" } ?? "")
                    let page = try await owner.call(.get, "/organizations/\(owner.organization)/members?\(query)")
                    #expect(page.json["total"].number == 9)
                    #expect(page.json["items"].list.count <= limit)
                    found += page.json["items"].list.compactMap { $0["user"]["id"].text }
                    cursor = page.json["nextCursor"].text
                } while cursor != nil && found.count < 20
                #expect(found == ids, "limit \(limit)")
            }
        }
    }

    @Test func search() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Owner", organization: "Acme")
            let link = try await owner.link(to: owner.organization, role: "viewer")
            for (name, email) in [("Ädna Müller", "x1@example.com"), ("100% Sure", "x2@example.com"), ("Bob_B", "bob+tag@example.org")] {
                _ = try await server.signUp(name, invitation: link, email: email)
            }
            _ = try await server.signUp("Ädna Outside", organization: "Other")
            for (query, names) in [
                ("%C3%84DNA", ["Ädna Müller"]), ("m%C3%BCller", ["Ädna Müller"]), ("%25", ["100% Sure"]), ("_", ["Bob_B"]), ("%5C", []),
                ("bob%2Btag", ["Bob_B"]), ("example.org", ["Bob_B"]), ("sure+", []), ("100%25+s", ["100% Sure"]), ("nobody", []),
            ] {
                let answer = try await owner.call(.get, "/organizations/\(owner.organization)/members?query=\(query)")
                #expect(answer.json["items"].list.compactMap { $0["user"]["name"].text } == names, "\(query)")
                #expect(answer.json["total"].number == names.count)
            }
            let owners = try await owner.call(.get, "/organizations/\(owner.organization)/members?role=owner")
            #expect(owners.json["items"].list.map { $0["user"]["name"].text } == ["Owner"])
        }
    }

    /// A page that shows one owner can say how many there are.
    @Test func theTotalIsOfWhatMatchesHoweverLongThePage() async throws {
        try await TestServer.run { server in
            let (ada, members) = try await server.team("Acme", ["admin", "viewer"])
            let admin = try #require(members["admin"])
            let path = "/organizations/\(ada.organization)/members"
            let link = try await ada.link(to: ada.organization, role: "viewer")
            for name in ["Bob", "Bobby"] { _ = try await server.signUp(name, invitation: link) }
            #expect(try await ada.call(.patch, "\(path)/\(admin.id)", ["role": "owner"]).status == 200)
            _ = try await server.signUp("Bobolink", organization: "Other")
            let totals: [(query: String, total: Int)] = [
                ("", 5), ("role=owner", 2), ("role=viewer", 3), ("role=manager", 0), ("query=bob", 2), ("query=bob&role=viewer", 2),
                ("query=bob&role=owner", 0), ("query=admin&role=owner", 1), ("query=nobody", 0),
            ]
            for (query, total) in totals {
                for sort in ["name", "-joinedAt"] {
                    let page = try await ada.call(.get, "\(path)?\(query)&sort=\(sort)&limit=1")
                    #expect(page.json["total"].number == total, "\(query)")
                    #expect(page.json["items"].list.count == min(1, total))
                    #expect(page.json["nextCursor"].isNull == (total <= 1))
                }
            }
        }
    }

    @Test func aMemberIsShownExactly() async throws {
        try await TestServer.run { server in
            let (owner, _) = try await server.team("Acme", ["viewer"])
            let list = try await owner.call(.get, "/organizations/\(owner.organization)/members")
            #expect(list.json.keys == ["total", "items", "nextCursor"])
            for member in list.json["items"].list {
                #expect(member.keys == ["user", "role", "joinedAt", "lastActiveAt"])
                #expect(member["user"].keys == ["id", "name", "email"])
            }
        }
    }

    @Test func theLastOwnerIsJudgedAfterRank() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["admin"])
            let admin = try #require(members["admin"])
            let path = "/organizations/\(owner.organization)/members/\(owner.id)"
            #expect(try await admin.call(.patch, path, ["role": "viewer"]).code == "forbidden")
            #expect(try await admin.call(.delete, path).code == "forbidden")
            #expect(try await owner.call(.patch, path, ["role": "viewer"]).code == "last_owner")
            #expect(try await owner.call(.delete, path).code == "last_owner")
            #expect(try await owner.call(.patch, path, ["role": "owner"]).status == 200)
            #expect(try await owner.call(.patch, path, ["role": "king"]).invalidFields == ["role"])
        }
    }
}
