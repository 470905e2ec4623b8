import Domain
import Glibc
import NIOConcurrencyHelpers
import NIOCore
import ScriptedHTTPS
import Testing

@testable import Outbound

@Suite struct OutboundClientTests {
    private static let authority = Result { try TestAuthority() }
    private static let loopback = Result { AddressPolicy(allowing: [try IPNetwork("127.0.0.0/8")]) }
    private static let address: [UInt8] = [127, 0, 0, 1]

    private static let trusted = Result { try CertificateAuthorities(file: authority.get().file) }
    /// Long enough for a machine that has other things to do.
    private static let patient = OutboundLimits(time: .seconds(60))
    private static let usual = Result { try make(patient, ["127.0.0.1"]) }

    private static func client() throws -> OutboundClient { try usual.get() }

    /// A client that trusts the test's authority, and takes each name in `.example` for these addresses.
    private static func make(_ limits: OutboundLimits, _ addresses: [String] = ["127.0.0.1"]) throws -> OutboundClient {
        let resolver = HostResolver(waiting: 1000) { (host, port) throws(OutboundFailure) in
            guard host.hasSuffix(".example") else { return try HostResolver.systemLookup(host, port) }
            return addresses.compactMap { try? SocketAddress(ipAddress: $0, port: port) }
        }
        return try OutboundClient(policy: loopback.get(), limits: limits, authorities: trusted.get(), resolver: resolver)
    }

    private static func withServer(
        names: [String] = ["server.example"], addresses: [[UInt8]] = [], commonName: String = "test", isExpired: Bool = false,
        _ script: @escaping ScriptedHTTPSServer.Script = { _ in .http(200, [], "hello") },
        _ body: (ScriptedHTTPSServer) async throws -> Void
    ) async throws {
        let tls = try authority.get().server(names: names, addresses: addresses, commonName: commonName, isExpired: isExpired)
        try await ScriptedHTTPSServer.run(tls, script, body)
    }

    private static func get(_ client: OutboundClient, _ url: String) async throws -> OutboundResponse {
        try await client.send(.get(OutboundURL(url)))
    }

    @Test func aGET() async throws {
        try await Self.withServer({ _ in .http(404, ["X-Test: one", "x-test: two"], "gone") }) { server in
            let url = "https://server.example:\(server.port)/a?b=c"
            let response = try await Self.client().send(.get(OutboundURL(url), headers: [(name: "Accept", value: "text/plain")]))
            #expect(response.status == 404)
            #expect(response.header("X-TEST") == "one")
            #expect(String(decoding: response.body, as: UTF8.self) == "gone")
            let request = try #require(server.requests.first)
            #expect((request.method, request.target) == ("GET", "/a?b=c"))
            #expect(request.headers["Host"] == ["server.example:\(server.port)"])
            #expect(request.headers["Connection"] == ["close"])
            #expect(request.headers["Accept-Encoding"] == ["identity"])
            #expect(request.headers["Accept"] == ["text/plain"])
        }
    }

    @Test func aPOST() async throws {
        try await Self.withServer { server in
            let url = try OutboundURL("https://server.example:\(server.port)")
            let response = try await Self.client().send(.post(Array("a=b".utf8), as: "text/x-test", to: url))
            #expect(response.status == 200)
            let request = try #require(server.requests.first)
            #expect((request.method, request.target, request.body) == ("POST", "/", "a=b"))
            #expect(request.headers["Content-Type"] == ["text/x-test"])
        }
    }

    @Test(arguments: ["HTTP/1.1 200 -\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "HTTP/1.1 200 -\r\n\r\nhello"])
    func bodiesWithoutALength(_ answer: String) async throws {
        try await Self.withServer({ _ in .raw(answer) }) { server in
            let response = try await Self.get(Self.client(), "https://server.example:\(server.port)/")
            #expect(String(decoding: response.body, as: UTF8.self) == "hello")
        }
    }
}

// MARK: - Addresses

extension OutboundClientTests {
    /// As the C library reads them, all of these are 127.0.0.1 or another address of this machine.
    @Test(arguments: [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "0", "[::1]", "[::ffff:127.0.0.1]",
        "[::]",
        "[64:ff9b::127.0.0.1]", "[::127.0.0.1]",
    ])
    func addressesOfThisMachineAreRefused(_ host: String) async throws {
        try await Self.withServer(addresses: [Self.address]) { server in
            let plain = host.filter { $0 != "[" && $0 != "]" }
            let failure = await #expect(throws: OutboundFailure.self) {
                let client = try OutboundClient(authorities: Self.trusted.get())
                _ = try await Self.get(client, "https://\(host):\(server.port)/")
            }
            #expect(failure == .addressRefused(host: plain))
            #expect(server.requests.isEmpty)
        }
    }

    @Test func aNameThatLeadsToThisMachineIsRefused() async throws {
        try await Self.withServer(names: ["localhost"]) { server in
            await #expect(throws: OutboundFailure.addressRefused(host: "localhost")) {
                try await Self.get(OutboundClient(authorities: Self.trusted.get()), "https://localhost:\(server.port)/")
            }
            #expect(server.requests.isEmpty)
        }
    }

