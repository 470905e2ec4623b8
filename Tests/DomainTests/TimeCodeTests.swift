import Testing

@testable import Domain

/// What can be said of codes without their cryptography.
@Suite struct TimeCodeTests {
    private static func at(_ seconds: Int64) -> Instant { Instant(milliseconds: seconds * 1000) }

    @Test func aStepAndItsNeighboursCount() {
        #expect(TimeCode.step(at: Self.at(59)) == 1 && TimeCode.step(at: Self.at(60)) == 2)
        #expect(TimeCode.steps(at: Self.at(3000), after: 0) == [100, 99, 101])
    }

    @Test func noStepCountsTwice() {
        #expect(TimeCode.steps(at: Self.at(3000), after: 99) == [100, 101])
        #expect(TimeCode.steps(at: Self.at(3000), after: 100) == [101])
        #expect(TimeCode.steps(at: Self.at(3000), after: 101).isEmpty)
    }

    /// RFC 4226 appendix D: HMAC, and what is made of it.
    @Test(arguments: [
        ("cc93cf18508d94934c64b65d8ba7667fb7cde4b0", "755224"), ("75a48a19d4cbe100644e8ac1397eea747a2d33ab", "287082"),
        ("1637409809a679dc698207310c8c7fc07290d9e5", "520489"),
    ])
    func truncation(_ mac: String, _ code: String) {
        let digits = Array(mac)
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
        #expect(bytes.count == 20 && TimeCode.code(truncating: bytes) == code)
    }

    @Test func whatIsTyped() {
        for text in ["123456", "123 456", " 123456", "123-456", "123\u{a0}456"] { #expect(TimeCode.typed(text) == "123456") }
        for text in ["", "12345", "1234567", "12345a", "１２３４５６", "-12345", "+12345", "12345\n"] {
            #expect(TimeCode.typed(text) == nil, "\(text)")
        }
    }

    /// RFC 4648 §10.
    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
    ])
    func base32(_ text: String, _ expected: String) {
        #expect(Base32.text(of: Array(text.utf8)) == expected)
    }

    @Test func theLinkSaysWhatAnAppNeeds() {
        let secret = TimeCodeSecret(bytes: Array("12345678901234567890".utf8))
        #expect(
            secret.link(issuer: "Acme: Accounts", account: "ada+1@example.com")
                == "otpauth://totp/Acme%20Accounts:ada%2B1%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme%20Accounts"
                + "&algorithm=SHA1&digits=6&period=30"
        )
        #expect("\(secret)" == "a secret" && !String(reflecting: secret).contains("GEZD"))
    }
}

/// What lets in who has lost everything else.
@Suite struct RecoveryCodeTests {
    @Test func oneIsReadAsItIsWritten() throws {
        for _ in 0..<100 {
            let code = RecoveryCode(from: .system)
            #expect(code.text.split(separator: "-").map(\.count) == [5, 5, 5, 5, 5, 1])
            #expect(RecoveryCode(typed: code.text) == code && RecoveryCode(typed: " \(code.digits.uppercased())\n") == code)
        }
    }

    @Test(arguments: [
        "", "a", "abcde-fghij-klmno-pqrst-uvwxy", "abcde-fghij-klmno-pqrst-uvwxy-zz", "abcde-fghij-klmno-pqrst-uvwxy-1",
        "äbcde-fghij-klmno-pqrst-uvwxy",
    ])
    func whatIsNone(_ text: String) {
        #expect(RecoveryCode(typed: text) == nil)
    }

    @Test func nothingShowsIt() {
        let code = RecoveryCode(from: .system)
        #expect("\(code)" == "a recovery code" && !String(reflecting: code).contains(code.digits))
    }
}
