import Domain

extension Storage {
    /// The account's organizations, the personal one first, then by name.
    ///
    /// - Parameter slug: of the one that is wanted alone: which it has, or had not long ago.
    public func organizations(_ session: LiveSession, slug: String? = nil, at now: Instant) async throws -> [OrganizationMembership] {
        guard let slug else { return try await read { try $0.organizations(of: session.account.id, at: now) } }
        do {
            let slug = try Slug(slug)
            return try await read { [try $0.organization(slug: slug, for: session, at: now)] }
        } catch is Problem, Failure.notFound {
            return []
        }
    }

    /// Those that a key lets see, in the same order. Fails with `.unauthenticated` if it has just ended.
    public func organizations(_ key: KeyScope, slug: String? = nil, at now: Instant) async throws -> [OrganizationMembership] {
        try await read { connection in
            let permissions = try connection.permissions(of: key, at: now)
            let slug = slug.map { try? Slug($0) }
            let found =
                switch slug {
                case nil: try connection.organizations(of: key.account, at: now)
                case .some(nil): [OrganizationMembership]()
                case .some(.some(let slug)): [try connection.organization(slug: slug, of: key.account, at: now)].compactMap { $0 }
                }
            return found.filter { key.organization == nil || key.organization == $0.organization.id }
                .map { $0.narrowed(to: permissions) }
                .filter { $0.permissions.contains(.organizationRead) }
        }
    }

    /// Makes an organization whose owner is the caller. Without a slug one is made from the name.
    /// Fails with `.slugTaken`, or `.forbidden` for an account that owns very many.
    public func createOrganization(
        _ session: LiveSession, name: DisplayName, slug: Slug?, at now: Instant
    ) async throws -> OrganizationDetails {
        let trail = trail(of: session, at: now)
        return try await write { [terms, randomness] connection in
            try connection.requireLive(session, at: now)
            try connection.requireRoomForAnother(ownedBy: session.account.id)
            let id = try connection.insertOrganization(
                named: name, slug: slug, owner: session.account.id, on: terms, at: now, randomness, trail)
            return try connection.details(in: connection.scope(of: id, for: session), at: now)
        }
    }

    public func organization(in scope: OrganizationScope, at now: Instant) async throws -> OrganizationMembership {
        try await read { try $0.organization(in: scope, at: now) }
    }
}

extension Connection {
    fileprivate func organization(slug: Slug, of account: ID<Account>, at now: Instant) throws -> OrganizationMembership? {
        try first(
            """
            SELECT \(OrganizationMembership.columns)
            FROM organization
            JOIN membership ON membership.organization_id = organization.id AND membership.account_id = \(account)
            \(OrganizationMembership.ownRoles)
            WHERE organization.id = (
                SELECT id FROM organization WHERE slug = \(slug.text)
                UNION ALL
                SELECT organization_id FROM former_slug WHERE slug = \(slug.text) AND kept_until > \(now)
                LIMIT 1
            )
            """
        ) { try OrganizationMembership($0, at: now) }
    }

    func organization(in scope: OrganizationScope, at now: Instant) throws -> OrganizationMembership {
        let found = try first(
            """
            SELECT \(OrganizationMembership.columns)
            FROM membership
            JOIN organization ON organization.id = membership.organization_id
            \(OrganizationMembership.ownRoles)
            WHERE membership.organization_id = \(scope.organization) AND membership.account_id = \(scope.account)
            """
        ) { try OrganizationMembership($0, at: now) }
        guard var found else { throw Failure.notFound }
        found.narrow(to: scope.impersonation)
        if scope.key != nil {
            let hidden = found.organization.settings.membersHidden
            found.permissions = try authority(in: scope, at: now).role.permissions(membersHidden: hidden)
        }
        return found
    }

    func organization(slug: Slug, for session: LiveSession, at now: Instant) throws -> OrganizationMembership {
        guard var found = try organization(slug: slug, of: session.account.id, at: now) else { throw Failure.notFound }
        found.narrow(to: session.impersonation)
        return found
    }

    /// What may not be done to a personal organization is judged after permission and rank.
    func requireTeam(_ scope: OrganizationScope) throws {
        let isTeam = try exists("SELECT 1 FROM organization WHERE id = \(scope.organization) AND kind = \(Organization.Kind.team)")
        guard isTeam else { throw Failure.personalOrganization }
    }

    /// Of one that is there, whoever asks. Fails with `.notFound`.
    func kind(of organization: ID<Organization>) throws -> Organization.Kind {
        let kind: Organization.Kind? = try first("SELECT kind FROM organization WHERE id = \(organization) AND deleted_at IS NULL") {
            try $0[0]
        }
        guard let kind else { throw Failure.notFound }
        return kind
    }

    /// Fails with `.notFound` or `.personalOrganization`.
    func requireTeam(_ organization: ID<Organization>) throws {
        guard try kind(of: organization) == .team else { throw Failure.personalOrganization }
    }

    func personalOrganization(of account: ID<Account>) throws -> ID<Organization> {
        let id: ID<Organization>? = try first("SELECT id FROM organization WHERE personal_account_id = \(account)") { try $0[0] }
        guard let id else { throw DatabaseError.unexpectedValue("account \(account) has no personal organization") }
        return id
    }

