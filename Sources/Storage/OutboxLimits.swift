import Domain

/// Against filling mailboxes by way of us. What goes out is counted; what was dropped unsent is not.
extension Connection {
    /// Whether an address may get another of that kind within this hour.
    func hasRoom(for kind: Message.Kind, to recipient: String, _ mailing: Mailing, at now: Instant) throws -> Bool {
        guard mailing.isLimited else { return true }
        return try messageCount(kind, to: recipient, since: now - .hours(1)) < Message.Kind.mostPerHour
    }

    /// How many of a kind have gone to an address, or wait to.
    func messageCount(_ kind: Message.Kind, to recipient: String, since start: Instant) throws -> Int {
        try count(
            """
            SELECT count(*) FROM outbox
            WHERE recipient_key = \(recipient.folded) AND kind = \(kind) AND created_at > \(start)
            """
        )
    }

    /// Fails with `.rateLimited` when a message of this sender would be one too many for the sender, the organization or the instance.
    func requireRoom(for sender: Sender, _ mailing: Mailing, at now: Instant) throws {
        guard let span = try wait(for: sender, mailing, at: now) else { return }
        throw Failure.rateLimited(retryAfter: span)
    }

    /// Until there is room for a message of this sender; nil if there is.
    func wait(for sender: Sender, _ mailing: Mailing, at now: Instant) throws -> Span? {
        guard mailing.reachesMailboxes, mailing.isLimited else { return nil }
        let start = now - .hours(1)
        let oldest = try [
            earliest("sender = \(sender.key) AND created_at > \(start)", ofTheLast: sender.limit),
            sender.organization.flatMap { organization in
                try earliest("organization_id = \(organization) AND created_at > \(start)", ofTheLast: Sender.mostPerOrganization)
            },
            earliest(
                """
                sender IS NOT NULL AND sender NOT LIKE 'org\\_%' ESCAPE '\\'
                AND (sender LIKE 'acc\\_%' ESCAPE '\\') = \(sender.isAccount) AND created_at > \(start)
                """,
                ofTheLast: Sender.mostPerInstance
            ),
        ]
        return oldest.compactMap(\.self).max().map { $0 - start }
    }

    /// When the first of the last `count` messages was made that `condition` is true of; nil if there are fewer.
    private func earliest(_ condition: SQL, ofTheLast count: Int) throws -> Instant? {
        try first("SELECT created_at FROM outbox WHERE \(condition) ORDER BY created_at DESC LIMIT 1 OFFSET \(count - 1)") { try $0[0] }
    }

    /// Who has caused a message is kept no longer than it counts. An organization is nobody.
    func forgetSenders(at now: Instant) throws {
        try run(
            """
            UPDATE outbox SET sender = NULL, organization_id = NULL
            WHERE sender IS NOT NULL AND sender NOT LIKE 'org\\_%' ESCAPE '\\' AND created_at <= \(now - .hours(1))
            """
        )
    }
}
