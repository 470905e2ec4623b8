/// What everyone did. Rows are only ever added, each bound to the one before it by a MAC; what is called by name stands apart, where it
/// can be erased.
let auditLog: StaticString = """
    -- Keys, each sealed under the master key.
    CREATE TABLE sealed_key (
        name TEXT NOT NULL PRIMARY KEY,
        sealed BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- One for each organization, named by its id, and one, 'instance', for what happens to accounts and to the whole.
    CREATE TABLE audit_chain (
        chain TEXT NOT NULL PRIMARY KEY,
        last_number INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        last_mac BLOB NOT NULL CHECK (length(last_mac) = 32),
        removed_number INTEGER NOT NULL CHECK (removed_number BETWEEN 0 AND last_number),
        removed_mac BLOB NOT NULL CHECK (length(removed_mac) = 32),
        seal BLOB NOT NULL CHECK (length(seal) = 32)
    ) STRICT, WITHOUT ROWID;

    -- How many events all chains have had, and what their seals come to, so that none can be put back alone to where it was.
    CREATE TABLE audit_total (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        events INTEGER NOT NULL CHECK (events >= 0),
        heads BLOB NOT NULL CHECK (length(heads) = 32),
        seal BLOB NOT NULL CHECK (length(seal) = 32)
    ) STRICT;

    CREATE TABLE audit_event (
        chain TEXT NOT NULL,
        number INTEGER NOT NULL CHECK (number >= 1),
        at INTEGER NOT NULL,
        action TEXT NOT NULL,
        actor TEXT,
        on_behalf_of TEXT,
        via TEXT,
        target TEXT,
        facts TEXT NOT NULL,
        request TEXT,
        detail_mac BLOB NOT NULL CHECK (length(detail_mac) = 32),
        mac BLOB NOT NULL CHECK (length(mac) = 32),
        PRIMARY KEY (chain, number)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX audit_event_by_actor ON audit_event (chain, actor, number);
    CREATE INDEX audit_event_by_action ON audit_event (chain, action, number);
    CREATE INDEX audit_event_by_time ON audit_event (chain, at);
    CREATE INDEX audit_event_by_age ON audit_event (at);
    CREATE INDEX audit_event_on_behalf_of ON audit_event (on_behalf_of) WHERE on_behalf_of IS NOT NULL;
    CREATE INDEX audit_event_of_actor ON audit_event (actor) WHERE actor IS NOT NULL;
    CREATE INDEX audit_event_of_target ON audit_event (target) WHERE target IS NOT NULL;

    -- Names, addresses, and where it came from.
    CREATE TABLE audit_detail (
        chain TEXT NOT NULL,
        number INTEGER NOT NULL,
        salt BLOB NOT NULL,
        content TEXT NOT NULL,
        email_key TEXT,
        PRIMARY KEY (chain, number),
        FOREIGN KEY (chain, number) REFERENCES audit_event (chain, number)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX audit_detail_by_email ON audit_detail (email_key) WHERE email_key IS NOT NULL;

    CREATE TRIGGER audit_event_is_the_next BEFORE INSERT ON audit_event
    WHEN NEW.number <> 1 + coalesce((SELECT last_number FROM audit_chain WHERE chain = NEW.chain), 0)
    BEGIN
        SELECT RAISE(ABORT, 'audit_out_of_order');
    END;

    CREATE TRIGGER audit_event_stays_as_it_is BEFORE UPDATE ON audit_event
    BEGIN
        SELECT RAISE(ABORT, 'audit_append_only');
    END;

    CREATE TRIGGER audit_detail_stays_as_it_is BEFORE UPDATE ON audit_detail
    BEGIN
        SELECT RAISE(ABORT, 'audit_append_only');
    END;

    -- What a checkpoint stands for may go, and what an organization that is gone has left.
    CREATE TRIGGER audit_event_stays BEFORE DELETE ON audit_event
    WHEN OLD.number > coalesce((SELECT removed_number FROM audit_chain WHERE chain = OLD.chain), 0)
    AND (OLD.chain = 'instance' OR EXISTS (SELECT 1 FROM organization WHERE id = OLD.chain))
    BEGIN
        SELECT RAISE(ABORT, 'audit_append_only');
    END;

    CREATE TRIGGER audit_chain_only_grows BEFORE UPDATE ON audit_chain
    WHEN NEW.chain <> OLD.chain OR NEW.last_number NOT IN (OLD.last_number, OLD.last_number + 1)
    OR NEW.removed_number < OLD.removed_number
    BEGIN
        SELECT RAISE(ABORT, 'audit_append_only');
    END;

    CREATE TRIGGER audit_chain_stays BEFORE DELETE ON audit_chain
    WHEN OLD.chain = 'instance' OR EXISTS (SELECT 1 FROM organization WHERE id = OLD.chain)
    BEGIN
        SELECT RAISE(ABORT, 'audit_append_only');
    END;
    """
