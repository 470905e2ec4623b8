import Crypto
import CryptoExtras
import Domain
import Testing

@testable import Storage

@Suite struct PasskeyVerificationTests {
    private static let keys: [SoftAuthenticator.Key] = [
        .es256(P256.Signing.PrivateKey()), .edDSA(Curve25519.Signing.PrivateKey()),
        // Made once: it takes longer than all of the tests.
        try? .rs256(_RSA.Signing.PrivateKey(keySize: .bits2048)),
    ].compactMap(\.self)

    private static let owner: [UInt8] = [5, 6, 7]
    private let ceremony: PasskeyCeremony

    init() throws {
        let party = try #require(RelyingParty(origin: "https://example.org"))
        ceremony = PasskeyCeremony(relyingParty: party, challenge: Randomness.seeded(1).bytes(32), requiresVerification: true)
    }

    private func authenticator() -> SoftAuthenticator { SoftAuthenticator(Self.keys[0]) }

    private func verify(
        _ assertion: PasskeyAssertion, by passkey: Passkey, ownerIsKnown: Bool = true, in ceremony: PasskeyCeremony? = nil
    ) throws(PasskeyRefusal) -> Passkey {
        try assertion.verified(by: passkey, of: Self.owner, ownerIsKnown: ownerIsKnown, in: ceremony ?? self.ceremony)
    }

