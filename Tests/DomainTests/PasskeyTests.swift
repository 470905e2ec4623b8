import Testing

@testable import Domain

@Suite struct PasskeyPublicKeyTests {
    typealias Fields = [CBOR: CBOR]

    private static let point = CBOR.bytes([UInt8](1...32))
    static let p256: Fields = [1: 2, 3: -7, -1: 1, -2: point, -3: point]
    private static let ed25519: Fields = [1: 1, 3: -8, -1: 6, -2: point]
    private static let rsa: Fields = [1: 3, 3: -257, -1: modulus(bits: 2048), -2: .bytes([1, 0, 1])]

    private static func modulus(bits: Int) -> CBOR {
        let first = UInt8(1) << UInt8((bits - 1) % 8)
        return .bytes([first] + [UInt8](repeating: 0xff, count: (bits - 1) / 8))
    }

    private static func refusal(_ fields: Fields) -> PasskeyRefusal? {
        do throws(PasskeyRefusal) {
            _ = try PasskeyPublicKey(CBOR.map(fields).encoded)
            return nil
        } catch {
            return error
        }
    }

    private static func with(_ change: (name: CBOR, value: CBOR?), _ fields: Fields) -> Fields {
        var fields = fields
        fields[change.name] = change.value
        return fields
    }

    @Test func threeAlgorithms() throws {
        for (fields, algorithm) in [(Self.p256, PasskeyPublicKey.Algorithm.es256), (Self.ed25519, .edDSA), (Self.rsa, .rs256)] {
            let bytes = CBOR.map(fields).encoded
            let key = try PasskeyPublicKey(bytes)
            #expect(key.algorithm == algorithm && key.bytes == bytes)
        }
        let key = try PasskeyPublicKey(CBOR.map(Self.p256).encoded)
        #expect(key.parameters == .p256(x: [UInt8](1...32), y: [UInt8](1...32)))
        for bits in [2048, 2049, 3072, 4095, 4096] {
            #expect(Self.refusal(Self.with((-1, Self.modulus(bits: bits)), Self.rsa)) == nil, "\(bits)")
        }
        #expect(Self.refusal(Self.with((-2, .bytes([0xff, 0xff, 0xff, 0xff])), Self.rsa)) == nil)
    }

