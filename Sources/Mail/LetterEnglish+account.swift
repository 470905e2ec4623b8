import Domain

/// Letters about an account and its address, in English.
extension EnglishLetters {
    static func welcome(_ name: String, _ expiresAt: Instant?, to service: String) -> LetterDraft {
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

    static func verification(_ expiresAt: Instant) -> LetterDraft {
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

    static func signUp(_ expiresAt: Instant) -> LetterDraft {
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

    static func accountExists(_ name: String) -> LetterDraft {
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

    static func emailChange(_ expiresAt: Instant) -> LetterDraft {
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

    static func addressTaken(_ name: String) -> LetterDraft {
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

    static func emailChangeRequested(_ name: String, _ newAddress: String, _ instant: Instant) -> LetterDraft {
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

    static func emailChanged(_ name: String, _ newAddress: String?, _ instant: Instant) -> LetterDraft {
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

    static func accountDisabled(_ name: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Your account has been disabled",
            greeting: "Hello \(name),",
            opening: [
                "those who run this service disabled your account on \(instant.minute(in: .english)). You are signed out everywhere, and nobody can sign in to it.",
                "Nothing of it has been deleted. If you think that this is a mistake, write to them.",
            ]
        )
    }

    static func accountEnabled(_ name: String, _ instant: Instant) -> LetterDraft {
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

    static func accountDeletion(_ name: String, _ instant: Instant) -> LetterDraft {
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
}
