/// A key pair whose secret half an authenticator keeps, for one account at one domain (Web Authentication Level 2,
/// www.w3.org/TR/webauthn-2; a credential record, as Level 3 §4 calls what is kept of it).
public struct Passkey: Hashable, Sendable {
    /// 1 to 1023 bytes, chosen by the authenticator. No two passkeys have the same (§7.1 step 22).
    public let id: [UInt8]
    public let publicKey: PasskeyPublicKey
    /// How often it has signed, or always 0 (§6.1.1).
    public var signCount: UInt32
    /// Whether it may exist on several devices. That never changes (Level 3 §6.1.3).
    public let isBackupEligible: Bool
    public var isBackedUp: Bool
    /// The model of the authenticator, 16 bytes; zeros where it doesn't say.
    public let aaguid: [UInt8]
    /// How it can be reached, as its browser said (§5.8.4): `usb`, `nfc`, `ble`, `internal`, `hybrid` …
    public let transports: [String]

    public init(
        id: [UInt8], publicKey: PasskeyPublicKey, signCount: UInt32, isBackupEligible: Bool, isBackedUp: Bool, aaguid: [UInt8],
        transports: [String]
    ) {
        self.id = id
        self.publicKey = publicKey
        self.signCount = signCount
        self.isBackupEligible = isBackupEligible
        self.isBackedUp = isBackedUp
        self.aaguid = aaguid
        self.transports = transports
    }

    /// As it is after an assertion, its signature apart: Level 3 §7.2 step 19, and §7.2 step 21, where a counter that does not grow is
    /// refused, since each of two copies would sign in as well as the other.
    public func used(_ data: AuthenticatorData) throws(PasskeyRefusal) -> Passkey {
        guard data.flags.contains(.backupEligible) == isBackupEligible else { throw .backupEligibility }
        guard data.signCount > signCount || (data.signCount == 0 && signCount == 0) else {
            throw .signCount(stored: signCount, received: data.signCount)
        }
        var passkey = self
        passkey.signCount = data.signCount
        passkey.isBackedUp = data.flags.contains(.backedUp)
        return passkey
    }
}
