@testable import Domain

extension FuzzTarget {
    /// Attestation objects, authenticator data and public keys, each tried with the same bytes: what is read is there as it came, and no
    /// byte more would do.
    static let passkey = FuzzTarget(name: "passkey", longest: 1024, seeds: keys + data + attestations) { bytes in
        if let key = try? PasskeyPublicKey(bytes) {
            try require(key.bytes == bytes, "a key as it came")
            try require((try? PasskeyPublicKey(bytes + [0])) == nil, "nothing behind a key")
            try require(key.canonical == bytes, "one spelling of a key")
        }
        if let data = try? AuthenticatorData(bytes) { try check(data, of: bytes) }
        if let object = try? AttestationObject(bytes) {
            try require((try? AttestationObject(bytes + [0])) == nil, "nothing behind an attestation object")
            try require(object.authenticatorData.credential == object.credential, "the credential of its data")
            try check(object.authenticatorData, of: object.authenticatorData.bytes)
        }
    }

    private static func check(_ data: AuthenticatorData, of bytes: [UInt8]) throws {
        try require(data.bytes == bytes, "data as they came")
        try require((try? AuthenticatorData(bytes)) == data, "the same again")
        try require((try? AuthenticatorData(bytes + [0])) == nil, "nothing behind data")
        var written =
            data.rpIDHash + [data.flags.rawValue] + (0..<4).reversed().map { UInt8(truncatingIfNeeded: data.signCount >> (8 * $0)) }
        if let credential = data.credential {
            let length = credential.id.count
            try require((1...AuthenticatorData.longestID).contains(length) && credential.aaguid.count == 16, "lengths")
            written += credential.aaguid + [UInt8(length >> 8), UInt8(length & 0xff)] + credential.id + credential.publicKey.bytes
            try require((try? PasskeyPublicKey(credential.publicKey.bytes)) == credential.publicKey, "a key by itself")
        }
        if data.flags.contains(.extensions) { written += CBOR.map(data.extensions).canonical }
        try require(written == bytes, "data written again")
    }

    // MARK: Seeds

    private static let point = CBOR.bytes([UInt8](1...32))
    private static let keys: [[UInt8]] = [
        [.integer(1): .integer(2), .integer(3): .integer(-7), .integer(-1): .integer(1), .integer(-2): point, .integer(-3): point],
        [.integer(1): .integer(1), .integer(3): .integer(-8), .integer(-1): .integer(6), .integer(-2): point],
        [
            .integer(1): .integer(3), .integer(3): .integer(-257), .integer(-1): .bytes([UInt8](repeating: 0xff, count: 256)),
            .integer(-2): .bytes([1, 0, 1]),
        ],
    ].map { CBOR.map($0).canonical }

    private static let data: [[UInt8]] =
        [data(flags: 0x05), data(flags: 0x85) + CBOR.map([.text("credProtect"): .integer(2)]).canonical]
        + keys.map { data(flags: 0x45) + [UInt8](repeating: 9, count: 16) + [0, 4, 1, 2, 3, 4] + $0 }

    private static func data(flags: UInt8) -> [UInt8] { [UInt8](repeating: 0xaa, count: 32) + [flags, 0, 0, 0, 1] }

    private static let attestations: [[UInt8]] = data.dropFirst(2).enumerated().flatMap { index, data -> [[UInt8]] in
        let algorithm = PasskeyPublicKey.Algorithm.allCases[index].rawValue
        return [
            ("none", [:]), ("packed", [.text("alg"): .integer(algorithm), .text("sig"): .bytes([UInt8](repeating: 5, count: 70))]),
        ].map { CBOR.map([.text("fmt"): .text($0), .text("attStmt"): .map($1), .text("authData"): .bytes(data)]).canonical }
    }
}

extension PasskeyPublicKey {
    /// Its parameters, written again.
    fileprivate var canonical: [UInt8] {
        var fields: [CBOR: CBOR] = [.integer(3): .integer(algorithm.rawValue)]
        let (type, parameters): (Int64, [CBOR]) =
            switch parameters {
            case .p256(let x, let y): (2, [.integer(1), .bytes(x), .bytes(y)])
            case .ed25519(let point): (1, [.integer(6), .bytes(point)])
            case .rsa(let modulus, let exponent): (3, [.bytes(modulus), .bytes(exponent)])
            }
        fields[.integer(1)] = .integer(type)
        for (index, parameter) in parameters.enumerated() { fields[.integer(-1 - Int64(index))] = parameter }
        return CBOR.map(fields).canonical
    }
}
