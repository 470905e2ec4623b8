/// Second factors, each sealed for its own row; what lets in without them, once; and sign-ins whose factor is due.
let factors: StaticString = """
    CREATE TABLE factor (
        id TEXT NOT NULL PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES account (id),
        kind TEXT NOT NULL CHECK (kind IN ('totp', 'passkey')),
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        sealed BLOB CHECK ((sealed IS NULL) = (kind = 'passkey')),
        last_step INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL,
        confirmed_at INTEGER,
        last_used_at INTEGER,
        UNIQUE (account_id, name_key)
    ) STRICT;

    CREATE TRIGGER factor_stays_in_its_place BEFORE UPDATE OF id, account_id, kind ON factor
    BEGIN
        SELECT RAISE(ABORT, 'factor_moved');
    END;

    CREATE TRIGGER factor_code_counts_once BEFORE UPDATE OF last_step ON factor WHEN NEW.last_step <= OLD.last_step
    BEGIN
        SELECT RAISE(ABORT, 'code_used');
    END;

    CREATE TRIGGER deleted_account_gets_no_factors BEFORE INSERT ON factor
    WHEN EXISTS (SELECT 1 FROM account WHERE id = NEW.account_id AND deleted_at IS NOT NULL)
    BEGIN
        SELECT RAISE(ABORT, 'account_deleted');
    END;

    CREATE TABLE passkey (
        factor_id TEXT NOT NULL PRIMARY KEY REFERENCES factor (id) ON DELETE CASCADE,
        account_id TEXT NOT NULL REFERENCES account (id),
        credential_id BLOB NOT NULL UNIQUE CHECK (length(credential_id) BETWEEN 1 AND 1023),
        public_key BLOB NOT NULL,
        sign_count INTEGER NOT NULL CHECK (sign_count BETWEEN 0 AND 4294967295),
        backup_eligible INTEGER NOT NULL CHECK (backup_eligible IN (0, 1)),
        backed_up INTEGER NOT NULL CHECK (backed_up IN (0, 1) AND backed_up <= backup_eligible),
        aaguid BLOB NOT NULL CHECK (length(aaguid) = 16),
        transports TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX passkey_by_account ON passkey (account_id, factor_id);

    CREATE TRIGGER passkey_is_of_its_factors_account BEFORE INSERT ON passkey
    WHEN NOT EXISTS (SELECT 1 FROM factor WHERE id = NEW.factor_id AND account_id = NEW.account_id AND kind = 'passkey')
    BEGIN
        SELECT RAISE(ABORT, 'passkey_moved');
    END;

    CREATE TRIGGER passkey_stays_in_its_place
    BEFORE UPDATE OF factor_id, account_id, credential_id, public_key, backup_eligible ON passkey
    BEGIN
        SELECT RAISE(ABORT, 'passkey_moved');
    END;

    CREATE TRIGGER passkey_counts_up BEFORE UPDATE OF sign_count ON passkey
    WHEN NEW.sign_count < OLD.sign_count OR (NEW.sign_count = OLD.sign_count AND NEW.sign_count > 0)
    BEGIN
        SELECT RAISE(ABORT, 'passkey_copied');
    END;

    CREATE TABLE recovery_code (
        account_id TEXT NOT NULL REFERENCES account (id),
        code_hash BLOB NOT NULL CHECK (length(code_hash) = 32),
        PRIMARY KEY (account_id, code_hash)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE half_sign_in (
        token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
        account_id TEXT NOT NULL REFERENCES account (id),
        remember INTEGER NOT NULL CHECK (remember IN (0, 1)),
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX half_sign_in_by_account ON half_sign_in (account_id, created_at);
    """

/// An organization may want a second factor of its members; a personal one is its owner's own affair. And from when on an operator may
/// remove the factors of an account whose owner has lost them.
let requiredFactors: StaticString = """
    ALTER TABLE organization ADD COLUMN factor_required INTEGER NOT NULL DEFAULT 0
    CHECK (factor_required = 0 OR (factor_required = 1 AND kind = 'team'));

    ALTER TABLE account ADD COLUMN factors_removable_at INTEGER;
    """
