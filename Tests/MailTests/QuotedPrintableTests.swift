import Testing

@testable import Mail

@Suite struct QuotedPrintableTests {
    @Test(arguments: [
        ("", ""),
        ("plain", "plain"),
        ("a = b", "a =3D b"),
        ("Grüße", "Gr=C3=BC=C3=9Fe"),
        ("two\nlines", "two\r\nlines"),
        ("old\rlines", "old\r\nlines"),
        ("wire\r\n\r\nlines\n", "wire\r\n\r\nlines\r\n"),
        ("space \ntab\t\nend ", "space=20\r\ntab=09\r\nend=20"),
        ("a b\tc", "a b\tc"),
        (".", "."),
        ("\u{0}\u{7}\u{7f}\u{85}", "=00=07=7F=C2=85"),
        ("\u{2028}", "=E2=80=A8"),
        ("👩‍👧", "=F0=9F=91=A9=E2=80=8D=F0=9F=91=A7"),
    ])
    func known(_ text: String, _ encoded: String) {
        #expect(QuotedPrintable.encode(text) == encoded)
    }

    @Test func aLineOf76CharactersStaysWhole() {
        let line = String(repeating: "x", count: 76)
        #expect(QuotedPrintable.encode(line) == line)
        #expect(QuotedPrintable.encode(line + "x") == String(repeating: "x", count: 75) + "=\r\nxx")
    }

    @Test func aCodePointIsNeverSplit() {
        for indent in 0..<76 {
            let lines = QuotedPrintable.encode(String(repeating: "x", count: indent) + "€€€").split(separator: "=\r\n")
            for line in lines {
                #expect(line.utf8.count <= 75 || line == lines.last && line.utf8.count <= 76)
                #expect(line.drop { $0 == "x" }.utf8.count % 9 == 0)
            }
        }
    }

    @Test func whateverGoesInComesOut() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let text = RandomText.make(upTo: 300, &generator)
            let encoded = QuotedPrintable.encode(text)
            #expect(encoded.utf8.allSatisfy { (0x20...0x7e).contains($0) || [9, 10, 13].contains($0) })
            for line in Wire.lines(encoded) { #expect(line.utf8.count <= 76 && line.last != " " && line.last != "\t") }
            #expect(Array(Wire.decodeQuotedPrintable(encoded).utf8) == Array(RandomText.withWireLineEnds(text).utf8))
        }
    }
}
