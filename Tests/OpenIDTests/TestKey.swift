import Crypto
import CryptoExtras
import Domain
import Foundation

/// A key of an issuer's, made for one test run, that signs by one algorithm.
struct TestKey: Sendable {
    let id: String
    let algorithm: String
    /// The public half, as the key set has it; without `kid`, `alg` and `use`.
    let fields: String
    let sign: @Sendable ([UInt8]) throws -> [UInt8]

    var jwk: String { #"{"kid":"\#(id)","alg":"\#(algorithm)","use":"sig",\#(fields)}"# }
    /// As some publish it.
    var jwkWithoutAlgorithm: String { #"{"kid":"\#(id)",\#(fields)}"# }

    func named(_ id: String) -> TestKey { TestKey(id: id, algorithm: algorithm, fields: fields, sign: sign) }

    static func make(_ algorithm: String) throws -> TestKey {
        switch algorithm {
        case "RS256", "RS384", "RS512", "PS256", "PS384", "PS512": try rsa(algorithm)
        case "ES256":
            curve(P256.Signing.PrivateKey(), algorithm, "P-256", { $0.publicKey.x963Representation }) {
                try $0.signature(for: $1).rawRepresentation
            }
        case "ES384":
            curve(P384.Signing.PrivateKey(), algorithm, "P-384", { $0.publicKey.x963Representation }) {
                try $0.signature(for: $1).rawRepresentation
            }
        case "ES512":
            curve(P521.Signing.PrivateKey(), algorithm, "P-521", { $0.publicKey.x963Representation }) {
                try $0.signature(for: $1).rawRepresentation
            }
        default: edwards(algorithm)
        }
    }

    private static let rsaKey = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048) }

    static func rsa(_ algorithm: String) throws -> TestKey {
        let key = try rsaKey.get()
        let numbers = try key.publicKey.getKeyPrimitives()
        let fields = #""kty":"RSA","n":"\#(base64URL(numbers.modulus))","e":"\#(base64URL(numbers.publicExponent))""#
        let padding: _RSA.Signing.Padding = algorithm.hasPrefix("PS") ? .PSS : .insecurePKCS1v1_5
        return TestKey(id: "key-\(algorithm)", algorithm: algorithm, fields: fields) { text in
            switch algorithm.suffix(3) {
            case "256": Array(try key.signature(for: SHA256.hash(data: text), padding: padding).rawRepresentation)
            case "384": Array(try key.signature(for: SHA384.hash(data: text), padding: padding).rawRepresentation)
            default: Array(try key.signature(for: SHA512.hash(data: text), padding: padding).rawRepresentation)
            }
        }
    }

    private static func curve<Key: Sendable>(
        _ key: Key, _ algorithm: String, _ curve: String, _ point: (Key) -> Data, _ sign: @escaping @Sendable (Key, Data) throws -> Data
    ) -> TestKey {
        let point = Array(point(key).dropFirst())
        let (x, y) = (base64URL(point.prefix(point.count / 2)), base64URL(point.suffix(point.count / 2)))
        let fields = #""kty":"EC","crv":"\#(curve)","x":"\#(x)","y":"\#(y)""#
        return TestKey(id: "key-\(algorithm)", algorithm: algorithm, fields: fields) { Array(try sign(key, Data($0))) }
    }

    private static func edwards(_ algorithm: String) -> TestKey {
        let key = Curve25519.Signing.PrivateKey()
        let fields = #""kty":"OKP","crv":"Ed25519","x":"\#(base64URL(key.publicKey.rawRepresentation))""#
        return TestKey(id: "key-\(algorithm)", algorithm: algorithm, fields: fields) { Array(try key.signature(for: Data($0))) }
    }

    static func base64URL(_ bytes: some Sequence<UInt8>) -> String { Base64URL.text(of: Array(bytes)) }
}
