import Domain
import FoundationEssentials
import JWTKit

/// A public key of an issuer (RFC 7517 §4) that signs.
struct ProviderKey: Sendable {
    /// In bytes: 2048 to 8192 bits.
    fileprivate static let moduli = 256...1024

    let id: String?
    private let material: Material
    /// The one that it is for; nil for all that fit its type.
    private let algorithm: String?

    fileprivate enum Material: Sendable {
        case rsa(modulus: String, exponent: String)
        case curve(name: String, x: String, y: String?)
    }

    /// Nil for one that does something else, or that is not whole.
    init?(_ json: JSONValue) {
        guard json["use"] == nil || json["use"]?.text == "sig" else { return nil }
        guard json["key_ops"] == nil || json["key_ops"]?.texts?.contains("verify") == true else { return nil }
        guard json["alg"] == nil || json["alg"]?.text != nil, json["kid"] == nil || json["kid"]?.text != nil else { return nil }
        guard let material = Material(json) else { return nil }
        self.material = material
        id = json["kid"]?.text
        algorithm = json["alg"]?.text
    }

    func fits(_ signing: SigningAlgorithm) -> Bool {
        guard algorithm == nil || algorithm == signing.rawValue else { return false }
        return switch material {
        case .rsa: signing.keyType == "RSA"
        case .curve(let name, _, _): signing.curve?.name == name
        }
    }

    /// Each time by a key made for this one algorithm: JWTKit keeps to the first that a key has been used with, whatever the next token says.
    func verifies(_ signature: [UInt8], of text: [UInt8], by signing: SigningAlgorithm) async -> Bool {
        guard fits(signing), let key = try? await JWTKeyCollection().add(jwk: jwk(for: signing)).getKey() else { return false }
        return key.name == signing.rawValue && (try? key.verify(signature, signs: text)) == true
    }

    private func jwk(for signing: SigningAlgorithm) -> JWK {
        let algorithm = JWK.Algorithm(rawValue: signing.rawValue)
        let id = JWKIdentifier(string: id ?? "")
        return switch material {
        case .rsa(let modulus, let exponent): .rsa(algorithm, identifier: id, modulus: modulus, exponent: exponent)
        case .curve(let name, let x, nil): .octetKeyPair(algorithm, identifier: id, x: x, y: nil, curve: EdDSACurve(rawValue: name))
        case .curve(let name, let x, let y): .ecdsa(algorithm, identifier: id, x: x, y: y, curve: ECDSACurve(rawValue: name))
        }
    }
}

extension ProviderKey.Material {
    /// RFC 7518 §6, RFC 8037 §2. Numbers have the length that they must have.
    fileprivate init?(_ json: JSONValue) {
        func length(_ name: String) -> Int? { json[name]?.text.flatMap(Base64URL.bytes(of:))?.count }
        switch json["kty"]?.text {
        case "RSA":
            guard let modulus = json["n"]?.text, let exponent = json["e"]?.text, let size = length("n"), let exponentSize = length("e"),
                ProviderKey.moduli.contains(size), (1...8).contains(exponentSize)
            else { return nil }
            self = .rsa(modulus: modulus, exponent: exponent)
        case "EC":
            guard let curve = SigningAlgorithm.curve(of: "EC", json["crv"]), let x = json["x"]?.text, let y = json["y"]?.text,
                length("x") == curve.bytes, length("y") == curve.bytes
            else { return nil }
            self = .curve(name: curve.name, x: x, y: y)
        case "OKP":
            guard let curve = SigningAlgorithm.curve(of: "OKP", json["crv"]), let x = json["x"]?.text, length("x") == curve.bytes else {
                return nil
            }
            self = .curve(name: curve.name, x: x, y: nil)
        default: return nil
        }
    }
}

extension SigningAlgorithm {
    fileprivate static func curve(of keyType: String, _ name: JSONValue?) -> (name: String, bytes: Int)? {
        allCases.first { $0.keyType == keyType && $0.curve?.name == name?.text }?.curve
    }
}
