import NIOSSL
import Testing

@testable import Outbound

@Suite struct CertificateNamesTests {
    @Test(arguments: [
        ("login.example.com", "login.example.com", true), ("LOGIN.example.com", "login.example.com", true),
        ("*.example.com", "login.example.com", true), ("*.example.com", "example.com", false), ("*.example.com", "a.b.example.com", false),
        ("*.example.com", ".example.com", false), ("l*.example.com", "login.example.com", false), ("*", "login", false),
        ("login.*.com", "login.example.com", false), ("*.*.com", "login.example.com", false), ("*.com", "a.example.com", false),
        ("", "", false), ("example.com", "evil-example.com", false),
    ])
    func aNameMatchesAHost(_ name: String, _ host: String, _ isMatch: Bool) {
        #expect(NIOSSLCertificate.matches(name, host: host) == isMatch)
    }
}
