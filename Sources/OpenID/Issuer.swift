import Domain
import Outbound

/// Who issues ID tokens: an `https` URL without a query, compared character by character (OpenID Connect Core §2).
public struct Issuer: Hashable, Sendable, CustomStringConvertible {
    public let text: String
    let metadataURL: OutboundURL

    public init(_ text: String) throws(Problem) {
        guard !text.contains("?") else { throw Problem("must not have a query") }
        _ = try OutboundURL(text)
        self.text = text
        // OpenID Connect Discovery §4.1.
        metadataURL = try OutboundURL((text.hasSuffix("/") ? String(text.dropLast()) : text) + "/.well-known/openid-configuration")
    }

    public var description: String { text }
}
