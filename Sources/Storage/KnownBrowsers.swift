import Domain

/// Which browsers an account has been signed in with: only a sign-in with another one is told of.
extension KnownBrowser {
    /// Whether the account of a row has been signed in with it.
    static func isKnown(_ device: Device) -> SQL {
        let browser = device.browser.map { TokenHash($0) }
        return "EXISTS (SELECT 1 FROM known_browser WHERE known_browser.account_id = account.id AND token_hash = \(browser))"
    }
}

extension Connection {
    /// Notes the browser, and answers the token by which it is known from now on. The owner is told of one that is new to the account,
    /// unless the account itself is.
    func recognise(
        _ device: Device, of account: ID<Account>, isNew: Bool, mailing: Mailing, at now: Instant, _ randomness: Randomness
    ) throws -> Token {
        if let browser = device.browser, try noteUse(of: browser, by: account, at: now) { return browser }
        let token = Token(from: randomness)
        if let browser = device.browser { try rename(browser, to: token) }
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
        if !isNew {
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

    /// A browser has one token for all its accounts, and a new one with each account that it gets to know: whoever used it before, and
    /// has written the old one down, is no part of that.
    private func rename(_ browser: Token, to token: Token) throws {
        try run("UPDATE known_browser SET token_hash = \(TokenHash(token)) WHERE token_hash = \(TokenHash(browser))")
    }

    func forgetBrowsers(of account: ID<Account>, except browser: Token?) throws {
        let kept = browser.map { TokenHash($0) }
        try run("DELETE FROM known_browser WHERE account_id = \(account) AND token_hash IS NOT \(kept)")
    }
}
