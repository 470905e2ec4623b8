import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

/// Whether an address has an account can't be told from the time of an answer, even where hashing hides nothing: hashes are cheap here.
/// `script/soak timing` measures the program itself.
@Suite struct TimingTests {
    private static let pairs = 150
    /// Of the area under the ROC curve: 4.5 standard deviations of what chance does (Mann and Whitney 1947), once in 150,000 runs.
    private static let limit = 0.5 + 4.5 * (Double(2 * pairs + 1) / 12).squareRoot() / Double(pairs)

    @Test(arguments: ["/login", "/password/forgot", "/signup"])
    func anAddressWithAnAccountTakesNoOtherTime(_ path: String) async throws {
        try await TestServer.run { server in
            for number in 0..<Self.pairs { _ = try await server.signUp("Person \(number)", email: "person\(number)@example.com") }
            let mailing = Mailing(reachesMailboxes: true, isLimited: false)
            let settings = Settings(publicURL: try PublicURL(TestServer.publicURL), signUp: .verified, mailing: mailing)
            let services = Services(storage: server.storage, records: server.records, settings: settings, clock: server.clock.clock)
            try await server.through(buildRouter(services)) { server in
                let (known, unknown) = try await Self.times(of: path, server)
                let area = Self.area(known, unknown)
                #expect(area <= Self.limit, "\(path): \(area)")
            }
        }
    }

    private static func times(of path: String, _ server: TestServer) async throws -> (known: [Duration], unknown: [Duration]) {
        var (known, unknown): ([Duration], [Duration]) = ([], [])
        let randomness = Randomness.seeded(1)
        for number in 0..<10 { _ = try await time(of: path, "warmingup\(number)@example.com", server) }
        for number in 0..<pairs {
            let isKnownFirst = randomness.word() % 2 == 0
            for isKnown in [isKnownFirst, !isKnownFirst] {
                let took = try await time(of: path, "\(isKnown ? "person" : "nobody")\(number)@example.com", server)
                if isKnown { known.append(took) } else { unknown.append(took) }
            }
        }
        return (known, unknown)
    }

    private static func time(of path: String, _ email: String, _ server: TestServer) async throws -> Duration {
        var fields: JSONFields = ["email": email]
        if path != "/password/forgot" { fields = fields.with("password", "not the one of anybody") }
        if path == "/signup" { fields = fields.with("name", "Eve") }
        let clock = ContinuousClock()
        let start = clock.now
        let answer = try await server.call(.post, path, fields)
        let took = clock.now - start
        #expect(answer.status == (path == "/login" ? 401 : 202))
        return took
    }

    /// How often one of the first takes longer than one of the second, over all pairs of any two; folded, so that 0.5 tells nothing.
    private static func area(_ first: [Duration], _ second: [Duration]) -> Double {
        var wins = 0.0
        for one in first { for other in second { wins += one > other ? 1 : one == other ? 0.5 : 0 } }
        let share = wins / Double(first.count * second.count)
        return max(share, 1 - share)
    }
}
