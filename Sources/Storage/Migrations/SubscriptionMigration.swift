/// What organizations have been granted.
let subscriptions: StaticString = """
    ALTER TABLE organization DROP COLUMN status;
    ALTER TABLE organization ADD COLUMN status TEXT NOT NULL DEFAULT 'active'
        CHECK (status IN ('trial', 'active', 'past_due', 'suspended', 'canceled'));
    ALTER TABLE organization ADD COLUMN trial_ends_at INTEGER CHECK (trial_ends_at IS NULL OR status = 'trial');
    ALTER TABLE organization ADD COLUMN seats INTEGER CHECK (seats IS NULL OR seats >= 1);

    -- Whom the billing system knows it as, bound by an operator, and the time of the newest word from there that counted.
    ALTER TABLE organization ADD COLUMN stripe_customer TEXT;
    ALTER TABLE organization ADD COLUMN stripe_subscription TEXT;
    ALTER TABLE organization ADD COLUMN stripe_heard_at INTEGER;
    ALTER TABLE organization ADD COLUMN stripe_has_ended INTEGER NOT NULL DEFAULT 0 CHECK (stripe_has_ended IN (0, 1));
    CREATE INDEX organization_by_standing ON organization (deleted_at, status, trial_ends_at);
    CREATE UNIQUE INDEX organization_by_stripe_customer ON organization (stripe_customer) WHERE stripe_customer IS NOT NULL;

    -- What has been heard, so that it counts once.
    CREATE TABLE stripe_event (
        id TEXT NOT NULL PRIMARY KEY,
        heard_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX stripe_event_by_time ON stripe_event (heard_at);

    -- Whoever comes back with a restored organization had their seat before.
    CREATE TRIGGER seats_are_not_exceeded BEFORE INSERT ON membership
    WHEN (SELECT seats FROM organization WHERE id = NEW.organization_id)
        <= (SELECT count(*) FROM membership WHERE organization_id = NEW.organization_id)
    AND NOT EXISTS (
        SELECT 1 FROM deleted_membership WHERE organization_id = NEW.organization_id AND account_id = NEW.account_id
    )
    BEGIN
        SELECT RAISE(ABORT, 'seats_full');
    END;
    """
