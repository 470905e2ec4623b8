/// The domain of addresses as DNS knows it: lower case, letters beyond ASCII as `xn--…`, no dot at its end. A subdomain is another domain.
public struct MailDomain: Hashable, Sendable, CustomStringConvertible {
    /// So that a name below it can be looked up, in bytes: 253 of a name without the label that comes before it.
    private static let limit = 243

    public let text: String

    public var description: String { text }

    public init(_ text: String) throws(Problem) {
        let problem = Problem("must be a domain, such as example.com")
        guard text.fits(1024) else { throw problem }
        let typed = text.trimmed
        let domain = Punycode.asciiForm(of: try EmailDomain(typed.hasSuffix(".") ? String(typed.dropLast()) : typed).text)
        let labels = domain.split(separator: ".")
        let isAddress = labels.last?.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) ?? true
        guard labels.count > 1, !isAddress, domain.utf8.count <= Self.limit, labels.allSatisfy({ $0.utf8.count <= 63 }) else {
            throw problem
        }
        self.text = domain
    }

    /// Where mail to that address goes.
    public init(of address: EmailAddress) {
        text = address.asciiDomain
    }

    /// Refuses those in which anyone can have an address.
    public static func ofAnOrganization(_ text: String) throws(Problem) -> MailDomain {
        let domain = try MailDomain(text)
        guard !publicProviders.contains(domain.text) else { throw Problem("belongs to a mail provider where anyone can have an address") }
        return domain
    }

    /// The large ones, against a slip of an operator's: nobody else could prove one of them.
    private static let publicProviders: Set<String> = [
        "126.com", "163.com", "aol.com", "bluewin.ch", "comcast.net", "fastmail.com", "free.fr", "freenet.de", "gmail.com", "gmx.at",
        "gmx.ch", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hotmail.co.uk", "hotmail.com", "hotmail.de", "hotmail.fr",
        "icloud.com", "laposte.net", "libero.it", "live.com", "mac.com", "mail.com", "mail.ru", "mailbox.org", "me.com", "msn.com",
        "naver.com", "online.de", "orange.fr", "outlook.com", "outlook.de", "pm.me", "posteo.de", "proton.me", "protonmail.com", "qq.com",
        "rediffmail.com", "seznam.cz", "t-online.de", "tutanota.com", "web.de", "wp.pl", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com",
        "yahoo.de", "yahoo.fr", "yandex.com", "yandex.ru", "ymail.com", "zoho.com",
    ]
}
