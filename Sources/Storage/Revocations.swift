import Domain

/// How much of what was open has been ended.
public struct Revoked: Sendable, Equatable {
    public let sessions: Int
    public let keys: Int
    public let invitations: Int
    /// Of password resets, verifications, changes of address and sign-ups.
    public let links: Int
    public let messages: Int
    /// By which people could join.
    public let domains: Int
    /// Of accounts to providers: of those that have a password, which is their way in until they link anew.
    public let identities: Int
}

extension Connection {
    /// Ends whatever opens something or is about to be sent. After a backup has been restored nobody knows what of it had been revoked
    /// since: everyone signs in again, every browser is a new one, programs get new keys, who was invited is invited
    /// again, domains by which people join are proven again, and whoever has a factor makes new recovery codes.
    func revokeEverything(at now: Instant) throws -> Revoked {
        try run("DELETE FROM known_browser")
        try run("DELETE FROM recovery_code")  // which of them have been used since is not known
        try run("UPDATE account SET factors_removable_at = NULL WHERE factors_removable_at IS NOT NULL")  // nor whether it was called off
        return Revoked(
            sessions: try run("DELETE FROM session"),
            keys: try run("UPDATE api_key SET revoked_at = \(now) WHERE \(APIKey.isLive(at: now))"),
            invitations: try run(
                """
                UPDATE invitation SET revoked_at = \(now)
                WHERE revoked_at IS NULL AND (maximum_uses IS NULL OR uses < maximum_uses) AND expires_at > \(now)
                """
            ),
            links: try run("DELETE FROM password_reset") + run("DELETE FROM email_verification") + run("DELETE FROM email_change")
                + run("DELETE FROM sign_up") + run("DELETE FROM half_sign_in"),
            messages: try run("DELETE FROM outbox WHERE \(Delivery.waits)"),
            domains: try run("\(JoiningDomain.unproving) WHERE proof IS NOT NULL"),
            identities: try run(
                """
                DELETE FROM identity
                WHERE account_id IN (SELECT id FROM account WHERE password_hash <> \(PasswordHasher.unusable))
                """
            )
        )
    }
}
