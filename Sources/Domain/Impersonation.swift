/// An operator sees the instance as somebody else does: to look, or also to mend. It counts as no proof of who that is, and gives nobody
/// any rights.
public struct Impersonation: Hashable, Sendable {
    /// After this it is over, used or not.
    public static let lifetime = Span.hours(1)

    public let impersonator: ID<Account>
    /// Whether more than looking was asked for.
    public let writes: Bool

    public init(by impersonator: ID<Account>, writes: Bool) {
        self.impersonator = impersonator
        self.writes = writes
    }

    /// Whether what a role allows can be used this way. What gives rights to anyone, what ends or carries away an organization, and what
    /// costs money is left to the person.
    public func admits(_ permission: Permission) -> Bool {
        switch permission {
        case .organizationRead, .membersRead, .invitationsRead, .recordsRead: true
        case .organizationUpdate, .membersRemove, .recordsWrite: writes
        case .organizationDelete, .organizationTransfer, .organizationExport, .billingManage: false
        case .membersUpdate, .invitationsManage, .rolesManage, .apiKeysManage, .secretsManage, .auditRead: false
        case .activationTechnical, .activationEconomic: false
        }
    }

    /// What is refused to whoever acts as another.
    public static let refusal = Failure.forbidden("Not while acting as somebody else.")

    public func require(_ permission: Permission) throws(Failure) {
        guard admits(permission) else { throw Self.refusal }
    }
}

/// Why an operator acts as somebody else, in their own words: 1 to 500 code points.
public struct ImpersonationReason: Hashable, Sendable {
    public static let limit = 500

    public let text: String

    public init(_ text: String) throws(Problem) {
        guard text.fits(16 * Self.limit) else { throw Problem("must have at most \(Self.limit) characters") }
        let reason = text.trimmed.normalized
        guard reason.unicodeScalars.contains(where: \.isVisible) else { throw Problem("must not be empty") }
        guard reason.codePointCount <= Self.limit else { throw Problem("must have at most \(Self.limit) characters") }
        guard !reason.unicodeScalars.contains(where: \.isUnprintable) else { throw Problem("must not contain control characters") }
        self.text = reason
    }
}
