/// What waits for an address, across organizations: what its account is shown.
let invitationsByAddress: StaticString = """
    CREATE INDEX invitation_by_address ON invitation (email_key, created_at, id)
        WHERE kind = 'email' AND revoked_at IS NULL AND uses = 0;
    """

/// One token stands for an account at a time, for the address that the account had when it was issued.
let emailVerifications: StaticString = """
    CREATE TABLE email_verification (
        token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
        account_id TEXT NOT NULL UNIQUE REFERENCES account (id),
        email_key TEXT NOT NULL,
        proves_address INTEGER NOT NULL CHECK (proves_address IN (0, 1)),
        issued_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX email_verification_by_expiry ON email_verification (expires_at);
    """

/// What starts or changes with the proof of an address, who has caused a message, and the browsers that an account knows.
let addressesToBeProven: StaticString = """
    -- The address that an account is to have once mail to it has arrived. One at a time.
    CREATE TABLE email_change (
        token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
        account_id TEXT NOT NULL UNIQUE REFERENCES account (id),
        email TEXT NOT NULL,
        email_key TEXT NOT NULL,
        proves_address INTEGER NOT NULL CHECK (proves_address IN (0, 1)),
        issued_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX email_change_by_expiry ON email_change (expires_at);

    -- An account that starts with the link in a message. Several may want one address: each has a link and a password of its own.
    CREATE TABLE sign_up (
        token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
        email TEXT NOT NULL,
        email_key TEXT NOT NULL,
        network TEXT NOT NULL,
        has_message INTEGER NOT NULL CHECK (has_message IN (0, 1)),
        name TEXT NOT NULL,
        language TEXT NOT NULL,
        password_hash TEXT NOT NULL,
        organization_name TEXT,
        invitation_token_hash BLOB CHECK (length(invitation_token_hash) = 32),
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        CHECK (organization_name IS NULL OR invitation_token_hash IS NULL)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sign_up_by_address ON sign_up (email_key);
    CREATE INDEX sign_up_by_expiry ON sign_up (expires_at);

    CREATE TABLE known_browser (
        account_id TEXT NOT NULL REFERENCES account (id),
        token_hash BLOB NOT NULL CHECK (length(token_hash) = 32),
        last_seen_at INTEGER NOT NULL,
        PRIMARY KEY (account_id, token_hash)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX known_browser_by_token ON known_browser (token_hash);
    CREATE INDEX known_browser_by_use ON known_browser (last_seen_at);

    -- On whose behalf a message went to an address that nobody had proven: kept while it counts.
    ALTER TABLE outbox ADD COLUMN sender TEXT;
    ALTER TABLE outbox ADD COLUMN organization_id TEXT CHECK (organization_id IS NULL OR sender IS NOT NULL);
    CREATE INDEX outbox_by_sender ON outbox (sender, created_at) WHERE sender IS NOT NULL;
    CREATE INDEX outbox_by_organization ON outbox (organization_id, created_at) WHERE organization_id IS NOT NULL;
    CREATE INDEX outbox_with_a_sender ON outbox (created_at, sender) WHERE sender IS NOT NULL;
    DROP INDEX outbox_due;
    CREATE INDEX outbox_due ON outbox (next_attempt_at) WHERE state = 'waiting' AND sender IS NULL;
    CREATE INDEX outbox_due_for_others ON outbox (next_attempt_at) WHERE state = 'waiting' AND sender IS NOT NULL;
    """
