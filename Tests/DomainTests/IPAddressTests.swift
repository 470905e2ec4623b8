import Domain
import Testing

@Suite struct IPAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("2001:DB8:0::1", "2001:db8::1"), ("::", "::"),
    ])
    func anAddressHasOneSpelling(_ text: String, _ spelling: String) throws {
        #expect(try #require(IPAddress(text)).description == spelling)
        #expect(IPAddress(text) == IPAddress(spelling))
    }

    @Test(arguments: ["", "192.0.2", "192.0.2.256", "0x7f.1", "2130706433", "[::1]", "fe80::1%lo", "example.com"])
    func whatIsNoAddress(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false), ("100.64.0.0/10", "100.127.255.255", true),
        ("100.64.0.0/10", "100.128.0.0", false), ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false),
        ("fc00::/7", "fdff::1", true), ("fc00::/7", "fe00::1", false), ("0.0.0.0/0", "::1", false), ("::/0", "2001:db8::1", true),
    ])
    func networksContainAddresses(_ network: String, _ address: String, _ isInside: Bool) throws {
        #expect(try IPNetwork(network).contains(#require(IPAddress(address))) == isInside)
    }

    @Test(arguments: ["10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0/8", "/8", ""])
    func whatIsNoNetwork(_ text: String) {
        #expect(throws: Problem.self) { try IPNetwork(text) }
    }
}
