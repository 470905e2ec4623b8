import Domain
import NIOConcurrencyHelpers
import NIOSSL

/// TLS 1.2 or later towards servers whose certificate must be right. What that takes is made when it is first wanted: to read all the
/// authorities that a system trusts takes longer than to start.
package final class ClientTLS: Sendable {
    private let configuration: TLSConfiguration
    private let made = NIOLockedValueBox<NIOSSLContext?>(nil)

    /// - Parameters:
    ///   - roots: whom to trust; nil for those whom the system trusts.
    ///   - additional: whom to trust besides.
    package init(
        roots: CertificateAuthorities? = nil, additional: CertificateAuthorities? = nil, applicationProtocols: [String] = []
    ) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12  // RFC 8997
        configuration.certificateVerification = .fullVerification
        configuration.applicationProtocols = applicationProtocols
        if let roots { configuration.trustRoots = .certificates(roots.certificates) }
        if let additional { configuration.additionalTrustRoots = [.certificates(additional.certificates)] }
        self.configuration = configuration
    }

    package func context() throws -> NIOSSLContext {
        try made.withLockedValue { made in
            if let made { return made }
            let context = try NIOSSLContext(configuration: configuration)
            made = context
            return context
        }
    }
}

/// Who signs certificates: those in a PEM file.
public struct CertificateAuthorities: Sendable {
    fileprivate let certificates: [NIOSSLCertificate]

    public init(file: String) throws(Problem) {
        guard let certificates = try? NIOSSLCertificate.fromPEMFile(file), !certificates.isEmpty else {
            throw Problem("must name a file with certificates in PEM that can be read: “\(file)” is none")
        }
        self.certificates = certificates
    }
}
