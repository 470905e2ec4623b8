/// The link with which the first operator starts, while there is none: the newest alone stands.
let setupLink: StaticString = """
    CREATE TABLE setup_link (
        only INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
        token_hash BLOB NOT NULL CHECK (length(token_hash) = 32),
        expires_at INTEGER NOT NULL
    ) STRICT;

    CREATE TRIGGER setup_ends_with_the_first_operator AFTER UPDATE OF is_operator ON account WHEN NEW.is_operator = 1
    BEGIN
        DELETE FROM setup_link;
    END;
    """
