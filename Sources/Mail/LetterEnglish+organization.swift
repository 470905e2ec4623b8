import Domain

/// Letters about organizations and who is in them, in English.
extension EnglishLetters {
    static func invitation(_ organization: String, _ inviter: String, _ key: String, _ expiresAt: Instant) -> LetterDraft {
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

    static func accepted(_ name: String, _ member: String, _ organization: String, _ key: String) -> LetterDraft {
        LetterDraft(
            subject: "\(member) has joined \(organization)",
            greeting: "Hello \(name),",
            opening: ["\(member) has accepted your invitation to \(organization) and joined as \(role(key))."],
            action: "See the members"
        )
    }

    static func removal(_ name: String, _ organization: String) -> LetterDraft {
        LetterDraft(
            subject: "You are no longer a member of \(organization)",
            greeting: "Hello \(name),",
            opening: [
                "your membership in \(organization) has been ended by those who manage it. Your account and your other organizations stay.",
                "If you think that this is a mistake, ask them for a new invitation.",
            ]
        )
    }

    static func roleChange(_ name: String, _ organization: String, _ key: String) -> LetterDraft {
        LetterDraft(
            subject: "Your role in \(organization) is \(role(key)) now",
            greeting: "Hello \(name),",
            opening: ["you have another role in \(organization) from now on: \(role(key))."],
            action: "Open the organization"
        )
    }

    static func organizationDeletion(_ name: String, _ organization: String, _ actor: String, _ end: Instant?) -> LetterDraft {
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

    static func organizationErasure(_ name: String, _ organization: String, _ actor: String) -> LetterDraft {
        LetterDraft(
            subject: "\(organization) has been deleted for good",
            greeting: "Hello \(name),",
            opening: [
                "\(actor) has deleted the organization \(organization) for good, with all that was in it. Nobody can bring it back.",
                "Your account stays.",
            ]
        )
    }

    static func organizationRestoration(_ name: String, _ organization: String, _ actor: String) -> LetterDraft {
        LetterDraft(
            subject: "\(organization) is back",
            greeting: "Hello \(name),",
            opening: ["\(actor) has brought the organization \(organization) back. Everyone has the role again that they had."],
            action: "Open the organization"
        )
    }
}
