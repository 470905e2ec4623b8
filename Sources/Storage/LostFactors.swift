import Domain

/// Factors that their owner has lost, recovery codes included: an operator removes them, some days after the owner was told.
///
/// Whoever uses one of them meanwhile has not lost it: that calls the removal off.
extension Storage {
    /// From now on it takes `Factor.removalDelay` until the factors can be removed. The owner is told, once.
    /// Fails with `.proofRequired`, `.notFound`, also without a factor, `.forbidden` for an operator's account, or `.accountDisabled`: whoever
    /// can't sign in can't object.
    ///
    /// - Returns: from when on. They can be removed for `Factor.removalWindow`.
    public func announceFactorRemoval(
        of id: ID<Account>, by scope: OperatorScope, mailing: Mailing, at now: Instant
    ) async throws -> Instant {
        let trail = trail(of: scope, at: now)
        return try await write { [randomness] connection in
            if let announced = try connection.factorRemoval(of: id, by: scope, at: now) { return announced }
            guard try connection.hasFactor(id) else { throw Failure.notFound }
            let removableAt = now + Factor.removalDelay
            try connection.run("UPDATE account SET factors_removable_at = \(removableAt) WHERE id = \(id)")
            try trail.record(AuditEvent(.factorRemovalAnnounced, of: id), on: connection)
            try connection.notify(id, mailing: mailing, at: now, randomness) {
                .factorRemovalAnnounced(name: $0.name, removableAt: removableAt)
            }
            return removableAt
        }
    }

    /// Fails with `.proofRequired`, `.notFound`, or `.forbidden` for an operator's account. Nothing where none is announced.
    public func callOffFactorRemoval(of id: ID<Account>, by scope: OperatorScope, at now: Instant) async throws {
        let trail = trail(of: scope, at: now)
        try await write { connection in
            try connection.requireChargeOfFactors(of: id, by: scope, at: now)
            try connection.keepFactors(of: id, trail)
        }
    }

    /// Ends all factors and recovery codes of an account, every session, and what is outstanding. The owner is told.
    /// Fails as `callOffFactorRemoval` does, with `.accountDisabled`, or with `.tooEarly`, also where nothing was announced, or too long ago,
    /// or where mail reaches mailboxes and the message has not been sent.
    public func removeFactors(of id: ID<Account>, by scope: OperatorScope, mailing: Mailing, at now: Instant) async throws {
        let trail = trail(of: scope, at: now)
        try await write { [randomness] connection in
            let announced = try connection.factorRemoval(of: id, by: scope, at: now)
            guard let announced, announced <= now else { throw Failure.tooEarly(until: announced) }
            if mailing.reachesMailboxes, try !connection.wasToldOfRemoval(id, at: announced) { throw Failure.tooEarly(until: nil) }
            try connection.endFactors(of: id)
            try connection.voidTokens(of: id)
            try connection.forgetBrowsers(of: id, except: nil)
            let ended = try connection.endSessions(of: id)
            try trail.record(AuditEvent(.factorsRemoved, of: id, after: [.sessionsEnded: .number(ended)]), on: connection)
            try connection.notify(id, mailing: mailing, at: now, randomness) { .factorsRemoved(name: $0.name, at: now) }
        }
    }
}

extension Connection {
    /// From when on the factors of an account may be removed: what was announced and still stands, as an operator with a proof sees it.
    fileprivate func factorRemoval(of id: ID<Account>, by scope: OperatorScope, at now: Instant) throws -> Instant? {
        try requireChargeOfFactors(of: id, by: scope, at: now)
        guard try !isDisabled(id) else { throw Failure.accountDisabled }
        return try factorRemoval(of: id, at: now)
    }

    fileprivate func requireChargeOfFactors(of id: ID<Account>, by scope: OperatorScope, at now: Instant) throws {
        try requireOperator(scope, at: now)
        try requireProof(of: scope.session, at: now)
        guard let account = try account(id) else { throw Failure.notFound }
        guard !account.isOperator else {
            throw Failure.forbidden("Operators are unmade on the command line alone: `tenantry operator remove` comes first.")
        }
    }

    /// Whether the message has left that tells the account's owner of a removal at that time.
    fileprivate func wasToldOfRemoval(_ id: ID<Account>, at removableAt: Instant) throws -> Bool {
        guard let email = try account(id)?.email else { return false }
        return try exists(
            """
            SELECT 1 FROM outbox
            WHERE recipient_key = \(email.folded) AND kind = \(Message.Kind.factorRemovalAnnounced) AND state = \(Delivery.State.sent)
            AND created_at >= \(removableAt - Factor.removalDelay)
            """
        )
    }

    func factorRemoval(of account: ID<Account>, at now: Instant) throws -> Instant? {
        let announced = try first("SELECT factors_removable_at FROM account WHERE id = \(account)") { try $0[0] as Instant? } ?? nil
        return announced.flatMap { now < $0 + Factor.removalWindow ? $0 : nil }
    }

    /// Somebody has one of them, or says so; or the owner can't object any more.
    func keepFactors(of account: ID<Account>, _ trail: AuditTrail) throws {
        let kept = try run("UPDATE account SET factors_removable_at = NULL WHERE id = \(account) AND factors_removable_at IS NOT NULL")
        if kept > 0 { try trail.record(AuditEvent(.factorRemovalCalledOff, of: account), on: self) }
    }
}
