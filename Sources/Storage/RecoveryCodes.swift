import Domain

extension Storage {
    /// Ten new ones, in this one answer; the old ones open nothing any more, and neither do sign-ins that are half done. The owner is told.
    /// Fails with `.proofRequired`, or `.notFound` without a factor.
    public func renewRecoveryCodes(_ session: LiveSession, mailing: Mailing, at now: Instant) async throws -> [RecoveryCode] {
        let trail = trail(of: session, at: now)
        return try await write { [randomness] connection in
            let account = try connection.mayChangeFactors(session, at: now)
            guard try connection.hasFactor(account.id) else { throw Failure.notFound }
            let codes = try connection.renewRecoveryCodes(of: account.id, randomness)
            try connection.keepFactors(of: account.id, trail)
            try connection.endHalfSignIns(of: account.id)
            try trail.record(AuditEvent(.recoveryCodesRenewed, of: account.id), on: connection)
            try connection.notify(account.id, mailing: mailing, at: now, randomness) { .recoveryCodesRenewed(name: $0.name, at: now) }
            return codes
        }
    }
}

extension Connection {
    /// Spends a recovery code: whether there was one like it.
    func spend(_ code: RecoveryCode, of account: ID<Account>) throws -> Bool {
        let hash = TokenHash(of: code.digits)
        return try run("DELETE FROM recovery_code WHERE account_id = \(account) AND code_hash = \(hash)") > 0
    }

    func renewRecoveryCodes(of account: ID<Account>, _ randomness: Randomness) throws -> [RecoveryCode] {
        try run("DELETE FROM recovery_code WHERE account_id = \(account)")
        let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode(from: randomness) }
        for code in codes {
            try run("INSERT INTO recovery_code (account_id, code_hash) VALUES (\(account), \(TokenHash(of: code.digits)))")
        }
        return codes
    }
}
