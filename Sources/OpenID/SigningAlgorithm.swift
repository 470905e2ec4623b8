import Crypto

/// What an ID token may be signed with (RFC 7518 §3.1, RFC 8037 §3.1): by a key of which only the public half is known here.
/// `none` and HMAC are not among them.
enum SigningAlgorithm: String, CaseIterable, Sendable {
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    case edDSA = "EdDSA"

    /// `kty` of the keys that it takes.
    var keyType: String {
        switch self {
        case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512: "RSA"
        case .es256, .es384, .es512: "EC"
        case .edDSA: "OKP"
        }
    }

    /// `crv` of the keys that it takes, and the bytes of a coordinate. Nil for RSA.
    var curve: (name: String, bytes: Int)? {
        switch self {
        case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512: nil
        case .es256: ("P-256", 32)
        case .es384: ("P-384", 48)
        case .es512: ("P-521", 66)
        case .edDSA: ("Ed25519", 32)
        }
    }

    /// By the hash that belongs to it; for Ed25519 that is SHA-512.
    func hash(_ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .rs256, .ps256, .es256: Array(SHA256.hash(data: bytes))
        case .rs384, .ps384, .es384: Array(SHA384.hash(data: bytes))
        case .rs512, .ps512, .es512, .edDSA: Array(SHA512.hash(data: bytes))
        }
    }
}
