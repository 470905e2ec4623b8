import Testing

@testable import Domain

@Suite struct EmailAddressTests {
    @Test(arguments: [
        "ada@example.com", "a@b", "ada.king+tag@sub.example.co.uk", "o'hara@example.com", "!#$%&'*+-/=?^_`{|}~@example.com",
        "1@2.example", "ada@xn--mnchen-3ya.example", "ada@münchen.example", "δοκιμή@παράδειγμα.δοκιμή", "用户@例子.广告",
        "jörg@example.com", "अजय@डाटा.भारत", "ada@a-b.example", "🚀@example.com",
    ])
    func valid(_ text: String) throws {
        #expect(try EmailAddress(text).text == text)
    }

    @Test(arguments: [
        "", " ", "@", "ada", "ada@", "@example.com", "ada@@example.com", "a@b@c", "ada @example.com", "ada@exam ple.com",
        ".ada@example.com", "ada.@example.com", "a..b@example.com", "ada@.example.com", "ada@example.com.", "ada@example..com",
        "ada@-example.com", "ada@example-.com", "ada@exam_ple.com", "ada@[127.0.0.1]", "\"ada\"@example.com", "ada(x)@example.com",
        "a,b@example.com", "a;b@example.com", "Ada <ada@example.com>", "ada@example.com\r\nBcc: eve@example.org",
        "ada\u{0}@example.com", "ada@example.com\u{0}", "a\u{7f}b@example.com", "a\u{85}b@example.com", "a\u{200b}b@example.com",
        "a\u{202e}b@example.com", "a\u{2028}b@example.com", "a\u{a0}b@example.com", "a\u{feff}b@example.com", "a\u{e000}b@example.com",
        "ada@ex\u{200d}ample.com", "ada@\u{301}example.com", "ada@-\u{301}example.com", "ada@exam☃ple.com",
        "ada@.\u{301}com", "a@\u{301}b@example.com",
    ])
    func invalid(_ text: String) {
        #expect(problem { try EmailAddress(text) } == "must be an e-mail address, such as ada@example.com")
    }

    @Test func lengthsAreLimitedInBytes() {
        let domain = "@" + [String(repeating: "d", count: 63), String(repeating: "e", count: 63), "example"].joined(separator: ".")
        func isValid(_ text: String) -> Bool { problem { try EmailAddress(text) } == nil }
        #expect(isValid(String(repeating: "a", count: 64) + domain))
        #expect(!isValid(String(repeating: "a", count: 65) + domain))
        #expect(isValid(String(repeating: "ö", count: 32) + domain))
        #expect(!isValid(String(repeating: "ö", count: 33) + domain))
        #expect(!isValid("a@" + String(repeating: "d", count: 64) + ".example"))
        let long = (0..<3).map { _ in String(repeating: "d", count: 62) }.joined(separator: ".")
        #expect(isValid("a@" + long + "." + String(repeating: "e", count: 63)))
        #expect(isValid("aa@" + long + "." + String(repeating: "e", count: 62)))
        #expect(!isValid("aa@" + long + "." + String(repeating: "e", count: 63)))
    }

    @Test func itIsKeptAsTypedInFormC() throws {
        let address = try EmailAddress("  Jo\u{308}rg@Example.COM\n")
        #expect(Array(address.text.unicodeScalars) == Array("J\u{f6}rg@Example.COM".unicodeScalars))
        #expect(Array(address.key.unicodeScalars) == Array("j\u{f6}rg@example.com".unicodeScalars))
    }

    @Test(arguments: [
        ("ada@example.com", "ADA@EXAMPLE.COM"), ("jörg@example.com", "JO\u{308}RG@example.com"),
        ("ada@münchen.example", "ada@MÜNCHEN.example"),
        ("σ@example.com", "Σ@example.com"),
    ])
    func sameKey(_ one: String, _ other: String) throws {
        #expect(try EmailAddress(one).key == EmailAddress(other).key)
    }

    @Test(arguments: [
        ("ada@example.com", "ada@example.org"), ("a.da@example.com", "ada@example.com"), ("ada+x@example.com", "ada@example.com"),
        ("jorg@example.com", "jörg@example.com"), ("ada@example.com", "\u{430}da@example.com"),
    ])
    func otherKey(_ one: String, _ other: String) throws {
        #expect(try EmailAddress(one).key != EmailAddress(other).key)
    }

    @Test func itsPartsAreFolded() throws {
        let address = try EmailAddress("Ada.King@Sub.Example.COM")
        #expect(address.domain == "sub.example.com")
        #expect(address.localPart == "ada.king")
    }

    /// Whatever comes: refused, or taken to be the same when it comes again, on one line, with both its parts.
    @Test func anyTextIsRefusedOrStable() throws {
        let generator = SeededGenerator(3)
        for round in 0..<4000 {
            let text = round % 2 == 0 ? generator.text(upTo: 20) : "\(generator.text(upTo: 3))a@b\(generator.text(upTo: 3)).example"
            guard let address = try? EmailAddress(text) else { continue }
            #expect(try EmailAddress(address.text) == address)
            #expect(try EmailAddress(address.key).key == address.key)
            #expect(!address.domain.isEmpty && !address.localPart.isEmpty)
            #expect(!address.text.unicodeScalars.contains { $0.value < 0x21 || $0.properties.isWhitespace })
        }
    }

    @Test func domains() throws {
        #expect(try EmailDomain(" Example.COM ").text == "example.com")
        for text in ["", "ada@example.com", "example..com", "-a.example", "exa mple.com", "a\u{0}b.example", "*.example.com", "."] {
            #expect(problem { try EmailDomain(text) } == "must be a domain, such as example.com")
        }
    }
}
