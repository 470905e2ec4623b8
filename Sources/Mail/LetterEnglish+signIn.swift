import Domain

/// Letters about what opens an account, in English.
extension EnglishLetters {
    static func passwordReset(_ name: String, _ expiresAt: Instant) -> LetterDraft {
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

    static func passwordChanged(_ name: String, _ instant: Instant, keys: [String], factors: [String]) -> LetterDraft {
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

    static func signIn(_ name: String, _ browser: String, _ address: String, _ instant: Instant) -> LetterDraft {
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

    static func guesses(_ name: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Somebody is guessing your password",
            greeting: "Hello \(name),",
            opening: [
                "on \(instant.minute(in: .english)) someone has entered wrong passwords or codes for your account, one after another. None was right.",
                "Whoever goes on has to wait longer and longer. A browser that you have signed in with before is not held up by that.",
                "If it was you, and you don’t know the password any more, choose a new one.",
            ],
            action: "Choose a new password"
        )
    }

    static func passwordKnown(_ name: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Somebody has your password",
            greeting: "Hello \(name),",
            opening: [
                "on \(instant.minute(in: .english)) someone entered the right password of your account, and then several wrong answers to your second factor. Nobody was let in.",
                "If that was you, there is nothing to do. If not, choose a new password now: the old one is known to somebody.",
            ],
            action: "Choose a new password"
        )
    }

    static func factorAdded(
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

    static func factorRemoved(_ name: String, _ factor: String, _ instant: Instant) -> LetterDraft {
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

    static func factorRemovalAnnounced(_ name: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Your second factors are to be removed",
            greeting: "Hello \(name),",
            opening: [
                "those who run this service were told that you have lost your second factors and your recovery codes. They can remove them from \(instant.minute(in: .english)) on; after that your password is all that it takes to log in.",
                "If you still have one of them, log in with it now: nothing is removed then.",
                "If you did not ask for this, somebody else has: choose a new password, too.",
            ],
            action: "Log in"
        )
    }

    static func factorsRemoved(_ name: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Your second factors were removed",
            greeting: "Hello \(name),",
            opening: [
                "on \(instant.minute(in: .english)) those who run this service removed all second factors and recovery codes of your account, since they are lost. You were signed out everywhere, and your password is all that it takes to log in.",
                "Add a new one on your account page. If you did not ask for this, choose a new password at once, and turn to them.",
            ],
            action: "Choose a new password"
        )
    }

    static func identityLinked(_ name: String, _ provider: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Another way to log in to your account",
            greeting: "Hello \(name),",
            opening: [
                "since \(instant.minute(in: .english)) whoever signs in at “\(provider)” as you is logged in to your account, in place of the password.",
                "If it wasn’t you, choose a new password, and remove the link on your account page.",
            ],
            action: "Choose a new password"
        )
    }

    static func identityRemoved(_ name: String, _ provider: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "A way to log in to your account was removed",
            greeting: "Hello \(name),",
            opening: [
                "on \(instant.minute(in: .english)) the link of your account to “\(provider)” was removed: signing in there lets nobody in any more.",
                "All other browsers were signed out.", "If it wasn’t you, choose a new password.",
            ],
            action: "Choose a new password"
        )
    }

    static func recoveryCodesRenewed(_ name: String, _ instant: Instant) -> LetterDraft {
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

    static func recoveryCodeUsed(_ name: String, _ left: Int, _ instant: Instant) -> LetterDraft {
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
}
