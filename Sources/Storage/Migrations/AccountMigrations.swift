/// Accounts that nobody can sign in to. Owners that count are enabled accounts: no organization that wants one is without.
let disabledAccounts: StaticString = """
    ALTER TABLE account ADD COLUMN disabled_at INTEGER CHECK (disabled_at IS NULL OR is_operator = 0);

    CREATE TRIGGER disabled_account_has_no_session BEFORE INSERT ON session
    WHEN EXISTS (SELECT 1 FROM account WHERE id = NEW.account_id AND disabled_at IS NOT NULL)
    BEGIN
        SELECT RAISE(ABORT, 'account_disabled');
    END;

    CREATE TRIGGER disabled_account_keeps_no_session AFTER UPDATE OF disabled_at ON account
    WHEN NEW.disabled_at IS NOT NULL
    BEGIN
        DELETE FROM session WHERE account_id = NEW.id;
    END;

    CREATE TRIGGER last_owner_is_enabled BEFORE UPDATE OF disabled_at ON account
    WHEN OLD.disabled_at IS NULL AND NEW.disabled_at IS NOT NULL AND EXISTS (
        SELECT 1 FROM membership AS owned
        JOIN organization ON organization.id = owned.organization_id
        WHERE owned.account_id = OLD.id AND owned.role = 'owner' AND organization.kind = 'team'
        AND organization.status NOT IN ('suspended', 'canceled') AND NOT EXISTS (
            SELECT 1 FROM membership AS other
            JOIN account AS owner ON owner.id = other.account_id AND owner.disabled_at IS NULL
            WHERE other.organization_id = owned.organization_id AND other.role = 'owner' AND other.account_id <> OLD.id
        )
    )
    BEGIN
        SELECT RAISE(ABORT, 'last_owner');
    END;

    CREATE TRIGGER organization_without_an_owner_stays_suspended BEFORE UPDATE OF status ON organization
    WHEN NEW.kind = 'team' AND NEW.deleted_at IS NULL AND NEW.status NOT IN ('suspended', 'canceled') AND NOT EXISTS (
        SELECT 1 FROM membership
        JOIN account ON account.id = membership.account_id AND account.disabled_at IS NULL
        WHERE membership.organization_id = NEW.id AND membership.role = 'owner'
    )
    BEGIN
        SELECT RAISE(ABORT, 'last_owner');
    END;

    -- Of one whose owners are all disabled none can go.
    DROP TRIGGER last_owner_keeps_the_role;
    CREATE TRIGGER last_owner_keeps_the_role BEFORE UPDATE OF role ON membership
    WHEN OLD.role = 'owner' AND NEW.role <> 'owner' AND NOT EXISTS (
        SELECT 1 FROM membership
        JOIN account ON account.id = membership.account_id AND account.disabled_at IS NULL
        WHERE membership.organization_id = OLD.organization_id AND membership.role = 'owner'
        AND membership.account_id <> OLD.account_id
    )
    BEGIN
        SELECT RAISE(ABORT, 'last_owner');
    END;

    DROP TRIGGER last_owner_stays;
    CREATE TRIGGER last_owner_stays BEFORE DELETE ON membership
    WHEN OLD.role = 'owner' AND NOT EXISTS (
        SELECT 1 FROM membership
        JOIN account ON account.id = membership.account_id AND account.disabled_at IS NULL
        WHERE membership.organization_id = OLD.organization_id AND membership.role = 'owner'
        AND membership.account_id <> OLD.account_id
    ) AND EXISTS (SELECT 1 FROM organization WHERE id = OLD.organization_id AND deleted_at IS NULL)
    BEGIN
        SELECT RAISE(ABORT, 'last_owner');
    END;
    """
