import Testing

@testable import Mail

@Suite struct SMTPReplyTests {
    @Test func repliesComeLineByLineInAnyPieces() throws {
        var parser = SMTPReplyParser()
        var replies: [SMTPReply] = []
        for byte in "220 hello\r\n250-one\r\n250-two\r\n250 three\r\n354\r\n221 bye\n".utf8 {
            parser.append([byte])
            if let reply = try parser.next() { replies.append(reply) }
        }
        #expect(replies.map(\.code) == [220, 250, 354, 221])
        #expect(replies.map(\.lines) == [["hello"], ["one", "two", "three"], [""], ["bye"]])
        #expect(replies[1].summary == "250 one two three" && !parser.hasUnread)
    }

    @Test(arguments: [
        "hello\r\n", "\r\n", "22\r\n", "2x0 hello\r\n", "199 hello\r\n", "600 hello\r\n", "+20 hello\r\n", "-20 x\r\n", "220_hello\r\n",
        "250-one\r\n251 two\r\n", "HTTP/1.1 400 Bad Request\r\n", "\u{16}\u{3}\u{1}\r\n",
    ])
    func whatIsNoReplyIsRefused(_ text: String) {
        var parser = SMTPReplyParser()
        parser.append(text.utf8)
        #expect(throws: SMTPFailure.self) { while try parser.next() != nil {} }
    }

    @Test func repliesHaveAnEnd() throws {
        var long = SMTPReplyParser()
        long.append(Array(repeating: UInt8(ascii: "2"), count: 2049))
        #expect(throws: SMTPFailure.self) { try long.next() }
        var many = SMTPReplyParser()
        for _ in 0..<99 { many.append("250-x\r\n".utf8) }
        #expect(try many.next() == nil)
        many.append("250-x\r\n".utf8)
        #expect(throws: SMTPFailure.self) { try many.next() }
    }

    @Test func whatDoesNotPrintIsReplaced() throws {
        var parser = SMTPReplyParser()
        parser.append("550 \u{1b}[2Jgone\u{7}\u{202e}\0 é\r\n".utf8)
        #expect(try parser.next()?.lines == ["�[2Jgone��� é"])
    }

    @Test func summariesAreShort() {
        #expect(SMTPReply(code: 550, lines: Array(repeating: String(repeating: "x", count: 100), count: 50)).summary.count == 400)
    }

    @Test func dotsAreStuffed() {
        func stuffed(_ text: String) -> String { String(decoding: SMTPConnection.dotStuffed(Array(text.utf8)), as: UTF8.self) }
        #expect(stuffed(".\r\n..\r\na.b\r\n.c\r\n") == "..\r\n...\r\na.b\r\n..c\r\n")
        #expect(stuffed("") == "")
    }

    @Test func secretsAreStruckOutOfWhatIsToldOn() throws {
        let server = try SMTPServer("smtp://ada:p4ssw0rd@host")
        let redaction = SMTPRedaction(server.credentials)
        let text = "no p4ssw0rd, AGFkYQBwNHNzdzByZA== or cDRzc3cwcmQ= here"
        #expect(redaction.strike(text) == "no •••, ••• or ••• here")
        #expect(redaction.strike("p4ssw0rd") == "•••")
        #expect(SMTPRedaction(nil).strike(text) == text)
    }
}
