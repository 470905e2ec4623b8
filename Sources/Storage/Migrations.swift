extension Migration {
    static let all: [Migration] = [
        Migration(number: 1, script: firstSchema),
        Migration(number: 2, script: invitationsByAddress),
        Migration(number: 3, script: emailVerifications),
        Migration(number: 4, script: outboxWithDeliveries),
        Migration(number: 5, script: addressesToBeProven),
        Migration(number: 6, script: deletions),
        Migration(number: 7, script: customRoles),
        Migration(number: 8, script: formerSlugs),
    ]
}

/// The schema is the last guardian: what must never be, no statement can make it be.
private let firstSchema: StaticString = """
    CREATE TABLE account (
        id TEXT NOT NULL PRIMARY KEY,
        email TEXT NOT NULL,
        email_key TEXT NOT NULL UNIQUE,
        email_verified_at INTEGER,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        language TEXT NOT NULL,
        password_hash TEXT NOT NULL,
        is_operator INTEGER NOT NULL DEFAULT 0 CHECK (is_operator IN (0, 1)),
        last_organization_id TEXT,
        created_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE organization (
        id TEXT NOT NULL PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('team', 'personal')),
        personal_account_id TEXT UNIQUE REFERENCES account (id),
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        slug TEXT NOT NULL UNIQUE,
        status TEXT NOT NULL CHECK (status IN ('active')),
        created_at INTEGER NOT NULL,
        CHECK ((kind = 'personal') = (personal_account_id IS NOT NULL))
    ) STRICT, WITHOUT ROWID;

    -- name_key repeats the account's, so that a page of an organization's members is one walk along an index.
    CREATE TABLE membership (
        organization_id TEXT NOT NULL REFERENCES organization (id),
        account_id TEXT NOT NULL REFERENCES account (id),
        role TEXT NOT NULL,
        name_key TEXT NOT NULL,
        joined_at INTEGER NOT NULL,
        last_active_at INTEGER,
        PRIMARY KEY (organization_id, account_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX membership_by_account ON membership (account_id, organization_id);
    CREATE INDEX membership_by_name ON membership (organization_id, name_key, account_id);
    CREATE INDEX membership_by_joining ON membership (organization_id, joined_at, account_id);
    CREATE INDEX membership_by_role ON membership (organization_id, role, account_id);

    CREATE TRIGGER account_renames_its_memberships AFTER UPDATE OF name_key ON account
    WHEN OLD.name_key <> NEW.name_key
    BEGIN
        UPDATE membership SET name_key = NEW.name_key WHERE account_id = NEW.id;
    END;

    CREATE TRIGGER last_owner_keeps_the_role BEFORE UPDATE OF role ON membership
    WHEN OLD.role = 'owner' AND NEW.role <> 'owner' AND NOT EXISTS (
        SELECT 1 FROM membership
        WHERE organization_id = OLD.organization_id AND role = 'owner' AND account_id <> OLD.account_id
    )
    BEGIN
        SELECT RAISE(ABORT, 'last_owner');
    END;

    CREATE TRIGGER last_owner_stays BEFORE DELETE ON membership
    WHEN OLD.role = 'owner' AND NOT EXISTS (
        SELECT 1 FROM membership
        WHERE organization_id = OLD.organization_id AND role = 'owner' AND account_id <> OLD.account_id
    ) AND EXISTS (SELECT 1 FROM organization WHERE id = OLD.organization_id)
    BEGIN
        SELECT RAISE(ABORT, 'last_owner');
    END;

    CREATE TRIGGER membership_keeps_its_place BEFORE UPDATE OF organization_id, account_id ON membership
    BEGIN
        SELECT RAISE(ABORT, 'membership_moved');
    END;

    CREATE TRIGGER personal_organization_has_one_member BEFORE INSERT ON membership
    WHEN EXISTS (
        SELECT 1 FROM organization
        WHERE id = NEW.organization_id AND kind = 'personal' AND personal_account_id <> NEW.account_id
    )
    BEGIN
        SELECT RAISE(ABORT, 'personal_organization');
    END;

    -- Who was removed, and when: what was made before that does not bring them back.
    CREATE TABLE removal (
        organization_id TEXT NOT NULL REFERENCES organization (id),
        account_id TEXT NOT NULL REFERENCES account (id),
        removed_at INTEGER NOT NULL,
        PRIMARY KEY (organization_id, account_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE session (
        id TEXT NOT NULL PRIMARY KEY,
        token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
        account_id TEXT NOT NULL REFERENCES account (id),
        organization_id TEXT NOT NULL,
        remember INTEGER NOT NULL CHECK (remember IN (0, 1)),
        user_agent TEXT NOT NULL,
        address TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        last_seen_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        proven_at INTEGER NOT NULL,
        FOREIGN KEY (organization_id, account_id) REFERENCES membership (organization_id, account_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX session_by_account ON session (account_id, organization_id);
    CREATE INDEX session_by_place ON session (organization_id, account_id);
    CREATE INDEX session_by_expiry ON session (expires_at);

    -- Whatever ends a membership, no session keeps standing in that organization.
    CREATE TRIGGER membership_moves_its_sessions BEFORE DELETE ON membership
    BEGIN
        UPDATE session
        SET organization_id = (SELECT id FROM organization WHERE personal_account_id = OLD.account_id)
        WHERE organization_id = OLD.organization_id AND account_id = OLD.account_id;
        UPDATE account SET last_organization_id = NULL
        WHERE id = OLD.account_id AND last_organization_id = OLD.organization_id;
    END;

    CREATE TABLE invitation (
        organization_id TEXT NOT NULL REFERENCES organization (id),
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('email', 'link')),
        email TEXT,
        email_key TEXT,
        domains TEXT NOT NULL,
        role TEXT NOT NULL CHECK (kind = 'email' OR role <> 'owner'),
        maximum_uses INTEGER CHECK (maximum_uses >= 1),
        uses INTEGER NOT NULL DEFAULT 0 CHECK (uses >= 0 AND (maximum_uses IS NULL OR uses <= maximum_uses)),
        created_by TEXT NOT NULL REFERENCES account (id),
        created_at INTEGER NOT NULL,
        issued_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        revoked_at INTEGER,
        PRIMARY KEY (organization_id, id),
        CHECK ((kind = 'email') = (email IS NOT NULL AND email_key IS NOT NULL)),
        CHECK (kind = 'link' OR (maximum_uses IS 1 AND domains = ''))
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX invitation_by_maker ON invitation (organization_id, created_by);
    CREATE INDEX invitation_by_creation ON invitation (organization_id, created_at, id);
    CREATE UNIQUE INDEX invitation_open_for_an_address ON invitation (organization_id, email_key)
        WHERE kind = 'email' AND revoked_at IS NULL AND uses = 0;

    CREATE TRIGGER personal_organization_has_no_invitations BEFORE INSERT ON invitation
    WHEN EXISTS (SELECT 1 FROM organization WHERE id = NEW.organization_id AND kind = 'personal')
    BEGIN
        SELECT RAISE(ABORT, 'personal_organization');
    END;

    -- All that were ever issued: a replaced one still finds its invitation, and opens nothing.
    CREATE TABLE invitation_token (
        token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
        organization_id TEXT NOT NULL,
        invitation_id TEXT NOT NULL,
        proves_address INTEGER NOT NULL CHECK (proves_address IN (0, 1)),
        issued_at INTEGER NOT NULL,
        replaced_at INTEGER,
        FOREIGN KEY (organization_id, invitation_id) REFERENCES invitation (organization_id, id)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX invitation_token_standing ON invitation_token (organization_id, invitation_id) WHERE replaced_at IS NULL;

    -- The reference is checked at commit, so that the work for an unknown address can be rehearsed and undone.
    CREATE TABLE password_reset (
        token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
        account_id TEXT NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
        proves_address INTEGER NOT NULL CHECK (proves_address IN (0, 1)),
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX password_reset_by_account ON password_reset (account_id, created_at);
    CREATE INDEX password_reset_by_expiry ON password_reset (expires_at);

    -- When a reset was last asked for, for any address, known or not.
    CREATE TABLE password_reset_request (
        email_hash BLOB NOT NULL PRIMARY KEY CHECK (length(email_hash) = 32),
        requested_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX password_reset_request_by_time ON password_reset_request (requested_at);

    -- token_hash names the token that the message carries; when that is spent or replaced, the message goes too.
    CREATE TABLE outbox (
        id TEXT NOT NULL PRIMARY KEY,
        recipient TEXT NOT NULL,
        language TEXT NOT NULL,
        message TEXT NOT NULL,
        token_hash BLOB NOT NULL CHECK (length(token_hash) = 32),
        sealed_token BLOB NOT NULL,
        created_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX outbox_by_token ON outbox (token_hash);
    """

