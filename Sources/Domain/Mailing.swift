/// How messages go: whether they reach mailboxes, and within which limits.
public struct Mailing: Hashable, Sendable {
    /// Until they do, links are shown to whoever makes them, and prove no address.
    public let reachesMailboxes: Bool
    /// Off for benchmarks only.
    public let isLimited: Bool

    public init(reachesMailboxes: Bool, isLimited: Bool = true) {
        self.reachesMailboxes = reachesMailboxes
        self.isLimited = isLimited
    }

    public static let on = Mailing(reachesMailboxes: true)
    public static let off = Mailing(reachesMailboxes: false)
}

/// On whose behalf a message goes to others. Each kind is counted and bounded by itself, and all of them come after what people bring about
/// for themselves.
public enum Sender: Hashable, Sendable {
    /// - Parameters:
    ///   - organization: in whose name, if in any.
    ///   - isProven: whether the account's address is.
    case account(ID<Account>, of: ID<Organization>? = nil, isProven: Bool = true)
    /// Of people who are not signed in, by where they come from (`Device.network`).
    case network(String)
    /// To all members of one, whose addresses are proven: at most a round a day, so nothing is counted.
    case members(ID<Organization>)

    /// How many messages go out for one of them within an hour.
    public static let mostPerAccount = 200
    public static let mostPerUnprovenAccount = 50
    public static let mostPerNetwork = 100
    public static let mostPerOrganization = 300
    /// For all accounts together; for all networks together as many.
    public static let mostPerInstance = 5000

    public var limit: Int {
        switch self {
        case .account(_, _, let isProven): isProven ? Self.mostPerAccount : Self.mostPerUnprovenAccount
        case .network: Self.mostPerNetwork
        case .members: Int.max
        }
    }

    /// Whether it is an account, as stored keys tell.
    public var isAccount: Bool {
        if case .account = self { true } else { false }
    }

    /// As it is stored, for an hour or two.
    public var key: String {
        switch self {
        case .account(let account, _, _): account.description
        case .network(let network): network
        case .members(let organization): organization.description
        }
    }

    public var organization: ID<Organization>? {
        if case .account(_, let organization, _) = self { organization } else { nil }
    }
}
