import Domain

/// What the members of an organization are told of its end, and of its return. Only where an address is proven: whoever has members can
/// bring this about as often as they like, and members can have signed up with anyone's address.
extension Connection {
    /// A round a day at most.
    func tellOfDeletion(
        of organization: ID<Organization>, by account: ID<Account>, mailing: Mailing, at now: Instant, _ randomness: Randomness
    ) throws {
        let start = now - Organization.deletionToldEvery
        let isDue = try exists(
            """
            SELECT 1 FROM organization
            WHERE id = \(organization) AND (deletion_told_at IS NULL OR deletion_told_at <= \(start))
            """
        )
        guard mailing.reachesMailboxes, isDue else { return }
        try run("UPDATE organization SET deletion_told_at = \(now) WHERE id = \(organization)")
        let actor = try name(of: account)
        try tell(members(of: "membership", in: organization), of: organization, at: now, randomness) { member, organization in
            .organizationDeletion(
                name: member.name, organization: organization.name, by: actor,
                restorableUntil: member.isOwner ? now + Organization.restorableFor : nil
            )
        }
    }

    /// What else there was to tell of the organization is not true any more.
    ///
    /// - Parameter ownersOnly: of an organization that is deleted already, which only they could still have brought back.
    func tellOfErasure(
        of organization: ID<Organization>, by account: ID<Account>, ownersOnly: Bool, mailing: Mailing, at now: Instant,
        _ randomness: Randomness
    ) throws {
        guard mailing.reachesMailboxes else { return }
        let actor = try name(of: account)
        let members = try members(of: ownersOnly ? "deleted_membership" : "membership", in: organization)
        try tell(members.filter { $0.isOwner || !ownersOnly }, of: organization, at: now, randomness) { member, organization in
            .organizationErasure(name: member.name, organization: organization.name, by: actor)
        }
    }

    /// Whoever has not been told yet that it was deleted, need not be: that message goes.
    func tellOfRestoration(
        of organization: ID<Organization>, by account: ID<Account>, deletedAt: Instant, mailing: Mailing, at now: Instant,
        _ randomness: Randomness
    ) throws {
        try run(
            """
            DELETE FROM outbox
            WHERE about = \(organization) AND kind = \(Message.Kind.organizationDeletion)
            AND state = 'waiting' AND leased_until IS NULL
            """
        )
        guard mailing.reachesMailboxes else { return }
        let told = try Set(
            rows(
                """
                SELECT recipient_key FROM outbox
                WHERE about = \(organization) AND kind = \(Message.Kind.organizationDeletion) AND created_at >= \(deletedAt)
                """
            ) { try $0[0] as String }
        )
        if told.isEmpty { try run("UPDATE organization SET deletion_told_at = NULL WHERE id = \(organization)") }
        let members = try members(of: "membership", in: organization).filter { told.contains($0.email.folded) }
        let actor = try name(of: account)
        try tell(members, of: organization, at: now, randomness) { member, organization in
            .organizationRestoration(name: member.name, organization: organization.name, by: actor, slug: organization.slug)
        }
    }

    private func tell(
        _ members: [Addressee], of organization: ID<Organization>, at now: Instant, _ randomness: Randomness,
        _ message: (Addressee, (name: String, slug: String)) -> Message
    ) throws {
        let described = try nameAndSlug(of: organization)
        for member in members {
            let id = ID<Message>(at: now, from: randomness)
            try insert(
                message(member, described), id, to: member.email, in: member.language, carrying: nil, from: .members(organization),
                about: organization, at: now
            )
        }
    }

    private func members(of table: SQL, in organization: ID<Organization>) throws -> [Addressee] {
        try rows(
            """
            SELECT account.name, account.email, account.language, member.role = \(Role.owner.key)
            FROM \(table) AS member
            JOIN account ON account.id = member.account_id
            WHERE member.organization_id = \(organization) AND account.email_verified_at IS NOT NULL
            """,
            Addressee.init
        )
    }

    private func name(of account: ID<Account>) throws -> String {
        try first("SELECT name FROM account WHERE id = \(account)") { try $0[0] } ?? ""
    }
}

private struct Addressee {
    let name: String
    let email: String
    let language: Language
    let isOwner: Bool

    init(_ row: Row) throws {
        name = try row[0]
        email = try row[1]
        language = try row[2]
        isOwner = try row[3]
    }
}