/// What waits for an address, across organizations: what its account is shown.
private let invitationsByAddress: StaticString = """
    CREATE INDEX invitation_by_address ON invitation (email_key, created_at, id)
        WHERE kind = 'email' AND revoked_at IS NULL AND uses = 0;
    """

/// One token stands for an account at a time, for the address that the account had when it was issued.
private let emailVerifications: StaticString = """
    CREATE TABLE email_verification (
        token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
        account_id TEXT NOT NULL UNIQUE REFERENCES account (id),
        email_key TEXT NOT NULL,
        proves_address INTEGER NOT NULL CHECK (proves_address IN (0, 1)),
        issued_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX email_verification_by_expiry ON email_verification (expires_at);
    """

/// What starts or changes with the proof of an address, who has caused a message, and the browsers that an account knows.
private let addressesToBeProven: StaticString = """
    -- The address that an account is to have once mail to it has arrived. One at a time.
    CREATE TABLE email_change (
        token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
        account_id TEXT NOT NULL UNIQUE REFERENCES account (id),
        email TEXT NOT NULL,
        email_key TEXT NOT NULL,
        proves_address INTEGER NOT NULL CHECK (proves_address IN (0, 1)),
        issued_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX email_change_by_expiry ON email_change (expires_at);

    -- An account that starts with the link in a message. Several may want one address: each has a link and a password of its own.
    CREATE TABLE sign_up (
        token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
        email TEXT NOT NULL,
        email_key TEXT NOT NULL,
        network TEXT NOT NULL,
        has_message INTEGER NOT NULL CHECK (has_message IN (0, 1)),
        name TEXT NOT NULL,
        language TEXT NOT NULL,
        password_hash TEXT NOT NULL,
        organization_name TEXT,
        invitation_token_hash BLOB CHECK (length(invitation_token_hash) = 32),
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        CHECK (organization_name IS NULL OR invitation_token_hash IS NULL)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sign_up_by_address ON sign_up (email_key);
    CREATE INDEX sign_up_by_expiry ON sign_up (expires_at);

    CREATE TABLE known_browser (
        account_id TEXT NOT NULL REFERENCES account (id),
        token_hash BLOB NOT NULL CHECK (length(token_hash) = 32),
        last_seen_at INTEGER NOT NULL,
        PRIMARY KEY (account_id, token_hash)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX known_browser_by_token ON known_browser (token_hash);
    CREATE INDEX known_browser_by_use ON known_browser (last_seen_at);

    -- On whose behalf a message went to an address that nobody had proven: kept while it counts.
    ALTER TABLE outbox ADD COLUMN sender TEXT;
    ALTER TABLE outbox ADD COLUMN organization_id TEXT CHECK (organization_id IS NULL OR sender IS NOT NULL);
    CREATE INDEX outbox_by_sender ON outbox (sender, created_at) WHERE sender IS NOT NULL;
    CREATE INDEX outbox_by_organization ON outbox (organization_id, created_at) WHERE organization_id IS NOT NULL;
    CREATE INDEX outbox_with_a_sender ON outbox (created_at, sender) WHERE sender IS NOT NULL;
    DROP INDEX outbox_due;
    CREATE INDEX outbox_due ON outbox (next_attempt_at) WHERE state = 'waiting' AND sender IS NULL;
    CREATE INDEX outbox_due_for_others ON outbox (next_attempt_at) WHERE state = 'waiting' AND sender IS NOT NULL;
    """

