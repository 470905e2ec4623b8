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
    /// Whether it tells of the subscription's beginning: whatever else is said of the same moment is newer.
    public let isBeginning: Bool
    public let status: Organization.Status
    public let trialEndsAt: Instant?
    /// Nil leaves as is.
    public let seats: Int?

    public init(
        id: String, customer: String, subscription: String, at: Instant, isBeginning: Bool = false, status: Organization.Status,
        trialEndsAt: Instant?, seats: Int?
    ) {
        self.id = id
        self.customer = customer
        self.subscription = subscription
        self.at = at
        self.isBeginning = isBeginning
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

    /// Whether a word is news. What is older than what was heard is not, whenever it arrives; nor is another subscription than the one that
    /// the organization has, unless it opens the organization: one that was begun and never paid takes nothing away.
    public func isSuperseded(by word: BillingWord) -> Bool {
        if let at, word.at < at { return false }
        guard let subscription else { return true }
        guard word.subscription == subscription else { return !word.status.isReadOnly }
        return !hasEnded && !(word.isBeginning && word.at == at)
    }
}
