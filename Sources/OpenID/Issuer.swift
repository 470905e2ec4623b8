import Domain
import Outbound

/// Who issues ID tokens: an `https` URL without a query, compared character by character (OpenID Connect Core §2).
public struct Issuer: Hashable, Sendable, CustomStringConvertible {
    public let text: String
    let metadataURL: OutboundURL

    private static let metadataPath = "/.well-known/openid-configuration"

    public init(_ text: String) throws(Problem) {
        guard !text.contains("?") else { throw Problem("must not have a query") }
        guard !text.hasSuffix(Self.metadataPath) else { throw Problem("must be the issuer alone, without \(Self.metadataPath)") }
        _ = try OutboundURL(text)
        self.text = text
        // OpenID Connect Discovery §4.1.
        metadataURL = try OutboundURL((text.hasSuffix("/") ? String(text.dropLast()) : text) + Self.metadataPath)
    }

    public var description: String { text }
}
