/// A message from its cause to its end. What was sent keeps neither its words nor its token. What has failed keeps the words, and the
/// hash of the token that it carried, so that it can be tried again with a new one.
let outboxWithDeliveries: StaticString = """
    ALTER TABLE outbox RENAME TO outbox_before;

    -- Messages of one recipient go out in the order of their numbers.
    CREATE TABLE outbox (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        recipient TEXT NOT NULL,
        recipient_key TEXT NOT NULL,
        language TEXT NOT NULL,
        message TEXT,
        token_hash BLOB CHECK (length(token_hash) = 32),
        sealed_token BLOB,
        state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed')),
        attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
        first_attempt_at INTEGER,
        next_attempt_at INTEGER NOT NULL,
        leased_until INTEGER,
        last_answer TEXT CHECK (length(last_answer) <= 300),
        created_at INTEGER NOT NULL,
        ended_at INTEGER,
        CHECK ((state = 'waiting') = (ended_at IS NULL)),
        CHECK (state = 'waiting' OR (sealed_token IS NULL AND leased_until IS NULL)),
        CHECK (state <> 'waiting' OR (sealed_token IS NULL) = (token_hash IS NULL)),
        CHECK ((state = 'sent') = (message IS NULL)),
        CHECK (state <> 'sent' OR token_hash IS NULL)
    ) STRICT;

    INSERT INTO outbox (
        id, kind, recipient, recipient_key, language, message, token_hash, sealed_token, next_attempt_at, created_at
    )
    SELECT
        id,
        CASE
            WHEN message LIKE '{"invitation":%' THEN 'invitation'
            WHEN message LIKE '{"passwordReset":%' THEN 'password-reset'
            ELSE 'email-verification'
        END,
        recipient, lower(recipient), language, message, token_hash, sealed_token, created_at, created_at
    FROM outbox_before
    ORDER BY created_at, id;
    DROP TABLE outbox_before;

    CREATE INDEX outbox_by_token ON outbox (token_hash) WHERE token_hash IS NOT NULL;
    CREATE INDEX outbox_due ON outbox (next_attempt_at) WHERE state = 'waiting';
    CREATE INDEX outbox_waiting_for_a_recipient ON outbox (recipient_key) WHERE state = 'waiting';
    CREATE INDEX outbox_by_recipient ON outbox (recipient_key, kind, created_at);
    CREATE INDEX outbox_leased ON outbox (leased_until) WHERE leased_until IS NOT NULL;
    CREATE INDEX outbox_ended ON outbox (ended_at) WHERE ended_at IS NOT NULL;

    -- Those that were put off because of one that is dropped now need not wait for its time.
    CREATE TRIGGER dropped_message_lets_others_pass AFTER DELETE ON outbox
    WHEN OLD.state = 'waiting' AND OLD.next_attempt_at > OLD.created_at
    BEGIN
        UPDATE outbox SET next_attempt_at = created_at
        WHERE recipient_key = OLD.recipient_key AND state = 'waiting' AND attempts = 0;
    END;

    -- What waits, for the limit of an organization.
    CREATE INDEX invitation_pending ON invitation (organization_id, expires_at)
        WHERE revoked_at IS NULL AND (maximum_uses IS NULL OR uses < maximum_uses);
    """
