@testable import Domain

extension FuzzTarget {
    /// Addresses and domains: the forms that are kept are fixed points, to the byte, and what one is looked up by fits what DNS takes.
    static let email = FuzzTarget(name: "email", longest: 256, seeds: samples.map { Array($0.utf8) }) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        if let address = try? EmailAddress(text) {
            guard let again = try? EmailAddress(address.text) else { throw Fault(property: "the text of an address is one") }
            try require(same(again.text, address.text) && same(again.key, address.key), "the same again")
            try require(same(address.key.folded, address.key), "a key that is folded")
            try require(same(address.localPart + "@" + address.domain, address.key), "two parts")
            try require(
                !address.text.unicodeScalars.contains { $0.properties.isWhitespace || $0.properties.generalCategory == .control },
                "nothing that breaks a line")
            let domain = MailDomain(of: address).text
            try require(domain.utf8.allSatisfy { (UInt8(ascii: "!")...UInt8(ascii: "~")).contains($0) }, "a domain in ASCII")
        }
        if let domain = try? EmailDomain(text) {
            try require((try? EmailDomain(domain.text)).map { same($0.text, domain.text) } == true, "a domain again")
        }
        if let domain = try? MailDomain(text) {
            try require((try? MailDomain(domain.text)).map { same($0.text, domain.text) } == true, "a mail domain again")
        }
    }

    /// `==` takes for the same what Unicode does.
    private static func same(_ first: String, _ second: String) -> Bool { first.utf8.elementsEqual(second.utf8) }

    private static let samples = [
        "ada@example.com", " Ada.Lovelace+news@EXAMPLE.co.uk ", "zoë@bücher.example", "Ada@faß.example", "İstanbul@İ.example",
        "a@xn--bcher-kva.example",
        "用户@例子.广告", "o'neil!#$%&*-/=?^_`{|}~@a-b.c1", "a\u{308}@o\u{308}.example", "\u{212A}@\u{212B}.example", "ﬁ@ﬁ.example",
        "example.com.",
    ]
}
