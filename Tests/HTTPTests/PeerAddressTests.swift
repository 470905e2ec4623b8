import Domain
import NIOCore
import Testing

@testable import HTTP

@Suite struct PeerAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("127.0.0.1", "127.0.0.1"), ("255.254.253.252", "255.254.253.252"),
        ("2001:db8::1", "2001:db8::1"), ("::1", "::1"), ("fe80::a1b2:c3d4:e5f6:708", "fe80::a1b2:c3d4:e5f6:708"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
    ])
    func aSocketsAddressIsItsText(_ text: String, _ expected: String) throws {
        let address = IPAddress(try SocketAddress(ipAddress: text, port: 0x1234))
        #expect(address?.description == expected)
        #expect(address == IPAddress(text))
    }

    @Test func aSocketInTheFileSystemHasNone() throws {
        #expect(IPAddress(try SocketAddress(unixDomainSocketPath: "/tmp/socket")) == nil)
        #expect(IPAddress(nil as SocketAddress?) == nil)
    }
}
