import Domain

/// What members are told of what others have done with their membership.
extension Connection {
    func tellOfRole(
        _ role: Role, _ member: ID<Account>, in organization: ID<Organization>, mailing: Mailing, at now: Instant, _ randomness: Randomness
    ) throws {
        try notify(member, about: organization, mailing: mailing, at: now, randomness) { account in
            let (name, slug) = try nameAndSlug(of: organization)
            return .roleChange(name: account.name, organization: name, slug: slug, role: role.word)
        }
    }

    func tellOfRemoval(
        _ member: ID<Account>, from scope: OrganizationScope, mailing: Mailing, at now: Instant, _ randomness: Randomness
    ) throws {
        try notify(member, about: scope.organization, mailing: mailing, at: now, randomness) { account in
            .removal(name: account.name, organization: try nameAndSlug(of: scope.organization).name)
        }
    }

    /// To whoever stands behind an invitation that `member` has accepted. Links can be used by very many: their makers see them in the
    /// list of members.
    func tellOfAcceptance(
        of claim: InvitationClaim, by member: ID<Account>, mailing: Mailing, at now: Instant, _ randomness: Randomness
    ) throws {
        let invitation = claim.listing.invitation
        guard invitation.kind.address != nil else { return }
        try notify(claim.listing.invitedBy, about: claim.organization, mailing: mailing, at: now, randomness) { account in
            let (organization, slug) = try nameAndSlug(of: claim.organization)
            let name: String? = try first("SELECT name FROM account WHERE id = \(member)") { try $0[0] }
            return .invitationAccepted(
                name: account.name, member: name ?? "", organization: organization, slug: slug, role: invitation.role.word
            )
        }
    }

    func nameAndSlug(of organization: ID<Organization>) throws -> (name: String, slug: String) {
        let found = try first("SELECT name, slug FROM organization WHERE id = \(organization)") { row in
            (name: try row[0] as String, slug: try row[1] as String)
        }
        guard let found else { throw Failure.notFound }
        return found
    }
}
