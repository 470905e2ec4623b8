import Domain

/// What an organization has been granted, and how much of it is taken.
public struct SubscriptionListing: Sendable {
    public let subscription: Subscription
    /// Nil for those who may not know who the members are.
    public let seats: SeatCount?
    /// Whom the billing system knows it as. For operators alone.
    public let customer: String?
}

/// What an operator sets. All of it counts from then on.
public struct SubscriptionChange: Sendable {
    public let subscription: Subscription
    /// Nil leaves as is, `.some(nil)` unbinds.
    public let customer: String??

    public init(_ subscription: Subscription, customer: String?? = nil) {
        self.subscription = subscription
        self.customer = customer
    }
}

extension Storage {
    /// Fails with `.forbidden`.
    public func subscription(in scope: OrganizationScope, at now: Instant) async throws -> SubscriptionListing {
        try await read { connection in
            let actor = try connection.authority(in: scope, at: now)
            try actor.require(.organizationRead)
            let listing = try connection.subscription(of: scope.organization, at: now)
            return actor.seesMembers
                ? listing : SubscriptionListing(subscription: listing.subscription, seats: nil, customer: listing.customer)
        }
    }

    /// Fails with `.notFound`, `.personalOrganization`, `.lastOwner` for a status that wants an owner who counts, or `.invalidInput` for a customer that is another organization's.
    public func setSubscription(
        of id: ID<Organization>, to change: SubscriptionChange, by scope: OperatorScope, at now: Instant
    ) async throws -> SubscriptionListing {
        let trail = trail(of: scope, at: now)
        return try await write { connection in
            try connection.requireOperator(scope, at: now)
            let kind: Organization.Kind? = try connection.first("SELECT kind FROM organization WHERE id = \(id)") { try $0[0] }
            guard let kind else { throw Failure.notFound }
            guard kind == .team else { throw Failure.personalOrganization }
            let before = try connection.subscription(of: id, at: now)
            if change.subscription.status.wantsOwner, try connection.isWithoutOwner(id) { throw Failure.lastOwner }
            if let customer = change.customer {
                try connection.requireFree(customer, except: id)
                // What the new customer has to say counts from its first word on.
                try connection.run(
                    """
                    UPDATE organization
                    SET stripe_customer = \(customer), stripe_subscription = NULL, stripe_heard_at = NULL, stripe_has_ended = 0
                    WHERE id = \(id) AND stripe_customer IS NOT \(customer)
                    """
                )
            }
            let after = try connection.grant(change.subscription, to: id, from: before, trail.fromNowhere)
            let event = AuditEvent(.subscriptionSet, of: id, before: before.state, after: after.state)
            if event.isChange { try trail.record(event, on: connection) }
            return after
        }
    }

    /// Does what Stripe says, if it is news: each message counts once, and none takes back what a newer one has said. Nothing for a
    /// customer that no organization is bound to. One without an owner who counts stays suspended, whoever pays.
    public func hear(_ word: BillingWord, on device: Device = .none, at now: Instant) async throws {
        let trail = trail(of: .stripe, on: device, at: now)
        try await write { connection in
            guard let (organization, memory) = try connection.memory(of: word.customer), try connection.noteFirst(word, at: now),
                memory.isSuperseded(by: word)
            else { return }
            try connection.run(
                """
                UPDATE organization
                SET stripe_subscription = \(word.subscription), stripe_heard_at = \(word.at), stripe_has_ended = \(word.status == .canceled)
                WHERE id = \(organization)
                """
            )
            let before = try connection.subscription(of: organization, at: now)
            let seats = word.seats ?? before.subscription.seats
            let isHeld = try word.status.wantsOwner && connection.isWithoutOwner(organization)
            let granted = Subscription(
                status: isHeld ? .suspended : word.status, trialEndsAt: isHeld ? nil : word.trialEndsAt, seats: seats
            )
            _ = try connection.grant(granted, to: organization, from: before, trail)
        }
    }
}

extension Connection {
    func subscription(of organization: ID<Organization>, at now: Instant) throws -> SubscriptionListing {
        let found = try first(
            "SELECT status, trial_ends_at, seats, stripe_customer FROM organization WHERE id = \(organization)"
        ) { (subscription: Subscription(status: try $0[0], trialEndsAt: try $0[1], seats: try $0[2]), customer: try $0[3] as String?) }
        guard let found else { throw Failure.notFound }
        return SubscriptionListing(
            subscription: found.subscription, seats: try seatCount(in: organization, at: now), customer: found.customer
        )
    }

