/// What a sweep or a count looks for is found in an index, however many rows there are beside it.
let indexesOfSweeps: StaticString = """
    CREATE INDEX session_unused ON session (last_seen_at) WHERE remember = 0;
    CREATE INDEX half_sign_in_by_expiry ON half_sign_in (expires_at);
    CREATE INDEX factor_unconfirmed ON factor (created_at) WHERE confirmed_at IS NULL;
    CREATE INDEX account_operators ON account (is_operator, email_key) WHERE is_operator = 1;
    CREATE INDEX outbox_unsent ON outbox (state) WHERE state <> 'sent';
    """
