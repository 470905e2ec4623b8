/// Sessions in which an operator acts as somebody else. They live no longer than the operator's own session, whatever ends it, and than
/// the rights of who opened them; nobody acts as an operator.
let impersonations: StaticString = """
    ALTER TABLE session ADD COLUMN impersonator_session_id TEXT REFERENCES session (id) ON DELETE CASCADE;
    ALTER TABLE session ADD COLUMN impersonator_id TEXT REFERENCES account (id)
        CHECK ((impersonator_id IS NULL) = (impersonator_session_id IS NULL));
    ALTER TABLE session ADD COLUMN impersonation_writes INTEGER NOT NULL DEFAULT 0
        CHECK (impersonation_writes IN (0, 1) AND (impersonator_id IS NOT NULL OR impersonation_writes = 0));
    CREATE INDEX session_by_impersonator ON session (impersonator_session_id);

    CREATE TRIGGER operators_alone_impersonate BEFORE INSERT ON session
    WHEN NEW.impersonator_id IS NOT NULL AND (
        EXISTS (SELECT 1 FROM account WHERE id = NEW.account_id AND is_operator = 1)
        OR NOT EXISTS (
            SELECT 1 FROM session
            JOIN account ON account.id = session.account_id
            WHERE session.id = NEW.impersonator_session_id AND account.id = NEW.impersonator_id AND account.is_operator = 1
        )
    )
    BEGIN
        SELECT RAISE(ABORT, 'impersonation');
    END;

    CREATE TRIGGER session_stays_whose_it_is BEFORE UPDATE OF account_id, impersonator_session_id, impersonator_id, impersonation_writes
    ON session
    WHEN OLD.impersonator_id IS NOT NULL OR NEW.impersonator_id IS NOT NULL
    BEGIN
        SELECT RAISE(ABORT, 'impersonation');
    END;

    CREATE TRIGGER impersonations_end_with_the_rights AFTER UPDATE OF is_operator ON account
    BEGIN
        DELETE FROM session WHERE impersonator_id IS NOT NULL AND account_id = NEW.id AND NEW.is_operator = 1;
        DELETE FROM session
        WHERE impersonator_session_id IN (SELECT id FROM session WHERE account_id = NEW.id AND NEW.is_operator = 0);
    END;
    """
