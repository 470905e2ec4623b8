/// What happened on each day (UTC), counted while it happens: of what is gone since, nothing else would tell.
let dailyCounts: StaticString = """
    CREATE TABLE daily_count (
        day INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('sign_up', 'sign_in', 'active_organization')),
        count INTEGER NOT NULL CHECK (count >= 1),
        PRIMARY KEY (day, kind)
    ) STRICT, WITHOUT ROWID;

    -- In days since 1970: on which it was last counted as active.
    ALTER TABLE organization ADD COLUMN last_active_day INTEGER;

    INSERT INTO daily_count (day, kind, count)
    SELECT created_at / 86400000, 'sign_up', count(*) FROM account WHERE created_at >= 0 GROUP BY created_at / 86400000;
    """
