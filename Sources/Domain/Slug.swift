/// An organization's name in addresses (`/o/acme`): 2 to 48 lower-case ASCII letters and digits, joined by single hyphens.
public struct Slug: Hashable, Sendable {
    public static let limit = 48
    /// How long an organization's former one leads to it, and how many do.
    public static let keptFor = Span.days(90)
    public static let mostKept = 3

    public let text: String

    public init(_ text: String) throws(Problem) {
        guard (2...Self.limit).contains(text.utf8.count) else { throw Problem("must have 2 to \(Self.limit) characters") }
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(Self.isAllowed) }) else {
            throw Problem("may have lower-case letters a–z, digits, and single hyphens between them")
        }
        guard !Self.reserved.contains(text) else { throw Problem("“\(text)” is reserved") }
        self.text = text
    }

    /// A slug made from a name: accents dropped, everything else that isn't a letter or digit of ASCII a hyphen.
    /// Names that leave nothing, such as “株式会社”, get `organization`, which then needs a `distinguished(by:)`.
    public static func suggestion(for name: DisplayName) -> (slug: Slug, needsSuffix: Bool) {
        let joined = String(words(of: name.text).joined(separator: "-").prefix(limit - suffixLength - 1))
        let trimmed = joined.hasSuffix("-") ? String(joined.dropLast()) : joined
        if let slug = try? Slug(trimmed) { return (slug, false) }
        let stem = trimmed.utf8.count >= 2 ? trimmed : "organization"
        return (Slug(unchecked: stem), true)
    }

    /// What of a text is lower-case letters and digits of ASCII, or can be spelled with them.
    static func words(of text: String) -> [String] {
        plainLetters(of: text).split { !isAllowed($0) }.map { String(decoding: $0, as: UTF8.self) }
    }

    private static let suffixLength = 6

    /// The slug with six random digits and letters behind it, for when the plain one is taken or reserved.
    public func distinguished(by randomness: Randomness) -> Slug {
        let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")
        let suffix = randomness.bytes(Self.suffixLength).map { alphabet[Int($0 & 31)] }
        let stem = text.prefix(Self.limit - Self.suffixLength - 1)
        return Slug(unchecked: "\(stem.hasSuffix("-") ? stem.dropLast() : stem)-\(String(suffix))")
    }

    private init(unchecked text: String) {
        self.text = text
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Lower case without accents; letters that don't decompose are spelled out where that is customary.
    private static func plainLetters(of name: String) -> [UInt8] {
        let spelled: [Unicode.Scalar: String] = ["ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "þ": "th", "ı": "i"]
        var letters: [UInt8] = []
        for scalar in name.lowercased().decomposed.unicodeScalars {
            if let spelling = spelled[scalar] {
                letters += Array(spelling.utf8)
            } else if scalar.properties.generalCategory != .nonspacingMark, scalar != "'", scalar != "’" {
                letters.append(scalar.isASCII ? UInt8(scalar.value) : UInt8(ascii: "-"))
            }
        }
        return letters
    }

    /// Words that mean something to this server, to browsers or to the people who would read them in an address.
    static let reserved: Set<String> = [
        "about", "account", "accounts", "admin", "administrator", "api", "app", "assets", "auth", "billing", "blog", "callback", "contact",
        "dashboard", "docs", "email", "favicon", "forgot-password", "healthz", "help", "home", "index", "invitation", "invitations",
        "invite",
        "legal", "login", "logout", "mail", "me", "members", "new", "null", "oauth", "official", "operator", "organization",
        "organizations",
        "owner", "personal", "postmaster", "privacy", "public", "readyz", "register", "reset-password", "robots", "root", "security",
        "settings", "setup",
        "signin", "signout", "signup", "static", "status", "styleguide", "support", "system", "team", "tenantry", "terms", "undefined",
        "user",
        "users", "verify-email", "webhooks", "well-known", "www",
    ]
}
