/// One signed-in browser or client: how long it lasts.
public enum Session: Identified {
    public static let idPrefix = "ses"

    /// Remembered: 30 days, whatever happens.
    public static let rememberedLifetime = Span.days(30)
    /// Otherwise 7 days at most …
    public static let lifetime = Span.days(7)
    /// … and 12 hours without a request.
    public static let idleLifetime = Span.hours(12)
    /// How long a proof of presence holds for acts of weight.
    public static let proofLifetime = Span.minutes(10)
    /// How long after signing in, or a proof, operators have their rights.
    public static let operatorLifetime = Span.hours(8)
    /// How many an account can have. A further one ends the one that was not used for longest.
    public static let mostPerAccount = 100
    /// `lastSeenAt` is written at most this often.
    public static let seenInterval = Span.minutes(1)

    public static func expiry(remember: Bool, from now: Instant) -> Instant {
        now + (remember ? rememberedLifetime : lifetime)
    }

    public static func isLive(at now: Instant, expiresAt: Instant, lastSeenAt: Instant, remember: Bool) -> Bool {
        now < expiresAt && (remember || now < lastSeenAt + idleLifetime)
    }
}

/// The browser or client behind a request, as it describes itself, and where it is.
public struct Device: Sendable {
    /// In code points.
    public static let userAgentLimit = 256

    public let userAgent: String
    public let address: String
    /// Who shares limits: the address, or of an IPv6 address the 64 bits that one subscriber has (RFC 6177).
    public let network: String
    /// By which an account knows it again, if it has been signed in with before.
    public let browser: Token?
    /// Of what it asks for just now.
    public let requestID: String?

    /// Nobody's.
    public static let none = Device(userAgent: "", address: "")

    public init(userAgent: String, address: String, network: String? = nil, browser: Token? = nil, requestID: String? = nil) {
        let isShort = userAgent.utf8.count <= Self.userAgentLimit
        self.userAgent = isShort ? userAgent : String(String.UnicodeScalarView(userAgent.unicodeScalars.prefix(Self.userAgentLimit)))
        self.address = address
        self.network = network ?? address
        self.browser = browser
        self.requestID = requestID
    }
}

/// A browser that an account has been signed in with.
public enum KnownBrowser {
    /// How many an account has. A further one ends the one that was not used for longest.
    public static let mostPerAccount = 50
    /// Browsers keep no cookie for longer (draft-ietf-httpbis-rfc6265bis §5.5).
    public static let lifetime = Span.days(400)
}
