import Domain
import Foundation
import NIOConcurrencyHelpers
import Testing

@testable import HTTP
@testable import Storage

/// Many clients at once, and one order of what they did that explains all that they saw: nobody gets an old answer after a new one, and what has
/// ended is over for everybody at once.
///
///     TENANTRY_HISTORIES=500 TENANTRY_SEED=7 swift test --filter HistoryTests
@Suite(.serialized) struct HistoryTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let histories = environment["TENANTRY_HISTORIES"].flatMap { Int($0) } ?? 10
    private static let seed = environment["TENANTRY_SEED"].flatMap { UInt64($0) } ?? 1
    private static let (clients, acts) = (64, 6)

    @Test func whatClientsSawHasAnOrder() async throws {
        var counts = Counts()
        // A server for some of them, since people are in ever more organizations.
        for first in stride(from: 0, to: Self.histories, by: 20) {
            let some = first..<min(first + 20, Self.histories)
            let found = NIOLockedValueBox(Counts())
            try await TestServer.run(seed: Self.seed) { server in
                let people = try await People(server)
                for number in some {
                    let seen = try await record(number, people, server)
                    found.withLockedValue { $0.add(seen) }
                }
            }
            counts.add(found.withLockedValue { $0 })
        }
        #expect(counts.overlapping > counts.operations / 2, "clients were at work at the same time")
        print("\(Self.histories) histories of \(Self.clients) clients, \(counts), seed \(Self.seed)")
    }

    private struct Counts: CustomStringConvertible {
        var (objects, operations, overlapping) = (0, 0, 0)

        mutating func add(_ other: Counts) {
            objects += other.objects
            operations += other.operations
            overlapping += other.overlapping
        }

        mutating func add<State>(_ history: History<State>) {
            objects += 1
            operations += history.operations.count
            let calls = history.operations.sorted { $0.call < $1.call }
            overlapping += zip(calls, calls.dropFirst()).count { $0.answer > $1.call }
        }

        var description: String { "\(objects) objects, \(operations) operations of which \(overlapping) met another" }
    }

    /// Who comes again in every history.
    private struct People {
        let (owner, members, guests): (Person, [Person], [Person])

        init(_ server: TestServer) async throws {
            owner = try await server.signUp("Owner")
            var (members, guests): ([Person], [Person]) = ([], [])
            for number in 0..<3 { members.append(try await server.signUp("Member \(number)")) }
            for number in 0..<12 { guests.append(try await server.signUp("Guest \(number)")) }
            (self.members, self.guests) = (members, guests)
        }
    }

    // What there is, and what becomes of it.

    private enum Membership: Hashable { case none, role(String) }

    private enum Session: Hashable { case ended, open(current: String) }

    private struct Link: Hashable {
        var (uses, isRevoked) = (0, false)
        static let mostUses = 5

        var status: String { uses == Self.mostUses ? "exhausted" : isRevoked ? "revoked" : "pending" }
    }

    private func record(_ number: Int, _ people: People, _ server: TestServer) async throws -> Counts {
        let moments = Moments()
        let (memberships, sessions, links) = (Recorder<Membership>(moments), Recorder<Session>(moments), Recorder<Link>(moments))
        let organization = try #require(try await people.owner.call(.post, "/organizations", ["name": "History \(number)"]).json["id"].text)
        let other = try #require(try await people.owner.call(.post, "/organizations", ["name": "Other \(number)"]).json["id"].text)
        var devices: [Person] = []
        for _ in 0..<4 {
            let device = try await server.logIn(people.owner)
            #expect(try await device.call(.put, "/session/organization", ["organizationId": organization]).status == 200)
            devices.append(device)
        }
        let made = try await people.owner.call(
            .post, "/organizations/\(other)/invitations", ["kind": "link", "role": "member", "maxUses": Link.mostUses])
        let link = OneLink(
            organization: other, id: try #require(made.json["id"].text),
            token: try #require(made.json["link"].text?.split(separator: "#").last.map(String.init)))
        let all = devices
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<Self.clients {
                group.addTask {
                    var chance = Chance(Self.seed << 32 | UInt64(number) << 8 | UInt64(client))
                    for act in 0..<Self.acts {
                        switch chance.next(3) {
                        case 0: try await onMembership(memberships, people, organization, server, &chance)
                        case 1: try await onSession(sessions, all, [organization, other], people.owner, &chance)
                        default: try await onLink(links, link, people, client + act, server, &chance)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        var counts = Counts()
        for (object, history) in memberships.all { counts.add(expect(history, object, from: Membership.none)) }
        for (object, history) in sessions.all { counts.add(expect(history, object, from: Session.open(current: organization))) }
        for (object, history) in links.all { counts.add(expect(history, object, from: Link())) }
        return counts
    }

    private func expect<State>(_ history: History<State>, _ object: String, from initial: State) -> Counts {
        #expect(history.explanation(from: initial) != nil, "nothing explains what was seen of \(object):\n\(history)")
        var counts = Counts()
        counts.add(history)
        return counts
    }

    // What clients do. An answer that no state explains is a step to nowhere.

    private func onMembership(
        _ recorder: Recorder<Membership>, _ people: People, _ organization: String, _ server: TestServer, _ chance: inout Chance
    ) async throws {
        let member = people.members[chance.next(people.members.count)]
        let path = "/organizations/\(organization)/members/\(member.id)"
        let role = ["viewer", "member", "manager", "admin"][chance.next(4)]
        let act = chance.next(6)
        // A link that is older than the removal doesn't let in again.
        server.clock.advance(by: Span(milliseconds: 1))
        let invitation = act == 0 ? try await people.owner.link(to: organization, role: "member", maxUses: 1) : ""
        server.clock.advance(by: Span(milliseconds: 1))
        try await recorder.note(member.id) {
            switch act {
            case 0: try await member.join(invitation)
            case 1: try await people.owner.call(.patch, path, ["role": role])
            case 2: try await people.owner.call(.delete, path)
            case 3: try await member.call(.post, "/organizations/\(organization)/leave")
            case 4: try await member.call(.get, "/organizations/\(organization)")
            default: try await people.owner.call(.get, "/organizations/\(organization)/members?email=\(member.email)")
            }
        } _: { answer in
            switch (act, answer.status) {
            case (0, 200): ("joins", .changes { $0 == .none ? .role("member") : nil })
            case (0, 409): ("is a member already", .sees { $0 != .none })
            case (0, 410): ("was removed since", .sees { $0 == .none })
            case (1, 200): ("becomes \(role)", .changes { $0 == .none ? nil : .role(role) })
            case (2, 204), (3, 204): (act == 2 ? "is removed" : "leaves", .changes { $0 == .none ? nil : Membership.none })
            case (1, 404), (2, 404), (3, 404), (4, 404): ("is no member, as \(act) says", .sees { $0 == .none })
            case (4, 200), (5, 200):
                Self.sees((act == 4 ? answer.json["role"] : answer.json["items"].list.first?["role"])?.text)
            default: ("\(act): \(answer.status) \(answer.text)", .sees { _ in false })
            }
        }
    }

    private static func sees(_ role: String?) -> (String, History<Membership>.Effect) {
        let seen = role.map { Membership.role($0) } ?? .none
        return ("is \(role ?? "no member")", .sees { $0 == seen })
    }

    private func onSession(
        _ recorder: Recorder<Session>, _ devices: [Person], _ organizations: [String], _ owner: Person, _ chance: inout Chance
    ) async throws {
        let place = chance.next(devices.count)
        let device = devices[place]
        let target = organizations[chance.next(2)]
        let act = chance.next(12)
        try await recorder.note("session \(place)") {
            switch act {
            case 0: try await device.call(.post, "/logout")
            case 1...5: try await device.call(.put, "/session/organization", ["organizationId": target])
            default: try await device.call(.get, "/me")
            }
        } _: { answer in
            switch (act, answer.status) {
            case (0, 204): ("logs out", .changes { _ in .ended })
            case (1...5, 200): ("goes to \(target)", .changes { $0 == .ended ? nil : .open(current: target) })
            case (6..., 200): Self.stands(in: answer.json["organization"]["id"].text ?? "none")
            case (_, 401): ("is not signed in", .sees { $0 == .ended })
            default: ("\(act): \(answer.status) \(answer.text)", .sees { _ in false })
            }
        }
    }

    private static func stands(in organization: String) -> (String, History<Session>.Effect) {
        ("stands in \(organization)", .sees { $0 == .open(current: organization) })
    }

    private struct OneLink: Sendable {
        let (organization, id, token): (String, String, String)
    }

    private func onLink(
        _ recorder: Recorder<Link>, _ link: OneLink, _ people: People, _ turn: Int, _ server: TestServer, _ chance: inout Chance
    ) async throws {
        let guest = people.guests[turn % people.guests.count]
        let act = chance.next(20)
        try await recorder.note("link") {
            switch act {
            case 0: try await people.owner.call(.delete, "/organizations/\(link.organization)/invitations/\(link.id)")
            case 1...8: try await guest.join(link.token)
            default: try await server.call(.post, "/invitations/lookup", ["token": link.token])
            }
        } _: { answer in
            switch (act, answer.status, answer.code) {
            case (0, 204, _):
                (
                    "is revoked",
                    .changes { before in
                        var after = before
                        after.isRevoked = true
                        return after
                    }
                )
            case (1...8, 200, _):
                (
                    "is accepted",
                    .changes { before in
                        guard before.status == "pending" else { return nil }
                        var after = before
                        after.uses += 1
                        return after
                    }
                )
            case (1...8, 410, "invitation_exhausted"): ("is used up", .sees { $0.status == "exhausted" })
            case (1...8, 410, "invitation_revoked"): ("opens nothing", .sees { $0.status == "revoked" })
            case (1...8, 409, "already_member"): ("has been accepted by that guest", .sees { $0.uses > 0 })
            case (9..., 200, _): Self.looks(answer.json["status"].text ?? "none")
            default: ("\(act): \(answer.status) \(answer.text)", .sees { _ in false })
            }
        }
    }

    private static func looks(_ status: String) -> (String, History<Link>.Effect) {
        ("is seen \(status)", .sees { $0.status == status })
    }
}

/// That the checker tells what has an order from what has none.
@Suite struct HistoryCheckTests {
    /// A value that is written and read.
    private func history(_ operations: (call: Int, answer: Int, write: Int?, read: Int?)...) -> History<Int> {
        History(
            operations: operations.map { operation in
                let effect: History<Int>.Effect
                if let value = operation.write { effect = .changes { _ in value } } else { effect = .sees { $0 == operation.read } }
                return History.Operation(call: operation.call, answer: operation.answer, text: "\(operation)", effect: effect)
            }
        )
    }

    @Test func whatHasAnOrder() {
        #expect(history().explanation(from: 0) == [])
        #expect(history((1, 2, nil, 0), (3, 4, 7, nil), (5, 6, nil, 7)).explanation(from: 0) == [0, 1, 2])
        #expect(history((1, 4, 7, nil), (2, 3, nil, 0)).explanation(from: 0) == [1, 0])
        #expect(history((1, 4, 7, nil), (2, 3, nil, 7)).explanation(from: 0) == [0, 1])
        #expect(history((1, 9, 7, nil), (2, 8, 8, nil), (3, 4, nil, 8), (5, 6, nil, 7)).explanation(from: 0) == [1, 2, 0, 3])
    }

    /// What is written once more leaves the value as it is only where it is that already: it may be wanted later.
    @Test func aValueThatIsWrittenTwice() {
        #expect(history((1, 9, 7, nil), (2, 3, 8, nil), (4, 5, nil, 7)).explanation(from: 7) == [1, 0, 2])
    }

    @Test func whatHasNone() {
        #expect(history((1, 2, 7, nil), (3, 4, nil, 0)).explanation(from: 0) == nil, "an old value after the new one")
        #expect(history((1, 2, nil, 5)).explanation(from: 0) == nil, "a value that nobody wrote")
        #expect(
            history((1, 8, 7, nil), (2, 3, nil, 7), (4, 5, nil, 0)).explanation(from: 0) == nil, "a new value, and then the old one"
        )
        #expect(
            history((1, 9, 7, nil), (2, 8, 8, nil), (3, 4, nil, 8), (5, 6, nil, 7), (7, 10, nil, 8)).explanation(from: 0) == nil,
            "a value that comes back"
        )
    }

    /// A long one is searched in a moment, with what fits no state in the end.
    @Test func aLongOne() {
        var operations: [History<Int>.Operation] = []
        for number in 0..<400 {
            let (call, answer) = (number * 2, number * 2 + 9)
            operations.append(
                .init(call: call, answer: answer, text: "\(number % 3)", effect: .changes { $0 == number % 3 ? (number + 1) % 3 : nil }))
        }
        #expect(History(operations: operations).explanation(from: 0) == Array(0..<400))
        operations.append(.init(call: 5000, answer: 5001, text: "", effect: .sees { $0 == 2 }))
        #expect(History(operations: operations).explanation(from: 0) == nil)
    }

    /// Nor does it take longer where all of them overlap, and nearly any order does.
    @Test func manyAtOnce() {
        var operations: [History<Int>.Operation] = (0..<300).map { number in
            let (call, answer) = (number, 1000 - number)
            if number % 3 == 0 { return .init(call: call, answer: answer, text: "adds", effect: .changes { $0 + 1 }) }
            let seen = number / 3 + number % 3 - 1
            return .init(call: call, answer: answer, text: "sees \(seen)", effect: .sees { $0 == seen })
        }
        #expect(History(operations: operations).explanation(from: 0)?.count == 300)
        operations.append(.init(call: 2000, answer: 2001, text: "sees 99", effect: .sees { $0 == 99 }))
        #expect(History(operations: operations).explanation(from: 0) == nil, "an old value after all of them")
    }
}

/// The same choices for the same seed.
private struct Chance {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next(_ bound: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }
}
