import Glibc
import NIOCore
import NIOPosix
import NIOSSL

/// Why a connection is of no use any more, in words for logs and operators.
struct SMTPFailure: Error, Hashable, CustomStringConvertible {
    static let closed = SMTPFailure("the server closed the connection")
    static let otherName = SMTPFailure("the server's certificate is for another name")
    static let stopped = SMTPFailure("stopped before it was sent")

    let description: String

    init(_ description: String) {
        self.description = description
    }

    /// RFC 5321 §3.8: the connection is over, whatever was asked.
    init(farewell reply: SMTPReply) {
        self.init("the server ended the connection: \(reply.summary)")
    }

    /// Whatever TLS or the socket came up with.
    init(connection error: any Error) {
        switch error {
        case let failure as SMTPFailure: self = failure
        case let error as NIOConnectionError: self.init("can't connect: \(Self.reason(error))")
        case let error as IOError: self.init("the connection broke: \(Self.reason(error))")
        case ChannelError.connectTimeout: self.init("can't connect: no answer in time")
        case is ChannelError: self.init("the connection broke: \(error)")
        default: self.init(tls: error)
        }
    }

    private init(tls error: any Error) {
        let text = "\(error)"
        let reason = text.firstRange(of: "OPENSSL_internal:").map { text[$0.upperBound...].prefix { $0 == "_" || $0.isUppercase } }
        if error as? NIOSSLError == .uncleanShutdown {
            self = .closed
        } else if error as? NIOSSLExtraError == .failedToValidateHostname {
            self = .otherName
        } else if reason == "CERTIFICATE_VERIFY_FAILED" {
            self.init(
                "the server's certificate is not valid: expired, not yet valid, or signed by an authority that is not known here "
                    + "(TENANTRY_SMTP_CA names others)"
            )
        } else if reason == "WRONG_VERSION_NUMBER" {
            self.init("the server doesn't speak TLS where it should begin")
        } else {
            self.init("TLS failed: \(reason ?? text.prefix(300))")
        }
    }

    private static func reason(_ error: NIOConnectionError) -> String {
        if let error = error.connectionErrors.last?.error as? IOError { return reason(error) }
        if error.dnsAError != nil || error.dnsAAAAError != nil { return "\(error.host) has no address" }
        return "\(error.host) doesn't answer"
    }

    private static func reason(_ error: IOError) -> String {
        String(cString: strerror(error.errnoCode))
    }
}
