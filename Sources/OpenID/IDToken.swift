import Domain

/// An ID token that has been taken apart (RFC 7515 §7.1), and not yet been believed.
struct IDToken: Sendable {
    let header: IDTokenHeader
    let claims: JSONValue
    private let signature: [UInt8]
    /// What is signed: header and claims as they were sent.
    private let signed: [UInt8]

    /// Header and claims must be JSON in which no name occurs twice, in base64url in its one spelling.
    init(_ text: String) throws(OpenIDFailure) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let header = Base64URL.bytes(of: parts[0]).flatMap(JSONValue.parsedObject),
            let claims = Base64URL.bytes(of: parts[1]).flatMap(JSONValue.parsedObject), let signature = Base64URL.bytes(of: parts[2])
        else { throw .idTokenMalformed }
        self.header = try IDTokenHeader(header)
        self.claims = claims
        self.signature = signature
        signed = Array("\(parts[0]).\(parts[1])".utf8)
    }

    func isSigned(byOneOf keys: [ProviderKey]) async -> Bool {
        for key in keys where await key.verifies(signature, of: signed, by: header.algorithm) { return true }
        return false
    }
}

/// RFC 7515 §4.1.
struct IDTokenHeader: Sendable {
    let algorithm: SigningAlgorithm
    let keyID: String?

    fileprivate init(_ json: JSONValue) throws(OpenIDFailure) {
        guard let name = json["alg"]?.text else { throw .idTokenMalformed }
        guard let algorithm = SigningAlgorithm(rawValue: name) else { throw .idTokenAlgorithm }
        // No extension is known here that must be understood (RFC 7515 §4.1.11).
        guard json["crit"] == nil, json["kid"] == nil || json["kid"]?.text != nil else { throw .idTokenMalformed }
        self.algorithm = algorithm
        keyID = json["kid"]?.text
    }
}