    @Test func aNameThatLeadsToThisMachineIsOpenedWhereThatIsListed() async throws {
        try await Self.withServer(names: ["localhost"]) { server in
            let client = try OutboundClient(policy: Self.loopback.get(), authorities: Self.trusted.get())
            let response = try await Self.get(client, "https://localhost:\(server.port)/")
            #expect(response.status == 200)
        }
    }

    @Test func ofSeveralAddressesOnlyThoseAdmittedAreTried() async throws {
        try await Self.withServer { server in
            let client = try Self.make(Self.patient, ["10.0.0.1", "::1", "127.0.0.1"])
            let response = try await Self.get(client, "https://server.example:\(server.port)/")
            #expect(response.status == 200)
        }
    }

    @Test func whereOneAddressDoesNotAnswerTheNextIsTried() async throws {
        try await Self.withServer { server in
            let client = try Self.make(Self.patient, ["127.0.0.2", "127.0.0.1"])
            let response = try await Self.get(client, "https://server.example:\(server.port)/")
            #expect(response.status == 200)
        }
    }

    @Test func nobodyThere() async throws {
        await #expect(throws: OutboundFailure.unreachable(host: "server.example")) {
            try await Self.get(Self.client(), "https://server.example:1/")
        }
    }

    @Test func noSuchName() async throws {
        await #expect(throws: OutboundFailure.nameUnknown(host: "a.invalid")) {
            try await Self.get(OutboundClient(), "https://a.invalid/")
        }
    }
}

// MARK: - Certificates

extension OutboundClientTests {
    @Test(arguments: [["*.example"], ["other.example", "SERVER.example"]])
    func certificatesThatNameTheHost(_ names: [String]) async throws {
        try await Self.withServer(names: names) { server in
            let response = try await Self.get(Self.client(), "https://server.example:\(server.port)/")
            #expect(response.status == 200)
        }
    }

    @Test func anAddressIsNamedByAnAddress() async throws {
        try await Self.withServer(names: [], addresses: [Self.address]) { server in
            let response = try await Self.get(Self.client(), "https://127.0.0.1:\(server.port)/")
            #expect(response.status == 200)
        }
    }

    @Test(
        arguments: [
            (["other.example"], []), (["*.server.example"], []), ([], [address]), (["other.example"], [address]), ([], []),
        ] as [([String], [[UInt8]])])
    func aCertificateForSomethingElseIsRefused(_ names: [String], _ addresses: [[UInt8]]) async throws {
        try await Self.withServer(names: names, addresses: addresses, commonName: "server.example") { server in
            await #expect(throws: OutboundFailure.certificate(host: "server.example")) {
                try await Self.get(Self.client(), "https://server.example:\(server.port)/")
            }
            #expect(server.requests.isEmpty)
        }
    }

    @Test func aNameIsNoNameOfAnAddress() async throws {
        try await Self.withServer(names: ["127.0.0.1"]) { server in
            await #expect(throws: OutboundFailure.certificate(host: "127.0.0.1")) {
                try await Self.get(Self.client(), "https://127.0.0.1:\(server.port)/")
            }
        }
    }

    @Test func anExpiredCertificateIsRefused() async throws {
        try await Self.withServer(isExpired: true) { server in
            await #expect(throws: OutboundFailure.certificate(host: "server.example")) {
                try await Self.get(Self.client(), "https://server.example:\(server.port)/")
            }
        }
    }

    @Test func anUnknownAuthorityIsRefused() async throws {
        try await ScriptedHTTPSServer.run(TestAuthority().server(names: ["server.example"]), { _ in .http(200) }) { server in
            await #expect(throws: OutboundFailure.certificate(host: "server.example")) {
                try await Self.get(Self.client(), "https://server.example:\(server.port)/")
            }
            #expect(server.requests.isEmpty)
        }
    }

    @Test func aFileWithoutCertificatesIsRefused() {
        for file in ["/nowhere", "/dev/null", "/etc/hostname", "/etc"] {
            #expect(throws: Problem.self) { try CertificateAuthorities(file: file) }
        }
    }
}

