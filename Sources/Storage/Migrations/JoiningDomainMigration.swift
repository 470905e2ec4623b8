/// Domains by whose addresses people may join. Any number of organizations may wait for a proof of one; it is proven for one of them.
let joiningDomains: StaticString = """
    CREATE TABLE joining_domain (
        organization_id TEXT NOT NULL REFERENCES organization (id),
        id TEXT NOT NULL UNIQUE,
        domain TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role NOT IN ('owner', 'admin', 'manager')),
        proof TEXT CHECK (proof IN ('dns', 'operator')),
        proven_at INTEGER CHECK ((proven_at IS NULL) = (proof IS NULL)),
        checked_at INTEGER,
        finding TEXT CHECK (finding IN ('found', 'absent', 'different', 'unavailable')),
        missing_since INTEGER CHECK (missing_since IS NULL OR (proof IS NOT NULL AND proof = 'dns')),
        next_check_at INTEGER CHECK ((next_check_at IS NOT NULL) = (proof IS NOT NULL AND proof = 'dns')),
        created_at INTEGER NOT NULL,
        PRIMARY KEY (organization_id, id),
        UNIQUE (organization_id, domain),
        CHECK ((finding IS NULL) = (checked_at IS NULL))
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX joining_domain_proven ON joining_domain (domain) WHERE proof IS NOT NULL;
    CREATE INDEX joining_domain_due ON joining_domain (next_check_at) WHERE next_check_at IS NOT NULL;

    -- When its people have last had DNS asked.
    ALTER TABLE organization ADD COLUMN domains_checked_at INTEGER;

    CREATE TRIGGER joining_domain_has_a_role BEFORE INSERT ON joining_domain
    WHEN NEW.role NOT IN ('member', 'viewer') AND NOT EXISTS (
        SELECT 1 FROM role WHERE organization_id = NEW.organization_id AND key = NEW.role
    )
    BEGIN
        SELECT RAISE(ABORT, 'unknown_role');
    END;

    CREATE TRIGGER joining_domain_keeps_a_role BEFORE UPDATE OF role ON joining_domain
    WHEN NEW.role NOT IN ('member', 'viewer') AND NOT EXISTS (
        SELECT 1 FROM role WHERE organization_id = NEW.organization_id AND key = NEW.role
    )
    BEGIN
        SELECT RAISE(ABORT, 'unknown_role');
    END;

    CREATE TRIGGER role_that_domains_give_stays BEFORE DELETE ON role
    WHEN EXISTS (SELECT 1 FROM joining_domain WHERE organization_id = OLD.organization_id AND role = OLD.key)
    BEGIN
        SELECT RAISE(ABORT, 'role_in_use');
    END;

    CREATE TRIGGER joining_domain_stays_in_its_place BEFORE UPDATE OF organization_id, id, domain ON joining_domain
    BEGIN
        SELECT RAISE(ABORT, 'domain_moved');
    END;

    CREATE TRIGGER deleted_organization_gets_no_domains BEFORE INSERT ON joining_domain
    WHEN EXISTS (SELECT 1 FROM organization WHERE id = NEW.organization_id AND deleted_at IS NOT NULL)
    BEGIN
        SELECT RAISE(ABORT, 'organization_deleted');
    END;

    CREATE TRIGGER deleted_organization_proves_no_domains BEFORE UPDATE OF proof ON joining_domain
    WHEN NEW.proof IS NOT NULL AND EXISTS (SELECT 1 FROM organization WHERE id = NEW.organization_id AND deleted_at IS NOT NULL)
    BEGIN
        SELECT RAISE(ABORT, 'organization_deleted');
    END;
    """
