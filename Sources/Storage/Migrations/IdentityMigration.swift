/// Providers that say who somebody is, the instance's and organizations' own, each secret sealed for its own row; and whom accounts are there.
let identities: StaticString = """
    CREATE TABLE identity_provider (
        id TEXT NOT NULL PRIMARY KEY,
        organization_id TEXT REFERENCES organization (id),
        kind TEXT NOT NULL CHECK (kind IN ('oidc', 'github')),
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        issuer TEXT NOT NULL,
        client_id TEXT NOT NULL,
        sealed BLOB,
        created_at INTEGER NOT NULL
    ) STRICT;

    CREATE UNIQUE INDEX identity_provider_of_organization ON identity_provider (organization_id, name_key);
    CREATE UNIQUE INDEX identity_provider_of_instance ON identity_provider (name_key) WHERE organization_id IS NULL;

    CREATE TRIGGER identity_provider_stays_who_it_is BEFORE UPDATE OF id, organization_id, kind, issuer ON identity_provider
    BEGIN
        SELECT RAISE(ABORT, 'identity_provider_moved');
    END;

    CREATE TRIGGER deleted_organization_gets_no_providers BEFORE INSERT ON identity_provider
    WHEN EXISTS (SELECT 1 FROM organization WHERE id = NEW.organization_id AND deleted_at IS NOT NULL)
    BEGIN
        SELECT RAISE(ABORT, 'organization_deleted');
    END;

    CREATE TABLE identity (
        id TEXT NOT NULL PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES account (id),
        provider_id TEXT NOT NULL REFERENCES identity_provider (id) ON DELETE CASCADE,
        subject TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
        email TEXT,
        created_at INTEGER NOT NULL,
        last_used_at INTEGER,
        removed_at INTEGER,
        UNIQUE (provider_id, subject)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX identity_by_account ON identity (account_id, id);

    CREATE TRIGGER identity_stays_in_its_place BEFORE UPDATE OF id, account_id, provider_id, subject ON identity
    BEGIN
        SELECT RAISE(ABORT, 'identity_moved');
    END;

    CREATE TRIGGER deleted_account_gets_no_identities BEFORE INSERT ON identity
    WHEN EXISTS (SELECT 1 FROM account WHERE id = NEW.account_id AND deleted_at IS NOT NULL)
    BEGIN
        SELECT RAISE(ABORT, 'account_deleted');
    END;

    -- What has been begun by a provider ends with it.
    ALTER TABLE session ADD COLUMN provider_id TEXT REFERENCES identity_provider (id) ON DELETE CASCADE;
    CREATE INDEX session_by_provider ON session (provider_id) WHERE provider_id IS NOT NULL;
    ALTER TABLE half_sign_in ADD COLUMN provider_id TEXT REFERENCES identity_provider (id) ON DELETE CASCADE;
    CREATE INDEX half_sign_in_by_provider ON half_sign_in (provider_id) WHERE provider_id IS NOT NULL;

    ALTER TABLE half_sign_in ADD COLUMN means TEXT NOT NULL DEFAULT 'password' CHECK (means IN ('password', 'provider'));
    """