    @Test func everyFieldMustBeThereAndNoOther() {
        for fields in [Self.p256, Self.ed25519, Self.rsa] {
            for name in fields.keys { #expect(Self.refusal(Self.with((name, nil), fields)) == .publicKey, "\(name)") }
            for name: CBOR in [2, 4, 5, -4, "a"] { #expect(Self.refusal(Self.with((name, 1), fields)) == .publicKey, "\(name)") }
        }
    }

    @Test(
        arguments: [
            (p256, 1, 1), (p256, 1, 3), (p256, 1, "2"), (p256, 3, -8), (p256, 3, "ES256"), (p256, -1, 2), (p256, -1, 6), (p256, -2, 1),
            (p256, -2, .bytes([UInt8](1...31))), (p256, -2, .bytes([UInt8](1...33))), (p256, -3, .bool(true)), (p256, -3, .bytes([])),
            (ed25519, 1, 2), (ed25519, -1, 4), (ed25519, -1, 7), (ed25519, -2, .bytes([UInt8](1...31))), (ed25519, -2, .text("")),
            (rsa, 1, 2), (rsa, -1, modulus(bits: 2047)), (rsa, -1, modulus(bits: 1024)), (rsa, -1, modulus(bits: 4097)),
            (rsa, -1, .bytes([])), (rsa, -1, .bytes([0] + [UInt8](repeating: 0xff, count: 256))),
            (rsa, -1, .bytes([UInt8](repeating: 0xff, count: 255) + [0xfe])), (rsa, -2, .bytes([])), (rsa, -2, .bytes([3])),
            (rsa, -2, .bytes([0, 1, 0, 1])), (rsa, -2, .bytes([1, 0, 0])), (rsa, -2, .bytes([1, 0, 0, 0, 1])), (rsa, -2, 65537),
            (rsa, -2, .bytes([0xff, 0xff])),
        ] as [(Fields, CBOR, CBOR)])
    func whatIsNone(fields: Fields, name: CBOR, value: CBOR) {
        #expect(Self.refusal(Self.with((name, value), fields)) == .publicKey)
    }

    @Test func otherAlgorithmsAreNamed() {
        for number: Int64 in [-35, -36, -47, -9, -19, -65535, -37, 0, 7, .min] {
            #expect(Self.refusal(Self.with((3, .integer(number)), Self.p256)) == .algorithm(number))
        }
    }

    @Test func anotherShapeIsNone() {
        #expect(throws: PasskeyRefusal.publicKey) { try PasskeyPublicKey(CBOR.array([1]).encoded) }
        #expect(throws: PasskeyRefusal.encoding(at: 0)) { try PasskeyPublicKey([]) }
        #expect(throws: PasskeyRefusal.encoding(at: 77)) { try PasskeyPublicKey(CBOR.map(Self.p256).encoded + [0]) }
    }
}

@Suite struct AuthenticatorDataTests {
    private static let key = CBOR.map(PasskeyPublicKeyTests.p256).encoded
    private static let hash = [UInt8](repeating: 0xaa, count: 32)

    private static func data(flags: UInt8, id: [UInt8]? = nil, extensions: CBOR? = nil) -> [UInt8] {
        var data = hash + [flags, 0x01, 0x02, 0x03, 0x04]
        if let id {
            data += [UInt8](repeating: 0xbb, count: 16) + [UInt8(id.count >> 8), UInt8(id.count & 0xff)] + id + key
        }
        return data + (extensions?.encoded ?? [])
    }

    @Test func itsParts() throws {
        let data = try AuthenticatorData(Self.data(flags: 0xdd, id: [1, 2, 3], extensions: ["credProtect": 2]))
        #expect(data.rpIDHash == Self.hash && data.signCount == 0x0102_0304)
        #expect(data.flags.isSuperset(of: [.userPresent, .userVerified, .backupEligible, .backedUp]))
        #expect(data.credential?.id == [1, 2, 3] && data.credential?.aaguid == [UInt8](repeating: 0xbb, count: 16))
        #expect(data.credential?.publicKey.bytes == Self.key && data.extensions == ["credProtect": 2])
    }

    @Test func withoutCredentialOrExtensions() throws {
        let bare = try AuthenticatorData(Self.data(flags: 0x01))
        #expect(bare.credential == nil && bare.extensions.isEmpty && bare.flags == .userPresent)
        #expect(try AuthenticatorData(Self.data(flags: 0x81, extensions: ["uvm": .array([])])).extensions == ["uvm": .array([])])
        #expect(try AuthenticatorData(Self.data(flags: 0x23)).flags.contains(.userPresent), "bits without a meaning")
    }

    @Test func theFlagsSayWhatFollows() {
        let wrong = [
            Self.data(flags: 0x01, id: [1]), Self.data(flags: 0x01, extensions: [:]), Self.data(flags: 0x81, id: [1]),
            Self.data(flags: 0x41, id: [1], extensions: [:]), Self.data(flags: 0x01) + [0], Self.data(flags: 0xc1, id: [1]),
            Self.data(flags: 0x41), Self.data(flags: 0x81), Self.data(flags: 0x81, extensions: .array([])),
            Self.data(flags: 0x81, extensions: 1),
        ]
        for bytes in wrong { #expect(throws: PasskeyRefusal.self, "\(bytes)") { try AuthenticatorData(bytes) } }
    }

    @Test func idsAreOneTo1023Bytes() throws {
        for count in [1, 16, 255, 256, 1023] {
            let id = [UInt8](repeating: 9, count: count)
            #expect(try AuthenticatorData(Self.data(flags: 0x41, id: id)).credential?.id == id)
        }
        for count in [0, 1024, 65535] {
            let data = Self.data(flags: 0x41, id: [UInt8](repeating: 9, count: count))
            #expect(throws: PasskeyRefusal.credentialID) { try AuthenticatorData(data) }
        }
    }

    @Test func noPrefixIsWhole() {
        let whole = Self.data(flags: 0xc5, id: [UInt8](1...16), extensions: ["credProtect": 2])
        for count in 0..<whole.count { #expect(throws: PasskeyRefusal.self) { try AuthenticatorData(Array(whole.prefix(count))) } }
        #expect(throws: PasskeyRefusal.authenticatorData) { try AuthenticatorData(whole + [0]) }
    }

    @Test func whatACeremonyWants() throws {
        let party = try #require(RelyingParty(origin: "https://example.org"))
        func refusal(_ flags: UInt8, verified: Bool, hash: [UInt8] = Self.hash) throws -> PasskeyRefusal? {
            let ceremony = PasskeyCeremony(relyingParty: party, challenge: [1], requiresVerification: verified)
            let data = try AuthenticatorData(Self.data(flags: flags))
            do throws(PasskeyRefusal) {
                try data.check(ceremony, rpIDHash: hash)
                return nil
            } catch {
                return error
            }
        }
        for flags: UInt8 in [0x01, 0x09, 0x19, 0x05, 0x1d] { #expect(try refusal(flags, verified: false) == nil) }
        for flags: UInt8 in [0x05, 0x0d, 0x1d] { #expect(try refusal(flags, verified: true) == nil) }
        #expect(try refusal(0x01, verified: true) == .userUnverified && refusal(0x19, verified: true) == .userUnverified)
        #expect(try refusal(0x00, verified: false) == .userAbsent && refusal(0x04, verified: true) == .userAbsent)
        #expect(try refusal(0x11, verified: false) == .backupState && refusal(0x15, verified: true) == .backupState)
        for position in Self.hash.indices {
            var hash = Self.hash
            hash[position] ^= 1
            #expect(try refusal(0x05, verified: true, hash: hash) == .relyingParty)
        }
    }
}

@Suite struct AttestationObjectTests {
    private static let data =
        [UInt8](repeating: 0xaa, count: 32) + [0x41, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 16) + [0, 1, 9]
        + CBOR.map(PasskeyPublicKeyTests.p256).encoded

    private static func refusal(_ fields: [CBOR: CBOR]) -> PasskeyRefusal? {
        do throws(PasskeyRefusal) {
            _ = try AttestationObject(CBOR.map(fields).encoded)
            return nil
        } catch {
            return error
        }
    }

    private static func refusal(_ format: String, _ statement: CBOR) -> PasskeyRefusal? {
        refusal(["fmt": .text(format), "attStmt": statement, "authData": .bytes(data)])
    }

    @Test func noStatementAndItsOwn() throws {
        #expect(Self.refusal("none", [:]) == nil)
        #expect(Self.refusal("packed", ["alg": -7, "sig": .bytes([1, 2])]) == nil)
    }

    @Test(
        arguments: [
            ("none", ["alg": -7]), ("None", [:]), ("", [:]), ("packed", [:]), ("packed", ["alg": -7]), ("packed", ["sig": .bytes([1])]),
            ("packed", ["alg": -8, "sig": .bytes([1])]), ("packed", ["alg": -7, "sig": "1"]),
            ("packed", ["alg": "ES256", "sig": .bytes([1])]),
            ("packed", ["alg": -7, "sig": .bytes([1]), "x5c": .array([.bytes([1])])]), ("fido-u2f", ["sig": .bytes([1])]), ("apple", [:]),
            ("tpm", ["ver": "2.0"]), ("android-key", [:]), ("android-safetynet", [:]),
        ] as [(String, CBOR)])
    func otherStatementsAreRefused(format: String, statement: CBOR) {
        #expect(Self.refusal(format, statement) == .attestation(format))
    }

    @Test func threeFieldsAndNoOther() {
        let fields: [CBOR: CBOR] = ["fmt": "none", "attStmt": [:], "authData": .bytes(Self.data)]
        for name in fields.keys {
            var changed = fields
            changed[name] = nil
            #expect(Self.refusal(changed) == .attestationObject)
            changed[name] = 1
            #expect(Self.refusal(changed) == .attestationObject)
        }
        #expect(Self.refusal(fields.merging(["epAtt": .bool(true)]) { $1 }) == .attestationObject)
        #expect(throws: PasskeyRefusal.attestationObject) { try AttestationObject(CBOR.array([]).encoded) }
    }

    @Test func aCredentialMustBeInIt() {
        let bare = Array(Self.data.prefix(32)) + [0x01, 0, 0, 0, 0]
        #expect(Self.refusal(["fmt": "none", "attStmt": [:], "authData": .bytes(bare)]) == .noCredential)
        #expect(Self.refusal(["fmt": "none", "attStmt": [:], "authData": .bytes([])]) == .authenticatorData)
    }

    @Test func noPrefixIsWhole() {
        let whole = CBOR.map(["fmt": "none", "attStmt": [:], "authData": .bytes(Self.data)]).encoded
        for count in 0..<whole.count { #expect(throws: PasskeyRefusal.self) { try AttestationObject(Array(whole.prefix(count))) } }
        #expect(throws: PasskeyRefusal.encoding(at: whole.count)) { try AttestationObject(whole + [0]) }
    }
}

@Suite struct PasskeyTests {
    private static func passkey(signCount: UInt32, eligible: Bool = false) throws -> Passkey {
        Passkey(
            id: [1], publicKey: try PasskeyPublicKey(CBOR.map(PasskeyPublicKeyTests.p256).encoded), signCount: signCount,
            isBackupEligible: eligible, isBackedUp: false, aaguid: [UInt8](repeating: 0, count: 16), transports: []
        )
    }

    private static func data(flags: UInt8 = 0x01, signCount: UInt32) throws -> AuthenticatorData {
        let count = (0..<4).reversed().map { UInt8(truncatingIfNeeded: signCount >> (8 * $0)) }
        return try AuthenticatorData([UInt8](repeating: 0, count: 32) + [flags] + count)
    }

    @Test(arguments: [(0, 0), (0, 1), (1, 2), (1, .max), (.max - 1, .max), (0, .max)] as [(UInt32, UInt32)])
    func theCounterGrowsOrStaysAtZero(stored: UInt32, received: UInt32) throws {
        #expect(try Self.passkey(signCount: stored).used(Self.data(signCount: received)).signCount == received)
    }

    @Test(arguments: [(1, 0), (1, 1), (2, 1), (.max, .max), (.max, 0)] as [(UInt32, UInt32)])
    func elseThereMayBeACopy(stored: UInt32, received: UInt32) throws {
        let (passkey, data) = (try Self.passkey(signCount: stored), try Self.data(signCount: received))
        #expect(throws: PasskeyRefusal.signCount(stored: stored, received: received)) { try passkey.used(data) }
    }

    @Test func backupsComeAndGoButEligibilityStays() throws {
        let synced = try Self.passkey(signCount: 0, eligible: true).used(Self.data(flags: 0x19, signCount: 0))
        #expect(synced.isBackedUp)
        #expect(try !synced.used(Self.data(flags: 0x09, signCount: 0)).isBackedUp)
        #expect(throws: PasskeyRefusal.backupEligibility) { try synced.used(Self.data(flags: 0x01, signCount: 0)) }
        let bound = try Self.passkey(signCount: 0)
        #expect(throws: PasskeyRefusal.backupEligibility) { try bound.used(Self.data(flags: 0x09, signCount: 0)) }
    }

    @Test func transportsAreHints() {
        let data = ClientData(bytes: [], type: "", challenge: "", origin: "", crossOrigin: false, topOrigin: nil)
        func kept(_ transports: [String]) -> [String] {
            PasskeyRegistration(id: [], clientData: data, attestationObject: [], transports: transports).transports
        }
        #expect(kept(["usb", "smart-card", "", "USB", "a\"", String(repeating: "a", count: 33), "new"]) == ["usb", "smart-card", "new"])
        #expect(kept([String](repeating: "nfc", count: 100)).count == 8)
    }
}

@Suite struct ClientDataTests {
    private static func refusal(
        type: String = "webauthn.get", challenge: String = "AQID", origin: String = "https://example.org", crossOrigin: Bool = false,
        topOrigin: String? = nil
    ) throws -> PasskeyRefusal? {
        let party = try #require(RelyingParty(origin: "https://example.org"))
        let ceremony = PasskeyCeremony(relyingParty: party, challenge: [1, 2, 3], requiresVerification: true)
        let data = ClientData(
            bytes: [], type: type, challenge: challenge, origin: origin, crossOrigin: crossOrigin, topOrigin: topOrigin
        )
        do throws(PasskeyRefusal) {
            try data.check(.assertion, in: ceremony)
            return nil
        } catch {
            return error
        }
    }

    @Test func itMustBeOfThisCeremony() throws {
        #expect(try Self.refusal() == nil)
        for type in ["webauthn.create", "Webauthn.get", "", "webauthn.get ", "payment.get"] {
            #expect(try Self.refusal(type: type) == .ceremony)
        }
        for challenge in ["", "AQIE", "AQID=", "AQIDAA", "aqid"] { #expect(try Self.refusal(challenge: challenge) == .challenge) }
        for origin in [
            "http://example.org", "https://example.org/", "https://example.org:443", "https://a.example.org", "https://EXAMPLE.org", "null",
            "",
            "https://example.org.evil", "android:apk-key-hash:AAAA",
        ] {
            #expect(try Self.refusal(origin: origin) == .origin(origin))
        }
        #expect(try Self.refusal(crossOrigin: true) == .crossOrigin)
        #expect(try Self.refusal(topOrigin: "https://example.com") == .crossOrigin)
        #expect(try Self.refusal(topOrigin: "https://example.org") == .crossOrigin)
    }

    @Test func aLogLineStaysALine() {
        let hostile = "https://\u{1b}[31m\nevil" + String(repeating: "x", count: 10_000)
        let line = "\(PasskeyRefusal.origin(hostile))"
        #expect(line.hasPrefix("made on https://?[31m?evil") && line.utf8.count == 108)
    }
}

@Suite struct RelyingPartyTests {
    @Test(arguments: [
        ("https://example.org", "example.org"), ("https://accounts.example.org:8443", "accounts.example.org"), ("https://a", "a"),
        ("http://localhost", "localhost"), ("http://localhost:8080", "localhost"), ("http://app.localhost:1", "app.localhost"),
        ("https://1.example.org", "1.example.org"), ("https://localhost", "localhost"),
    ])
    func itsDomain(_ origin: String, _ id: String) {
        let party = RelyingParty(origin: origin)
        #expect(party?.id == id && party?.origin == origin)
    }

    @Test(arguments: [
        "http://example.org", "http://localhost.example.org", "http://127.0.0.1:8080", "https://127.0.0.1", "https://[::1]",
        "http://[::1]:80", "https://", "https:", "", "example.org", "ftp://localhost", "https://.", "https://example.org.",
    ])
    func whereThereAreNoPasskeys(_ origin: String) {
        #expect(RelyingParty(origin: origin) == nil)
    }
}
