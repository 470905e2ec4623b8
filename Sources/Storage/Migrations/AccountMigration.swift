/// What is left of an account that is deleted: a row that says nothing of anybody, for the rows of others that name it.
let deletedAccounts: StaticString = """
    ALTER TABLE account ADD COLUMN deleted_at INTEGER CHECK (
        deleted_at IS NULL
        OR (
            email = '' AND email_key = id AND email_verified_at IS NULL AND name = '' AND name_key = '' AND password_hash = ''
            AND is_operator = 0 AND last_organization_id IS NULL
        )
    );
    CREATE INDEX account_deleted ON account (deleted_at) WHERE deleted_at IS NOT NULL;
    CREATE INDEX invitation_by_email ON invitation (email_key) WHERE email_key IS NOT NULL;
    CREATE INDEX invitation_by_creator ON invitation (created_by, organization_id, id);
    CREATE INDEX removal_by_account ON removal (account_id);

    CREATE TRIGGER deleted_account_is_in_nothing BEFORE UPDATE OF deleted_at ON account
    WHEN NEW.deleted_at IS NOT NULL AND (
        EXISTS (SELECT 1 FROM membership WHERE account_id = NEW.id)
        OR EXISTS (SELECT 1 FROM deleted_membership WHERE account_id = NEW.id)
        OR EXISTS (SELECT 1 FROM session WHERE account_id = NEW.id)
    )
    BEGIN
        SELECT RAISE(ABORT, 'account_in_use');
    END;

    CREATE TRIGGER deleted_account_stays_as_it_is BEFORE UPDATE ON account
    WHEN OLD.deleted_at IS NOT NULL
    BEGIN
        SELECT RAISE(ABORT, 'account_deleted');
    END;

    CREATE TRIGGER deleted_account_joins_nothing BEFORE INSERT ON membership
    WHEN EXISTS (SELECT 1 FROM account WHERE id = NEW.account_id AND deleted_at IS NOT NULL)
    BEGIN
        SELECT RAISE(ABORT, 'account_deleted');
    END;
    """
