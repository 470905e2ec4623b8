import Domain
import Outbound

/// What an issuer says of itself (OpenID Connect Discovery §3).
struct ProviderMetadata: Sendable {
    let authorizationEndpoint: OutboundURL
    let tokenEndpoint: OutboundURL
    let keysURL: OutboundURL
    let userInfoEndpoint: OutboundURL?
    let clientAuthenticationMethods: [String]
    /// RFC 9207 §3.
    let namesIssuerInResponses: Bool

    init(_ bytes: [UInt8], of issuer: Issuer) throws(OpenIDFailure) {
        guard let json = JSONValue.parsedObject(bytes) else { throw .discoveryMalformed }
        guard json["issuer"]?.text == issuer.text else { throw .discoveryIssuer }
        authorizationEndpoint = try Self.url(json["authorization_endpoint"])
        tokenEndpoint = try Self.url(json["token_endpoint"])
        keysURL = try Self.url(json["jwks_uri"])
        userInfoEndpoint = try json["userinfo_endpoint"].map { value throws(OpenIDFailure) in try Self.url(value) }
        clientAuthenticationMethods = try Self.methods(json["token_endpoint_auth_methods_supported"])
        namesIssuerInResponses = json["authorization_response_iss_parameter_supported"]?.isTrue ?? false
    }

    private static func url(_ value: JSONValue?) throws(OpenIDFailure) -> OutboundURL {
        guard let text = value?.text, let url = try? OutboundURL(text) else { throw .discoveryMalformed }
        return url
    }

    private static func methods(_ value: JSONValue?) throws(OpenIDFailure) -> [String] {
        guard let value else { return ["client_secret_basic"] }
        guard let methods = value.texts else { throw .discoveryMalformed }
        return methods.filter(ClientAuthentication.known.contains)
    }
}
