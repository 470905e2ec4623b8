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
    func changePassword(_ session: LiveSession, from current: Password, to new: Password, at now: Instant) async throws -> Token {
        try await changePassword(session, from: current, to: new, on: Fixture.device, at: now)
    }

    func resetPassword(with token: Token, to password: Password, at now: Instant) async throws {
        try await resetPassword(with: token, to: password, on: Fixture.device, at: now)
    }

    func prove(_ session: LiveSession, with password: Password, at now: Instant) async throws {
        try await prove(session, with: password, on: Fixture.device, at: now)
    }
}
