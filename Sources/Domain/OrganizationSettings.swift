/// What an organization has settled for itself. Every member may know it.
public struct OrganizationSettings: Hashable, Sendable {
    /// The key of the role that an invitation carries unless it names one.
    public var defaultRole: String
    /// How long an invitation lasts unless it says, in hours.
    public var invitationHours: Int
    /// Whether those below `manager` don't get to know who the members are.
    public var membersHidden: Bool
    /// Whether members reach nothing in it before their account has a second factor.
    public var factorRequired: Bool
    public var accentColor: AccentColor?

    /// As it is until somebody changes it.
    public init(
        defaultRole: String = Role.member.key, invitationHours: Int = Int(Invitation.defaultLifetime.seconds / 3600),
        membersHidden: Bool = false, factorRequired: Bool = false, accentColor: AccentColor? = nil
    ) {
        self.defaultRole = defaultRole
        self.invitationHours = invitationHours
        self.membersHidden = membersHidden
        self.factorRequired = factorRequired
        self.accentColor = accentColor
    }
}

/// The colour that an organization shows itself in, as `#rrggbb` in lower case.
public struct AccentColor: Hashable, Sendable {
    public let text: String

    public init(_ text: String) throws(Problem) {
        let digits = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "#"), digits.count == 6, digits.allSatisfy(\.isHexadecimalDigit) else {
            throw Problem("must be a colour such as #0b6b5c")
        }
        self.text = text.lowercased()
    }
}

/// What a product keeps with an organization: the text of a JSON object, with nothing in it that need not be.
public struct OrganizationMetadata: Hashable, Sendable {
    /// In bytes.
    public static let longest = 8 * 1024

    public let text: String

    /// - Parameter text: of a JSON object, as it is to be stored.
    public init(_ text: String) throws(Problem) {
        guard text.utf8.count <= Self.longest else { throw Problem("must have at most \(Self.longest) bytes") }
        self.text = text
    }
}

extension UInt8 {
    fileprivate var isHexadecimalDigit: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
    }
}
