import Domain

/// What has been imported.
public struct OrganizationImport: Sendable {
    public let id: ID<Organization>
    public let name: String
    public let slug: String
    /// As it counts now.
    public let status: Organization.Status
    public let members: Int
    /// Addresses of those of them who had an account here.
    public let joined: [String]
    /// Nil where there is no limit.
    public let seats: Int?
    /// Those of the members who had no account here. They have no password yet, and no proven address.
    public let newAccounts: Int
    public let roles: Int
    public let invitations: Int
    public let events: Int
}

extension Maintenance {
    /// Takes over an organization that was exported, by another instance or before it was gone, with the ids that everything had: all of it
    /// or, with an `ImportRefusal` that names each fault and each conflict, nothing. No account that is here is changed: one with the same id and
    /// the same address becomes a member, anything else that is taken is a conflict. Others are made without password.
    ///
    /// - Parameter path: of the archive. It is read twice, so it must stay as it is meanwhile.
    public func importOrganization(from path: String, at now: Instant) async throws -> OrganizationImport {
        let (archive, content) = try await storage.database.readAtLength { _ in
            let archive = try OrganizationArchiveReader(path)
            return (archive, try ImportedContent(of: archive, at: now))
        }
        let trail = storage.trail(of: .commandLine, at: now)
        return try await storage.write { [randomness = storage.randomness] connection in
            try connection.requireRoom(for: content, of: archive, at: now)
            return try connection.insert(content, of: archive, at: now, randomness, trail)
        }
    }
}

/// An archive that has been read to its end, and what of it is needed again and again. All that can be said of it by itself holds.
struct ImportedContent: Sendable {
    let organization: ImportedOrganization
    let roles: ImportedRoles
    let invitations: Int
    let events: Int

    /// Fails with an `ImportRefusal` that names all that is wrong.
    init(of archive: OrganizationArchiveReader, at now: Instant) throws {
        var (refusal, organizations, roles) = (ImportRefusal(), [ImportedOrganization](), ImportedRoles())
        var (accounts, addresses, members, owners) = (Set<ID<Account>>(), Set<String>(), Set<ID<Account>>(), 0)
        var (invitations, events, last, number) = (0, 0, Instant(milliseconds: 0), nil as Int?)
        let fault = { (text: String) in try refusal.add(text) }
        try archive.each(.organization, OrganizationLine.self, fault: fault) { organizations.append(try ImportedOrganization($0)) }
        try archive.each(.roles, RoleLine.self, fault: fault) { try roles.add(CustomRole($0)) }
        try archive.each(.accounts, AccountLine.self, fault: fault) { line in
            let account = try ImportedAccount(line)
            guard accounts.count < OrganizationArchive.mostAccounts else {
                throw ImportRefusal("There are more than \(OrganizationArchive.mostAccounts) accounts.")
            }
            guard addresses.insert(account.email.key).inserted else { throw InvalidField("email", "is another account's, too") }
            accounts.insert(account.id)
        }
        try archive.each(.memberships, MembershipLine.self, fault: fault) { line in
            let membership = try ImportedMembership(line, roles)
            guard accounts.contains(membership.account) else { throw InvalidField("account", "is none of the archive's accounts") }
            members.insert(membership.account)
            if membership.role.isOwner { owners += 1 }
        }
        try archive.each(.invitations, InvitationLine.self, fault: fault) { line in
            let invitation = try ImportedInvitation(line, roles)
            guard members.contains(invitation.invitedBy) else { throw InvalidField("invitedBy", "is none of the members") }
            invitations += 1
        }
        try archive.each(.audit, EventLine.self, fault: fault) { line in
            guard OrganizationArchive.numbers.contains(line.number) else {
                throw InvalidField("number", "must be 1 to \(OrganizationArchive.numbers.upperBound)")
            }
            guard number.map({ line.number == $0 + 1 }) ?? true else {
                throw InvalidField("number", "must be one more than that of the event before it")
            }
            number = line.number
            last = try WrittenEvent(line, after: last, notAfter: now).at
            guard line.detail == nil || line.naming(accounts).detail != nil else {
                throw InvalidField("detail", "must not name anyone who is no member")
            }
            events += 1
        }
        try refusal.throwIfAny()
        guard organizations.count == 1, organizations[0].id.description == archive.manifest.organization.id else {
            throw ImportRefusal("\(OrganizationArchive.File.organization.rawValue): it must have one line, with the manifest's id.")
        }
        guard members == accounts else {
            throw ImportRefusal("\(OrganizationArchive.File.accounts.rawValue): not all of them are members.")
        }
        guard owners > 0 else { throw ImportRefusal("\(OrganizationArchive.File.memberships.rawValue): there is no owner.") }
        guard (try? roles.role(organizations[0].settings.defaultRole, field: "defaultRole")) != nil else {
            throw ImportRefusal(
                "\(OrganizationArchive.File.organization.rawValue), line 1: defaultRole is none of this organization's roles.")
        }
        (organization, self.roles, self.invitations, self.events) = (organizations[0], roles, invitations, events)
    }
}

