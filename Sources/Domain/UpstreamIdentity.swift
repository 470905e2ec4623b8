/// Who somebody is elsewhere. Issuer and subject together never change and never come to mean somebody else; all the rest may.
public struct UpstreamIdentity: Hashable, Sendable {
    public let issuer: String
    public let subject: String
    /// Nil where the upstream says none, or one that is no address here.
    public let email: EmailAddress?
    /// As the upstream says of that address.
    public let isEmailVerified: Bool
    /// As the upstream has it, not yet fit to be shown.
    public let name: String?

    public init(issuer: String, subject: String, email: EmailAddress?, isEmailVerified: Bool, name: String?) {
        self.issuer = issuer
        self.subject = subject
        self.email = email
        self.isEmailVerified = isEmailVerified && email != nil
        self.name = name
    }
}
