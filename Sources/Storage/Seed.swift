import Domain

/// How much there is to be in an instance that serves to measure or to try things out.
public struct Seed: Codable, Hashable, Sendable {
    public let organizations: Int
    /// Of each organization, its owner among them.
    public let members: Int
    /// Of the first one.
    public let largest: Int
    public let accounts: Int

    /// - Throws: what the rules for people don't allow either, and numbers that make no sense.
    public init(organizations: Int, members: Int, largest: Int, accounts: Int) throws(Problem) {
        guard organizations >= 0, members >= 1, largest >= 1, accounts >= 1 else { throw Problem("must be numbers from 1 up") }
        guard members <= accounts, largest <= accounts else {
            throw Problem("must be at least as many accounts (--accounts) as an organization has members (--members, --largest)")
        }
        guard organizations <= accounts * Organization.mostOwned else {
            throw Problem("must be an account (--accounts) for each \(Organization.mostOwned) organizations, since nobody owns more")
        }
        (self.organizations, self.members, self.largest, self.accounts) = (organizations, members, largest, accounts)
    }

    /// Of an account, counted from 1.
    public static func email(of number: Int) -> String { "person-\(number)@example.com" }

    static func name(of number: Int) -> String { "\(first[number % first.count]) \(last[number / first.count % last.count]) \(number)" }

    private static let first = [
        "Ada", "Ben", "Chloé", "Dmitri", "Emma", "Femi", "Grace", "Hana", "Ivo", "Jürgen", "Kofi", "Lena", "Mia", "Noor",
    ]
    private static let last = ["Adler", "Brown", "Costa", "Dubois", "Eriksen", "Fischer", "García", "Hughes", "Ito", "Jansen", "Kowalski"]

    func members(of organization: Int) -> Int { organization == 0 ? largest : members }

    public var memberships: Int { (0..<organizations).reduce(0) { $0 + members(of: $1) } }
}

/// An instance in which people are is left alone.
public struct SeedRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String { "There are accounts already, and only an empty database is filled. Nothing was changed." }
}

extension Maintenance {
    private static let batch = 1000

    /// Fills an empty database by what people's own acts come down to: accounts are made, organizations, and a link of each by which the others
    /// join. All accounts have the same password, hashed once. The clock goes on meanwhile, so that ids
    /// go up as they do where people make things. Fails with `SeedRefusal`.
    public func seed(_ seed: Seed, password: Password, clock: Clock) async throws {
        let hash = try await storage.hasher.hash(password, for: Device.none.client)
        guard try await storage.read({ try !$0.exists("SELECT 1 FROM account LIMIT 1") }) else { throw SeedRefusal() }
        var accounts: [ID<Account>] = []
        accounts.reserveCapacity(seed.accounts)
        while accounts.count < seed.accounts {
            let numbers = (accounts.count + 1)...min(accounts.count + Self.batch, seed.accounts)
            accounts += try await makeAccounts(numbers, hash, clock)
        }
        var waiting: [(number: Int, members: [ID<Account>])] = []
        var memberships = 0
        for number in 0..<seed.organizations {
            let members = (0..<seed.members(of: number)).map { accounts[(number * seed.members + $0) % accounts.count] }
            waiting.append((number + 1, members))
            memberships += members.count
            guard memberships >= Self.batch || number == seed.organizations - 1 else { continue }
            try await makeOrganizations(waiting, clock)
            (waiting, memberships) = ([], 0)
        }
    }

    private func makeAccounts(_ numbers: ClosedRange<Int>, _ hash: String, _ clock: Clock) async throws -> [ID<Account>] {
        try await storage.write { [storage] connection in
            try numbers.map { number in
                let now = clock.now
                let new = NewAccount(
                    name: try DisplayName(Seed.name(of: number)), email: try EmailAddress(Seed.email(of: number)), language: .english,
                    passwordHash: hash, organizationName: nil
                )
                return try connection.makeAccount(
                    new, by: nil, on: storage.terms, mailing: .off, at: now, storage.randomness, storage.trail(from: .none, at: now)
                ).account
            }
        }
    }

    private func makeOrganizations(_ organizations: [(number: Int, members: [ID<Account>])], _ clock: Clock) async throws {
        try await storage.write { [storage] connection in
            for (number, members) in organizations {
                let now = clock.now
                let anonymous = storage.trail(from: .none, at: now)
                let token = try connection.makeOrganization(number, owner: members[0], on: storage, anonymous.by(members[0]))
                for account in members.dropFirst() {
                    let claim = try connection.claim(TokenHash(token))
                    if let refusal = Failure(refusing: claim.status(at: now)) { throw refusal }
                    _ = try connection.admit(
                        account, by: claim, mailing: .off, at: now, storage.randomness, anonymous.by(account)
                    )
                }
            }
        }
    }
}

extension Connection {
    /// - Returns: what opens a link of the organization's.
    fileprivate func makeOrganization(
        _ number: Int, owner: ID<Account>, on storage: Storage, _ trail: AuditTrail
    ) throws -> Token {
        let (now, randomness) = (trail.now, storage.randomness)
        try requireRoomForAnother(ownedBy: owner)
        let id = try insertOrganization(
            named: DisplayName("Organization \(number)"), slug: nil, owner: owner, on: storage.terms, at: now, randomness, trail
        )
        let signedIn = try startSession(
            of: owner, in: id, remember: false, on: .none, isNew: true, mailing: .off, at: now, randomness, trail
        )
        let issued = try createInvitation(
            NewInvitation(kind: .link(maximumUses: nil, domains: [])), in: scope(of: id, for: signedIn.me.session), mailing: .off, at: now,
            storage.vault, randomness, trail
        )
        try endSession(openedBy: signedIn.token, trail)
        return issued.token
    }
}
