/// What a registration brings (WebAuthn §6.5): authenticator data, and a statement about the authenticator in one of several formats.
///
/// None is asked for. A browser then takes the statement out, unless the credential's own key has signed it (§5.1.3); so these two are read,
/// and no other.
public struct AttestationObject: Hashable, Sendable {
    public enum Statement: Hashable, Sendable {
        /// §8.7.
        case none
        /// §8.2, without a certificate: a signature over the authenticator data and the hash of the client data, by the credential's key.
        case packed(signature: [UInt8])
    }

    public let authenticatorData: AuthenticatorData
    public let credential: AuthenticatorData.Credential
    public let statement: Statement

    /// Fails with `.encoding`, `.attestationObject`, `.attestation`, or why its authenticator data is none that registers something.
    public init(_ bytes: [UInt8]) throws(PasskeyRefusal) {
        guard case .map(let fields) = try CBORReader.value(of: bytes), fields.count == 3, case .text(let format)? = fields[.text("fmt")],
            case .map(let statement)? = fields[.text("attStmt")], case .bytes(let data)? = fields[.text("authData")]
        else { throw .attestationObject }
        authenticatorData = try AuthenticatorData(data)
        guard let credential = authenticatorData.credential else { throw .noCredential }
        self.credential = credential
        guard let read = Statement(statement, in: format, by: credential.publicKey.algorithm) else { throw .attestation(format) }
        self.statement = read
    }
}

extension AttestationObject.Statement {
    /// The algorithm of a self attestation is the credential's (§8.2).
    fileprivate init?(_ fields: [CBOR: CBOR], in format: String, by algorithm: PasskeyPublicKey.Algorithm) {
        switch format {
        case "none" where fields.isEmpty: self = .none
        case "packed" where fields.count == 2:
            guard case .bytes(let signature)? = fields[.text("sig")], fields[.text("alg")] == .integer(algorithm.rawValue) else {
                return nil
            }
            self = .packed(signature: signature)
        default: return nil
        }
    }
}
