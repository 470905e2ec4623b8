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
        case .factorAdded(let name, let factor, let at, let alone): factorAdded(name, factor, at, withoutPassword: alone ?? false)
        case .factorRemoved(let name, let factor, let at): factorRemoved(name, factor, at)
        case .recoveryCodeUsed(let name, let left, let at): recoveryCodeUsed(name, left, at)
        case .recoveryCodesRenewed(let name, let at): recoveryCodesRenewed(name, at)
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
    private static func role(_ key: String) -> Words {
        switch key {
        case "owner": "owner"
        case "admin": "admin"
        case "manager": "manager"
        case "member": "member"
        case "viewer": "viewer"
        default: "\(key)"
        }
    }

    private static func invitation(_ organization: String, _ inviter: String, _ key: String, _ expiresAt: Instant) -> LetterDraft {
        LetterDraft(
            subject: "\(inviter) invites you to \(organization)",
            opening: ["\(inviter) invites you to join \(organization) as \(role(key))."],
            action: "Accept the invitation",
            closing: [
                "The link works until \(expiresAt.minute(in: .english)) and for this address only.",
                "If you did not expect it, ignore this message: nothing happens until the link is used.",
            ]
        )
    }

    private static func accepted(_ name: String, _ member: String, _ organization: String, _ key: String) -> LetterDraft {
        LetterDraft(
            subject: "\(member) has joined \(organization)",
            greeting: "Hello \(name),",
            opening: ["\(member) has accepted your invitation to \(organization) and joined as \(role(key))."],
            action: "See the members"
        )
    }

    private static func welcome(_ name: String, _ expiresAt: Instant?, to service: String) -> LetterDraft {
        guard let expiresAt else {
            return LetterDraft(
                subject: "Welcome to \(service)", greeting: "Hello \(name),", opening: ["your account is ready."], action: "Open \(service)"
            )
        }
        return LetterDraft(
            subject: "Welcome to \(service): confirm your address",
            greeting: "Hello,",
            opening: ["your account is ready. Confirm that this address is yours, in the browser in which you are signed in."],
            action: "Confirm the address",
            closing: [
                "The link works once, until \(expiresAt.minute(in: .english)).",
                "If you have not signed up, ignore this message: without the link the address stays unconfirmed.",
            ]
        )
    }

    private static func verification(_ expiresAt: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Confirm your address",
            greeting: "Hello,",
            opening: ["confirm that this address is yours, in the browser in which you are signed in."],
            action: "Confirm the address",
            closing: [
                "The link works once, until \(expiresAt.minute(in: .english)).",
                "If you have no account here, ignore this message: without the link the address stays unconfirmed.",
            ]
        )
    }

    private static func signUp(_ expiresAt: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Confirm your address to start your account",
            greeting: "Hello,",
            opening: ["your account starts once you confirm that this address is yours. You will need the password that you have chosen."],
            action: "Start the account",
            closing: [
                "The link works once, until \(expiresAt.minute(in: .english)).",
                "If you have not signed up, ignore this message: without the link there is no account.",
            ]
        )
    }

    private static func accountExists(_ name: String) -> LetterDraft {
        LetterDraft(
            subject: "You have an account already",
            greeting: "Hello \(name),",
            opening: [
                "someone, probably you, wanted to sign up with this address. You have an account with it already, so nothing has changed.",
                "If you want to use it, log in. If you don’t know your password any more, there you can choose a new one.",
                "If you did not ask for it, ignore this message: nobody else gets into your account by that.",
            ],
            action: "Log in"
        )
    }

    private static func passwordReset(_ name: String, _ expiresAt: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Reset your password",
            greeting: "Hello \(name),",
            opening: ["someone, probably you, asked for a new password for your account."],
            action: "Choose a new password",
            closing: [
                "The link works once, until \(expiresAt.minute(in: .english)).",
                "If you did not ask for it, ignore this message: your password stays as it is.",
            ]
        )
    }

    private static func passwordChanged(_ name: String, _ instant: Instant, keys: [String], factors: [String]) -> LetterDraft {
        var closing: [Words] = []
        if !keys.isEmpty {
            closing.append("API keys that you have made go on working: \(Words.list(keys)). Revoke any that you don’t know.")
        }
        if !factors.isEmpty {
            closing.append(
                "Second factors stay: \(Words.list(factors)). If you don’t know one, turn to whoever runs this service."
            )
        }
        return LetterDraft(
            subject: "Your password was changed",
            greeting: "Hello \(name),",
            opening: [
                "the password of your account was changed on \(instant.minute(in: .english)).",
                "If that was you, there is nothing to do. If not, choose a new one now: that signs everyone out who uses your account.",
            ],
            action: "Reset the password",
            closing: closing
        )
    }

    private static func emailChange(_ expiresAt: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Confirm your new address",
            greeting: "Hello,",
            opening: ["confirm that your account shall have this address from now on."],
            action: "Confirm the new address",
            closing: [
                "The link works once, until \(expiresAt.minute(in: .english)).",
                "If you have no account here, ignore this message: without the link nothing changes.",
            ]
        )
    }

    private static func addressTaken(_ name: String) -> LetterDraft {
        LetterDraft(
            subject: "This address belongs to your account",
            greeting: "Hello \(name),",
            opening: [
                "someone, probably you, wanted to give another account this address. It belongs to yours already, so nothing has changed.",
                "If you want to use it, log in. If you did not ask for it, ignore this message: nobody else gets into your account by that.",
            ],
            action: "Log in"
        )
    }

    private static func emailChangeRequested(_ name: String, _ newAddress: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Your account is to have another address",
            greeting: "Hello \(name),",
            opening: [
                "on \(instant.minute(in: .english)) someone who is signed in to your account asked for its address to become \(newAddress).",
                "It changes once a link that went there is followed. If that was you, there is nothing to do.",
                "If not, choose a new password now: that stops the change, and signs everyone out who uses your account.",
            ],
            action: "Reset the password"
        )
    }

    private static func emailChanged(_ name: String, _ newAddress: String?, _ instant: Instant) -> LetterDraft {
        let place: Words = newAddress.map { "the address \($0)" } ?? "another address"
        return LetterDraft(
            subject: "The address of your account was changed",
            greeting: "Hello \(name),",
            opening: [
                "since \(instant.minute(in: .english)) your account has \(place). Nothing more will come to this one.",
                "If that was not you, tell whoever runs this service at once.",
            ]
        )
    }

    private static func signIn(_ name: String, _ browser: String, _ address: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "A new sign-in to your account",
            greeting: "Hello \(name),",
            opening: [
                "on \(instant.minute(in: .english)) someone signed in to your account with a browser that is new to us.",
                "Browser: \(Browser(userAgent: browser).inEnglish)",
                Words(ours: "Network address: \(address)"),
                "If that was you, there is nothing to do. If not, end that session and change your password.",
            ],
            action: "See your sessions"
        )
    }

    private static func guesses(_ name: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Somebody is guessing your password",
            greeting: "Hello \(name),",
            opening: [
                "on \(instant.minute(in: .english)) someone has entered wrong passwords for your account, one after another. None was right.",
                "Whoever goes on has to wait longer and longer. A browser that you have signed in with before is not held up by that.",
                "If it was you, and you don’t know the password any more, choose a new one.",
            ],
            action: "Choose a new password"
        )
    }

    private static func factorAdded(
        _ name: String, _ factor: String, _ instant: Instant, withoutPassword: Bool
    ) -> LetterDraft {
        LetterDraft(
            subject: "A second factor was added to your account",
            greeting: "Hello \(name),",
            opening: [
                withoutPassword
                    ? "“\(factor)” was added to your account on \(instant.minute(in: .english)): it lets in without the password."
                    : "since \(instant.minute(in: .english)) your account’s password alone lets nobody in: “\(factor)” is asked for, too.",
                "All other browsers were signed out.", "If it wasn’t you, choose a new password, and turn to whoever runs this service.",
            ],
            action: "Choose a new password"
        )
    }

    private static func factorRemoved(_ name: String, _ factor: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "A second factor was removed from your account",
            greeting: "Hello \(name),",
            opening: [
                "on \(instant.minute(in: .english)) “\(factor)” was removed from your account: it lets nobody in any more.",
                "All other browsers were signed out.", "If it wasn’t you, choose a new password.",
            ],
            action: "Choose a new password"
        )
    }

    private static func recoveryCodesRenewed(_ name: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "New recovery codes for your account",
            greeting: "Hello \(name),",
            opening: [
                "on \(instant.minute(in: .english)) ten new recovery codes were made for your account. The ones before open nothing any more.",
                "If it wasn’t you, somebody is signed in to your account: change the password, and make new codes, on your account page.",
            ],
            action: "Open your account"
        )
    }

    private static func recoveryCodeUsed(_ name: String, _ left: Int, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "A recovery code was used",
            greeting: "Hello \(name),",
            opening: [
                "on \(instant.minute(in: .english)) a recovery code of your account was used. It works once only; of the others \(String(left)) are left.",
                "If it wasn’t you, somebody has your codes and your password: change the password, and make new codes, on your account page.",
            ],
            action: "Open your account"
        )
    }

    private static func accountDisabled(_ name: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Your account has been disabled",
            greeting: "Hello \(name),",
            opening: [
                "those who run this service disabled your account on \(instant.minute(in: .english)). You are signed out everywhere, and nobody can sign in to it.",
                "Nothing of it has been deleted. If you think that this is a mistake, write to them.",
            ]
        )
    }

    private static func accountEnabled(_ name: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Your account is open again",
            greeting: "Hello \(name),",
            opening: [
                "since \(instant.minute(in: .english)) you can sign in to your account again, with the password that you had.",
                "Links from before do not work any more.",
            ],
            action: "Log in"
        )
    }

    private static func accountDeletion(_ name: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Your account has been deleted",
            greeting: "Hello \(name),",
            opening: [
                "on \(instant.minute(in: .english)) your account was deleted, with your personal organization.",
                "Nobody can bring it back. You can sign up with this address again: that makes a new account.",
                "If that was not you, tell whoever runs this service at once.",
            ]
        )
    }

    private static func removal(_ name: String, _ organization: String) -> LetterDraft {
        LetterDraft(
            subject: "You are no longer a member of \(organization)",
            greeting: "Hello \(name),",
            opening: [
                "your membership in \(organization) has been ended by those who manage it. Your account and your other organizations stay.",
                "If you think that this is a mistake, ask them for a new invitation.",
            ]
        )
    }

    private static func roleChange(_ name: String, _ organization: String, _ key: String) -> LetterDraft {
        LetterDraft(
            subject: "Your role in \(organization) is \(role(key)) now",
            greeting: "Hello \(name),",
            opening: ["you have another role in \(organization) from now on: \(role(key))."],
            action: "Open the organization"
        )
    }

    private static func organizationDeletion(_ name: String, _ organization: String, _ actor: String, _ end: Instant?) -> LetterDraft {
        let chance: Words =
            if let end {
                "As an owner you can bring it back until \(end.day(in: .english)). After that it is gone, with all that was in it."
            } else {
                "Its owners can bring it back within 30 days. If they do, you get a message."
            }
        return LetterDraft(
            subject: "\(organization) has been deleted",
            greeting: "Hello \(name),",
            opening: ["\(actor) has deleted the organization \(organization). Your account stays.", chance],
            action: end == nil ? nil : "See deleted organizations"
        )
    }

    private static func organizationErasure(_ name: String, _ organization: String, _ actor: String) -> LetterDraft {
        LetterDraft(
            subject: "\(organization) has been deleted for good",
            greeting: "Hello \(name),",
            opening: [
                "\(actor) has deleted the organization \(organization) for good, with all that was in it. Nobody can bring it back.",
                "Your account stays.",
            ]
        )
    }

    private static func organizationRestoration(_ name: String, _ organization: String, _ actor: String) -> LetterDraft {
        LetterDraft(
            subject: "\(organization) is back",
            greeting: "Hello \(name),",
            opening: ["\(actor) has brought the organization \(organization) back. Everyone has the role again that they had."],
            action: "Open the organization"
        )
    }
}
