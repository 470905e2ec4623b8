/// How far the instance is on the way to its first operator: one row. Of the links that were printed the newest alone stands, and none
/// once there has been an operator.
let setup: StaticString = """
    CREATE TABLE setup (
        only INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
        token_hash BLOB CHECK (length(token_hash) = 32),
        expires_at INTEGER CHECK ((expires_at IS NULL) = (token_hash IS NULL)),
        is_over INTEGER NOT NULL CHECK (is_over IN (0, 1)),
        CHECK (is_over = 0 OR token_hash IS NULL)
    ) STRICT;

    INSERT INTO setup (only, is_over) SELECT 1, EXISTS (SELECT 1 FROM account WHERE is_operator = 1);

    CREATE TRIGGER setup_ends_with_the_first_operator AFTER UPDATE OF is_operator ON account WHEN NEW.is_operator = 1
    BEGIN
        UPDATE setup SET token_hash = NULL, expires_at = NULL, is_over = 1;
    END;
    """
