import Domain

/// DNS is asked outside of any transaction; what it says counts for what stands in the database by then.
extension Storage {
    /// Looks for the record of a domain, at the word of somebody who sees to the organization's settings. One that an operator has proven
    /// needs none. What is found is noted in the domain, also that there is none.
    /// Fails with `.forbidden`, `.notFound`, `.rateLimited`, or `.domainTaken`.
    public func checkDomain(
        _ id: ID<JoiningDomain>, in scope: OrganizationScope, asking records: some TextRecords, at now: Instant
    ) async throws -> JoiningDomain {
        let domain = try await write { connection in
            try connection.authority(in: scope, at: now).mayManageDomains()
            let domain = try connection.joiningDomain(id, of: scope.organization)
            if domain.standing.proof != .operator { try connection.noteCheck(in: scope.organization, at: now) }
            return domain
        }
        guard domain.standing.proof != .operator else { return domain }
        let finding = try await domain.finding(asking: records)
        let trail = trail(of: scope, at: now)
        return try await write { connection in
            try connection.authority(in: scope, at: now).mayManageDomains()
            return try connection.note(finding, of: connection.joiningDomain(id, of: scope.organization), trail)
        }
    }
}

extension Maintenance {
    /// How many lookups are made before what is due is looked at anew.
    private static let batch = 50

    /// Checks the domains that are due, each for itself.
    ///
    /// - Returns: how many were checked.
    public func checkDomains(asking records: some TextRecords, at now: Instant) async throws -> Int {
        let due = try await storage.read { connection in
            try connection.rows(
                """
                \(JoiningDomain.selection)
                WHERE joining_domain.next_check_at <= \(now) ORDER BY joining_domain.next_check_at LIMIT \(Self.batch)
                """,
                JoiningDomain.init
            )
        }
        let trail = storage.trail(of: .timer, at: now)
        for domain in due {
            let finding: JoiningDomain.Finding
            do {
                finding = try await domain.finding(asking: records)
            } catch Failure.busy {
                continue  // nobody was asked, so it is due still
            }
            try await storage.write { try $0.noteWhatIsDue(finding, of: domain, trail) }
        }
        return due.count
    }
}

extension JoiningDomain {
    /// Fails with `.busy` where too many ask, and with `CancellationError`.
    fileprivate func finding(asking records: some TextRecords) async throws -> Finding {
        do {
            return finding(in: try await records.texts(at: recordName))
        } catch let failure as Failure {
            throw failure
        } catch let end as CancellationError {
            throw end
        } catch {
            return .unavailable
        }
    }
}

extension Connection {
    /// Fails with `.rateLimited`.
    fileprivate func noteCheck(in organization: ID<Organization>, at now: Instant) throws {
        let pause = JoiningDomain.askedAtMostEvery
        let isAdmitted = try run(
            """
            UPDATE organization SET domains_checked_at = \(now)
            WHERE id = \(organization) AND (domains_checked_at IS NULL OR domains_checked_at <= \(now - pause))
            """
        )
        guard isAdmitted > 0 else { throw Failure.rateLimited(retryAfter: pause) }
    }

    /// Fails with `.domainTaken` where another organization was first.
    fileprivate func note(_ finding: JoiningDomain.Finding, of domain: JoiningDomain, _ trail: AuditTrail) throws -> JoiningDomain {
        let (former, next) = (domain.standing, domain.standing.checked(finding, at: trail.now))
        let noted = try set(next, of: domain)
        let action: AuditAction? =
            if former.proof == nil, next.proof != nil {
                .domainProven
            } else if former.proof != nil, next.proof == nil {
                .domainLapsed
            } else if former.missingSince == nil, next.missingSince != nil {
                .domainMissing
            } else {
                nil
            }
        if let action {
            let event = AuditEvent(action, of: domain.id, before: domain.state, after: noted.state)
            try trail.record(event, in: domain.organization, on: self)
        }
        return noted
    }

    /// Unless it has been removed meanwhile, or checked at somebody's word.
    fileprivate func noteWhatIsDue(_ finding: JoiningDomain.Finding, of domain: JoiningDomain, _ trail: AuditTrail) throws {
        let current = try joiningDomains(of: domain.organization).first { $0.id == domain.id }
        guard let current, current.standing == domain.standing else { return }
        _ = try note(finding, of: current, trail)
    }
}
