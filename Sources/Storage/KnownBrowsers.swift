import Domain

/// Which browsers an account has been signed in with: only a sign-in with another one is told of.
extension Connection {
    /// Notes the browser, and answers the token by which it is known from now on. The owner is told of one that is new, unless it is the
    /// account's first.
    func recognise(
        _ device: Device, of account: ID<Account>, mailing: Mailing, at now: Instant, _ randomness: Randomness
    ) throws -> Token {
        if let browser = device.browser, try noteUse(of: browser, by: account, at: now) { return browser }
        let isFirst = try !exists("SELECT 1 FROM known_browser WHERE account_id = \(account)")
        let token = try token(of: device) ?? Token(from: randomness)
        try run("INSERT INTO known_browser (account_id, token_hash, last_seen_at) VALUES (\(account), \(TokenHash(token)), \(now))")
        try run(
            """
            DELETE FROM known_browser WHERE account_id = \(account) AND token_hash IN (
                SELECT token_hash FROM known_browser WHERE account_id = \(account)
                ORDER BY last_seen_at DESC, token_hash = \(TokenHash(token)) DESC, token_hash
                LIMIT -1 OFFSET \(KnownBrowser.mostPerAccount)
            )
            """
        )
        if !isFirst {
            try notify(account, mailing: mailing, at: now, randomness) {
                .signIn(name: $0.name, browser: device.userAgent, address: device.address, at: now)
            }
        }
        return token
    }

    private func noteUse(of browser: Token, by account: ID<Account>, at now: Instant) throws -> Bool {
        let noted = try run(
            """
            UPDATE known_browser SET last_seen_at = \(now)
            WHERE account_id = \(account) AND token_hash = \(TokenHash(browser))
            """
        )
        return noted > 0
    }

    /// One that was made here, for another account: a browser has one for all of them. Whatever else is presented is nobody's.
    private func token(of device: Device) throws -> Token? {
        guard let browser = device.browser else { return nil }
        return try exists("SELECT 1 FROM known_browser WHERE token_hash = \(TokenHash(browser))") ? browser : nil
    }

    func forgetBrowsers(of account: ID<Account>, except browser: Token?) throws {
        let kept = browser.map { TokenHash($0) }
        try run("DELETE FROM known_browser WHERE account_id = \(account) AND token_hash IS NOT \(kept)")
    }
}