/// Organizations that are deleted and can be brought back. None of what they have is reached any more, since they have no members.
private let deletions: StaticString = """
    ALTER TABLE organization ADD COLUMN deleted_at INTEGER CHECK (deleted_at IS NULL OR kind = 'team');
    ALTER TABLE organization ADD COLUMN deletion_told_at INTEGER;
    CREATE INDEX organization_deleted ON organization (deleted_at) WHERE deleted_at IS NOT NULL;

    CREATE TABLE deleted_membership (
        organization_id TEXT NOT NULL REFERENCES organization (id),
        account_id TEXT NOT NULL REFERENCES account (id),
        role TEXT NOT NULL,
        joined_at INTEGER NOT NULL,
        last_active_at INTEGER,
        PRIMARY KEY (organization_id, account_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX invitation_token_by_invitation ON invitation_token (organization_id, invitation_id);
    CREATE INDEX deleted_membership_by_account ON deleted_membership (account_id, role);

    -- The organization that a message is about, which it ends with.
    ALTER TABLE outbox ADD COLUMN about TEXT;
    CREATE INDEX outbox_about ON outbox (about) WHERE about IS NOT NULL;

    DROP TRIGGER last_owner_stays;
    CREATE TRIGGER last_owner_stays BEFORE DELETE ON membership
    WHEN OLD.role = 'owner' AND NOT EXISTS (
        SELECT 1 FROM membership
        WHERE organization_id = OLD.organization_id AND role = 'owner' AND account_id <> OLD.account_id
    ) AND EXISTS (SELECT 1 FROM organization WHERE id = OLD.organization_id AND deleted_at IS NULL)
    BEGIN
        SELECT RAISE(ABORT, 'last_owner');
    END;

    CREATE TRIGGER deleted_organization_has_no_members BEFORE INSERT ON membership
    WHEN EXISTS (SELECT 1 FROM organization WHERE id = NEW.organization_id AND deleted_at IS NOT NULL)
    BEGIN
        SELECT RAISE(ABORT, 'organization_deleted');
    END;

    CREATE TRIGGER deleted_organization_has_no_invitations BEFORE INSERT ON invitation
    WHEN EXISTS (SELECT 1 FROM organization WHERE id = NEW.organization_id AND deleted_at IS NOT NULL)
    BEGIN
        SELECT RAISE(ABORT, 'organization_deleted');
    END;
    """

