import Domain

/// Letters about what opens an account, in German.
extension GermanLetters {
    static func passwordReset(_ name: String, _ expiresAt: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Passwort zurücksetzen",
            greeting: "Hallo \(name),",
            opening: ["jemand, vermutlich du, hat für dein Konto ein neues Passwort angefordert."],
            action: "Neues Passwort wählen",
            closing: [
                "Der Link gilt einmal, bis \(expiresAt.minute(in: .german)).",
                "Falls du das nicht warst, ignorier diese Nachricht: Dein Passwort bleibt, wie es ist.",
            ]
        )
    }

    static func passwordChanged(_ name: String, _ instant: Instant, keys: [String], factors: [String]) -> LetterDraft {
        var closing: [Words] = []
        if !keys.isEmpty {
            closing.append("API-Schlüssel, die du angelegt hast, gelten weiter: \(Words.list(keys)). Widerrufe alle, die du nicht kennst.")
        }
        if !factors.isEmpty {
            closing.append(
                "Zweite Faktoren bleiben: \(Words.list(factors)). Kennst du einen nicht, wende dich an die, die diesen Dienst betreiben."
            )
        }
        return LetterDraft(
            subject: "Dein Passwort wurde geändert",
            greeting: "Hallo \(name),",
            opening: [
                "das Passwort deines Kontos wurde am \(instant.minute(in: .german)) geändert.",
                "Falls du das warst, ist nichts zu tun. Falls nicht, wähl gleich ein neues: Das meldet alle ab, die dein Konto benutzen.",
            ],
            action: "Passwort zurücksetzen",
            closing: closing
        )
    }

    static func signIn(_ name: String, _ browser: String, _ address: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Neue Anmeldung bei deinem Konto",
            greeting: "Hallo \(name),",
            opening: [
                "am \(instant.minute(in: .german)) hat sich jemand mit einem Browser, den wir nicht kennen, bei deinem Konto angemeldet.",
                "Browser: \(Browser(userAgent: browser).inGerman)",
                Words(ours: "Netzadresse: \(address)"),
                "Falls du das warst, ist nichts zu tun. Falls nicht, beende diese Sitzung und ändere dein Passwort.",
            ],
            action: "Sitzungen ansehen"
        )
    }

    static func guesses(_ name: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Jemand rät dein Passwort",
            greeting: "Hallo \(name),",
            opening: [
                "am \(instant.minute(in: .german)) hat jemand für dein Konto mehrmals hintereinander falsche Passwörter oder Codes eingegeben. Nichts davon hat gestimmt.",
                "Wer weitermacht, muss immer länger warten. Ein Browser, mit dem du dich schon einmal angemeldet hast, wird davon nicht aufgehalten.",
                "Falls du das warst und das Passwort nicht mehr weißt, wähle ein neues.",
            ],
            action: "Neues Passwort wählen"
        )
    }

    static func passwordKnown(_ name: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Jemand kennt dein Passwort",
            greeting: "Hallo \(name),",
            opening: [
                "am \(instant.minute(in: .german)) hat jemand das richtige Passwort deines Kontos eingegeben und danach mehrmals einen falschen zweiten Faktor. Hinein kam niemand.",
                "Falls du das warst, ist nichts zu tun. Falls nicht, wähle jetzt ein neues Passwort: Das alte ist jemandem bekannt.",
            ],
            action: "Neues Passwort wählen"
        )
    }

    static func factorAdded(
        _ name: String, _ factor: String, _ instant: Instant, withoutPassword: Bool
    ) -> LetterDraft {
        LetterDraft(
            subject: "Dein Konto hat einen zweiten Faktor bekommen",
            greeting: "Hallo \(name),",
            opening: [
                withoutPassword
                    ? "am \(instant.minute(in: .german)) hat dein Konto „\(factor)“ bekommen: Damit kommt man ohne das Passwort hinein."
                    : "seit \(instant.minute(in: .german)) reicht das Passwort allein nicht mehr, um sich bei deinem Konto anzumelden: „\(factor)“ zeigt den Code.",
                "Alle anderen Browser wurden abgemeldet.",
                "Falls du das nicht warst, wähle ein neues Passwort und wende dich an die, die diesen Dienst betreiben.",
            ],
            action: "Neues Passwort wählen"
        )
    }

    static func factorRemoved(_ name: String, _ factor: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Ein zweiter Faktor deines Kontos wurde entfernt",
            greeting: "Hallo \(name),",
            opening: [
                "am \(instant.minute(in: .german)) wurde „\(factor)“ von deinem Konto entfernt: Damit kommt niemand mehr hinein.",
                "Alle anderen Browser wurden abgemeldet.", "Falls du das nicht warst, wähle ein neues Passwort.",
            ],
            action: "Neues Passwort wählen"
        )
    }

    static func factorRemovalAnnounced(_ name: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Deine zweiten Faktoren sollen entfernt werden",
            greeting: "Hallo \(name),",
            opening: [
                "denen, die diesen Dienst betreiben, wurde gesagt, dass du deine zweiten Faktoren und Wiederherstellungscodes verloren hast. Ab dem \(instant.minute(in: .german)) können sie sie entfernen; danach reicht dein Passwort, um sich anzumelden.",
                "Falls du noch einen davon hast, melde dich jetzt damit an: Dann wird nichts entfernt.",
                "Falls du nicht darum gebeten hast, war es jemand anderes: Wähle dann auch ein neues Passwort.",
            ],
            action: "Anmelden"
        )
    }

    static func factorsRemoved(_ name: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Deine zweiten Faktoren wurden entfernt",
            greeting: "Hallo \(name),",
            opening: [
                "am \(instant.minute(in: .german)) haben die, die diesen Dienst betreiben, alle zweiten Faktoren und Wiederherstellungscodes deines Kontos entfernt, weil sie verloren sind. Du wurdest überall abgemeldet, und dein Passwort reicht, um dich anzumelden.",
                "Füge auf deiner Kontoseite einen neuen hinzu. Falls du nicht darum gebeten hast, wähle sofort ein neues Passwort und wende dich an sie.",
            ],
            action: "Neues Passwort wählen"
        )
    }

    static func identityLinked(_ name: String, _ provider: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Ein weiterer Weg zu deinem Konto",
            greeting: "Hallo \(name),",
            opening: [
                "wer sich bei „\(provider)“ als du anmeldet, kommt seit \(instant.minute(in: .german)) ohne das Passwort in dein Konto.",
                "Falls du das nicht warst, wähle ein neues Passwort und entferne die Verknüpfung auf deiner Kontoseite.",
            ],
            action: "Neues Passwort wählen"
        )
    }

    static func identityRemoved(_ name: String, _ provider: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Ein Weg zu deinem Konto wurde entfernt",
            greeting: "Hallo \(name),",
            opening: [
                "am \(instant.minute(in: .german)) wurde die Verknüpfung deines Kontos mit „\(provider)“ entfernt: Darüber kommt niemand mehr hinein.",
                "Alle anderen Browser wurden abgemeldet.", "Falls du das nicht warst, wähle ein neues Passwort.",
            ],
            action: "Neues Passwort wählen"
        )
    }

    static func recoveryCodesRenewed(_ name: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Neue Wiederherstellungscodes für dein Konto",
            greeting: "Hallo \(name),",
            opening: [
                "am \(instant.minute(in: .german)) wurden zehn neue Wiederherstellungscodes für dein Konto erzeugt. Die früheren öffnen nichts mehr.",
                "Falls du das nicht warst, ist jemand bei deinem Konto angemeldet: Ändere das Passwort und erzeuge neue Codes, auf deiner Kontoseite.",
            ],
            action: "Konto öffnen"
        )
    }

    static func recoveryCodeUsed(_ name: String, _ left: Int, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Ein Wiederherstellungscode wurde benutzt",
            greeting: "Hallo \(name),",
            opening: [
                "am \(instant.minute(in: .german)) wurde ein Wiederherstellungscode deines Kontos benutzt. Jeder gilt nur einmal; es bleiben noch \(String(left)).",
                "Falls du das nicht warst, kennt jemand deine Codes und dein Passwort: Ändere das Passwort und erzeuge neue Codes, auf deiner Kontoseite.",
            ],
            action: "Konto öffnen"
        )
    }
}
