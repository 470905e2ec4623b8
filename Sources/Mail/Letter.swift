import Domain

/// A message in words, for one recipient.
public struct Letter: Hashable, Sendable {
    public let recipient: String
    public let subject: String
    public let text: String

    /// - Parameters:
    ///   - message: what there is to say.
    ///   - link: the address that the message is about, its token behind `#`.
    public init(_ message: Message, to recipient: String, in language: Language, link: String) {
        self.recipient = recipient
        switch language {
        case .english: (subject, text) = Self.english(message, link)
        case .german: (subject, text) = Self.german(message, link)
        }
    }

    private static func english(_ message: Message, _ link: String) -> (String, String) {
        switch message {
        case .invitation(let organization, let inviter, let role, let expiresAt):
            (
                "\(inviter) invites you to \(organization)",
                """
                \(inviter) invites you to join \(organization) as \(role).

                Accept the invitation here:
                \(link)

                The link works until \(expiresAt.day) and for this address only.
                If you did not expect it, ignore this message: nothing happens until the link is used.
                """
            )
        case .passwordReset(let name, let expiresAt):
            (
                "Reset your password",
                """
                Hello \(name),

                choose a new password here:
                \(link)

                The link works once, until \(expiresAt.minute).
                If you did not ask for it, ignore this message: your password stays as it is.
                """
            )
        case .emailVerification(let name, let expiresAt):
            (
                "Confirm your address",
                """
                Hello \(name),

                confirm that this address is yours, in the browser in which you are signed in:
                \(link)

                The link works once, until \(expiresAt.minute).
                If you have no account here, ignore this message: without the link the address stays unconfirmed.
                """
            )
        }
    }

    private static func german(_ message: Message, _ link: String) -> (String, String) {
        switch message {
        case .invitation(let organization, let inviter, let role, let expiresAt):
            (
                "\(inviter) lädt Sie zu \(organization) ein",
                """
                \(inviter) lädt Sie ein, \(organization) mit der Rolle \(role) beizutreten.

                Hier nehmen Sie die Einladung an:
                \(link)

                Der Link gilt bis zum \(expiresAt.day) und nur für diese Adresse.
                Falls Sie die Einladung nicht erwarten, ignorieren Sie diese Nachricht: Ohne den Link geschieht nichts.
                """
            )
        case .passwordReset(let name, let expiresAt):
            (
                "Passwort zurücksetzen",
                """
                Guten Tag \(name),

                hier wählen Sie ein neues Passwort:
                \(link)

                Der Link gilt einmal, bis \(expiresAt.minute).
                Falls Sie ihn nicht angefordert haben, ignorieren Sie diese Nachricht: Ihr Passwort bleibt, wie es ist.
                """
            )
        case .emailVerification(let name, let expiresAt):
            (
                "Adresse bestätigen",
                """
                Guten Tag \(name),

                bestätigen Sie in dem Browser, in dem Sie angemeldet sind, dass diese Adresse Ihnen gehört:
                \(link)

                Der Link gilt einmal, bis \(expiresAt.minute).
                Falls Sie hier kein Konto haben, ignorieren Sie diese Nachricht: Ohne den Link bleibt die Adresse unbestätigt.
                """
            )
        }
    }
}

extension Instant {
    fileprivate var day: String { String(description.prefix(10)) }

    fileprivate var minute: String {
        "\(day) \(description.dropFirst(11).prefix(5)) UTC"
    }
}
