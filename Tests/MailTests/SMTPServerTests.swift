import Domain
import Testing

@testable import Mail

@Suite struct SMTPServerTests {
    @Test(arguments: [
        ("smtp://mail.example.com", "smtp://mail.example.com:587"),
        ("smtps://mail.example.com", "smtps://mail.example.com:465"),
        ("smtp+plain://mail.example.com", "smtp+plain://mail.example.com:25"),
        ("SMTP://Mail.Example.COM:2525/", "smtp://mail.example.com:2525"),
        ("smtp://user:password@[2001:db8::1]:587", "smtp://[2001:db8::1]:587"),
        ("smtp://[::1]", "smtp://[::1]:587"),
        ("smtp+plain://user:password@127.0.0.1:1025", "smtp+plain://127.0.0.1:1025"),
    ])
    func addresses(_ url: String, _ description: String) throws {
        let server = try SMTPServer(url)
        #expect(server.description == description)
        #expect("\(server)" == description && !String(reflecting: server.credentials as Any).contains("password"))
    }

    @Test(arguments: [
        ("smtp://user:password@h", "user", "password"),
        ("smtp://ada%40example.com:p%25%3A%2F%40@h", "ada@example.com", "p%:/@"),
        ("smtp://user:a:b@c@h", "user", "a:b@c"),
        ("smtp://gr%C3%BC%C3%9Fe:pa+ss@h", "grüße", "pa+ss"),
    ])
    func credentials(_ url: String, _ user: String, _ password: String) throws {
        let credentials = try #require(try SMTPServer(url).credentials)
        #expect(credentials.user == user && credentials.password == password)
    }

    @Test(arguments: [
        "", "mail.example.com", "http://mail.example.com", "smtp:mail.example.com", "smtp://", "smtp://:587", "smtp://host:0",
        "smtp://host:99999", "smtp://host:x", "smtp://ho st", "smtp://host/path", "smtp://host?x=y", "smtp://[::1", "smtp://secret@host",
        "smtp://:secret@host",
        "smtp://secret:@host", "smtp://user:secret%@host", "smtp://user:secret%2@host", "smtp://user:secret%zz@host",
        "smtp://user:secret%+1@host", "smtp://user:secret%FF@host", "smtp://user:secret%00@host", "smtp://user:secret@ho\r\nst",
        "smtp+plain://user:secret@mail.example.com", "smtp+plain://user:secret@127.0.0.1.example.com", "smtp+plain://user:secret@128.0.0.1",
        "smtp+plain://user:secret@0.0.0.0", "smtp+plain://user:secret@[::2]",
    ])
    func whatCannotBeUsedIsRefusedWithoutItsSecrets(_ url: String) throws {
        let problem = try #require(throws: Problem.self) { try SMTPServer(url) }
        #expect(!problem.message.contains("secret"))
    }

    @Test(arguments: ["localhost", "127.0.0.1", "127.255.3.4", "[::1]"])
    func thisMachineIsKnown(_ host: String) throws {
        #expect(try SMTPServer("smtp+plain://user:password@\(host):25").isLoopback)
    }

    @Test(arguments: ["0.0.0.0", "128.0.0.1", "localhost.example.com", "127.0.0.1.example.com", "127.1", "127.0.0.256", "[::]"])
    func otherMachinesAreNotThisOne(_ host: String) throws {
        #expect(try !SMTPServer("smtp://\(host):25").isLoopback)
    }
}
