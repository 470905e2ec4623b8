/// Credentials for programs: an organization's, or, without one, an account's own.
let apiKeys: StaticString = """
    CREATE TABLE api_key (
        id TEXT NOT NULL PRIMARY KEY,
        organization_id TEXT REFERENCES organization (id),
        created_by TEXT NOT NULL REFERENCES account (id),
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        prefix TEXT NOT NULL CHECK (length(prefix) = 10),
        token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
        permissions INTEGER NOT NULL CHECK (permissions > 0),
        created_at INTEGER NOT NULL,
        expires_at INTEGER CHECK (expires_at > created_at),
        last_used_at INTEGER,
        revoked_at INTEGER
    ) STRICT;
    CREATE INDEX api_key_of_organization ON api_key (organization_id, created_at, id) WHERE organization_id IS NOT NULL;
    CREATE INDEX api_key_of_account ON api_key (created_by, created_at, id) WHERE organization_id IS NULL;
    CREATE INDEX api_key_by_maker ON api_key (created_by) WHERE revoked_at IS NULL;

    -- Of those that are not revoked no two have the same name.
    CREATE UNIQUE INDEX api_key_of_organization_by_name ON api_key (organization_id, name_key)
        WHERE organization_id IS NOT NULL AND revoked_at IS NULL;
    CREATE UNIQUE INDEX api_key_of_account_by_name ON api_key (created_by, name_key)
        WHERE organization_id IS NULL AND revoked_at IS NULL;

    CREATE TRIGGER api_key_stays_as_it_is
    BEFORE UPDATE OF id, organization_id, created_by, token_hash, permissions, created_at, expires_at ON api_key
    BEGIN
        SELECT RAISE(ABORT, 'api_key_changed');
    END;

    CREATE TRIGGER revoked_api_key_stays_revoked BEFORE UPDATE OF revoked_at ON api_key
    WHEN OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NOT OLD.revoked_at
    BEGIN
        SELECT RAISE(ABORT, 'api_key_revoked');
    END;

    CREATE TRIGGER deleted_organization_gets_no_api_keys BEFORE INSERT ON api_key
    WHEN EXISTS (SELECT 1 FROM organization WHERE id = NEW.organization_id AND deleted_at IS NOT NULL)
    BEGIN
        SELECT RAISE(ABORT, 'organization_deleted');
    END;

    -- With which an invitation was made, or sent again.
    ALTER TABLE invitation ADD COLUMN key_id TEXT REFERENCES api_key (id);
    CREATE INDEX invitation_by_key ON invitation (key_id) WHERE key_id IS NOT NULL;
    """
