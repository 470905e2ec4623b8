import Crypto
import CryptoExtras
import Domain

extension PasskeyRegistration {
    /// The passkey that was made (WebAuthn §7.1, from step 7 on). That no account has it yet (step 22) is for the row to say.
    public func verified(in ceremony: PasskeyCeremony) throws(PasskeyRefusal) -> Passkey {
        try clientData.check(.registration, in: ceremony)
        let object = try AttestationObject(attestationObject)
        let (data, credential) = (object.authenticatorData, object.credential)
        try data.check(ceremony, rpIDHash: ceremony.relyingParty.idHash)
        guard credential.id == id else { throw .credentialID }
        let key = try SignatureKey(credential.publicKey)
        if case .packed(let signature) = object.statement {
            guard key.accepts(signature, of: data, with: clientData) else { throw .attestation("packed") }
        }
        return Passkey(
            id: id, publicKey: credential.publicKey, signCount: data.signCount,
            isBackupEligible: data.flags.contains(.backupEligible), isBackedUp: data.flags.contains(.backedUp),
            aaguid: credential.aaguid, transports: transports
        )
    }
}

extension PasskeyAssertion {
    /// The passkey as it is to be kept from now on (WebAuthn §7.2, from step 6 on).
    ///
    /// - Parameters:
    ///   - passkey: the one with this id.
    ///   - owner: the user handle of the account that has it.
    ///   - ownerIsKnown: whether the account was known beforehand, by its password; else the passkey must say whose it is.
    public func verified(
        by passkey: Passkey, of owner: [UInt8], ownerIsKnown: Bool, in ceremony: PasskeyCeremony
    ) throws(PasskeyRefusal) -> Passkey {
        guard passkey.id == id else { throw .otherCredential }
        guard userHandle == owner || (userHandle == nil && ownerIsKnown) else { throw .userHandle }
        try clientData.check(.assertion, in: ceremony)
        let data = try AuthenticatorData(authenticatorData)
        try data.check(ceremony, rpIDHash: ceremony.relyingParty.idHash)
        guard try SignatureKey(passkey.publicKey).accepts(signature, of: data, with: clientData) else { throw .signature }
        return try passkey.used(data)
    }
}

extension RelyingParty {
    fileprivate var idHash: [UInt8] { Array(SHA256.hash(data: Array(id.utf8))) }
}

/// A passkey's public half, ready to verify with.
private enum SignatureKey {
    case p256(P256.Signing.PublicKey)
    case ed25519(Curve25519.Signing.PublicKey)
    case rsa(_RSA.Signing.PublicKey)

    /// Fails with `.publicKey`, for a point that is on no curve among others.
    init(_ key: PasskeyPublicKey) throws(PasskeyRefusal) {
        do {
            switch key.parameters {
            case .p256(let x, let y): self = .p256(try P256.Signing.PublicKey(x963Representation: [4] + x + y))
            case .ed25519(let point): self = .ed25519(try Curve25519.Signing.PublicKey(rawRepresentation: point))
            case .rsa(let modulus, let exponent): self = .rsa(try _RSA.Signing.PublicKey(n: modulus, e: exponent))
            }
        } catch {
            throw .publicKey
        }
    }

    /// Whether this signs the authenticator data and the hash of the client data (§7.2 steps 19 and 20; the forms of signatures: §6.5.5).
    func accepts(_ signature: [UInt8], of data: AuthenticatorData, with clientData: ClientData) -> Bool {
        let message = data.bytes + SHA256.hash(data: clientData.bytes)
        switch self {
        case .p256(let key):
            guard let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: message)
        case .ed25519(let key): return key.isValidSignature(signature, for: message)
        case .rsa(let key):
            return key.isValidSignature(.init(rawRepresentation: signature), for: message, padding: .insecurePKCS1v1_5)
        }
    }
}
