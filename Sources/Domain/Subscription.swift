/// What an organization has been granted, and until when.
public struct Subscription: Hashable, Sendable {
    public static let mostSeats = 1_000_000

    /// As it was set. What counts is `status(at:)`.
    public let status: Organization.Status
    /// Nil for a trial without an end, and for what is no trial.
    public let trialEndsAt: Instant?
    /// How many members there can be, with those who are invited by e-mail; nil for any number.
    public let seats: Int?

    /// - Parameter trialEndsAt: dropped for what is no trial.
    public init(status: Organization.Status, trialEndsAt: Instant? = nil, seats: Int? = nil) {
        self.status = status
        self.trialEndsAt = status == .trial ? trialEndsAt : nil
        self.seats = seats
    }

    /// A trial that has ended is a suspension.
    public func status(at now: Instant) -> Organization.Status {
        if status == .trial, let trialEndsAt, now >= trialEndsAt { return .suspended }
        return status
    }
}

/// How many of an organization's seats are taken.
public struct SeatCount: Hashable, Sendable {
    /// By members.
    public let used: Int
    /// By invitations by e-mail that wait.
    public let pending: Int

    public init(used: Int, pending: Int) {
        self.used = used
        self.pending = pending
    }

    /// Whether one more can be invited by e-mail, or come by a link.
    public func requireRoom(in seats: Int?) throws(Failure) {
        if let seats, used + pending >= seats { throw .seatsFull }
    }

    /// Whether somebody can come for whom a seat is held.
    public func requireRoomForInvited(in seats: Int?) throws(Failure) {
        if let seats, used >= seats { throw .seatsFull }
    }
}

/// What new organizations are granted.
public struct SubscriptionTerms: Hashable, Sendable {
    public static let unlimited = SubscriptionTerms()

    /// Nil: they are active at once.
    public let trial: Span?
    public let seats: Int?

    public init(trial: Span? = nil, seats: Int? = nil) {
        self.trial = trial
        self.seats = seats
    }

    public func subscription(from now: Instant) -> Subscription {
        Subscription(status: trial == nil ? .active : .trial, trialEndsAt: trial.map { now + $0 }, seats: seats)
    }
}
