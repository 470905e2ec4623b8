import Domain
import Testing

@testable import Outbound

@Suite struct OutboundURLTests {
    @Test(arguments: [
        ("https://Example.COM", "https://example.com", "/"),
        ("HTTPS://example.com:443/A%2fb?C=d", "https://example.com/A%2fb?C=d", "/A%2fb?C=d"),
        ("https://example.com:8443?x", "https://example.com:8443?x", "/?x"), ("https://[2001:DB8::1]:1/", "https://[2001:db8::1]:1/", "/"),
        ("https://192.0.2.1/", "https://192.0.2.1/", "/"),
    ])
    func whatIsOpened(_ text: String, _ description: String, _ target: String) throws {
        let url = try OutboundURL(text)
        #expect(url.description == description)
        #expect(url.target == target)
        #expect(try OutboundURL(url.description) == url)
    }

    @Test(arguments: [
        "", "https://", "http://example.com/", "ftp://example.com/", "//example.com/", "example.com", "https:///path", "https:example.com",
        "https://ada@example.com/", "https://ada:pw@example.com/", "https://example.com@evil.example/", "https://example.com/#a",
        "https://example.com:0/", "https://example.com:65536/", "https://example.com:/", "https://example.com:+1/",
        "https://example.com:4 43/",
        "https://exa mple.com/", "https://example.com/\n", "https://example.com/ä", "https://bücher.example/",
        "https://example.com\\@evil/",
        "https://-a.example/", "https://a..example/", "https://example.com./", "https://[::1/", "https://[127.0.0.1]/", "https://[::1]x/",
        "https://[fe80::1%25lo]/", "https://::1/", "https://%31%32%37.0.0.1/", "https://example.com/<a>", "https://a_b.example/",
    ])
    func whatIsNot(_ text: String) {
        #expect(throws: Problem.self) { try OutboundURL(text) }
    }

    @Test func aURLHasALimit() throws {
        let base = "https://example.com/"
        _ = try OutboundURL(base + String(repeating: "a", count: OutboundURL.limit - base.count))
        #expect(throws: Problem.self) { try OutboundURL(base + String(repeating: "a", count: OutboundURL.limit - base.count + 1)) }
    }

    @Test(arguments: [
        ("https://a.example", "https://a.example?b=c"), ("https://a.example/x", "https://a.example/x?b=c"),
        ("https://a.example/x?y=z", "https://a.example/x?y=z&b=c"), ("https://a.example/x?", "https://a.example/x?b=c"),
    ])
    func aQueryIsAppended(_ text: String, _ longer: String) throws {
        #expect(try OutboundURL(text).appending(query: "b=c").description == longer)
    }

    @Test(arguments: [
        ("/b?c", "https://a.example:444/b?c"), ("//b.example/c", "https://b.example/c"), ("https://b.example", "https://b.example"),
    ])
    func aLocationIsResolved(_ location: String, _ target: String) throws {
        #expect(try OutboundURL("https://a.example:444/x").resolving(location: location).description == target)
    }

    @Test(arguments: ["", "b", "../b", "?b", "http://b.example/", "/\\b.example", "//ada@b.example/", "javascript:alert(1)"])
    func otherLocationsAreRefused(_ location: String) {
        #expect(throws: Problem.self) { try OutboundURL("https://a.example/x").resolving(location: location) }
    }
}
