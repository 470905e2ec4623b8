import Domain
import NIOSSL

extension NIOSSLContext {
    /// For requests: TLS 1.2 or later, with a certificate that is right.
    /// - Parameter file: PEM, of authorities that are trusted besides the system's.
    static func outbound(additionalTrustRoots file: String?) throws(Problem) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = .fullVerification
        configuration.applicationProtocols = ["http/1.1"]
        if let file {
            guard let certificates = try? NIOSSLCertificate.fromPEMFile(file), !certificates.isEmpty else {
                throw Problem("must name a file with certificates in PEM that can be read: “\(file)” is none")
            }
            configuration.additionalTrustRoots = [.certificates(certificates)]
        }
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw Problem("can't be used, since TLS can't be set up: \(error)")
        }
    }
}
