import Domain
import Mail
import Outbound

/// Where mail is handed over, and who it is from.
struct MailSettings: Sendable {
    let server: SMTPServer
    let sender: Mailbox

    /// Nil without TENANTRY_SMTP; also where something is wrong, which `reader` then knows.
    init?(_ reader: inout SettingReader, from option: String?) {
        let authorities = reader.value(nil, "SMTP_CA", default: nil) { text throws(Problem) in try CertificateAuthorities(file: text) }
        let server = reader.value(nil, "SMTP", default: nil) { text throws(Problem) in
            try SMTPServer(text, authorities: authorities)
        }
        let sender = reader.value(option, "MAIL_FROM", default: nil) { text throws(Problem) in try Mailbox(text) }
        if reader.isGiven(nil, "SMTP"), !reader.isGiven(option, "MAIL_FROM") {
            reader.want("MAIL_FROM", because: "with TENANTRY_SMTP there has to be a sender, such as Tenantry <accounts@example.com>")
        }
        guard let server, let sender else { return nil }
        self.server = server
        self.sender = sender
    }
}