/// Roles of an organization's own. The built-in ones are in the program.
private let customRoles: StaticString = """
    CREATE TABLE role (
        organization_id TEXT NOT NULL REFERENCES organization (id),
        key TEXT NOT NULL CHECK (key NOT IN ('owner', 'admin', 'manager', 'member', 'viewer')),
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        rank INTEGER NOT NULL CHECK (rank BETWEEN 1 AND 99),
        permissions INTEGER NOT NULL CHECK (permissions >= 0),
        created_at INTEGER NOT NULL,
        PRIMARY KEY (organization_id, key),
        UNIQUE (organization_id, name_key)
    ) STRICT, WITHOUT ROWID;

    CREATE TRIGGER new_membership_has_a_role BEFORE INSERT ON membership
    WHEN NEW.role NOT IN ('owner', 'admin', 'manager', 'member', 'viewer') AND NOT EXISTS (
        SELECT 1 FROM role WHERE organization_id = NEW.organization_id AND key = NEW.role
    )
    BEGIN
        SELECT RAISE(ABORT, 'unknown_role');
    END;

    CREATE TRIGGER membership_has_a_role BEFORE UPDATE OF role ON membership
    WHEN NEW.role NOT IN ('owner', 'admin', 'manager', 'member', 'viewer') AND NOT EXISTS (
        SELECT 1 FROM role WHERE organization_id = NEW.organization_id AND key = NEW.role
    )
    BEGIN
        SELECT RAISE(ABORT, 'unknown_role');
    END;

    CREATE TRIGGER role_that_is_held_stays BEFORE DELETE ON role
    WHEN EXISTS (SELECT 1 FROM membership WHERE organization_id = OLD.organization_id AND role = OLD.key)
    BEGIN
        SELECT RAISE(ABORT, 'role_in_use');
    END;

    CREATE TRIGGER role_keeps_its_key BEFORE UPDATE OF organization_id, key, id ON role
    BEGIN
        SELECT RAISE(ABORT, 'role_moved');
    END;
    """

/// Slugs that organizations had, which still lead their members to them.
private let formerSlugs: StaticString = """
    CREATE TABLE former_slug (
        slug TEXT NOT NULL PRIMARY KEY,
        organization_id TEXT NOT NULL REFERENCES organization (id),
        kept_until INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX former_slug_by_organization ON former_slug (organization_id, kept_until);
    CREATE INDEX former_slug_by_end ON former_slug (kept_until);
    """