extension Connection {
    /// Fails with an `ImportRefusal` that names all that is taken.
    fileprivate func requireRoom(for content: ImportedContent, of archive: OrganizationArchiveReader, at now: Instant) throws {
        var refusal = ImportRefusal()
        let organization = content.organization
        if try exists("SELECT 1 FROM organization WHERE id = \(organization.id)") {
            try refusal.add("The organization \(organization.id) is here already. One that was deleted can be brought back for 30 days.")
        }
        do {
            try requireFree(organization.slug, except: organization.id, at: now)
        } catch Failure.slugTaken {
            try refusal.add("The web address “\(organization.slug.text)” is another organization's.")
        }
        for role in content.roles.own where try exists("SELECT 1 FROM role WHERE id = \(role.id)") {
            try refusal.add("The role \(role.id) is here already.")
        }
        try archive.each(.accounts, AccountLine.self) { line in
            if let conflict = try conflict(of: ImportedAccount(line)) { try refusal.add(conflict) }
        }
        try archive.each(.invitations, InvitationLine.self) { line in
            let id = try ImportedInvitation(line, content.roles).id
            if try exists("SELECT 1 FROM invitation WHERE id = \(id)") { try refusal.add("The invitation \(id) is here already.") }
        }
        try refusal.throwIfAny()
    }

    /// Whoever has an account here keeps it as it is: an archive can't say that one is another's.
    private func conflict(of account: ImportedAccount) throws -> String? {
        if let other = try self.account(with: account.email), other.id != account.id {
            return "The address \(account.email.text) is that of another account, \(other.id), not of \(account.id)."
        }
        let found = try first("SELECT email_key, deleted_at IS NOT NULL FROM account WHERE id = \(account.id)") { row in
            (key: try row[0] as String, isDeleted: try row[1] as Bool)
        }
        guard let found, found.key != account.email.key else { return nil }
        return found.isDeleted
            ? "The account \(account.id) was deleted here."
            : "The account \(account.id) has another address here than \(account.email.text)."
    }

    fileprivate func insert(
        _ content: ImportedContent, of archive: OrganizationArchiveReader, at now: Instant, _ randomness: Randomness, _ trail: AuditTrail
    ) throws -> OrganizationImport {
        let organization = content.organization
        try insert(organization, content.roles, randomness)
        var (members, made, joined) = (0, 0, [String]())
        try archive.each(.accounts, AccountLine.self) { line in
            let account = try ImportedAccount(line)
            guard try self.account(account.id) == nil else { return joined.append(account.email.text) }
            let new = NewAccount(
                id: account.id, name: account.name, email: account.email, language: account.language, passwordHash: PasswordHasher.unusable,
                organizationName: nil
            )
            _ = try makeAccount(new, by: nil, on: .unlimited, mailing: .off, at: now, randomness, trail)
            made += 1
        }
        try archive.each(.memberships, MembershipLine.self) { line in
            let membership = try ImportedMembership(line, content.roles)
            if membership.role.isOwner { try requireRoom(forAnOwner: membership.account) }
            try insertMembership(of: membership.account, in: organization.id, as: membership.role, at: membership.joinedAt)
            members += 1
        }
        // There may be more members than seats, as where it comes from.
        try run("UPDATE organization SET seats = \(organization.subscription.seats) WHERE id = \(organization.id)")
        let status = organization.subscription.status(at: now)
        if try status.wantsOwner && isWithoutOwner(organization.id) { throw ImportRefusal("All its owners are disabled here.") }
        try archive.each(.invitations, InvitationLine.self) { try insert(ImportedInvitation($0, content.roles), in: organization.id) }
        try continueLog(of: organization, by: archive, trail)
        return OrganizationImport(
            id: organization.id, name: organization.name.text, slug: organization.slug.text, status: status, members: members,
            joined: joined, seats: organization.subscription.seats, newAccounts: made, roles: content.roles.own.count,
            invitations: content.invitations, events: content.events
        )
    }

    private func requireRoom(forAnOwner account: ID<Account>) throws {
        do {
            try requireRoomForAnother(ownedBy: account)
        } catch Failure.forbidden(let reason) {
            throw InvalidField("account", "owns too much here. \(reason)")
        }
    }
}
