import Domain
import NIOConcurrencyHelpers
import Testing

@testable import Mail

@Suite struct SMTPTransportTests {
    private static func email(_ name: String, at domain: String = "example.org", text: String = "Hello") throws -> Email {
        let from = try Mailbox("Tenantry <accounts@example.com>")
        return Email(
            from: from, to: try Mailbox("\(name)@\(domain)"), subject: try HeaderText(name), text: text, html: nil,
            id: MessageID(at: from.address), date: Instant(milliseconds: 0)
        )
    }

    /// What became of messages to `names`, in the order of the reports.
    private static func outcomes(
        _ server: ScriptedServer, _ names: [String], url: String? = nil, limits: SMTPTimeLimits = SMTPTimeLimits()
    ) async throws -> [DeliveryOutcome] {
        let outcomes = NIOLockedValueBox<[DeliveryOutcome]>([])
        let transport = SMTPTransport(try SMTPServer(url ?? server.url), limits: limits)
        await transport.deliver(try names.map { try email($0) }) { index, outcome in
            outcomes.withLockedValue {
                #expect($0.count == index)
                $0.append(outcome)
            }
        }
        return outcomes.withLockedValue { $0 }
    }

    private static let transaction = ["MAIL", "RCPT", "DATA", "."]

    @Test func aBatchGoesOverOneConnection() async throws {
        try await ScriptedServer.run { server in
            let outcomes = try await Self.outcomes(server, ["ada", "ben", "cyd"])
            #expect(outcomes == Array(repeating: .accepted("250 ok"), count: 3))
            #expect(server.commands == [["EHLO"] + Self.transaction + Self.transaction + Self.transaction + ["QUIT"]])
            #expect(server.connections[0][0] == "EHLO [127.0.0.1]")
            #expect(server.connections[0][1...2] == ["MAIL FROM:<accounts@example.com>", "RCPT TO:<ada@example.org>"])
        }
    }

    @Test func noBatchIsNoConnection() async throws {
        try await ScriptedServer.run { server in
            let outcomes = try await Self.outcomes(server, [])
            #expect(outcomes == [])
            #expect(server.connections == [])
        }
    }

    @Test(arguments: [("RCPT TO:<ben@example.org>", 2), ("DATA", 3), (".", 4)])
    func aMessageThatIsRefusedLeavesTheOthersAlone(_ command: String, _ position: Int) async throws {
        let seen = NIOLockedValueBox(0)
        let script: ScriptedServer.Script = { _, line in
            guard line == command else { return nil }
            let count = seen.withLockedValue { seen in
                seen += 1
                return seen
            }
            return command.hasPrefix("RCPT") || count == 2 ? "550 5.1.1 not that one" : nil
        }
        try await ScriptedServer.run(script) { server in
            let outcomes = try await Self.outcomes(server, ["ada", "ben", "cyd"])
            #expect(outcomes == [.accepted("250 ok"), .refused("550 5.1.1 not that one"), .accepted("250 ok")])
            let cut = Array(Self.transaction.prefix(position))
            #expect(server.commands == [["EHLO"] + Self.transaction + cut + ["RSET"] + Self.transaction + ["QUIT"]])
        }
    }

    @Test(arguments: ["421 too busy", "close"])
    func aConnectionThatEndsTakesOneMessageAlong(_ end: String) async throws {
        let script: ScriptedServer.Script = { connection, line in connection == 0 && line == "RCPT TO:<ben@example.org>" ? end : nil }
        try await ScriptedServer.run(script) { server in
            let outcomes = try await Self.outcomes(server, ["ada", "ben", "cyd"])
            let reason = end == "close" ? "the server closed the connection" : "the server ended the connection: 421 too busy"
            #expect(outcomes == [.accepted("250 ok"), .deferred(reason), .accepted("250 ok")])
            #expect(server.commands == [["EHLO"] + Self.transaction + ["MAIL", "RCPT"], ["EHLO"] + Self.transaction + ["QUIT"]])
        }
    }

    @Test func aMessageThatBreaksConnectionsDoesNotHoldUpTheRest() async throws {
        let script: ScriptedServer.Script = { _, line in line == "RCPT TO:<ada@example.org>" ? "close" : nil }
        try await ScriptedServer.run(script) { server in
            let outcomes = try await Self.outcomes(server, ["ada", "ben"])
            #expect(outcomes == [.deferred("the server closed the connection"), .accepted("250 ok")])
        }
    }

