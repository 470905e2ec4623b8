import Testing

@testable import Domain

@Suite struct Base64URLTests {
    /// RFC 4648 §10, and the two characters that are different from §4's.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"),
        ("~~?", "fn4_"), ("~~>", "fn4-"),
    ])
    func thereAndBack(_ text: String, _ encoded: String) {
        #expect(Base64URL.text(of: Array(text.utf8)) == encoded)
        #expect(Base64URL.bytes(of: encoded) == Array(text.utf8))
    }

    @Test func whatIsReadIsInItsOnlySpelling() {
        let generator = SeededGenerator(1)
        let characters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        for _ in 0..<20_000 {
            let text = String((0..<generator.number(in: 0...9)).map { _ in characters[Int(generator.next() % 64)] })
            if let bytes = Base64URL.bytes(of: text) { #expect(Base64URL.text(of: bytes) == text) }
        }
        for count in 0...300 {
            let bytes = Randomness.seeded(UInt64(count)).bytes(count)
            #expect(Base64URL.bytes(of: Base64URL.text(of: bytes)) == bytes)
        }
    }

    @Test(arguments: ["A", "AAAAA", "Zh", "Zm9", "Zg==", "Zg=", "fn4/", "fn4+", " Zg", "Zg\n", "Zm 8", "Zé", "\0", "Ｚｇ"])
    func whatIsNone(_ text: String) {
        #expect(Base64URL.bytes(of: text) == nil)
    }
}
