import Domain
import Testing

@testable import Mail

@Suite struct EmailTests {
    private static let date = Instant(milliseconds: 1_795_253_400_000)

    private static func email(
        from: String = "Tenantry <accounts@example.com>", to: String = "Grace Höpper <grace@example.org>", text: String = "Grüße\n",
        html: String? = "<p>Grüße</p>"
    ) throws -> Email {
        let from = try Mailbox(from)
        return Email(
            from: from, to: try Mailbox(to), subject: try HeaderText("Grüße"), text: text, html: html,
            id: MessageID(at: from.address, randomness: Randomness { 0x0102_0304_0506_0708 }), date: date
        )
    }

    @Test func aMessageAsItGoesOverTheWire() throws {
        let expected = """
            Date: Sat, 21 Nov 2026 09:30:00 +0000
            From: Tenantry <accounts@example.com>
            To: =?utf-8?Q?Grace_H=C3=B6pper?= <grace@example.org>
            Subject: =?utf-8?B?R3LDvMOfZQ==?=
            Message-ID: <08070605040302010807060504030201@example.com>
            Auto-Submitted: auto-generated
            MIME-Version: 1.0
            Content-Type: multipart/alternative;
             boundary="=_ffffffffffffffffffffffffffffffff"

            --=_ffffffffffffffffffffffffffffffff
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Gr=C3=BC=C3=9Fe

            --=_ffffffffffffffffffffffffffffffff
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            <p>Gr=C3=BC=C3=9Fe</p>
            --=_ffffffffffffffffffffffffffffffff--

            """
        let rendered = try Self.email().rendered(randomness: Randomness { .max })
        #expect(Wire.lines(rendered) == expected.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    }

    @Test func withoutHTMLItIsOnePart() throws {
        let rendered = try Self.email(html: nil).rendered()
        #expect(rendered.contains("\r\nContent-Type: text/plain; charset=utf-8\r\n") && !rendered.contains("multipart"))
    }

    @Test func noPartCanHoldTheBoundary() throws {
        let boundary = "=_ffffffffffffffffffffffffffffffff"
        let forged = "\n--\(boundary)\nContent-Type: text/html\n\n--\(boundary)--\n"
        let rendered = try Self.email(text: forged, html: forged).rendered(randomness: Randomness { .max })
        #expect(Wire.lines(rendered).filter { $0.hasPrefix("--\(boundary)") }.count == 3)
        #expect(try Self.email().rendered() != Self.email().rendered(), "each message has its own")
    }

    @Test func everyLineIsShortAndEndsInBoth() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let (text, html) = (RandomText.make(upTo: 400, &generator), RandomText.make(upTo: 400, &generator))
            let rendered = try Self.email(text: text, html: html).rendered()
            let lines = Wire.lines(rendered)
            #expect(lines.last == "" && lines.allSatisfy { $0.utf8.count <= 76 })
            #expect(lines.allSatisfy { $0.utf8.allSatisfy { $0 == 9 || (0x20...0x7e).contains($0) } })
        }
    }

    @Test func namesAndAddressesTooLongForALineAreFolded() throws {
        let local = String(repeating: "l", count: 64)
        let address = "\(local)@\(String(repeating: "d", count: 60)).example"
        let rendered = try Self.email(from: "Grace <\(address)>").rendered()
        #expect(rendered.contains("\r\nFrom: Grace\r\n <\(address)>\r\n"))
    }

    @Test(arguments: [
        ("info@müller.example", "info@xn--mller-kva.example"),
        ("info@Bücher.example", "info@xn--bcher-kva.example"),
        ("info@例え.テスト", "info@xn--r8jz45g.xn--zckzah"),
        ("info@παράδειγμα.δοκιμή", "info@xn--hxajbheg2az3al.xn--jxalpdlp"),
        ("Info@Example.COM", "Info@Example.COM"),
        ("jürgen@müller.example", "jürgen@xn--mller-kva.example"),
    ])
    func domainsBecomeASCII(_ address: String, _ wire: String) throws {
        let address = try EmailAddress(address)
        #expect(address.wireText == wire)
        #expect(address.isInternational == wire.hasPrefix("jürgen"))
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 +0000"),
        (-1, "Wed, 31 Dec 1969 23:59:59 +0000"),
        (951_782_400_000, "Tue, 29 Feb 2000 00:00:00 +0000"),
        (1_798_761_599_999, "Thu, 31 Dec 2026 23:59:59 +0000"),
    ])
    func dates(_ milliseconds: Int64, _ text: String) {
        #expect(Instant(milliseconds: milliseconds).mailDate == text)
    }

    @Test(arguments: [
        ("ada@example.com", nil, "ada@example.com"),
        (" ada@example.com ", nil, "ada@example.com"),
        ("<ada@example.com>", nil, "ada@example.com"),
        ("Tenantry <ada@example.com>", "Tenantry", "ada@example.com"),
        ("Ada Lovelace<ada@example.com>", "Ada Lovelace", "ada@example.com"),
        ("\"Acme, \\\"Inc.\\\"\" <ada@example.com>", "Acme, \"Inc.\"", "ada@example.com"),
        ("Grüße 株式会社 <ada@example.com>", "Grüße 株式会社", "ada@example.com"),
    ])
    func mailboxes(_ text: String, _ name: String?, _ address: String) throws {
        let mailbox = try Mailbox(text)
        #expect(mailbox.name?.text == name && mailbox.address.text == address)
    }

    @Test(arguments: [
        "", "Ada", "Ada <>", "Ada <ada>", "Ada <ada@example.com> x", "ada@example.com, eve@example.org", "<a@b.c>, <d@e.f>",
        "\"Ada\" \"Eve\" <a@b.c>",
    ])
    func noMailboxes(_ text: String) {
        #expect(throws: Problem.self) { try Mailbox(text) }
    }
}