// MARK: - Limits

extension OutboundClientTests {
    private static let small = OutboundLimits(time: .seconds(60), body: 1000)

    @Test(arguments: [
        "HTTP/1.1 200 -\r\nContent-Length: 1001\r\n\r\n", "HTTP/1.1 200 -\r\n\r\n" + String(repeating: "a", count: 1001),
        "HTTP/1.1 200 -\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + String(repeating: "a", count: 1001),
    ])
    func aBodyHasALimit(_ answer: String) async throws {
        try await Self.withServer({ _ in .raw(answer, closes: false) }) { server in
            await #expect(throws: OutboundFailure.bodyTooLarge(limit: 1000)) {
                try await Self.get(Self.make(Self.small), "https://server.example:\(server.port)/")
            }
        }
    }

    @Test func aBodyAtTheLimitIsRead() async throws {
        try await Self.withServer({ _ in .http(200, [], String(repeating: "a", count: 1000)) }) { server in
            let response = try await Self.get(Self.make(Self.small), "https://server.example:\(server.port)/")
            #expect(response.body.count == 1000)
        }
    }

    @Test(arguments: ["", "HTTP/1.1 200 -\r\n", "HTTP/1.1 200 -\r\nContent-Length: 10\r\n\r\nhell"])
    func anExchangeHasATimeLimit(_ answer: String) async throws {
        try await Self.withServer({ _ in .raw(answer, closes: false) }) { server in
            await #expect(throws: OutboundFailure.timeout) {
                let client = try Self.make(OutboundLimits(time: Span(milliseconds: 400)))
                _ = try await Self.get(client, "https://server.example:\(server.port)/")
            }
        }
    }

    @Test func aLookupHasATimeLimit() async throws {
        let resolver = HostResolver { (host, _) throws(OutboundFailure) in
            usleep(500_000)
            throw .nameUnknown(host: host)
        }
        let client = try OutboundClient(
            policy: Self.loopback.get(), limits: OutboundLimits(time: Span(milliseconds: 100)), authorities: nil,
            resolver: resolver
        )
        await #expect(throws: OutboundFailure.timeout) { try await Self.get(client, "https://server.example/") }
    }

    /// One slow name server holds one thread, however many ask, and nothing is looked up for those who have gone.
    @Test func aHostIsLookedUpOnceForAllWhoWait() async throws {
        let lookups = NIOLockedValueBox<[String]>([])
        let resolver = HostResolver { (host, _) throws(OutboundFailure) in
            lookups.withLockedValue { $0.append(host) }
            usleep(300_000)
            throw .nameUnknown(host: host)
        }
        let client = try OutboundClient(
            policy: Self.loopback.get(), limits: OutboundLimits(time: .seconds(30)), authorities: nil, resolver: resolver
        )
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    await #expect(throws: OutboundFailure.nameUnknown(host: "slow.example")) {
                        try await Self.get(client, "https://slow.example/")
                    }
                }
            }
        }
        #expect(lookups.withLockedValue { $0 } == ["slow.example"])
        await #expect(throws: OutboundFailure.nameUnknown(host: "slow.example")) { try await Self.get(client, "https://slow.example/") }
        #expect(lookups.withLockedValue { $0.count } == 2, "a later one asks anew")
    }

    @Test func tooManyLookupsAreRefused() async throws {
        let resolver = HostResolver(waiting: 0)
        let client = try OutboundClient(
            policy: Self.loopback.get(), limits: Self.patient, authorities: nil, resolver: resolver
        )
        await #expect(throws: OutboundFailure.busy) { try await Self.get(client, "https://server.example/") }
    }

    @Test func aCancelledTaskWaitsNoLonger() async throws {
        try await Self.withServer({ _ in .raw("", closes: false) }) { server in
            let task = Task { try await Self.get(Self.client(), "https://server.example:\(server.port)/") }
            while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            task.cancel()
            await #expect(throws: OutboundFailure.cancelled) { try await task.value }
        }
    }

    @Test(arguments: [
        ("HTTP/1.1 200 -\r\nContent-Length: 10\r\n\r\nhell", OutboundFailure.closed), ("", .closed), ("SSH-2.0-x\r\n\r\n", .malformed),
        ("HTTP/1.1 200 -\r\nContent-Length: x\r\n\r\n", .malformed),
        ("HTTP/1.1 200 -\r\nA: \(String(repeating: "a", count: 100_000))", .malformed),
    ])
    func whatIsNoAnswer(_ answer: String, _ failure: OutboundFailure) async throws {
        try await Self.withServer({ _ in .raw(answer) }) { server in
            await #expect(throws: failure) { try await Self.get(Self.client(), "https://server.example:\(server.port)/") }
        }
    }

    @Test(arguments: ["gzip", "identity, gzip", "br"])
    func whatIsCompressedIsRefused(_ encoding: String) async throws {
        try await Self.withServer({ _ in .http(200, ["Content-Encoding: \(encoding)"], "hello") }) { server in
            await #expect(throws: OutboundFailure.contentEncoding) {
                try await Self.get(Self.client(), "https://server.example:\(server.port)/")
            }
        }
    }

    @Test func aHeaderWithALineBreakIsNotSent() async throws {
        try await Self.withServer { server in
            await #expect(throws: OutboundFailure.malformed) {
                let url = try OutboundURL("https://server.example:\(server.port)/")
                _ = try await Self.client().send(.get(url, headers: [(name: "X-Test", value: "a\r\nX-Other: b")]))
            }
            #expect(server.requests.isEmpty)
        }
    }
}