    func requireRoomForAnother(ownedBy account: ID<Account>) throws {
        let owned = try count(
            """
            SELECT (SELECT count(*) FROM membership WHERE account_id = \(account) AND role = \(Role.owner.key))
            + (SELECT count(*) FROM deleted_membership WHERE account_id = \(account) AND role = \(Role.owner.key))
            """
        )
        guard owned < Organization.mostOwned else {
            throw Failure.forbidden("An account can own at most \(Organization.mostOwned) organizations, deleted ones included.")
        }
    }

    func insertOrganization(
        named name: DisplayName, slug: Slug?, owner: ID<Account>, on terms: SubscriptionTerms, at now: Instant, _ randomness: Randomness,
        _ trail: AuditTrail
    ) throws -> ID<Organization> {
        if let slug { try requireFree(slug, except: nil, at: now) }
        let slug = try slug ?? freeSlug(for: name, at: now, randomness)
        return try insert(.team, named: name, slug: slug, owner: owner, on: terms, at: now, randomness, trail)
    }

    /// Its slug is always distinguished, so that people's names don't use up those that organizations want.
    func insertPersonalOrganization(
        of account: ID<Account>, named name: DisplayName, at now: Instant, _ randomness: Randomness, _ trail: AuditTrail
    ) throws -> ID<Organization> {
        let slug = Slug.suggestion(for: name).slug.distinguished(by: randomness)
        return try insert(.personal, named: name, slug: slug, owner: account, on: .unlimited, at: now, randomness, trail)
    }

    private func insert(
        _ kind: Organization.Kind, named name: DisplayName, slug: Slug, owner: ID<Account>, on terms: SubscriptionTerms, at now: Instant,
        _ randomness: Randomness, _ trail: AuditTrail
    ) throws -> ID<Organization> {
        let id = ID<Organization>(at: now, from: randomness)
        let granted = terms.subscription(from: now)
        try run("DELETE FROM former_slug WHERE slug = \(slug.text)")
        try run(
            """
            INSERT INTO organization (
                id, kind, personal_account_id, name, name_key, slug, status, trial_ends_at, seats, created_at
            ) VALUES (
                \(id), \(kind), \(kind == .personal ? owner : nil), \(name.text), \(name.text.folded), \(slug.text),
                \(granted.status), \(granted.trialEndsAt), \(granted.seats), \(now)
            )
            """
        )
        try insertMembership(of: owner, in: id, as: .owner, at: now)
        let made: AuditState = [.kind: .text(kind.rawValue), .name: .text(name.text), .slug: .text(slug.text)]
        try trail.record(AuditEvent(.organizationCreated, of: id, after: made), in: id, on: self)
        return id
    }

    func insertMembership(of account: ID<Account>, in organization: ID<Organization>, as role: Role, at now: Instant) throws {
        try run(
            """
            INSERT INTO membership (organization_id, account_id, role, name_key, joined_at)
            SELECT \(organization), id, \(role.key), name_key, \(now) FROM account WHERE id = \(account)
            """
        )
    }

    private func freeSlug(for name: DisplayName, at now: Instant, _ randomness: Randomness) throws -> Slug {
        let (slug, needsSuffix) = Slug.suggestion(for: name)
        guard try needsSuffix || isTaken(slug, except: nil, at: now) else { return slug }
        return slug.distinguished(by: randomness)
    }

    func requireFree(_ slug: Slug, except organization: ID<Organization>?, at now: Instant) throws {
        guard try !isTaken(slug, except: organization, at: now) else { throw Failure.slugTaken }
    }

    private func isTaken(_ slug: Slug, except organization: ID<Organization>?, at now: Instant) throws -> Bool {
        try exists(
            """
            SELECT 1 FROM organization WHERE slug = \(slug.text) AND id IS NOT \(organization)
            UNION ALL
            SELECT 1 FROM former_slug
            WHERE slug = \(slug.text) AND kept_until > \(now) AND organization_id IS NOT \(organization)
            """
        )
    }

    /// Whoever follows an old link still gets there, and nobody else gets the address: for the newest few that there were.
    func keepSlug(of scope: OrganizationScope, besides new: Slug, at now: Instant) throws {
        let until = now + Slug.keptFor
        try run(
            """
            INSERT INTO former_slug (slug, organization_id, kept_until)
            SELECT slug, id, \(until) FROM organization WHERE id = \(scope.organization) AND slug <> \(new.text)
            ON CONFLICT (slug) DO UPDATE SET organization_id = excluded.organization_id, kept_until = excluded.kept_until
            """
        )
        try run("DELETE FROM former_slug WHERE slug = \(new.text)")
        try run(
            """
            DELETE FROM former_slug WHERE organization_id = \(scope.organization) AND slug IN (
                SELECT slug FROM former_slug WHERE organization_id = \(scope.organization)
                ORDER BY kept_until DESC, slug
                LIMIT -1 OFFSET \(Slug.mostKept)
            )
            """
        )
    }
}
