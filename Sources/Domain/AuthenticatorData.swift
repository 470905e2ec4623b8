/// What an authenticator says of itself and signs (WebAuthn §6.1): 37 bytes, then a credential when one is registered, then extensions.
public struct AuthenticatorData: Hashable, Sendable {
    /// Bits that have no meaning yet are let be.
    public struct Flags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        public static let userPresent = Flags(rawValue: 1 << 0)
        public static let userVerified = Flags(rawValue: 1 << 2)
        /// Level 3 §6.1.3, as the next.
        public static let backupEligible = Flags(rawValue: 1 << 3)
        public static let backedUp = Flags(rawValue: 1 << 4)
        static let credential = Flags(rawValue: 1 << 6)
        static let extensions = Flags(rawValue: 1 << 7)
    }

    /// A credential as it is registered (§6.5.1).
    public struct Credential: Hashable, Sendable {
        /// The model of the authenticator, 16 bytes; zeros where it doesn't say.
        public let aaguid: [UInt8]
        public let id: [UInt8]
        public let publicKey: PasskeyPublicKey
    }

    /// In bytes (§7.1 of Level 3; CTAP has the same).
    static let longestID = 1023

    /// As they came: what is signed.
    public let bytes: [UInt8]
    /// SHA-256 of the domain, 32 bytes.
    public let rpIDHash: [UInt8]
    public let flags: Flags
    public let signCount: UInt32
    public let credential: Credential?
    /// By name. None was asked for, and none has an effect (§7.1 step 17, §7.2 step 18).
    let extensions: [CBOR: CBOR]

    /// Fails with `.authenticatorData`, or why its credential is none.
    public init(_ bytes: [UInt8]) throws(PasskeyRefusal) {
        guard bytes.count >= 37 else { throw .authenticatorData }
        self.bytes = bytes
        rpIDHash = Array(bytes[..<32])
        flags = Flags(rawValue: bytes[32])
        signCount = bytes[33..<37].reduce(0) { $0 << 8 | UInt32($1) }
        var position = 37
        credential = flags.contains(.credential) ? try Credential(bytes, at: &position) : nil
        extensions = flags.contains(.extensions) ? try Self.extensions(bytes, at: &position) : [:]
        guard position == bytes.count else { throw .authenticatorData }
    }

    private static func extensions(_ bytes: [UInt8], at position: inout Int) throws(PasskeyRefusal) -> [CBOR: CBOR] {
        var reader = CBORReader(bytes, from: position)
        guard case .map(let fields) = try reader.value() else { throw .authenticatorData }
        position = reader.position
        return fields
    }
}

extension AuthenticatorData.Credential {
    fileprivate init(_ bytes: [UInt8], at position: inout Int) throws(PasskeyRefusal) {
        let start = position + 18
        guard start <= bytes.count else { throw .authenticatorData }
        let end = start + Int(bytes[start - 2]) << 8 + Int(bytes[start - 1])
        guard end <= bytes.count else { throw .authenticatorData }
        guard (1...AuthenticatorData.longestID).contains(end - start) else { throw .credentialID }
        var reader = CBORReader(bytes, from: end)
        guard case .map(let fields) = try reader.value() else { throw .publicKey }
        aaguid = Array(bytes[position..<position + 16])
        id = Array(bytes[start..<end])
        publicKey = try PasskeyPublicKey(fields, bytes: Array(bytes[end..<reader.position]))
        position = reader.position
    }
}

extension AuthenticatorData {
    /// §7.1 steps 13 to 15, §7.2 steps 15 to 17, and Level 3's §7.1 step 17.
    ///
    /// - Parameter rpIDHash: SHA-256 of the ceremony's domain.
    public func check(_ ceremony: PasskeyCeremony, rpIDHash: [UInt8]) throws(PasskeyRefusal) {
        guard self.rpIDHash == rpIDHash else { throw .relyingParty }
        guard flags.contains(.userPresent) else { throw .userAbsent }
        guard flags.contains(.userVerified) || !ceremony.requiresVerification else { throw .userUnverified }
        guard flags.contains(.backupEligible) || !flags.contains(.backedUp) else { throw .backupState }
    }
}