    func grant(
        _ subscription: Subscription, to organization: ID<Organization>, from before: SubscriptionListing, _ trail: AuditTrail
    ) throws -> SubscriptionListing {
        try run(
            """
            UPDATE organization
            SET status = \(subscription.status), trial_ends_at = \(subscription.trialEndsAt), seats = \(subscription.seats)
            WHERE id = \(organization)
            """
        )
        let after = try self.subscription(of: organization, at: trail.now)
        let change = AuditEvent(.subscriptionSet, of: organization, before: before.state, after: after.state)
        if change.isChange { try trail.record(change, in: organization, on: self) }
        return after
    }

    fileprivate func noteFirst(_ word: BillingWord, at now: Instant) throws -> Bool {
        try run("INSERT INTO stripe_event (id, heard_at) VALUES (\(word.id), \(now)) ON CONFLICT (id) DO NOTHING") > 0
    }

    fileprivate func memory(of customer: String) throws -> (ID<Organization>, BillingMemory)? {
        try first(
            """
            SELECT id, stripe_subscription, stripe_heard_at, stripe_has_ended FROM organization WHERE stripe_customer = \(customer)
            """
        ) { (try $0[0], BillingMemory(subscription: try $0[1], at: try $0[2], hasEnded: try $0[3])) }
    }

    /// Fails with `.seatsFull` where nobody else can be invited.
    func requireSeat(in organization: ID<Organization>, at now: Instant) throws {
        let seats = try first("SELECT seats FROM organization WHERE id = \(organization)") { try $0[0] as Int? } ?? nil
        guard let seats else { return }
        try seatCount(in: organization, at: now).requireRoom(in: seats)
    }

    /// Whether somebody can become a member. Fails with `.organizationReadOnly` or `.seatsFull`.
    ///
    /// - Parameter isInvited: whether a seat is held for them.
    func requireOpen(_ organization: ID<Organization>, to account: ID<Account>, isInvited: Bool, at now: Instant) throws {
        let found = try first("SELECT \(Organization.status(at: now)), seats FROM organization WHERE id = \(organization)") { row in
            (status: try row[0] as Organization.Status, seats: try row[1] as Int?)
        }
        guard let found, !found.status.isReadOnly else { throw Failure.organizationReadOnly }
        guard let seats = found.seats else { return }
        let count = try seatCount(in: organization, besides: account, at: now)
        if isInvited { try count.requireRoomForInvited(in: seats) } else { try count.requireRoom(in: seats) }
    }

    /// Whoever has come already, by whichever way, needs no seat for an invitation that still waits for them.
    ///
    /// - Parameter account: who is about to come.
    private func seatCount(
        in organization: ID<Organization>, besides account: ID<Account>? = nil, at now: Instant
    ) throws -> SeatCount {
        let used = try count("SELECT count(*) FROM membership WHERE organization_id = \(organization)")
        let pending = try count(
            """
            SELECT count(*) FROM invitation \(InvitationListing.makerRoles)
            WHERE invitation.organization_id = \(organization) AND invitation.expires_at > \(now)
            AND invitation.revoked_at IS NULL AND (invitation.maximum_uses IS NULL OR invitation.uses < invitation.maximum_uses)
            AND invitation.kind = 'email' AND \(InvitationListing.status(at: now)) = \(Invitation.Status.pending)
            AND NOT EXISTS (
                SELECT 1 FROM account AS addressee
                LEFT JOIN membership AS held ON held.organization_id = invitation.organization_id AND held.account_id = addressee.id
                WHERE addressee.email_key = invitation.email_key AND (held.account_id IS NOT NULL OR addressee.id = \(account))
            )
            """
        )
        return SeatCount(used: used, pending: pending)
    }

    fileprivate func requireFree(_ customer: String?, except organization: ID<Organization>) throws {
        guard let customer else { return }
        let isTaken = try exists("SELECT 1 FROM organization WHERE stripe_customer = \(customer) AND id <> \(organization)")
        if isTaken { throw Failure.invalid("customer", "is bound to another organization") }
    }
}

extension Organization {
    /// `Subscription.status(at:)`, of a row of `organization`.
    static func status(at now: Instant) -> SQL {
        """
        CASE WHEN organization.status = 'trial' AND organization.trial_ends_at <= \(now) THEN 'suspended' ELSE organization.status END
        """
    }
}

extension SubscriptionListing {
    /// For the audit log.
    fileprivate var state: AuditState {
        var state: AuditState = [.status: .text(subscription.status.rawValue)]
        state[.trialEndsAt] = subscription.trialEndsAt.map(AuditValue.moment)
        state[.seats] = subscription.seats.map(AuditValue.number)
        state[.customer] = customer.map(AuditValue.text)
        return state
    }
}
