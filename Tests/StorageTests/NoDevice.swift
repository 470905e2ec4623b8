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
        _ session: LiveSession, from current: Password, to new: Password, mailed: Bool = false, at now: Instant
    ) async throws -> Token {
        try await changePassword(session, from: current, to: new, mailed: mailed, on: Fixture.device, at: now)
    }

    func resetPassword(with token: Token, to password: Password, mailed: Bool = false, at now: Instant) async throws {
        try await resetPassword(with: token, to: password, mailed: mailed, on: Fixture.device, at: now)
    }

    func acceptInvitation(_ token: Token, by session: LiveSession, at now: Instant) async throws -> Me {
        try await acceptInvitation(token, by: session, mailed: false, at: now)
    }

    func acceptInvitation(_ id: ID<Invitation>, by session: LiveSession, at now: Instant) async throws -> Me {
        try await acceptInvitation(id, by: session, mailed: false, at: now)
    }

    func changeRole(of target: ID<Account>, to role: Role, in scope: OrganizationScope, at now: Instant) async throws -> Member {
        try await changeRole(of: target, to: role, in: scope, mailed: false, at: now)
    }

    func removeMember(_ target: ID<Account>, from scope: OrganizationScope, at now: Instant) async throws {
        try await removeMember(target, from: scope, mailed: false, at: now)
    }

    func prove(_ session: LiveSession, with password: Password, at now: Instant) async throws {
        try await prove(session, with: password, on: Fixture.device, at: now)
    }
}
