import Domain
import NIOCore
import Testing

@testable import Outbound

@Suite struct AddressPolicyTests {
    private static func address(_ text: String) throws -> SocketAddress { try SocketAddress(ipAddress: text, port: 443) }

    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.170", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    ])
    func addressesOfIPv4ThatAreNotPublic(_ text: String) throws {
        #expect(!AddressPolicy().admits(try Self.address(text)))
        #expect(!AddressPolicy().admits(try Self.address("::ffff:\(text)")))
        #expect(!AddressPolicy().admits(try Self.address("64:ff9b::\(text)")))
        #expect(!AddressPolicy().admits(try Self.address("::\(text)")))
    }

    @Test(arguments: [
        "::", "::1", "::2", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:2::1", "2001:10::1",
        "2001:20::1",
        "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1",
        "febf::1", "fec0::1", "feff::1", "ff02::1", "ff0e::1", "::ffff:8.8.8.8", "::ffff:0:8.8.8.8", "4000::1",
    ])
    func addressesOfIPv6ThatAreNotPublic(_ text: String) throws {
        #expect(!AddressPolicy().admits(try Self.address(text)))
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
        "172.15.255.255",
        "172.32.0.0", "192.0.1.0", "192.167.255.255", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2a00:1450::1",
        "2001:200::1", "64:ff9b::8.8.8.8",
    ])
    func addressesThatArePublic(_ text: String) throws {
        #expect(AddressPolicy().admits(try Self.address(text)))
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.1.2.3", true), ("10.0.0.0/8", "192.168.0.1", false), ("10.0.0.0/8", "::ffff:10.1.2.3", true),
        ("10.0.0.0/8", "64:ff9b::10.1.2.3", true), ("fd00::/8", "fd12::1", true), ("::1", "127.0.0.1", false),
        ("127.0.0.1", "127.0.0.2", false),
    ])
    func whatIsListedIsAdmitted(_ network: String, _ text: String, _ isAdmitted: Bool) throws {
        let policy = AddressPolicy(allowing: [try IPNetwork(network)])
        #expect(policy.admits(try Self.address(text)) == isAdmitted)
        #expect(policy.admits(try Self.address("8.8.8.8")))
    }

    @Test func aSocketInTheFileSystemIsNoAddress() throws {
        #expect(!AddressPolicy(allowing: [try IPNetwork("0.0.0.0/0")]).admits(try SocketAddress(unixDomainSocketPath: "/tmp/x")))
    }
}
