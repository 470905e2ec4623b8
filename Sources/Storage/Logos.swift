import Domain

/// A logo as it is served.
public struct StoredLogo: Sendable {
    public let name: LogoName
    /// A media type.
    public let type: String
    public let bytes: [UInt8]

    fileprivate init(_ row: Row) throws {
        name = LogoName(try row[0])
        type = try row[1]
        bytes = try row[2]
    }
}

extension Storage {
    /// Fails with `.notFound` where there is none.
    public func logo(in scope: OrganizationScope) async throws -> StoredLogo {
        try await read { connection in
            let found = try connection.first(
                "SELECT name, type, bytes FROM logo WHERE organization_id = \(scope.organization)", StoredLogo.init
            )
            guard let found else { throw Failure.notFound }
            return found
        }
    }

    /// For whoever has been told its name. Fails with `.notFound`, as for a deleted organization's.
    public func logo(named name: LogoName) async throws -> StoredLogo {
        try await read { connection in
            let found = try connection.first(
                """
                SELECT logo.name, logo.type, logo.bytes FROM logo
                JOIN organization ON organization.id = logo.organization_id
                WHERE logo.name = \(name.text) AND organization.deleted_at IS NULL
                """,
                StoredLogo.init
            )
            guard let found else { throw Failure.notFound }
            return found
        }
    }

    /// In place of the one before, whose name leads nowhere from then on; the same picture changes nothing. Fails with `.forbidden`.
    public func setLogo(_ logo: Logo, in scope: OrganizationScope, at now: Instant) async throws -> OrganizationDetails {
        let trail = trail(of: scope, at: now)
        return try await write { [randomness] connection in
            try connection.authority(in: scope, at: now).require(.organizationUpdate)
            let former = try connection.logoBytes(in: scope)
            if former != logo.bytes {
                let name = LogoName(from: randomness)
                try connection.run(
                    """
                    INSERT INTO logo (organization_id, name, type, bytes)
                    VALUES (\(scope.organization), \(name.text), \(logo.type.rawValue), \(logo.bytes))
                    ON CONFLICT (organization_id) DO UPDATE SET name = excluded.name, type = excluded.type, bytes = excluded.bytes
                    """
                )
                try connection.record(former, logo.bytes, in: scope, trail)
            }
            return try connection.details(in: scope, at: now)
        }
    }

    /// Fails with `.forbidden`. Where there is none nothing changes.
    public func removeLogo(in scope: OrganizationScope, at now: Instant) async throws {
        let trail = trail(of: scope, at: now)
        try await write { connection in
            try connection.authority(in: scope, at: now).require(.organizationUpdate)
            guard let former = try connection.logoBytes(in: scope) else { return }
            try connection.run("DELETE FROM logo WHERE organization_id = \(scope.organization)")
            try connection.record(former, nil, in: scope, trail)
        }
    }
}

extension Connection {
    fileprivate func logoBytes(in scope: OrganizationScope) throws -> [UInt8]? {
        try first("SELECT bytes FROM logo WHERE organization_id = \(scope.organization)") { try $0[0] as [UInt8] }
    }

    /// Which picture it was and is, without its bytes.
    fileprivate func record(_ former: [UInt8]?, _ new: [UInt8]?, in scope: OrganizationScope, _ trail: AuditTrail) throws {
        let state = { (bytes: [UInt8]?) in
            var state: AuditState = [:]
            state[.logo] = bytes.map { .fingerprint(of: $0) }
            return state
        }
        let event = AuditEvent(.organizationUpdated, of: scope.organization, before: state(former), after: state(new))
        try trail.record(event, in: scope.organization, on: self)
    }
}