// MARK: - Redirects

extension OutboundClientTests {
    /// Redirects `/n` to `/n-1` down to `/0`.
    private static let countdown: ScriptedHTTPSServer.Script = { request in
        guard let count = Int(request.target.dropFirst()), count > 0 else { return .http(200, [], "there") }
        return .http([301, 302, 303, 307, 308][count % 5], ["Location: /\(count - 1)"])
    }

    @Test func redirectsAreFollowed() async throws {
        try await Self.withServer(Self.countdown) { server in
            let response = try await Self.get(Self.client(), "https://server.example:\(server.port)/3")
            #expect(String(decoding: response.body, as: UTF8.self) == "there")
            #expect(server.requests.map(\.target) == ["/3", "/2", "/1", "/0"])
        }
    }

    @Test func redirectsHaveALimit() async throws {
        try await Self.withServer(Self.countdown) { server in
            await #expect(throws: OutboundFailure.tooManyRedirects) {
                try await Self.get(Self.client(), "https://server.example:\(server.port)/4")
            }
            #expect(server.requests.count == 4)
        }
    }

    @Test(arguments: [
        ("https://10.0.0.1/", OutboundFailure.addressRefused(host: "10.0.0.1")), ("https://[::1]/", .addressRefused(host: "::1")),
        ("https://169.254.169.254/latest/", .addressRefused(host: "169.254.169.254")), ("http://server.example/", .redirectRefused),
        ("file:///etc/passwd", .redirectRefused), ("other", .redirectRefused),
    ])
    func redirectsAreJudgedAnew(_ location: String, _ failure: OutboundFailure) async throws {
        try await Self.withServer({ _ in .http(302, ["Location: \(location)"]) }) { server in
            await #expect(throws: failure) { try await Self.get(Self.client(), "https://server.example:\(server.port)/") }
            #expect(server.requests.count == 1)
        }
    }

    @Test func theAnswerToAPOSTIsNoRedirect() async throws {
        try await Self.withServer({ _ in .http(307, ["Location: /other"]) }) { server in
            let url = try OutboundURL("https://server.example:\(server.port)/")
            let response = try await Self.client().send(.post([], as: "text/plain", to: url))
            #expect(response.status == 307)
            #expect(server.requests.count == 1)
        }
    }

    @Test(arguments: [("server.example", true), ("other.example", false)])
    func anotherOriginGetsNoCredentials(_ host: String, _ isSame: Bool) async throws {
        let names = ["server.example", "other.example"]
        try await Self.withServer(
            names: names,
            { request in
                let port = request.headers["Host"].first?.split(separator: ":").last ?? ""
                return request.target == "/" ? .http(302, ["Location: https://\(host):\(port)/end"]) : .http(200)
            }
        ) { server in
            let headers = [
                (name: "Authorization", value: "Bearer secret"), (name: "X-Key", value: "secret"), (name: "accept", value: "a/b"),
            ]
            _ = try await Self.client().send(.get(OutboundURL("https://server.example:\(server.port)/"), headers: headers))
            let last = try #require(server.requests.last)
            #expect(last.target == "/end")
            #expect(last.headers["Accept"] == ["a/b"])
            #expect(last.headers["Authorization"].isEmpty != isSame)
            #expect(last.headers["X-Key"].isEmpty != isSame)
        }
    }
}
