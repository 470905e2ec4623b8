import Domain

extension Storage {
    /// The account's organizations, the personal one first, then by name.
    public func organizations(_ session: LiveSession) async throws -> [OrganizationMembership] {
        try await read { try $0.organizations(of: session.account.id) }
    }

    /// Makes an organization whose owner is the caller. Without a slug one is made from the name.
    /// Fails with `.slugTaken`, or `.forbidden` for an account that owns very many.
    public func createOrganization(
        _ session: LiveSession, name: DisplayName, slug: Slug?, at now: Instant
    ) async throws -> OrganizationMembership {
        try await write { [randomness] connection in
            try connection.requireLive(session, at: now)
            try connection.requireRoomForAnother(ownedBy: session.account.id)
            let id = try connection.insertOrganization(named: name, slug: slug, owner: session.account.id, at: now, randomness)
            return try connection.organization(in: connection.scope(of: id, for: session))
        }
    }

    public func organization(in scope: OrganizationScope) async throws -> OrganizationMembership {
        try await read { try $0.organization(in: scope) }
    }

    /// Fails with `.notFound` for those who are no members, as for a slug that nobody has.
    public func organization(slug: Slug, for session: LiveSession) async throws -> OrganizationMembership {
        try await read { connection in
            let found = try connection.first(
                """
                SELECT \(OrganizationMembership.columns)
                FROM organization
                JOIN membership ON membership.organization_id = organization.id AND membership.account_id = \(session.account.id)
                \(OrganizationMembership.ownRoles)
                WHERE organization.slug = \(slug.text)
                """,
                OrganizationMembership.init
            )
            guard let found else { throw Failure.notFound }
            return found
        }
    }

    /// Changes name and slug; nil leaves as is. Fails with `.forbidden` or `.slugTaken`.
    public func updateOrganization(
        in scope: OrganizationScope, name: DisplayName?, slug: Slug?, at now: Instant
    ) async throws -> OrganizationMembership {
        try await write { connection in
            try connection.authority(in: scope, at: now).require(.organizationUpdate)
            if let slug { try connection.requireFree(slug, except: scope.organization) }
            try connection.run(
                """
                UPDATE organization
                SET name = coalesce(\(name?.text), name), name_key = coalesce(\(name?.text.folded), name_key),
                    slug = coalesce(\(slug?.text), slug)
                WHERE id = \(scope.organization)
                """
            )
            return try connection.organization(in: scope)
        }
    }
}

extension Connection {
    func organization(in scope: OrganizationScope) throws -> OrganizationMembership {
        let found = try first(
            """
            SELECT \(OrganizationMembership.columns)
            FROM membership
            JOIN organization ON organization.id = membership.organization_id
            \(OrganizationMembership.ownRoles)
            WHERE membership.organization_id = \(scope.organization) AND membership.account_id = \(scope.account)
            """,
            OrganizationMembership.init
        )
        guard let found else { throw Failure.notFound }
        return found
    }

    /// What may not be done to a personal organization is judged after permission and rank.
    func requireTeam(_ scope: OrganizationScope) throws {
        let isTeam = try exists("SELECT 1 FROM organization WHERE id = \(scope.organization) AND kind = \(Organization.Kind.team)")
        guard isTeam else { throw Failure.personalOrganization }
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
        named name: DisplayName, slug: Slug?, owner: ID<Account>, at now: Instant, _ randomness: Randomness
    ) throws -> ID<Organization> {
        if let slug { try requireFree(slug, except: nil) }
        let slug = try slug ?? freeSlug(for: name, randomness)
        return try insert(.team, named: name, slug: slug, owner: owner, at: now, randomness)
    }

    /// Its slug is always distinguished, so that people's names don't use up those that organizations want.
    func insertPersonalOrganization(
        of account: ID<Account>, named name: DisplayName, at now: Instant, _ randomness: Randomness
    ) throws -> ID<Organization> {
        let slug = Slug.suggestion(for: name).slug.distinguished(by: randomness)
        return try insert(.personal, named: name, slug: slug, owner: account, at: now, randomness)
    }

    private func insert(
        _ kind: Organization.Kind, named name: DisplayName, slug: Slug, owner: ID<Account>, at now: Instant, _ randomness: Randomness
    ) throws -> ID<Organization> {
        let id = ID<Organization>(at: now, from: randomness)
        try run(
            """
            INSERT INTO organization (id, kind, personal_account_id, name, name_key, slug, status, created_at)
            VALUES (
                \(id), \(kind), \(kind == .personal ? owner : nil), \(name.text), \(name.text.folded), \(slug.text),
                \(Organization.Status.active), \(now)
            )
            """
        )
        try insertMembership(of: owner, in: id, as: .owner, at: now)
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

    private func freeSlug(for name: DisplayName, _ randomness: Randomness) throws -> Slug {
        let (slug, needsSuffix) = Slug.suggestion(for: name)
        guard try needsSuffix || isTaken(slug, except: nil) else { return slug }
        return slug.distinguished(by: randomness)
    }

    fileprivate func requireFree(_ slug: Slug, except organization: ID<Organization>?) throws {
        guard try !isTaken(slug, except: organization) else { throw Failure.slugTaken }
    }

    private func isTaken(_ slug: Slug, except organization: ID<Organization>?) throws -> Bool {
        try exists("SELECT 1 FROM organization WHERE slug = \(slug.text) AND id IS NOT \(organization)")
    }
}
