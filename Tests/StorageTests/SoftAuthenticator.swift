import Crypto
import CryptoExtras
import Domain

/// An authenticator and its browser in one, which answer as they are told to, right or wrong, and sign whatever it is.
struct SoftAuthenticator {
    enum Key {
        case es256(P256.Signing.PrivateKey)
        case edDSA(Curve25519.Signing.PrivateKey)
        case rs256(_RSA.Signing.PrivateKey)
    }

    let key: Key
    var id = [UInt8](1...32)
    var domain = "example.org"
    /// Present, verified, eligible for backup, backed up.
    var flags: UInt8 = 0x1d
    var signCount: UInt32 = 0
    var aaguid = [UInt8](repeating: 7, count: 16)
    /// In CBOR, with its flag.
    var extensions: [UInt8] = []
    var userHandle: [UInt8]?
    /// Nil for what is right.
    var type: String?
    var challenge: [UInt8]?
    var origin = "https://example.org"
    var crossOrigin = false
    var topOrigin: String?

    init(_ key: Key) {
        self.key = key
    }

    func registration(in ceremony: PasskeyCeremony, isSelfAttested: Bool = false) -> PasskeyRegistration {
        let client = clientData("webauthn.create", ceremony)
        let data = authenticatorData(isRegistration: true)
        var statement = "none".cbor + "attStmt".cbor + [0xa0]
        if isSelfAttested {
            let signature = sign(data, client)
            statement = "packed".cbor + "attStmt".cbor + [0xa2] + "alg".cbor + algorithm + "sig".cbor + Self.bytes(signature)
        }
        return PasskeyRegistration(
            id: id, clientData: client, attestationObject: [0xa3] + "fmt".cbor + statement + "authData".cbor + Self.bytes(data),
            transports: ["internal"]
        )
    }

    func assertion(in ceremony: PasskeyCeremony) -> PasskeyAssertion {
        let client = clientData("webauthn.get", ceremony)
        let data = authenticatorData(isRegistration: false)
        return PasskeyAssertion(
            id: id, clientData: client, authenticatorData: data, signature: sign(data, client), userHandle: userHandle
        )
    }

    private func clientData(_ type: String, _ ceremony: PasskeyCeremony) -> ClientData {
        let type = self.type ?? type
        let challenge = Base64URL.text(of: self.challenge ?? ceremony.challenge)
        return ClientData(
            bytes: Array(#"{"type":"\#(type)","challenge":"\#(challenge)","origin":"\#(origin)","crossOrigin":\#(crossOrigin)}"#.utf8),
            type: type, challenge: challenge, origin: origin, crossOrigin: crossOrigin, topOrigin: topOrigin
        )
    }

    private func authenticatorData(isRegistration: Bool) -> [UInt8] {
        let flags = self.flags | (isRegistration ? 0x40 : 0) | (extensions.isEmpty ? 0 : 0x80)
        let head = Array(SHA256.hash(data: Array(domain.utf8))) + [flags] + signCount.bigEndianBytes
        let credential = isRegistration ? aaguid + UInt16(id.count).bigEndianBytes + id + publicKey : []
        return head + credential + extensions
    }

    private func sign(_ data: [UInt8], _ client: ClientData) -> [UInt8] {
        let message = data + SHA256.hash(data: client.bytes)
        do {
            switch key {
            case .es256(let key): return Array(try key.signature(for: message).derRepresentation)
            case .edDSA(let key): return Array(try key.signature(for: message))
            case .rs256(let key): return Array(try key.signature(for: message, padding: .insecurePKCS1v1_5).rawRepresentation)
            }
        } catch {
            return []
        }
    }
}

extension SoftAuthenticator {
    /// In CBOR.
    private var algorithm: [UInt8] {
        switch key {
        case .es256: [0x26]
        case .edDSA: [0x27]
        case .rs256: [0x39, 0x01, 0x00]
        }
    }

    /// A COSE_Key, its names in canonical order.
    private var publicKey: [UInt8] {
        switch key {
        case .es256(let key):
            let (x, y) = (Array(key.publicKey.rawRepresentation.prefix(32)), Array(key.publicKey.rawRepresentation.suffix(32)))
            return [0xa5, 0x01, 0x02, 0x03] + algorithm + [0x20, 0x01, 0x21] + Self.bytes(x) + [0x22] + Self.bytes(y)
        case .edDSA(let key):
            return [0xa4, 0x01, 0x01, 0x03] + algorithm + [0x20, 0x06, 0x21] + Self.bytes(Array(key.publicKey.rawRepresentation))
        case .rs256(let key):
            guard let numbers = try? key.publicKey.getKeyPrimitives() else { return [] }
            let (modulus, exponent) = (Self.bytes(Array(numbers.modulus)), Self.bytes(Array(numbers.publicExponent)))
            return [0xa4, 0x01, 0x03, 0x03] + algorithm + [0x20] + modulus + [0x21] + exponent
        }
    }

    private static func bytes(_ bytes: [UInt8]) -> [UInt8] {
        switch bytes.count {
        case ..<24: [0x40 | UInt8(bytes.count)] + bytes
        case ..<256: [0x58, UInt8(bytes.count)] + bytes
        default: [0x59] + UInt16(bytes.count).bigEndianBytes + bytes
        }
    }
}

extension String {
    /// Of fewer than 24 bytes.
    fileprivate var cbor: [UInt8] { [0x60 | UInt8(utf8.count)] + Array(utf8) }
}

extension FixedWidthInteger {
    fileprivate var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
}