    @Test(arguments: keys.indices) func oneIsMadeAndUsed(_ index: Int) throws {
        var authenticator = SoftAuthenticator(Self.keys[index])
        for isSelfAttested in [false, true] {
            (authenticator.signCount, authenticator.flags) = (5, 0x1d)
            let passkey = try authenticator.registration(in: ceremony, isSelfAttested: isSelfAttested).verified(in: ceremony)
            #expect(passkey.id == authenticator.id && passkey.aaguid == authenticator.aaguid && passkey.transports == ["internal"])
            #expect(passkey.signCount == 5 && passkey.isBackupEligible && passkey.isBackedUp)
            #expect(passkey.publicKey.algorithm == PasskeyPublicKey.Algorithm.allCases[index])
            #expect(try PasskeyPublicKey(passkey.publicKey.bytes) == passkey.publicKey, "as it is stored")
            (authenticator.signCount, authenticator.flags) = (6, 0x0d)
            let used = try verify(authenticator.assertion(in: ceremony), by: passkey)
            #expect(used.signCount == 6 && !used.isBackedUp && used.id == passkey.id && used.publicKey == passkey.publicKey)
            #expect(throws: PasskeyRefusal.signCount(stored: 6, received: 6)) {
                try verify(authenticator.assertion(in: ceremony), by: used)
            }
        }
    }

    @Test func extensionsThatNobodyAskedForAreLetBe() throws {
        var authenticator = authenticator()
        authenticator.extensions = [0xa1, 0x6b] + Array("credProtect".utf8) + [0x02]
        let passkey = try authenticator.registration(in: ceremony).verified(in: ceremony)
        #expect(try verify(authenticator.assertion(in: ceremony), by: passkey) == passkey)
    }

    private static let wrongEverywhere: [(PasskeyRefusal, @Sendable (inout SoftAuthenticator) -> Void)] = [
        (.ceremony, { $0.type = "webauthn.other" }), (.challenge, { $0.challenge = [UInt8](repeating: 0, count: 32) }),
        (.challenge, { $0.challenge = [] }), (.origin("https://example.com"), { $0.origin = "https://example.com" }),
        (.origin("https://a.example.org"), { $0.origin = "https://a.example.org" }), (.crossOrigin, { $0.crossOrigin = true }),
        (.crossOrigin, { $0.topOrigin = "https://example.com" }), (.relyingParty, { $0.domain = "example.com" }),
        (.relyingParty, { $0.domain = "a.example.org" }), (.userAbsent, { $0.flags = 0x1c }), (.userUnverified, { $0.flags = 0x19 }),
        (.backupState, { $0.flags = 0x15 }), (.authenticatorData, { $0.extensions = [0x01] }),
        (.authenticatorData, { $0.extensions = [0xa0, 0xa0] }),
    ]

    @Test(arguments: wrongEverywhere.indices) func oneThingIsWrong(_ index: Int) throws {
        let (refusal, change) = Self.wrongEverywhere[index]
        let right = authenticator()
        let passkey = try right.registration(in: ceremony).verified(in: ceremony)
        var wrong = right
        change(&wrong)
        for isSelfAttested in [false, true] {
            #expect(throws: refusal) { try wrong.registration(in: ceremony, isSelfAttested: isSelfAttested).verified(in: ceremony) }
        }
        #expect(throws: refusal) { try verify(wrong.assertion(in: ceremony), by: passkey) }
    }

    @Test func presenceWillDoWhereItIsEnough() throws {
        let lenient = PasskeyCeremony(relyingParty: ceremony.relyingParty, challenge: ceremony.challenge, requiresVerification: false)
        var authenticator = authenticator()
        authenticator.flags = 0x19
        let passkey = try authenticator.registration(in: lenient).verified(in: lenient)
        #expect(try verify(authenticator.assertion(in: lenient), by: passkey, in: lenient) == passkey)
    }

    @Test func neitherCeremonyServesTheOther() throws {
        var authenticator = authenticator()
        let passkey = try authenticator.registration(in: ceremony).verified(in: ceremony)
        authenticator.type = "webauthn.create"
        #expect(throws: PasskeyRefusal.ceremony) { try verify(authenticator.assertion(in: ceremony), by: passkey) }
        authenticator.type = "webauthn.get"
        #expect(throws: PasskeyRefusal.ceremony) { try authenticator.registration(in: ceremony).verified(in: ceremony) }
    }

    @Test func theIDIsTheOneThatIsInIt() throws {
        var authenticator = authenticator()
        let right = authenticator.registration(in: ceremony)
        let wrong = PasskeyRegistration(
            id: [1], clientData: right.clientData, attestationObject: right.attestationObject, transports: []
        )
        #expect(throws: PasskeyRefusal.credentialID) { try wrong.verified(in: ceremony) }
        for count in [0, 1024] {
            authenticator.id = [UInt8](repeating: 1, count: count)
            #expect(throws: PasskeyRefusal.credentialID) { try authenticator.registration(in: ceremony).verified(in: ceremony) }
        }
    }

    @Test func aKeyIsAPointOnItsCurve() throws {
        let right = authenticator().registration(in: ceremony)
        var object = right.attestationObject
        object[object.count - 1] ^= 1  // y
        let wrong = PasskeyRegistration(id: right.id, clientData: right.clientData, attestationObject: object, transports: [])
        #expect(throws: PasskeyRefusal.publicKey) { try wrong.verified(in: ceremony) }
    }

    @Test func anotherPasskeyIsNoGood() throws {
        let one = authenticator()
        let passkey = try one.registration(in: ceremony).verified(in: ceremony)
        var other = SoftAuthenticator(.es256(P256.Signing.PrivateKey()))
        #expect(throws: PasskeyRefusal.signature) { try verify(other.assertion(in: ceremony), by: passkey) }
        other.id = [9]
        #expect(throws: PasskeyRefusal.otherCredential) { try verify(other.assertion(in: ceremony), by: passkey) }
        for key in Self.keys.dropFirst() {
            #expect(throws: PasskeyRefusal.signature) { try verify(SoftAuthenticator(key).assertion(in: ceremony), by: passkey) }
        }
    }

    @Test func itSaysWhoseItIs() throws {
        var authenticator = authenticator()
        let passkey = try authenticator.registration(in: ceremony).verified(in: ceremony)
        #expect(throws: PasskeyRefusal.userHandle) { try verify(authenticator.assertion(in: ceremony), by: passkey, ownerIsKnown: false) }
        authenticator.userHandle = Self.owner
        for isKnown in [true, false] {
            #expect(try verify(authenticator.assertion(in: ceremony), by: passkey, ownerIsKnown: isKnown) == passkey)
        }
        for handle: [UInt8] in [[], [5, 6], [5, 6, 8]] {
            authenticator.userHandle = handle
            for isKnown in [true, false] {
                #expect(throws: PasskeyRefusal.userHandle) {
                    try verify(authenticator.assertion(in: ceremony), by: passkey, ownerIsKnown: isKnown)
                }
            }
        }
    }

    @Test func eligibilityForBackupsStays() throws {
        var authenticator = authenticator()
        let passkey = try authenticator.registration(in: ceremony).verified(in: ceremony)
        authenticator.flags = 0x05
        #expect(throws: PasskeyRefusal.backupEligibility) { try verify(authenticator.assertion(in: ceremony), by: passkey) }
    }

    @Test func aWrongSelfAttestationIsNone() throws {
        let authenticator = authenticator()
        let right = authenticator.registration(in: ceremony, isSelfAttested: true)
        for position in 0..<right.clientData.bytes.count {
            var bytes = right.clientData.bytes
            bytes[position] ^= 1
            let data = ClientData(
                bytes: bytes, type: right.clientData.type, challenge: right.clientData.challenge, origin: right.clientData.origin,
                crossOrigin: false, topOrigin: nil
            )
            let wrong = PasskeyRegistration(id: right.id, clientData: data, attestationObject: right.attestationObject, transports: [])
            #expect(throws: PasskeyRefusal.attestation("packed")) { try wrong.verified(in: ceremony) }
        }
    }
}

