import Domain

/// Domains by whose addresses people may join: for those who see to an organization's settings.
extension Storage {
    /// All of an organization's, by domain. Fails with `.forbidden`.
    public func joiningDomains(in scope: OrganizationScope, at now: Instant) async throws -> [JoiningDomain] {
        try await read { connection in
            let actor = try connection.authority(in: scope, at: now)
            try actor.requireToSee(.organizationUpdate)
            return try connection.joiningDomains(of: scope.organization)
        }
    }

    /// It waits for its proof, whoever else does.
    /// Fails with `.forbidden`, `.personalOrganization`, or `.invalidInput` for a role that is more than `member`, a domain that is there
    /// already, and one too many.
    ///
    /// - Parameter role: the key of one.
    public func addDomain(
        _ domain: MailDomain, role key: String, in scope: OrganizationScope, at now: Instant
    ) async throws -> JoiningDomain {
        let trail = trail(of: scope, at: now)
        return try await write { [randomness] connection in
            let actor = try connection.authority(in: scope, at: now)
            try actor.mayManageDomains()
            try connection.requireTeam(scope)
            try actor.mayOfferJoining(as: connection.role(key, in: scope))
            let added = try connection.add(domain, role: key, to: scope.organization, at: now, randomness)
            try trail.record(AuditEvent(.domainAdded, of: added.id, after: added.state), in: scope.organization, on: connection)
            return added
        }
    }

    /// Those who have joined keep the role that they have. Fails with `.forbidden`, `.notFound`, or `.invalidInput` as adding does.
    ///
    /// - Parameter role: the key of one.
    public func updateDomain(
        _ id: ID<JoiningDomain>, role key: String, in scope: OrganizationScope, at now: Instant
    ) async throws -> JoiningDomain {
        let trail = trail(of: scope, at: now)
        return try await write { connection in
            let actor = try connection.authority(in: scope, at: now)
            try actor.mayManageDomains()
            let former = try connection.joiningDomain(id, of: scope.organization)
            try actor.mayOfferJoining(as: connection.role(key, in: scope))
            try connection.run(
                "UPDATE joining_domain SET role = \(key) WHERE organization_id = \(scope.organization) AND id = \(id)"
            )
            let updated = try connection.joiningDomain(id, of: scope.organization)
            let event = AuditEvent(.domainUpdated, of: id, before: former.state, after: updated.state)
            if event.isChange { try trail.record(event, in: scope.organization, on: connection) }
            return updated
        }
    }

    /// Nobody joins by it any more, and members stay. Fails with `.forbidden` or `.notFound`.
    public func removeDomain(_ id: ID<JoiningDomain>, in scope: OrganizationScope, at now: Instant) async throws {
        let trail = trail(of: scope, at: now)
        try await write { connection in
            try connection.authority(in: scope, at: now).mayRemoveDomain()
            try connection.remove(id, of: scope.organization, trail)
        }
    }
}

/// The same by those who run the instance, whose word is a proof. Who gets in anywhere is an act of weight, so both want a proof of theirs.
extension Storage {
    /// Fails with `.notFound`.
    public func joiningDomains(
        of organization: ID<Organization>, by scope: OperatorScope, at now: Instant
    ) async throws -> [JoiningDomain] {
        try await read { connection in
            try connection.requireOperator(scope, at: now)
            _ = try connection.kind(of: organization)
            return try connection.joiningDomains(of: organization)
        }
    }

    /// Proves a domain to be the organization's, and adds it if it isn't there; people join as `member` unless those who see to the
    /// organization have named another role.
    /// Fails with `.proofRequired`, `.notFound`, `.personalOrganization`, `.domainTaken`, or `.invalidInput` for one too many.
    public func proveDomain(
        _ domain: MailDomain, of organization: ID<Organization>, by scope: OperatorScope, at now: Instant
    ) async throws -> JoiningDomain {
        let trail = trail(of: scope, at: now)
        return try await write { [randomness] connection in
            try connection.requireOperator(scope, at: now)
            try connection.requireProof(of: scope.session, at: now)
            try connection.requireTeam(organization)
            let there = try connection.joiningDomains(of: organization).first { $0.domain == domain }
            let former = try there ?? connection.add(domain, role: Role.member.key, to: organization, at: now, randomness)
            if there == nil {
                try trail.fromNowhere.record(AuditEvent(.domainAdded, of: former.id, after: former.state), in: organization, on: connection)
            }
            guard former.standing.proof != .operator else { return former }
            let proven = try connection.set(.provenByOperator(at: now), of: former)
            let event = AuditEvent(.domainProven, of: proven.id, before: former.state, after: proven.state)
            try trail.fromNowhere.record(event, in: organization, on: connection)
            try trail.record(event.in(organization), on: connection)
            return proven
        }
    }

    /// Fails with `.proofRequired` or `.notFound`.
    public func removeDomain(
        _ id: ID<JoiningDomain>, of organization: ID<Organization>, by scope: OperatorScope, at now: Instant
    ) async throws {
        let trail = trail(of: scope, at: now)
        try await write { connection in
            try connection.requireOperator(scope, at: now)
            try connection.requireProof(of: scope.session, at: now)
            let removal = try connection.remove(id, of: organization, trail.fromNowhere)
            try trail.record(removal.in(organization), on: connection)
        }
    }
}

extension Connection {
    func joiningDomains(of organization: ID<Organization>) throws -> [JoiningDomain] {
        try rows(
            "\(JoiningDomain.selection) WHERE joining_domain.organization_id = \(organization) ORDER BY joining_domain.domain",
            JoiningDomain.init
        )
    }

