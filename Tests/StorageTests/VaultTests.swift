import Domain
import Testing

@testable import Storage

@Suite struct VaultTests {
    private let vault = Vault(key: Randomness.seeded(1).bytes(32))
    private let secret = Token(from: .seeded(2)).secret

    @Test func whatIsSealedOpensForItsPurpose() throws {
        for text in [secret, "", "a\u{0}b", "漢字 😀", String(repeating: "x", count: 100_000)] {
            for purpose in ["", "msg_1", "ünï\u{0}"] {
                #expect(try vault.open(vault.seal(text, for: purpose), for: purpose) == text)
            }
        }
    }

    @Test func forAnotherPurposeOrWithAnotherKeyItDoesNot() throws {
        let sealed = try vault.seal(secret, for: "msg_1")
        for purpose in ["", "msg_2", "msg_1 ", "MSG_1"] {
            #expect(throws: (any Error).self) { try vault.open(sealed, for: purpose) }
        }
        #expect(throws: (any Error).self) { try Vault(key: Randomness.seeded(3).bytes(32)).open(sealed, for: "msg_1") }
    }

    @Test func everyFlippedBitIsRefused() throws {
        let sealed = try vault.seal(secret, for: "msg_1")
        for position in sealed.indices {
            for bit in 0..<8 {
                var damaged = sealed
                damaged[position] ^= 1 << bit
                #expect(throws: (any Error).self) { try vault.open(damaged, for: "msg_1") }
            }
        }
        for count in 0..<sealed.count {
            #expect(throws: (any Error).self) { try vault.open(Array(sealed.prefix(count)), for: "msg_1") }
        }
        #expect(throws: (any Error).self) { try vault.open(sealed + [0], for: "msg_1") }
    }

    @Test func sealingTwiceShowsNothingOfTheSecret() throws {
        let sealed = try (0..<200).map { _ in try vault.seal(secret, for: "msg_1") }
        #expect(Set(sealed).count == 200)
        #expect(Set(sealed.map { $0.prefix(12) }).count == 200, "no nonce twice")
        for bytes in sealed { #expect(!String(decoding: bytes, as: UTF8.self).contains(secret.prefix(6))) }
        #expect(sealed.allSatisfy { $0.count == 12 + secret.utf8.count + 16 })
    }

    @Test func aTokenIsStoredAsItsSHA256() {
        let bytes = TokenHash(Token(presented: "abc")).bytes
        let digits = bytes.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
        #expect(digits == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func itsKeyIsInNoDescription() {
        var dumped = ""
        dump(vault, to: &dumped)
        let key = Randomness.seeded(1).bytes(32)
        #expect(!dumped.contains(key.map(String.init).joined(separator: ", ")))
        #expect(!dumped.contains("\(key[0])\n"), "\(dumped)")
    }
}
