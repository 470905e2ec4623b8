/// The schema is the last guardian: what must never be, no statement can make it be.
let firstSchema: StaticString = """
    CREATE TABLE account (
        id TEXT NOT NULL PRIMARY KEY,
        email TEXT NOT NULL,
        email_key TEXT NOT NULL UNIQUE,
        email_verified_at INTEGER,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        language TEXT NOT NULL,
        password_hash TEXT NOT NULL,
        is_operator INTEGER NOT NULL DEFAULT 0 CHECK (is_operator IN (0, 1)),
        last_organization_id TEXT,
        created_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE organization (
        id TEXT NOT NULL PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('team', 'personal')),
        personal_account_id TEXT UNIQUE REFERENCES account (id),
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        slug TEXT NOT NULL UNIQUE,
        status TEXT NOT NULL CHECK (status IN ('active')),
        created_at INTEGER NOT NULL,
        CHECK ((kind = 'personal') = (personal_account_id IS NOT NULL))
    ) STRICT, WITHOUT ROWID;

    -- name_key repeats the account's, so that a page of an organization's members is one walk along an index.
    CREATE TABLE membership (
        organization_id TEXT NOT NULL REFERENCES organization (id),
        account_id TEXT NOT NULL REFERENCES account (id),
        role TEXT NOT NULL,
        name_key TEXT NOT NULL,
        joined_at INTEGER NOT NULL,
        last_active_at INTEGER,
        PRIMARY KEY (organization_id, account_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX membership_by_account ON membership (account_id, organization_id);
    CREATE INDEX membership_by_name ON membership (organization_id, name_key, account_id);
    CREATE INDEX membership_by_joining ON membership (organization_id, joined_at, account_id);
    CREATE INDEX membership_by_role ON membership (organization_id, role, account_id);

    CREATE TRIGGER account_renames_its_memberships AFTER UPDATE OF name_key ON account
    WHEN OLD.name_key <> NEW.name_key
    BEGIN
        UPDATE membership SET name_key = NEW.name_key WHERE account_id = NEW.id;
    END;

    CREATE TRIGGER last_owner_keeps_the_role BEFORE UPDATE OF role ON membership
    WHEN OLD.role = 'owner' AND NEW.role <> 'owner' AND NOT EXISTS (
        SELECT 1 FROM membership
        WHERE organization_id = OLD.organization_id AND role = 'owner' AND account_id <> OLD.account_id
    )
    BEGIN
        SELECT RAISE(ABORT, 'last_owner');
    END;

    CREATE TRIGGER last_owner_stays BEFORE DELETE ON membership
    WHEN OLD.role = 'owner' AND NOT EXISTS (
        SELECT 1 FROM membership
        WHERE organization_id = OLD.organization_id AND role = 'owner' AND account_id <> OLD.account_id
    ) AND EXISTS (SELECT 1 FROM organization WHERE id = OLD.organization_id)
    BEGIN
        SELECT RAISE(ABORT, 'last_owner');
    END;

    CREATE TRIGGER membership_keeps_its_place BEFORE UPDATE OF organization_id, account_id ON membership
    BEGIN
        SELECT RAISE(ABORT, 'membership_moved');
    END;

    CREATE TRIGGER personal_organization_has_one_member BEFORE INSERT ON membership
    WHEN EXISTS (
        SELECT 1 FROM organization
        WHERE id = NEW.organization_id AND kind = 'personal' AND personal_account_id <> NEW.account_id
    )
    BEGIN
        SELECT RAISE(ABORT, 'personal_organization');
    END;

    -- Who was removed, and when: what was made before that does not bring them back.
    CREATE TABLE removal (
        organization_id TEXT NOT NULL REFERENCES organization (id),
        account_id TEXT NOT NULL REFERENCES account (id),
        removed_at INTEGER NOT NULL,
        PRIMARY KEY (organization_id, account_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE session (
        id TEXT NOT NULL PRIMARY KEY,
        token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
        account_id TEXT NOT NULL REFERENCES account (id),
        organization_id TEXT NOT NULL,
        remember INTEGER NOT NULL CHECK (remember IN (0, 1)),
        user_agent TEXT NOT NULL,
        address TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        last_seen_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        proven_at INTEGER NOT NULL,
        FOREIGN KEY (organization_id, account_id) REFERENCES membership (organization_id, account_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX session_by_account ON session (account_id, organization_id);
    CREATE INDEX session_by_place ON session (organization_id, account_id);
    CREATE INDEX session_by_expiry ON session (expires_at);

    -- Whatever ends a membership, no session keeps standing in that organization.
    CREATE TRIGGER membership_moves_its_sessions BEFORE DELETE ON membership
    BEGIN
        UPDATE session
        SET organization_id = (SELECT id FROM organization WHERE personal_account_id = OLD.account_id)
        WHERE organization_id = OLD.organization_id AND account_id = OLD.account_id;
        UPDATE account SET last_organization_id = NULL
        WHERE id = OLD.account_id AND last_organization_id = OLD.organization_id;
    END;

    CREATE TABLE invitation (
        organization_id TEXT NOT NULL REFERENCES organization (id),
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('email', 'link')),
        email TEXT,
        email_key TEXT,
        domains TEXT NOT NULL,
        role TEXT NOT NULL CHECK (kind = 'email' OR role <> 'owner'),
        maximum_uses INTEGER CHECK (maximum_uses >= 1),
        uses INTEGER NOT NULL DEFAULT 0 CHECK (uses >= 0 AND (maximum_uses IS NULL OR uses <= maximum_uses)),
        created_by TEXT NOT NULL REFERENCES account (id),
        created_at INTEGER NOT NULL,
        issued_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        revoked_at INTEGER,
        PRIMARY KEY (organization_id, id),
        CHECK ((kind = 'email') = (email IS NOT NULL AND email_key IS NOT NULL)),
        CHECK (kind = 'link' OR (maximum_uses IS 1 AND domains = ''))
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX invitation_by_maker ON invitation (organization_id, created_by);
    CREATE INDEX invitation_by_creation ON invitation (organization_id, created_at, id);
    CREATE UNIQUE INDEX invitation_open_for_an_address ON invitation (organization_id, email_key)
        WHERE kind = 'email' AND revoked_at IS NULL AND uses = 0;

    CREATE TRIGGER personal_organization_has_no_invitations BEFORE INSERT ON invitation
    WHEN EXISTS (SELECT 1 FROM organization WHERE id = NEW.organization_id AND kind = 'personal')
    BEGIN
        SELECT RAISE(ABORT, 'personal_organization');
    END;

    -- All that were ever issued: a replaced one still finds its invitation, and opens nothing.
    CREATE TABLE invitation_token (
        token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
        organization_id TEXT NOT NULL,
        invitation_id TEXT NOT NULL,
        proves_address INTEGER NOT NULL CHECK (proves_address IN (0, 1)),
        issued_at INTEGER NOT NULL,
        replaced_at INTEGER,
        FOREIGN KEY (organization_id, invitation_id) REFERENCES invitation (organization_id, id)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX invitation_token_standing ON invitation_token (organization_id, invitation_id) WHERE replaced_at IS NULL;

    -- The reference is checked at commit, so that the work for an unknown address can be rehearsed and undone.
    CREATE TABLE password_reset (
        token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
        account_id TEXT NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
        proves_address INTEGER NOT NULL CHECK (proves_address IN (0, 1)),
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX password_reset_by_account ON password_reset (account_id, created_at);
    CREATE INDEX password_reset_by_expiry ON password_reset (expires_at);

    -- When a reset was last asked for, for any address, known or not.
    CREATE TABLE password_reset_request (
        email_hash BLOB NOT NULL PRIMARY KEY CHECK (length(email_hash) = 32),
        requested_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX password_reset_request_by_time ON password_reset_request (requested_at);

    -- token_hash names the token that the message carries; when that is spent or replaced, the message goes too.
    CREATE TABLE outbox (
        id TEXT NOT NULL PRIMARY KEY,
        recipient TEXT NOT NULL,
        language TEXT NOT NULL,
        message TEXT NOT NULL,
        token_hash BLOB NOT NULL CHECK (length(token_hash) = 32),
        sealed_token BLOB NOT NULL,
        created_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX outbox_by_token ON outbox (token_hash);
    """