    /// Fails with `.notFound`.
    func joiningDomain(_ id: ID<JoiningDomain>, of organization: ID<Organization>) throws -> JoiningDomain {
        let found = try first(
            "\(JoiningDomain.selection) WHERE joining_domain.organization_id = \(organization) AND joining_domain.id = \(id)",
            JoiningDomain.init
        )
        guard let found else { throw Failure.notFound }
        return found
    }

    /// Fails with `.domainTaken` where it becomes proven and is so for another organization.
    func set(_ standing: JoiningDomain.Standing, of domain: JoiningDomain) throws -> JoiningDomain {
        if standing.proof != nil {
            let isTaken = try exists(
                """
                SELECT 1 FROM joining_domain
                WHERE domain = \(domain.domain.text) AND proof IS NOT NULL AND organization_id <> \(domain.organization)
                """
            )
            if isTaken { throw Failure.domainTaken }
        }
        try run(
            """
            UPDATE joining_domain
            SET proof = \(standing.proof), proven_at = \(standing.provenAt), checked_at = \(standing.lastCheck?.at),
                finding = \(standing.lastCheck?.finding), missing_since = \(standing.missingSince),
                next_check_at = \(standing.nextCheckAt)
            WHERE organization_id = \(domain.organization) AND id = \(domain.id)
            """
        )
        return try joiningDomain(domain.id, of: domain.organization)
    }

    /// A deleted organization has no claim on what another may want to prove, and comes back without.
    func unproveDomains(of organization: ID<Organization>) throws {
        try run("\(JoiningDomain.unproving) WHERE organization_id = \(organization) AND proof IS NOT NULL")
    }

    /// Those who join by them get another role from now on, and the log says so.
    func setRoleOfDomains(_ former: Role, to role: Role, in organization: ID<Organization>, _ trail: AuditTrail) throws {
        for domain in try joiningDomains(of: organization) where domain.role == former {
            try run("UPDATE joining_domain SET role = \(role.key) WHERE organization_id = \(organization) AND id = \(domain.id)")
            let after = try joiningDomain(domain.id, of: organization).state
            try trail.record(AuditEvent(.domainUpdated, of: domain.id, before: domain.state, after: after), in: organization, on: self)
        }
    }

    fileprivate func add(
        _ domain: MailDomain, role: String, to organization: ID<Organization>, at now: Instant, _ randomness: Randomness
    ) throws -> JoiningDomain {
        let others = try joiningDomains(of: organization)
        guard !others.contains(where: { $0.domain == domain }) else { throw Failure.invalid("domain", "is in the list already") }
        guard others.count < JoiningDomain.most else {
            throw Failure.invalid("domain", "can't be added: the organization has \(JoiningDomain.most) domains already")
        }
        let id = ID<JoiningDomain>(at: now, from: randomness)
        try run(
            """
            INSERT INTO joining_domain (organization_id, id, domain, role, created_at)
            VALUES (\(organization), \(id), \(domain.text), \(role), \(now))
            """
        )
        return try joiningDomain(id, of: organization)
    }

    @discardableResult
    fileprivate func remove(_ id: ID<JoiningDomain>, of organization: ID<Organization>, _ trail: AuditTrail) throws -> AuditEvent {
        let domain = try joiningDomain(id, of: organization)
        try run("DELETE FROM joining_domain WHERE organization_id = \(organization) AND id = \(id)")
        let event = AuditEvent(.domainRemoved, of: id, before: domain.state)
        try trail.record(event, in: organization, on: self)
        return event
    }
}

extension JoiningDomain.Proof: SQLConvertible {}
extension JoiningDomain.Finding: SQLConvertible {}

extension JoiningDomain {
    static let selection: SQL = """
        SELECT joining_domain.id, joining_domain.organization_id, joining_domain.domain, joining_domain.created_at,
            joining_domain.proof, joining_domain.proven_at, joining_domain.checked_at, joining_domain.finding,
            joining_domain.missing_since, joining_domain.next_check_at,
            \(Role.columns(of: "joining_domain.role", joinedAs: "own"))
        FROM joining_domain \(Role.join(to: "joining_domain", as: "own"))
        """

    static let unproving: SQL = """
        UPDATE joining_domain SET proof = NULL, proven_at = NULL, missing_since = NULL, next_check_at = NULL
        """

    init(_ row: Row) throws {
        let (checkedAt, finding) = (try row[6] as Instant?, try row[7] as Finding?)
        self.init(
            id: try row[0], organization: try row[1], domain: try MailDomain(row[2]), role: try Role.read(row, from: 10),
            standing: Standing(
                proof: try row[4], provenAt: try row[5],
                lastCheck: checkedAt.flatMap { at in finding.map { Check(at: at, finding: $0) } }, missingSince: try row[8],
                nextCheckAt: try row[9]
            ),
            createdAt: try row[3]
        )
    }

    /// For the audit log.
    var state: AuditState {
        var state: AuditState = [.domain: .text(domain.text), .role: .text(role.key)]
        state[.proof] = standing.proof.map { .text($0.rawValue) }
        return state
    }
}

extension AuditEvent {
    /// The same for the log of the instance, which has to say where.
    fileprivate func `in`(_ organization: ID<Organization>) -> AuditEvent {
        AuditEvent(action, of: target, before: before, after: after.merging([.organization: .id(organization)]) { $1 })
    }
}
