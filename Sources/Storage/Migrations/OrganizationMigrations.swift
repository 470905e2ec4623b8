/// Organizations that are deleted and can be brought back. None of what they have is reached any more, since they have no members.
let deletions: StaticString = """
    ALTER TABLE organization ADD COLUMN deleted_at INTEGER CHECK (deleted_at IS NULL OR kind = 'team');
    ALTER TABLE organization ADD COLUMN deletion_told_at INTEGER;
    CREATE INDEX organization_deleted ON organization (deleted_at) WHERE deleted_at IS NOT NULL;

    CREATE TABLE deleted_membership (
        organization_id TEXT NOT NULL REFERENCES organization (id),
        account_id TEXT NOT NULL REFERENCES account (id),
        role TEXT NOT NULL,
        joined_at INTEGER NOT NULL,
        last_active_at INTEGER,
        PRIMARY KEY (organization_id, account_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX invitation_token_by_invitation ON invitation_token (organization_id, invitation_id);
    CREATE INDEX deleted_membership_by_account ON deleted_membership (account_id, role);

    -- The organization that a message is about, which it ends with.
    ALTER TABLE outbox ADD COLUMN about TEXT;
    CREATE INDEX outbox_about ON outbox (about) WHERE about IS NOT NULL;

    DROP TRIGGER last_owner_stays;
    CREATE TRIGGER last_owner_stays BEFORE DELETE ON membership
    WHEN OLD.role = 'owner' AND NOT EXISTS (
        SELECT 1 FROM membership
        WHERE organization_id = OLD.organization_id AND role = 'owner' AND account_id <> OLD.account_id
    ) AND EXISTS (SELECT 1 FROM organization WHERE id = OLD.organization_id AND deleted_at IS NULL)
    BEGIN
        SELECT RAISE(ABORT, 'last_owner');
    END;

    CREATE TRIGGER deleted_organization_has_no_members BEFORE INSERT ON membership
    WHEN EXISTS (SELECT 1 FROM organization WHERE id = NEW.organization_id AND deleted_at IS NOT NULL)
    BEGIN
        SELECT RAISE(ABORT, 'organization_deleted');
    END;

    CREATE TRIGGER deleted_organization_has_no_invitations BEFORE INSERT ON invitation
    WHEN EXISTS (SELECT 1 FROM organization WHERE id = NEW.organization_id AND deleted_at IS NOT NULL)
    BEGIN
        SELECT RAISE(ABORT, 'organization_deleted');
    END;
    """

/// Roles of an organization's own. The built-in ones are in the program.
let customRoles: StaticString = """
    CREATE TABLE role (
        organization_id TEXT NOT NULL REFERENCES organization (id),
        key TEXT NOT NULL CHECK (key NOT IN ('owner', 'admin', 'manager', 'member', 'viewer')),
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        rank INTEGER NOT NULL CHECK (rank BETWEEN 1 AND 99),
        permissions INTEGER NOT NULL CHECK (permissions >= 0),
        created_at INTEGER NOT NULL,
        PRIMARY KEY (organization_id, key),
        UNIQUE (organization_id, name_key)
    ) STRICT, WITHOUT ROWID;

    CREATE TRIGGER new_membership_has_a_role BEFORE INSERT ON membership
    WHEN NEW.role NOT IN ('owner', 'admin', 'manager', 'member', 'viewer') AND NOT EXISTS (
        SELECT 1 FROM role WHERE organization_id = NEW.organization_id AND key = NEW.role
    )
    BEGIN
        SELECT RAISE(ABORT, 'unknown_role');
    END;

    CREATE TRIGGER membership_has_a_role BEFORE UPDATE OF role ON membership
    WHEN NEW.role NOT IN ('owner', 'admin', 'manager', 'member', 'viewer') AND NOT EXISTS (
        SELECT 1 FROM role WHERE organization_id = NEW.organization_id AND key = NEW.role
    )
    BEGIN
        SELECT RAISE(ABORT, 'unknown_role');
    END;

    CREATE TRIGGER role_that_is_held_stays BEFORE DELETE ON role
    WHEN EXISTS (SELECT 1 FROM membership WHERE organization_id = OLD.organization_id AND role = OLD.key)
    BEGIN
        SELECT RAISE(ABORT, 'role_in_use');
    END;

    CREATE TRIGGER role_keeps_its_key BEFORE UPDATE OF organization_id, key, id ON role
    BEGIN
        SELECT RAISE(ABORT, 'role_moved');
    END;
    """

/// Slugs that organizations had, which still lead their members to them.
let formerSlugs: StaticString = """
    CREATE TABLE former_slug (
        slug TEXT NOT NULL PRIMARY KEY,
        organization_id TEXT NOT NULL REFERENCES organization (id),
        kept_until INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX former_slug_by_organization ON former_slug (organization_id, kept_until);
    CREATE INDEX former_slug_by_end ON former_slug (kept_until);
    """
