/// Credentials that organizations keep, each sealed for its own row. A row with a value of up to 16 KiB is no row for an index, so it has
/// a number of its own.
let secrets: StaticString = """
    CREATE TABLE secret (
        organization_id TEXT NOT NULL REFERENCES organization (id),
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        provider TEXT NOT NULL,
        sealed BLOB NOT NULL,
        last_four TEXT CHECK (length(last_four) = 4),
        created_by TEXT NOT NULL REFERENCES account (id),
        created_at INTEGER NOT NULL,
        PRIMARY KEY (organization_id, id),
        UNIQUE (organization_id, name_key)
    ) STRICT;

    CREATE TRIGGER secret_stays_in_its_place BEFORE UPDATE OF organization_id, id ON secret
    BEGIN
        SELECT RAISE(ABORT, 'secret_moved');
    END;

    CREATE TRIGGER deleted_organization_gets_no_secrets BEFORE INSERT ON secret
    WHEN EXISTS (SELECT 1 FROM organization WHERE id = NEW.organization_id AND deleted_at IS NOT NULL)
    BEGIN
        SELECT RAISE(ABORT, 'organization_deleted');
    END;
    """
