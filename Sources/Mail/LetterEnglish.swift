import Domain

/// What letters say in English.
enum EnglishLetters {
    static func draft(of message: Message, from signature: Signature) -> LetterDraft {
        switch message {
        case .invitation(let organization, let inviter, let role, let expiresAt): invitation(organization, inviter, role, expiresAt)
        case .invitationAccepted(let name, let member, let organization, _, let role): accepted(name, member, organization, role)
        case .welcome(let name, let expiresAt): welcome(name, expiresAt, to: signature.service)
        case .emailVerification(_, let expiresAt): verification(expiresAt)
        case .signUp(let expiresAt): signUp(expiresAt)
        case .accountExists(let name): accountExists(name)
        case .passwordReset(let name, let expiresAt): passwordReset(name, expiresAt)
        case .passwordChanged(let name, let at, let keys, let factors): passwordChanged(name, at, keys: keys ?? [], factors: factors ?? [])
        case .emailChange(let expiresAt): emailChange(expiresAt)
        case .addressTaken(let name): addressTaken(name)
        case .emailChangeRequested(let name, let newAddress, let at): emailChangeRequested(name, newAddress, at)
        case .emailChanged(let name, let newAddress, let at): emailChanged(name, newAddress, at)
        case .signIn(let name, let browser, let address, let at): signIn(name, browser, address, at)
        case .guesses(let name, let at): guesses(name, at)
        case .passwordKnown(let name, let at): passwordKnown(name, at)
        case .factorAdded(let name, let factor, let at, let alone): factorAdded(name, factor, at, withoutPassword: alone ?? false)
        case .factorRemoved(let name, let factor, let at): factorRemoved(name, factor, at)
        case .recoveryCodeUsed(let name, let left, let at): recoveryCodeUsed(name, left, at)
        case .recoveryCodesRenewed(let name, let at): recoveryCodesRenewed(name, at)
        case .identityLinked(let name, let provider, let at): identityLinked(name, provider, at)
        case .identityRemoved(let name, let provider, let at): identityRemoved(name, provider, at)
        case .factorRemovalAnnounced(let name, let removableAt): factorRemovalAnnounced(name, removableAt)
        case .factorsRemoved(let name, let at): factorsRemoved(name, at)
        case .accountDisabled(let name, let at): accountDisabled(name, at)
        case .accountEnabled(let name, let at): accountEnabled(name, at)
        case .accountDeletion(let name, let instant): accountDeletion(name, instant)
        case .removal(let name, let organization): removal(name, organization)
        case .roleChange(let name, let organization, _, let role): roleChange(name, organization, role)
        case .organizationDeletion(let name, let organization, let actor, let end): organizationDeletion(name, organization, actor, end)
        case .organizationErasure(let name, let organization, let actor): organizationErasure(name, organization, actor)
        case .organizationRestoration(let name, let organization, let actor, _): organizationRestoration(name, organization, actor)
        }
    }

    /// The roles that come with every organization; others by their key.
    static func role(_ key: String) -> Words {
        switch key {
        case "owner": "owner"
        case "admin": "admin"
        case "manager": "manager"
        case "member": "member"
        case "viewer": "viewer"
        default: "\(key)"
        }
    }
}
