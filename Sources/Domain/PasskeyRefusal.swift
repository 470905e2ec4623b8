/// Why a passkey is not believed. For the log alone: whoever presents one gets the same answer for all of them.
public enum PasskeyRefusal: Error, Hashable, Sendable {
    /// This field of the browser's answer is missing, or is of another kind.
    case field(String)
    /// Not in CTAP2's canonical CBOR, from this byte on.
    case encoding(at: Int)
    case attestationObject
    case authenticatorData
    case clientData

    /// Made for the other ceremony.
    case ceremony
    case challenge
    /// Of a page somewhere else; where else is what a wrong public URL shows itself by.
    case origin(String)
    /// In a frame of another site's page.
    case crossOrigin
    case relyingParty
    case userAbsent
    case userUnverified
    /// Backed up, which it says it can't be.
    case backupState

    /// Registered without one.
    case noCredential
    case credentialID
    /// A COSE algorithm that was not asked for.
    case algorithm(Int64)
    case publicKey
    /// A statement in this format, which was not asked for, or one that is wrong.
    case attestation(String)

    case signature
    /// Another passkey than the one that it is held against.
    case otherCredential
    /// Another account's, or nobody's where nobody is known yet.
    case userHandle
    /// It can be backed up now and could not before, or the other way.
    case backupEligibility
    /// The counter did not grow: there may be a copy.
    case signCount(stored: UInt32, received: UInt32)
}

extension PasskeyRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .field(let name): "the field \(name) is missing, or of another kind"
        case .encoding(let position): "no canonical CBOR, from byte \(position) on"
        case .attestationObject: "no attestation object"
        case .authenticatorData: "no authenticator data"
        case .clientData: "no client data"
        case .ceremony: "made for another ceremony"
        case .challenge: "made for another challenge"
        case .origin(let origin): "made on \(Self.printable(origin))"
        case .crossOrigin: "made in a frame of another site"
        case .relyingParty: "made for another relying party"
        case .userAbsent: "nobody was there"
        case .userUnverified: "nobody was verified"
        case .backupState: "backed up, but not eligible for it"
        case .noCredential: "there is no credential in it"
        case .credentialID: "the credential's id has a wrong length, or differs"
        case .algorithm(let number): "the algorithm \(number) was not asked for"
        case .publicKey: "no public key of its algorithm"
        case .attestation(let format): "the attestation (\(Self.printable(format))) was not asked for, or is wrong"
        case .signature: "the signature is wrong"
        case .otherCredential: "another credential"
        case .userHandle: "another account's"
        case .backupEligibility: "its eligibility for backups changed"
        case .signCount(let stored, let received): "the counter went from \(stored) to \(received)"
        }
    }

    /// What strangers wrote, fit for a line of a log.
    private static func printable(_ text: String) -> String {
        String(text.unicodeScalars.prefix(100).map { (" "..."~").contains($0) ? Character($0) : "?" })
    }
}
