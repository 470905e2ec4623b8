import Domain
import HTTPTypes
import Testing

@testable import HTTP

@Suite struct AuditRoutesTests {
    @Test func whoDidWhatFromWhere() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["viewer"])
            let viewer = try #require(members["viewer"])
            let path = "/organizations/\(owner.organization)"
            let change = try await server.send(
                .patch, "/api/v1\(path)/members/\(viewer.id)",
                headers: [.authorization: "Bearer \(owner.token)", .userAgent: "Tester/1"], body: #"{"role":"member"}"#
            )
            #expect(change.status == 200)
            let found = try await owner.call(.get, "\(path)/audit?action=member.role_changed").json["items"].list
            let event = try #require(found.first)
            #expect(found.count == 1)
            let keys: Set = [
                "number", "at", "action", "actor", "onBehalfOf", "via", "target", "before", "after", "ip", "userAgent", "requestId",
            ]
            #expect(event.keys == keys)
            #expect(event["actor"]["id"].text == owner.id && event["actor"]["email"].text == owner.email)
            #expect(event["target"]["id"].text == viewer.id && event["target"]["name"].text != nil)
            #expect(event["before"]["role"].text == "viewer" && event["after"]["role"].text == "member")
            #expect(event["userAgent"].text == "Tester/1")
            #expect(event["requestId"].text == change.headers[.xRequestID])
        }
    }

    @Test func whatCannotBeAskedIsNamed() async throws {
        try await TestServer.run { server in
            let (owner, _) = try await server.team("Acme", [])
            let path = "/organizations/\(owner.organization)/audit"
            let wrong = [
                "actor=ada": "actor", "actor=org_01kbkh1mh0e3rb5v5qkkh1mh0e": "actor", "action=member.eaten": "action",
                "action=mem": "action",
                "from=yesterday": "from", "to=2026-02-30": "to", "limit=0": "limit", "cursor=x": "cursor",
                "from=2026-01-01&from=2026-01-02": "from",
            ]
            for (query, field) in wrong {
                #expect(try await owner.call(.get, "\(path)?\(query)").invalidFields == [field], "\(query)")
            }
            #expect(try await owner.call(.get, "\(path)/export").invalidFields == ["format"])
            #expect(try await owner.call(.get, "\(path)/export?format=xlsx&to=x").invalidFields.sorted() == ["format", "to"])
        }
    }

    /// A page of the log at a time: more than one page comes out whole, in either form.
    @Test func anExportIsWholeAndNoCellIsAFormula() async throws {
        try await TestServer.run { server in
            let (owner, _) = try await server.team("Acme", [])
            let path = "/organizations/\(owner.organization)"
            let names = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", " =1", "say \"hi\", you", "plain"]
            for name in names { _ = try await owner.call(.patch, "/me", ["name": name]) }
            for round in 0..<230 { _ = try await owner.call(.patch, path, ["name": "Acme \(round)"]) }
            let lines = try await owner.call(.get, "\(path)/audit/export?format=jsonl")
            #expect(lines.headers[.contentType]?.hasPrefix("application/jsonl") == true)
            let events = lines.text.split(separator: "\n").map { JSONFields(String($0)) }
            #expect(events.compactMap { $0["number"].number } == (1...231).reversed())
            #expect(events.first?["after"]["name"].text == "Acme 229")
            let table = try await owner.call(.get, "\(path)/audit/export?format=csv")
            #expect(table.headers[.contentDisposition]?.hasPrefix("attachment; filename=\"audit-") == true)
            #expect(table.text.split(separator: "\r\n").count == 232)
            #expect(!table.text.contains(",\"=") && !table.text.contains(",\"+") && !table.text.contains(",\"@"))
        }
    }

    @Test func cellsThatASpreadsheetWouldRun() {
        let dangerous = ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\n-1", "\u{200b}=1", "\u{ff1d}1"]
        for text in dangerous { #expect(CSV.line([text]).hasPrefix("\"'"), "\(text)") }
        #expect(CSV.line(["a\"b", nil, "1"]) == "\"a\"\"b\",\"\",\"1\"\r\n")
    }
}
