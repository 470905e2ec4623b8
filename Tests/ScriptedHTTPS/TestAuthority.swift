import Crypto
import Foundation
import NIOSSL
import SwiftASN1
import X509

/// An authority made for one test run, which signs what it is asked to.
public struct TestAuthority: Sendable {
    private let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    private let name: DistinguishedName
    /// Its own certificate, in PEM.
    public let file: String

    public init() throws {
        let name = try DistinguishedName { CommonName("Test authority \(UUID())") }
        self.name = name
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key.publicKey,
            notValidBefore: Date(timeIntervalSinceNow: -86_400),
            notValidAfter: Date(timeIntervalSinceNow: 86_400), issuer: name, subject: name,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
            },
            issuerPrivateKey: key
        )
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("tenantry-test-\(UUID()).pem")
        try certificate.serializeAsPEM().pemString.write(to: url, atomically: true, encoding: .utf8)
        file = url.path
    }

    /// A certificate that names hosts and addresses (4 or 16 bytes), and in its subject `commonName`.
    public func server(
        names: [String] = [], addresses: [[UInt8]] = [], commonName: String = "test", isExpired: Bool = false
    ) throws -> TLSConfiguration {
        let leaf = P256.Signing.PrivateKey()
        let alternatives = names.map(GeneralName.dnsName) + addresses.map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0[...])) }
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: Certificate.PrivateKey(leaf).publicKey,
            notValidBefore: Date(timeIntervalSinceNow: -7200), notValidAfter: Date(timeIntervalSinceNow: isExpired ? -3600 : 3600),
            issuer: name, subject: try DistinguishedName { CommonName(commonName) },
            extensions: try Certificate.Extensions {
                if !alternatives.isEmpty { SubjectAlternativeNames(alternatives) }
                try ExtendedKeyUsage([.serverAuth])
            },
            issuerPrivateKey: key
        )
        return .makeServerConfiguration(
            certificateChain: [
                .certificate(try NIOSSLCertificate(bytes: Array(certificate.serializeAsPEM().pemString.utf8), format: .pem))
            ],
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(leaf.pemRepresentation.utf8), format: .pem))
        )
    }
}
