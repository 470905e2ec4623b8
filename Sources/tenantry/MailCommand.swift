import ArgumentParser
import Domain
import HTTP
import Mail

struct MailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail",
        abstract: "Find out whether mail arrives.",
        subcommands: [Test.self]
    )

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test",
            abstract: "Send one message to ADDRESS, and show the conversation with the mail server.",
            discussion: """
                TENANTRY_SMTP names the mail server: smtp://user:password@host:587 (STARTTLS), smtps://user:password@host:465 (TLS), or \
                smtp+plain://host:25 (never TLS; with user and password to this machine only). TENANTRY_SMTP_CA names a file with the certificates in PEM that alone count.
                """
        )

        @Option(help: "Sender of the message, such as 'Tenantry <accounts@example.com>'. [TENANTRY_MAIL_FROM]")
        var mailFrom: String?

        @Option(help: "How many seconds each step may take. [10 to connect, 30 for a reply, 120 for the message]")
        var timeout: Int?

        @Argument(help: "Who gets the message, such as you@example.com.")
        var address: String

        func run() async throws {
            let recipient = try recipient
            let limits = try limits
            var options = try ServerOptions.parse([])
            options.mailFrom = mailFrom
            let configuration = try Configuration(try DataOptions.parse([]), options)
            guard let mail = configuration.mail else {
                throw ConfigurationFault(faults: ["TENANTRY_SMTP is missing: it names the mail server."])
            }
            print("   \(mail.server)")
            let transport = SMTPTransport(mail.server, limits: limits) { print($0) }
            let outcome = await transport.deliver(try Self.email(from: mail.sender, to: recipient, configuration.settings.publicURL))
            switch outcome {
            case .accepted(let reply): print("Accepted: \(reply)")
            case .refused(let reason): throw OperatorFailure("Refused: \(reason)")
            case .withdrawn: throw OperatorFailure("Not sent.")
            case .deferred(let reason): throw OperatorFailure("Not sent: \(reason)")
            }
        }

        private var recipient: Mailbox {
            get throws {
                do {
                    return try Mailbox(address)
                } catch {
                    throw ValidationError("“\(address)” \(error.message).")
                }
            }
        }

        private var limits: SMTPTimeLimits {
            get throws {
                guard let timeout else { return SMTPTimeLimits() }
                guard (1...600).contains(timeout) else { throw ValidationError("--timeout must be a number of seconds from 1 to 600.") }
                let span = Span.seconds(Int64(timeout))
                return SMTPTimeLimits(connect: span, reply: span, message: span)
            }
        }

        private static func email(from sender: Mailbox, to recipient: Mailbox, _ publicURL: PublicURL) throws -> Email {
            let text = "This message shows that mail from Tenantry at \(publicURL.origin) arrives. There is nothing to do."
            return Email(
                from: sender, to: recipient, subject: try HeaderText("Mail from Tenantry arrives"), text: text,
                html: "<!doctype html><title>Mail from Tenantry arrives</title><p>\(text)</p>",
                id: MessageID(at: sender.address), date: Clock.system.now
            )
        }
    }
}
