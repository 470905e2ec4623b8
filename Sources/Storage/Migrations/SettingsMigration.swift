/// What organizations settle for themselves.
let organizationSettings: StaticString = """
    ALTER TABLE organization ADD COLUMN default_role TEXT NOT NULL DEFAULT 'member' CHECK (default_role <> 'owner');
    ALTER TABLE organization ADD COLUMN invitation_hours INTEGER NOT NULL DEFAULT 168 CHECK (invitation_hours BETWEEN 1 AND 8760);
    ALTER TABLE organization ADD COLUMN members_hidden INTEGER NOT NULL DEFAULT 0 CHECK (members_hidden IN (0, 1));
    ALTER TABLE organization ADD COLUMN accent_color TEXT CHECK (length(accent_color) = 7);
    ALTER TABLE organization ADD COLUMN metadata TEXT CHECK (length(CAST(metadata AS BLOB)) <= 8192);

    CREATE TRIGGER default_role_is_a_role BEFORE UPDATE OF default_role ON organization
    WHEN NEW.default_role NOT IN ('admin', 'manager', 'member', 'viewer') AND NOT EXISTS (
        SELECT 1 FROM role WHERE organization_id = NEW.id AND key = NEW.default_role
    )
    BEGIN
        SELECT RAISE(ABORT, 'unknown_role');
    END;

    -- What is left of a deleted organization goes in any order.
    CREATE TRIGGER role_that_is_the_default_stays BEFORE DELETE ON role
    WHEN EXISTS (
        SELECT 1 FROM organization WHERE id = OLD.organization_id AND default_role = OLD.key AND deleted_at IS NULL
    )
    BEGIN
        SELECT RAISE(ABORT, 'role_in_use');
    END;

    -- A row with a picture is no row for an index, so it has a number of its own.
    CREATE TABLE logo (
        organization_id TEXT NOT NULL PRIMARY KEY REFERENCES organization (id),
        name TEXT NOT NULL UNIQUE,
        type TEXT NOT NULL CHECK (type IN ('image/png', 'image/jpeg', 'image/webp')),
        bytes BLOB NOT NULL CHECK (length(bytes) BETWEEN 1 AND 262144)
    ) STRICT;

    CREATE TRIGGER deleted_organization_gets_no_logo BEFORE INSERT ON logo
    WHEN EXISTS (SELECT 1 FROM organization WHERE id = NEW.organization_id AND deleted_at IS NOT NULL)
    BEGIN
        SELECT RAISE(ABORT, 'organization_deleted');
    END;
    """
