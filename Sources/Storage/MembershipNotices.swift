import Domain

/// What members are told of what others have done with their membership.
extension Connection {
    func tellOfRole(
        _ role: Role, _ member: ID<Account>, in scope: OrganizationScope, mailing: Mailing, at now: Instant, _ randomness: Randomness
    ) throws {
        try notify(member, mailing: mailing, at: now, randomness) { account in
            let (organization, slug) = try nameAndSlug(of: scope.organization)
            return .roleChange(name: account.name, organization: organization, slug: slug, role: role.word)
        }
    }

    func tellOfRemoval(
        _ member: ID<Account>, from scope: OrganizationScope, mailing: Mailing, at now: Instant, _ randomness: Randomness
    ) throws {
        try notify(member, mailing: mailing, at: now, randomness) { account in
            .removal(name: account.name, organization: try nameAndSlug(of: scope.organization).name)
        }
    }

    /// To all members, each as far as it concerns them: owners learn how long they can bring it back.
    func tellOfDeletion(
        of scope: OrganizationScope, forGood: Bool, mailing: Mailing, at now: Instant, _ randomness: Randomness
    ) throws {
        guard mailing.reachesMailboxes else { return }
        let (organization, _) = try nameAndSlug(of: scope.organization)
        let members = try rows(
            "SELECT account_id, role = \(Role.owner.key) FROM membership WHERE organization_id = \(scope.organization)"
        ) { (account: try $0[0] as ID<Account>, isOwner: try $0[1] as Bool) }
        for member in members {
            let restorableUntil = member.isOwner && !forGood ? now + Organization.restorableFor : nil
            try notify(member.account, mailing: mailing, at: now, randomness) { account in
                .organizationDeletion(name: account.name, organization: organization, restorableUntil: restorableUntil)
            }
        }
    }

    /// To whoever stands behind an invitation that `member` has accepted. Links can be used by very many: their makers see them in the
    /// list of members.
    func tellOfAcceptance(
        of claim: InvitationClaim, by member: ID<Account>, mailing: Mailing, at now: Instant, _ randomness: Randomness
    ) throws {
        let invitation = claim.listing.invitation
        guard invitation.kind.address != nil else { return }
        try notify(claim.listing.invitedBy, mailing: mailing, at: now, randomness) { account in
            let (organization, slug) = try nameAndSlug(of: claim.organization)
            let name: String? = try first("SELECT name FROM account WHERE id = \(member)") { try $0[0] }
            return .invitationAccepted(
                name: account.name, member: name ?? "", organization: organization, slug: slug, role: invitation.role.word
            )
        }
    }

    private func nameAndSlug(of organization: ID<Organization>) throws -> (name: String, slug: String) {
        let found = try first("SELECT name, slug FROM organization WHERE id = \(organization)") { row in
            (name: try row[0] as String, slug: try row[1] as String)
        }
        guard let found else { throw Failure.notFound }
        return found
    }
}
