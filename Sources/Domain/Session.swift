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

/// The browser or client behind a request, as it describes itself, and its address.
public struct Device: Hashable, Sendable {
    /// In code points.
    public static let userAgentLimit = 256

    public let userAgent: String
    public let address: String

    public init(userAgent: String, address: String) {
        self.userAgent = String(String.UnicodeScalarView(userAgent.unicodeScalars.prefix(Self.userAgentLimit)))
        self.address = address
    }
}
