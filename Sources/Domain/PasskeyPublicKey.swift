/// The public half of a passkey: a COSE_Key (RFC 9052 §7) of one of three algorithms, with the parameters of its kind and no others
/// (WebAuthn §6.5.1). Whether a point is on its curve is for the cryptography to say.
public struct PasskeyPublicKey: Hashable, Sendable {
    /// By their numbers in the COSE registry (IANA, COSE Algorithms), in the order in which they are asked for. Most authenticators have the
    /// first; some TPMs behind Windows Hello have only the last.
    public enum Algorithm: Int64, CaseIterable, Sendable {
        /// ECDSA on P-256 with SHA-256.
        case es256 = -7
        /// Ed25519.
        case edDSA = -8
        /// RSASSA-PKCS1-v1_5 with SHA-256.
        case rs256 = -257
    }

    public enum Parameters: Hashable, Sendable {
        /// Coordinates of 32 bytes each.
        case p256(x: [UInt8], y: [UInt8])
        /// 32 bytes.
        case ed25519([UInt8])
        /// Without leading zeros.
        case rsa(modulus: [UInt8], exponent: [UInt8])
    }

    /// As they came, in canonical CBOR: what is stored.
    public let bytes: [UInt8]
    public let algorithm: Algorithm
    public let parameters: Parameters

    /// Fails with `.encoding`, `.algorithm` or `.publicKey`.
    public init(_ bytes: [UInt8]) throws(PasskeyRefusal) {
        guard case .map(let fields) = try CBORReader.value(of: bytes) else { throw .publicKey }
        try self.init(fields, bytes: bytes)
    }

    init(_ fields: [CBOR: CBOR], bytes: [UInt8]) throws(PasskeyRefusal) {
        guard case .integer(let number)? = fields[Label.algorithm] else { throw .publicKey }
        guard let algorithm = Algorithm(rawValue: number) else { throw .algorithm(number) }
        let parameters =
            switch algorithm {
            case .es256: Self.p256(fields)
            case .edDSA: Self.ed25519(fields)
            case .rs256: Self.rsa(fields)
            }
        guard let parameters else { throw .publicKey }
        self.bytes = bytes
        self.algorithm = algorithm
        self.parameters = parameters
    }

    /// RFC 9053 §7.1.1: key type 2, curve 1. WebAuthn §5.8.5 wants both coordinates.
    private static func p256(_ fields: [CBOR: CBOR]) -> Parameters? {
        guard fields.count == 5, fields[Label.type] == .integer(2), fields[Label.first] == .integer(1),
            case .bytes(let x)? = fields[Label.second], case .bytes(let y)? = fields[Label.third], x.count == 32, y.count == 32
        else { return nil }
        return .p256(x: x, y: y)
    }

    /// RFC 9053 §7.2: key type 1, curve 6.
    private static func ed25519(_ fields: [CBOR: CBOR]) -> Parameters? {
        guard fields.count == 4, fields[Label.type] == .integer(1), fields[Label.first] == .integer(6),
            case .bytes(let point)? = fields[Label.second], point.count == 32
        else { return nil }
        return .ed25519(point)
    }

    /// RFC 8230 §4: key type 3. Moduli of 2048 to 4096 bits (NIST SP 800-131A asks for 2048; what is longer costs time alone), and odd
    /// exponents from 65537 (FIPS 186-5 §5.4) to 32 bits.
    private static func rsa(_ fields: [CBOR: CBOR]) -> Parameters? {
        guard fields.count == 4, fields[Label.type] == .integer(3), case .bytes(let modulus)? = fields[Label.first],
            case .bytes(let exponent)? = fields[Label.second], let first = modulus.first, let last = modulus.last,
            first != 0, last & 1 == 1, exponent.first != 0, exponent.count <= 4
        else { return nil }
        let bits = modulus.count * 8 - first.leadingZeroBitCount
        let power = exponent.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard (2048...4096).contains(bits), power >= 65537, power & 1 == 1 else { return nil }
        return .rsa(modulus: modulus, exponent: exponent)
    }

    /// RFC 9052 §7.1, and those that each type of key gives a meaning of its own.
    private enum Label {
        static let type = CBOR.integer(1)
        static let algorithm = CBOR.integer(3)
        static let first = CBOR.integer(-1)
        static let second = CBOR.integer(-2)
        static let third = CBOR.integer(-3)
    }
}
