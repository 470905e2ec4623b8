import Domain

@testable import Storage

/// For tests that don't care who asks.
extension PasswordHasher {
    func hash(_ password: Password) async throws -> String {
        try await hash(password, for: Client(address: ""))
    }

    func verify(_ password: Password, against hash: String?) async throws -> Bool {
        try await verify(password, against: hash, for: Client(address: ""))
    }
}

extension Storage {
    func changePassword(
        _ session: LiveSession, from current: Password, to new: Password, mailing: Mailing = .off, at now: Instant
    ) async throws -> Token {
        try await changePassword(session, from: current, to: new, mailing: mailing, on: Fixture.device, at: now)
    }

    func resetPassword(with token: Token, to password: Password, mailing: Mailing = .off, at now: Instant) async throws {
        try await resetPassword(with: token, to: password, mailing: mailing, on: Fixture.device, at: now)
    }

    func acceptInvitation(_ token: Token, by session: LiveSession, at now: Instant) async throws -> Me {
        try await acceptInvitation(token, by: session, mailing: .off, at: now)
    }

    func acceptInvitation(_ id: ID<Invitation>, by session: LiveSession, at now: Instant) async throws -> Me {
        try await acceptInvitation(id, by: session, mailing: .off, at: now)
    }

    func changeRole(
        of target: ID<Account>, to role: Role, in scope: OrganizationScope, mailing: Mailing = .off, at now: Instant
    ) async throws -> Member {
        try await changeRole(of: target, to: role.key, in: scope, mailing: mailing, at: now)
    }

    func organizations(_ session: LiveSession) async throws -> [OrganizationMembership] {
        try await organizations(session, at: Fixture.start)
    }

    func organization(slug: Slug, for session: LiveSession) async throws -> OrganizationMembership {
        try await organizationDetails(slug: slug, for: session, at: Fixture.start).membership
    }

    func removeMember(_ target: ID<Account>, from scope: OrganizationScope, at now: Instant) async throws {
        try await removeMember(target, from: scope, mailing: .off, at: now)
    }

    func prove(_ session: LiveSession, with password: Password, at now: Instant) async throws {
        try await prove(session, with: password, on: Fixture.device, at: now)
    }

    func logIn(
        email: EmailAddress, password: Password, remember: Bool, replacing replaced: Token?, on device: Device, at now: Instant
    ) async throws -> SignedIn {
        try await logIn(
            email: email, password: password, remember: remember, replacing: replaced, mailing: .off, on: device, at: now
        )
    }

    func verifyAddress(with token: Token, by session: LiveSession, at now: Instant) async throws {
        try await verifyAddress(with: token, by: session, mailing: .on, at: now)
    }
}
