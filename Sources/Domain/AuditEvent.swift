/// Something that somebody did, as the audit log keeps it.
public struct AuditEvent: Sendable {
    public let action: AuditAction
    /// The id of what it was done to.
    public let target: String?
    public let before: AuditState
    public let after: AuditState

    public init(_ action: AuditAction, of target: String?, before: AuditState = [:], after: AuditState = [:]) {
        self.action = action
        self.target = target
        self.before = before
        self.after = after
    }

    public init<Kind>(_ action: AuditAction, of target: ID<Kind>, before: AuditState = [:], after: AuditState = [:]) {
        self.init(action, of: target.description, before: before, after: after)
    }

    /// Whether it says that anything is other than it was.
    public var isChange: Bool { before != after }

    /// The same without the fields that are as they were, but for some that say what it is about.
    public func withoutWhatStayed(besides named: Set<AuditField>) -> AuditEvent {
        let isTold = { (field: AuditField) in named.contains(field) || before[field] != after[field] }
        return AuditEvent(action, of: target, before: before.filter { isTold($0.key) }, after: after.filter { isTold($0.key) })
    }
}

/// What can happen. Raw values are what the API shows: the noun, a dot, what became of it.
public enum AuditAction: String, CaseIterable, Sendable {
    case accountCreated = "account.created"
    case accountUpdated = "account.updated"
    case passwordChanged = "account.password_changed"
    case passwordReset = "account.password_reset"
    case emailVerified = "account.email_verified"
    case emailChangeRequested = "account.email_change_requested"
    case emailChangeWithdrawn = "account.email_change_withdrawn"
    case emailChanged = "account.email_changed"
    case accountDisabled = "account.disabled"
    case accountEnabled = "account.enabled"
    case accountSessionsRevoked = "account.sessions_revoked"
    case accountResetSent = "account.reset_sent"
    case accountDeleted = "account.deleted"
    case factorRemovalAnnounced = "account.factor_removal_announced"
    case factorRemovalCalledOff = "account.factor_removal_called_off"
    case factorsRemoved = "account.factors_removed"
    case recoveryCodesRenewed = "account.recovery_codes_renewed"
    case recoveryCodeUsed = "account.recovery_code_used"
    case factorAdded = "factor.added"
    case factorRenamed = "factor.renamed"
    case factorRemoved = "factor.removed"
    case identityLinked = "identity.linked"
    case identityRemoved = "identity.removed"
    case sessionStarted = "session.started"
    case sessionProven = "session.proven"
    case sessionEnded = "session.ended"
    case sessionRevoked = "session.revoked"
    case otherSessionsRevoked = "session.others_revoked"
    case organizationCreated = "organization.created"
    case organizationUpdated = "organization.updated"
    case organizationTransferred = "organization.transferred"
    case organizationDeleted = "organization.deleted"
    case organizationRestored = "organization.restored"
    case organizationErased = "organization.erased"
    case organizationExported = "organization.exported"
    case organizationImported = "organization.imported"
    case memberJoined = "member.joined"
    case memberRoleChanged = "member.role_changed"
    case memberRemoved = "member.removed"
    case memberLeft = "member.left"
    case roleCreated = "role.created"
    case roleUpdated = "role.updated"
    case roleDeleted = "role.deleted"
    case invitationCreated = "invitation.created"
    case invitationResent = "invitation.resent"
    case invitationRevoked = "invitation.revoked"
    case invitationDeclined = "invitation.declined"
    case domainAdded = "domain.added"
    case domainUpdated = "domain.updated"
    case domainProven = "domain.proven"
    case domainMissing = "domain.missing"
    case domainLapsed = "domain.lapsed"
    case domainRemoved = "domain.removed"
    case providerCreated = "provider.created"
    case providerUpdated = "provider.updated"
    case providerDeleted = "provider.deleted"
    case subscriptionSet = "subscription.set"
    case messageShown = "message.shown"
    case messageRetried = "message.retried"
    case messageDropped = "message.dropped"
    case databaseRestored = "database.restored"
    case operatorAdded = "operator.added"
    case operatorRemoved = "operator.removed"
    case impersonationStarted = "impersonation.started"
    case impersonationEnded = "impersonation.ended"
    case secretCreated = "secret.created"
    case secretReplaced = "secret.replaced"
    case secretDeleted = "secret.deleted"
    case apiKeyCreated = "api_key.created"
    case apiKeyRevoked = "api_key.revoked"
    case masterKeyRotated = "master_key.rotated"

    /// What it happens to: `member`.
    public var noun: String { String(rawValue.prefix { $0 != "." }) }

    /// In the order of the list above.
    public static let nouns = allCases.map(\.noun).reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
}

/// What is known of a thing, before or after.
public typealias AuditState = [AuditField: AuditValue]

public enum AuditField: String, CaseIterable, CodingKeyRepresentable, Codable, Sendable {
    case name, email, slug, language, kind, role, rank, permissions, organization, invitation, reason
    case maximumUses = "maxUses"
    case domains, expiresAt, remember, replacement, members, sessionsEnded, emailVerified, events, status, trialEndsAt, seats
    case provider, customer, invitationsRevoked, keysRevoked, writes, explanation
    case defaultRole, invitationHours, membersHidden, factorRequired, accentColor, metadata, logo, archive, domain, proof, means, issuer
    case clientID = "clientId"

    /// What people are called and reached by. It is kept where it can be erased, and the log stays whole without it.
    public var isPersonal: Bool {
        switch self {
        case .name, .email, .slug, .metadata: true
        default: false
        }
    }
}

public enum AuditValue: Hashable, Sendable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case texts([String])

    public static func id<Kind>(_ id: ID<Kind>) -> AuditValue { .text(id.description) }
    public static func moment(_ instant: Instant) -> AuditValue { .text(instant.description) }
}

extension AuditState {
    public var personal: AuditState { filter { $0.key.isPersonal } }
    public var impersonal: AuditState { filter { !$0.key.isPersonal } }
}

extension AuditValue: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Int.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else {
            self = .texts(try container.decode([String].self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .flag(let flag): try container.encode(flag)
        case .texts(let texts): try container.encode(texts)
        }
    }
}
