import Domain

/// What an import adds, row by row. The schema judges it as it judges everything.
extension Connection {
    func insert(_ organization: ImportedOrganization, _ roles: ImportedRoles, _ randomness: Randomness) throws {
        let (settings, subscription) = (organization.settings, organization.subscription)
        try run("DELETE FROM former_slug WHERE slug = \(organization.slug.text)")
        try run(
            """
            INSERT INTO organization (
                id, kind, name, name_key, slug, status, trial_ends_at, default_role, invitation_hours, members_hidden, factor_required,
                accent_color, metadata, created_at
            ) VALUES (
                \(organization.id), \(Organization.Kind.team), \(organization.name.text), \(organization.name.text.folded),
                \(organization.slug.text), \(subscription.status), \(subscription.trialEndsAt), \(settings.defaultRole),
                \(settings.invitationHours), \(settings.membersHidden), \(settings.factorRequired),
                \(settings.accentColor?.text), \(organization.metadata?.text), \(organization.createdAt)
            )
            """
        )
        for role in roles.own { try insert(role, in: organization.id) }
        guard let logo = organization.logo else { return }
        try run(
            """
            INSERT INTO logo (organization_id, name, type, bytes)
            VALUES (\(organization.id), \(LogoName(from: randomness).text), \(logo.type.rawValue), \(logo.bytes))
            """
        )
    }

    private func insert(_ custom: CustomRole, in organization: ID<Organization>) throws {
        let role = custom.role
        try run(
            """
            INSERT INTO role (organization_id, key, id, name, name_key, rank, permissions, created_at)
            VALUES (
                \(organization), \(role.key), \(custom.id), \(role.name), \(role.name.folded), \(role.rank), \(role.permissions.bits),
                \(custom.createdAt)
            )
            """
        )
    }

    /// Of what was: it has no token, and opens nothing.
    func insert(_ invitation: ImportedInvitation, in organization: ID<Organization>) throws {
        let kind = invitation.kind
        try run(
            """
            INSERT INTO invitation (
                organization_id, id, kind, email, email_key, domains, role, maximum_uses, uses, created_by, created_at, issued_at,
                expires_at, revoked_at
            ) VALUES (
                \(organization), \(invitation.id), \(kind.name), \(kind.address?.text), \(kind.address?.key), \(kind.domainList),
                \(invitation.role.key), \(kind.maximumUses), \(invitation.uses), \(invitation.invitedBy), \(invitation.createdAt),
                \(invitation.issuedAt), \(invitation.expiresAt), \(invitation.revokedAt)
            )
            """
        )
    }

    /// The log goes on where it was, in a chain of this instance's own: what stood in it is as the archive had it, and from the import on it is
    /// as it happened. The import says which archive that was.
    func continueLog(
        of organization: ImportedOrganization, by archive: OrganizationArchiveReader, _ trail: AuditTrail
    ) throws {
        var head = AuditHead(of: .organization(organization.id), trail.key)
        try archive.each(.audit, EventLine.self) { line in
            if head.lastNumber == 0, line.number > 1 { head = try begin(head, at: line.number, trail.key) }
            head = try trail.append(WrittenEvent(line, after: head.lastAt, notAfter: trail.now), after: head, on: self)
        }
        let after: AuditState = [
            .name: .text(organization.name.text), .slug: .text(organization.slug.text), .archive: archive.fingerprint,
        ]
        let event = AuditEvent(.organizationImported, of: organization.id, after: after)
        try trail.record(event, in: organization.id, on: self)
        try trail.record(event, on: self)
    }

    /// What came before was removed where it comes from.
    private func begin(_ empty: AuditHead, at number: Int, _ key: AuditKey) throws -> AuditHead {
        var head = empty
        (head.lastNumber, head.removedNumber) = (number - 1, number - 1)
        return try keep(head, after: empty, adding: number - 1, key)
    }
}
