/// What a browser says of a ceremony (CollectedClientData, WebAuthn §5.8.1). Further fields are let be, as that section asks; `tokenBinding` is
/// one of them since Level 3.
public struct ClientData: Hashable, Sendable {
    public enum Ceremony: String, Sendable {
        case registration = "webauthn.create"
        case assertion = "webauthn.get"
    }

    /// The JSON as it came: what is hashed, and signed with the authenticator data.
    public let bytes: [UInt8]
    public let type: String
    /// In base64url.
    public let challenge: String
    public let origin: String
    /// Whether it comes from a frame in another site's page; false where it isn't said.
    public let crossOrigin: Bool
    /// Of that other page.
    public let topOrigin: String?

    public init(bytes: [UInt8], type: String, challenge: String, origin: String, crossOrigin: Bool, topOrigin: String?) {
        self.bytes = bytes
        self.type = type
        self.challenge = challenge
        self.origin = origin
        self.crossOrigin = crossOrigin
        self.topOrigin = topOrigin
    }

    /// §7.1 steps 7 to 9, §7.2 steps 11 to 13, and Level 3's steps about frames: no page of ours is made for one.
    public func check(_ kind: Ceremony, in ceremony: PasskeyCeremony) throws(PasskeyRefusal) {
        guard type == kind.rawValue else { throw .ceremony }
        guard challenge == Base64URL.text(of: ceremony.challenge) else { throw .challenge }
        guard origin.utf8.elementsEqual(ceremony.relyingParty.origin.utf8) else { throw .origin(origin) }
        guard !crossOrigin, topOrigin == nil else { throw .crossOrigin }
    }
}
