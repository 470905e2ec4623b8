/// What a billing system says of a subscription, at a moment.
public struct BillingWord: Hashable, Sendable {
    /// For how long a message is known again. What arrives later was signed too long ago, and is older than what was heard.
    public static let remembered = Span.days(60)

    /// Of the message, so that it counts once.
    public let id: String
    public let customer: String
    /// Of the subscription, over there.
    public let subscription: String
    public let at: Instant
    public let status: Organization.Status
    public let trialEndsAt: Instant?
    /// Nil leaves as is.
    public let seats: Int?

    public init(
        id: String, customer: String, subscription: String, at: Instant, status: Organization.Status, trialEndsAt: Instant?, seats: Int?
    ) {
        self.id = id
        self.customer = customer
        self.subscription = subscription
        self.at = at
        self.status = status
        self.trialEndsAt = trialEndsAt
        self.seats = seats
    }
}

/// What was heard last of an organization's customer.
public struct BillingMemory: Hashable, Sendable {
    public let subscription: String?
    public let at: Instant?
    /// Whether that subscription has ended. Over there none comes back.
    public let hasEnded: Bool

    public init(subscription: String?, at: Instant?, hasEnded: Bool) {
        self.subscription = subscription
        self.at = at
        self.hasEnded = hasEnded
    }

    /// Whether a word is news. What is older than what was heard is not, whenever it arrives; nor is the end of another subscription than
    /// the one that the organization has.
    public func isSuperseded(by word: BillingWord) -> Bool {
        if let at, word.at < at { return false }
        guard let subscription else { return true }
        return word.subscription == subscription ? !hasEnded : word.status != .canceled
    }
}
