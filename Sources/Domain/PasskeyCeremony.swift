/// Who asks for passkeys: this service, by its address.
public struct RelyingParty: Hashable, Sendable {
    /// The domain to which passkeys are bound. With another, none of them opens anything.
    public let id: String
    public let origin: String

    /// Nil where browsers offer no passkeys: on plain http but for localhost, and at an IP address (§5.1.2: a domain, in a secure context).
    ///
    /// - Parameter origin: as browsers write it (RFC 6454 §6.1).
    public init?(origin: String) {
        let parts = origin.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].isEmpty, let host = parts[2].split(separator: ":", omittingEmptySubsequences: false).first,
            let last = host.split(separator: ".", omittingEmptySubsequences: false).last
        else { return nil }
        guard parts[0] == "https:" || (parts[0] == "http:" && last == "localhost") else { return nil }
        guard !host.hasPrefix("["), !last.isEmpty, !last.allSatisfy(\.isNumber) else { return nil }
        id = String(host)
        self.origin = origin
    }
}

/// What a browser was asked, for a registration or for an assertion.
public struct PasskeyCeremony: Hashable, Sendable {
    /// How long a person has: what Level 3 §15.1 recommends.
    public static let lifetime = Span.minutes(5)

    public let relyingParty: RelyingParty
    /// Used once, and no secret.
    public let challenge: [UInt8]
    /// Whether the authenticator must know its owner, by a finger, a face or a PIN; else presence will do.
    public let requiresVerification: Bool

    public init(relyingParty: RelyingParty, challenge: [UInt8], requiresVerification: Bool) {
        self.relyingParty = relyingParty
        self.challenge = challenge
        self.requiresVerification = requiresVerification
    }
}

/// What a browser answers when a passkey is made (AuthenticatorAttestationResponse, §5.2.1), unverified.
public struct PasskeyRegistration: Hashable, Sendable {
    public let id: [UInt8]
    public let clientData: ClientData
    public let attestationObject: [UInt8]
    public let transports: [String]

    private static let mostTransports = 8

    /// - Parameter transports: those that look like one are kept; nothing else is known about them.
    public init(id: [UInt8], clientData: ClientData, attestationObject: [UInt8], transports: [String]) {
        self.id = id
        self.clientData = clientData
        self.attestationObject = attestationObject
        self.transports = Array(transports.filter(Self.isTransport).prefix(Self.mostTransports))
    }

    private static func isTransport(_ text: String) -> Bool {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        return (1...32).contains(text.utf8.count) && text.utf8.allSatisfy { letters.contains($0) || $0 == UInt8(ascii: "-") }
    }
}

/// What a browser answers when a passkey is used (AuthenticatorAssertionResponse, §5.2.2), unverified.
public struct PasskeyAssertion: Hashable, Sendable {
    public let id: [UInt8]
    public let clientData: ClientData
    public let authenticatorData: [UInt8]
    public let signature: [UInt8]
    /// What the passkey's account was called when it was made; nil where the authenticator has not kept it.
    public let userHandle: [UInt8]?

    public init(id: [UInt8], clientData: ClientData, authenticatorData: [UInt8], signature: [UInt8], userHandle: [UInt8]?) {
        self.id = id
        self.clientData = clientData
        self.authenticatorData = authenticatorData
        self.signature = signature
        self.userHandle = userHandle
    }
}