/// What was right, and has been touched.
extension PasskeyVerificationTests {
    @Test(arguments: keys.indices) func everyByteOfAnAssertionCounts(_ index: Int) throws {
        let authenticator = SoftAuthenticator(Self.keys[index])
        let passkey = try authenticator.registration(in: ceremony).verified(in: ceremony)
        let right = authenticator.assertion(in: ceremony)
        for mask: UInt8 in [0x01, 0x80, 0xff] {
            for position in right.authenticatorData.indices {
                #expect(throws: PasskeyRefusal.self) {
                    try verify(right.with(data: right.authenticatorData.flipped(position, mask)), by: passkey)
                }
            }
            for position in right.signature.indices {
                let wrong = right.with(signature: right.signature.flipped(position, mask))
                #expect(throws: PasskeyRefusal.signature) { try verify(wrong, by: passkey) }
            }
            for position in right.clientData.bytes.indices {
                let wrong = right.with(clientData: right.clientData.bytes.flipped(position, mask))
                #expect(throws: PasskeyRefusal.signature) { try verify(wrong, by: passkey) }
            }
        }
        for count in right.authenticatorData.indices {
            let wrong = right.with(data: Array(right.authenticatorData.prefix(count)))
            #expect(throws: PasskeyRefusal.authenticatorData) { try verify(wrong, by: passkey) }
        }
        for count in right.signature.indices {
            let wrong = right.with(signature: Array(right.signature.prefix(count)))
            #expect(throws: PasskeyRefusal.signature) { try verify(wrong, by: passkey) }
        }
        for rest: [UInt8] in [[0], [0xa0], right.signature] {
            #expect(throws: PasskeyRefusal.signature) { try verify(right.with(signature: right.signature + rest), by: passkey) }
            #expect(throws: PasskeyRefusal.authenticatorData) { try verify(right.with(data: right.authenticatorData + rest), by: passkey) }
        }
    }

    /// Without a statement nothing is signed: what changes then is the credential, the model or the counter, and no such byte traps.
    @Test func noByteOfARegistrationTraps() throws {
        for key in Self.keys {
            for isSelfAttested in [false, true] {
                let right = SoftAuthenticator(key).registration(in: ceremony, isSelfAttested: isSelfAttested)
                for position in right.attestationObject.indices {
                    for mask: UInt8 in [0x01, 0x80, 0xff] {
                        let wrong = right.with(object: right.attestationObject.flipped(position, mask))
                        let passkey = try? wrong.verified(in: ceremony)
                        #expect(passkey == nil || !isSelfAttested, "\(position)")
                    }
                }
                for count in right.attestationObject.indices {
                    #expect(throws: PasskeyRefusal.self) {
                        try right.with(object: Array(right.attestationObject.prefix(count))).verified(in: ceremony)
                    }
                }
            }
        }
    }

    /// An ECDSA signature is a sequence of two integers, in DER; nothing that looks a little like it does harm.
    @Test func noSignatureTraps() throws {
        let randomness = Randomness.seeded(3)
        for key in Self.keys {
            let authenticator = SoftAuthenticator(key)
            let passkey = try authenticator.registration(in: ceremony).verified(in: ceremony)
            let right = authenticator.assertion(in: ceremony)
            for round in 0..<2000 {
                let count = Int(randomness.word() % 80)
                var signature = randomness.bytes(count)
                if round % 2 == 0, count > 4 {
                    let half = UInt8(randomness.word() % 40)
                    signature = [0x30, UInt8(count - 2), 0x02, half] + signature.dropFirst(4)
                    if 4 + Int(half) + 2 < count {
                        signature.replaceSubrange(4 + Int(half)..<6 + Int(half), with: [0x02, UInt8(count - 6 - Int(half))])
                    }
                }
                #expect(throws: PasskeyRefusal.signature) { try verify(right.with(signature: signature), by: passkey) }
            }
        }
    }

    @Test(arguments: [
        "", "3000", "30060201000201 00", "3006020101020101", "3006020100020101", "3006020101020100", "30060201ff020101",
        "3080020101020101 0000",
        "3081060201010201 01",
        // r, then s, of 33 bytes and of 100
        "30260221" + String(repeating: "7f", count: 33) + "020101", "302602010102 21" + String(repeating: "7f", count: 33),
        "30690264" + String(repeating: "7f", count: 100) + "020101", "306902010102 64" + String(repeating: "7f", count: 100),
    ])
    func noOddSignatureIsRight(_ digits: String) throws {
        let authenticator = authenticator()
        let passkey = try authenticator.registration(in: ceremony).verified(in: ceremony)
        let text = Array(digits.filter { $0 != " " })
        let bytes = stride(from: 0, to: text.count, by: 2).compactMap { UInt8(String(text[$0...$0 + 1]), radix: 16) }
        #expect(throws: PasskeyRefusal.signature) { try verify(authenticator.assertion(in: ceremony).with(signature: bytes), by: passkey) }
    }
}

extension [UInt8] {
    fileprivate func flipped(_ position: Int, _ mask: UInt8) -> [UInt8] {
        var bytes = self
        bytes[position] ^= mask
        return bytes
    }
}

extension PasskeyAssertion {
    /// Of client data only the bytes change; they are what is signed.
    fileprivate func with(data: [UInt8]? = nil, signature: [UInt8]? = nil, clientData bytes: [UInt8]? = nil) -> PasskeyAssertion {
        let client = ClientData(
            bytes: bytes ?? clientData.bytes, type: clientData.type, challenge: clientData.challenge, origin: clientData.origin,
            crossOrigin: clientData.crossOrigin, topOrigin: clientData.topOrigin
        )
        return PasskeyAssertion(
            id: id, clientData: client, authenticatorData: data ?? authenticatorData, signature: signature ?? self.signature,
            userHandle: userHandle
        )
    }
}

extension PasskeyRegistration {
    fileprivate func with(object: [UInt8]) -> PasskeyRegistration {
        PasskeyRegistration(id: id, clientData: clientData, attestationObject: object, transports: transports)
    }
}