    @Test func aServerThatBreaksEveryConnectionIsLeftAlone() async throws {
        try await ScriptedServer.run({ _, line in line.hasPrefix("MAIL") ? "421 no" : nil }) { server in
            let outcomes = try await Self.outcomes(server, ["ada", "ben", "cyd", "dan"])
            #expect(outcomes == Array(repeating: .deferred("the server ended the connection: 421 no"), count: 4))
            #expect(server.connections.count == 2)
        }
    }

    @Test(arguments: ["421 later", "554 no", "close"])
    func whereThereIsNoSessionAllWait(_ greeting: String) async throws {
        try await ScriptedServer.run({ _, line in line.isEmpty ? greeting : nil }) { server in
            let outcomes = try await Self.outcomes(server, ["ada", "ben", "cyd"])
            #expect(Set(outcomes).count == 1 && outcomes.count == 3)
            guard case .deferred = outcomes[0] else { return #expect(Bool(false), "\(outcomes)") }
            #expect(server.connections.count == 1 && server.commands.joined().allSatisfy { $0 == "QUIT" })
        }
    }

    @Test func nobodyThereIsADelay() async throws {
        try await ScriptedServer.run { server in
            let outcomes = try await Self.outcomes(server, ["ada"], url: "smtp://127.0.0.1:1")
            #expect(outcomes == [.deferred("can't connect: Connection refused")])
        }
    }

    @Test(arguments: ["", "EHLO", "MAIL", "RCPT", "DATA", "."])
    func silenceHasALimit(_ at: String) async throws {
        let script: ScriptedServer.Script = { _, line in
            at.isEmpty ? line.isEmpty ? "" : nil : line.hasPrefix(at) ? "" : nil
        }
        let limit = Span(milliseconds: 150)
        try await ScriptedServer.run(script) { server in
            let limits = SMTPTimeLimits(connect: limit, reply: limit, message: limit)
            let outcomes = try await Self.outcomes(server, ["ada"], limits: limits)
            guard case .deferred(let reason) = outcomes[0] else { return #expect(Bool(false), "\(outcomes)") }
            #expect(reason.hasPrefix("no answer to "))
        }
    }

    @Test(arguments: ["close", "421 bye", "500 what?"])
    func whatTheServerSaidCountsWhateverComesOfTheConnection(_ reset: String) async throws {
        let script: ScriptedServer.Script = { _, line in line.hasPrefix("RCPT") ? "550 no" : line == "RSET" ? reset : nil }
        try await ScriptedServer.run(script) { server in
            let outcomes = try await Self.outcomes(server, ["ada", "ben", "cyd"])
            #expect(outcomes == Array(repeating: .refused("550 no"), count: 3))
            #expect(server.connections.count == 3)
        }
    }

    @Test(arguments: [("MAIL", "354 go on"), ("RCPT", "354 go on"), ("DATA", "250 ok"), (".", "354 go on"), ("EHLO", "354 go on")])
    func aReplyInTheWrongPlaceIsNoSuccess(_ command: String, _ reply: String) async throws {
        try await ScriptedServer.run({ _, line in line.hasPrefix(command) ? reply : nil }) { server in
            let outcomes = try await Self.outcomes(server, ["ada"])
            guard case .deferred(let reason) = outcomes[0] else { return #expect(Bool(false), "\(outcomes)") }
            #expect(reason.hasSuffix(reply))
        }
    }

    @Test func whatComesUnaskedEndsTheConnection() async throws {
        try await ScriptedServer.run({ _, line in line.hasPrefix("EHLO") ? "250 here\r\n250 ok" : nil }) { server in
            let outcomes = try await Self.outcomes(server, ["ada"])
            #expect(outcomes == [.deferred("the server sent something before it was asked")])
            #expect(server.commands == [["EHLO"]])
        }
    }

    @Test func aCancelledTaskSendsNoMore() async throws {
        try await ScriptedServer.run({ _, line in line == "RCPT TO:<ben@example.org>" ? "" : nil }) { server in
            let task = Task { try await Self.outcomes(server, ["ada", "ben", "cyd"]) }
            while !server.connections.joined().contains("RCPT TO:<ben@example.org>") { try await Task.sleep(for: .milliseconds(5)) }
            task.cancel()
            let stopped = DeliveryOutcome.deferred("stopped before it was sent")
            let outcomes = try await task.value
            #expect(outcomes == [.accepted("250 ok"), stopped, stopped])
        }
    }

    @Test func whatIsAlreadyThereIsWaitedForBeforeStopping() async throws {
        let isCancelled = NIOLockedValueBox(false)
        let script: ScriptedServer.Script = { _, line in
            guard line == "." else { return nil }
            while !isCancelled.withLockedValue({ $0 }) {}
            return "250 taken"
        }
        try await ScriptedServer.run(script) { server in
            let task = Task { try await Self.outcomes(server, ["ada", "ben"]) }
            while !server.connections.joined().contains(".") { try await Task.sleep(for: .milliseconds(5)) }
            task.cancel()
            isCancelled.withLockedValue { $0 = true }
            let outcomes = try await task.value
            #expect(outcomes == [.accepted("250 taken"), .deferred("stopped before it was sent")])
        }
    }

    @Test func theServersLimitsAreHonoured() async throws {
        try await ScriptedServer.run(extensions: ["SIZE 2000"]) { server in
            let transport = SMTPTransport(try SMTPServer(server.url))
            let short = await transport.deliver(try Self.email("ada"))
            #expect(short == .accepted("250 ok"))
            #expect(server.connections[0][1].wholeMatch(of: /MAIL FROM:<accounts@example.com> SIZE=\d{3}/) != nil)
            let long = await transport.deliver(try Self.email("ada", text: String(repeating: "long ", count: 500)))
            guard case .refused(let reason) = long else { return #expect(Bool(false), "\(long)") }
            #expect(reason.hasPrefix("the server takes at most 2000 bytes"))
            #expect(server.commands[1] == ["EHLO", "QUIT"])
        }
    }

    @Test func internationalAddressesNeedAServerThatKnowsThem() async throws {
        try await ScriptedServer.run { server in
            let transport = SMTPTransport(try SMTPServer(server.url))
            let refused = await transport.deliver(try Self.email("jürgen"))
            guard case .refused(let reason) = refused else { return #expect(Bool(false), "\(refused)") }
            #expect(reason.contains("SMTPUTF8") && reason.contains("jürgen@example.org"))
            let accepted = await transport.deliver(try Self.email("ada", at: "müller.example"))
            #expect(accepted == .accepted("250 ok"))
            #expect(server.commands[0] == ["EHLO", "QUIT"])
            #expect(server.connections[1].contains("RCPT TO:<ada@xn--mller-kva.example>"))
            #expect(server.connections[1].contains("To: ada@xn--mller-kva.example"))
        }
        try await ScriptedServer.run(extensions: ["8bitmime", "smtputf8"]) { server in
            let outcome = await SMTPTransport(try SMTPServer(server.url)).deliver(try Self.email("jürgen"))
            #expect(outcome == .accepted("250 ok"))
            #expect(
                server.connections[0][1...2] == [
                    "MAIL FROM:<accounts@example.com> BODY=8BITMIME SMTPUTF8", "RCPT TO:<jürgen@example.org>",
                ])
            #expect(server.connections[0].contains("To: jürgen@example.org"))
        }
    }

    @Test func aMessageCannotEndItself() async throws {
        try await ScriptedServer.run { server in
            let text = ".\r\n.\r\nMAIL FROM:<eve@example.org>\r\n..\n."
            let outcome = await SMTPTransport(try SMTPServer(server.url)).deliver(try Self.email("ada", text: text))
            #expect(outcome == .accepted("250 ok"))
            #expect(server.commands == [["EHLO"] + Self.transaction + ["QUIT"]])
            #expect(server.connections[0].suffix(7) == ["..", "..", "MAIL FROM:<eve@example.org>", "...", "..", ".", "QUIT"])
        }
    }

    @Test(arguments: ["530 5.7.0 Authentication required", "535 5.7.8 no", "553 5.7.1 not your address", "550 who?"])
    func aLoginThatIsMissingAndASenderThatIsRefusedAreNoFaultsOfTheMessage(_ reply: String) async throws {
        try await ScriptedServer.run({ _, line in line.hasPrefix("MAIL") ? reply : nil }) { server in
            let outcomes = try await Self.outcomes(server, ["ada"])
            #expect(outcomes == [.deferred(reply)])
        }
    }
}
