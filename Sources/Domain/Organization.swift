/// A tenant.
public struct Organization: Identified, Hashable, Sendable {
    public static let idPrefix = "org"

    public enum Kind: String, CaseIterable, Sendable {
        case team
        /// Every account owns exactly one, made at sign-up; it has no invitations and cannot be left.
        case personal
    }

    /// How it stands with its plan.
    public enum Status: String, CaseIterable, Sendable {
        case trial, active
        case pastDue = "past_due"
        case suspended, canceled

        /// Whether nothing in it can be changed, but for paying, exporting and leaving.
        public var isReadOnly: Bool { self == .suspended || self == .canceled }

        /// Whether an organization needs an owner that counts to be like that.
        public var wantsOwner: Bool { !isReadOnly }
    }

    /// How many one account can own, its personal one and deleted ones included.
    public static let mostOwned = 500
    /// For how long a deleted one can be brought back.
    public static let restorableFor = Span.days(30)
    /// Its members are told of a deletion once within this time, however often it is deleted and brought back.
    public static let deletionToldEvery = Span.days(1)

    public let id: ID<Organization>
    public let name: String
    public let slug: String
    public let kind: Kind
    public let status: Status
    public let settings: OrganizationSettings
    public let logo: LogoName?
    public let createdAt: Instant

    public init(
        id: ID<Organization>, name: String, slug: String, kind: Kind, status: Status, settings: OrganizationSettings, logo: LogoName?,
        createdAt: Instant
    ) {
        self.id = id
        self.name = name
        self.slug = slug
        self.kind = kind
        self.status = status
        self.settings = settings
        self.logo = logo
        self.createdAt = createdAt
    }
}
