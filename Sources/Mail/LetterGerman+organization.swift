import Domain

/// Letters about organizations and who is in them, in German.
extension GermanLetters {
    static func invitation(_ organization: String, _ inviter: String, _ key: String, _ expiresAt: Instant) -> LetterDraft {
        LetterDraft(
            subject: "\(inviter) lädt dich zu \(organization) ein",
            opening: ["\(inviter) lädt dich ein, \(organization) mit der Rolle \(role(key)) beizutreten."],
            action: "Einladung annehmen",
            closing: [
                "Der Link gilt bis zum \(expiresAt.minute(in: .german)) und nur für diese Adresse.",
                "Falls du die Einladung nicht erwartest, ignorier diese Nachricht: Ohne den Link geschieht nichts.",
            ]
        )
    }

    static func accepted(_ name: String, _ member: String, _ organization: String, _ key: String) -> LetterDraft {
        LetterDraft(
            subject: "\(member) ist \(organization) beigetreten",
            greeting: "Hallo \(name),",
            opening: ["\(member) hat deine Einladung zu \(organization) angenommen und hat dort nun die Rolle \(role(key))."],
            action: "Mitglieder ansehen"
        )
    }

    static func removal(_ name: String, _ organization: String) -> LetterDraft {
        LetterDraft(
            subject: "Du bist nicht mehr Mitglied von \(organization)",
            greeting: "Hallo \(name),",
            opening: [
                "deine Mitgliedschaft in \(organization) wurde von denen beendet, die die Organisation verwalten.",
                "Dein Konto und deine anderen Organisationen bleiben.",
                "Falls du das für ein Versehen hältst, bitte sie um eine neue Einladung.",
            ]
        )
    }

    static func roleChange(_ name: String, _ organization: String, _ key: String) -> LetterDraft {
        LetterDraft(
            subject: "Deine Rolle in \(organization) ist nun \(role(key))",
            greeting: "Hallo \(name),",
            opening: ["du hast in \(organization) von nun an eine andere Rolle: \(role(key))."],
            action: "Organisation öffnen"
        )
    }

    static func organizationDeletion(_ name: String, _ organization: String, _ actor: String, _ end: Instant?) -> LetterDraft {
        let chance: Words =
            if let end {
                "Als Inhaber kannst du sie bis zum \(end.day(in: .german)) wiederherstellen. Danach wird sie endgültig gelöscht."
            } else {
                "Inhaber können sie 30 Tage lang wiederherstellen. Dann bekommst du eine Nachricht."
            }
        return LetterDraft(
            subject: "\(organization) wurde gelöscht",
            greeting: "Hallo \(name),",
            opening: ["\(actor) hat die Organisation \(organization) gelöscht. Dein Konto bleibt.", chance],
            action: end == nil ? nil : "Gelöschte Organisationen ansehen"
        )
    }

    static func organizationErasure(_ name: String, _ organization: String, _ actor: String) -> LetterDraft {
        LetterDraft(
            subject: "\(organization) wurde endgültig gelöscht",
            greeting: "Hallo \(name),",
            opening: [
                "\(actor) hat die Organisation \(organization) endgültig gelöscht, mit ihrem gesamten Inhalt.",
                "Niemand kann sie wiederherstellen. Dein Konto bleibt.",
            ]
        )
    }

    static func organizationRestoration(_ name: String, _ organization: String, _ actor: String) -> LetterDraft {
        LetterDraft(
            subject: "\(organization) ist wieder da",
            greeting: "Hallo \(name),",
            opening: ["\(actor) hat die Organisation \(organization) wiederhergestellt. Alle haben ihre Rollen von vorher."],
            action: "Organisation öffnen"
        )
    }
}
