import Domain

/// Letters about an account and its address, in German.
extension GermanLetters {
    static func welcome(_ name: String, _ expiresAt: Instant?, to service: String) -> LetterDraft {
        guard let expiresAt else {
            return LetterDraft(
                subject: "Willkommen bei \(service)", greeting: "Hallo \(name),", opening: ["dein Konto ist bereit."],
                action: "\(service) öffnen"
            )
        }
        return LetterDraft(
            subject: "Willkommen bei \(service): bestätige deine Adresse",
            greeting: "Hallo,",
            opening: ["dein Konto ist bereit. Bestätige in dem Browser, in dem du angemeldet bist, dass diese Adresse dir gehört."],
            action: "Adresse bestätigen",
            closing: [
                "Der Link gilt einmal, bis \(expiresAt.minute(in: .german)).",
                "Falls du kein Konto angelegt hast, ignorier diese Nachricht: Ohne den Link bleibt die Adresse unbestätigt.",
            ]
        )
    }

    static func verification(_ expiresAt: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Adresse bestätigen",
            greeting: "Hallo,",
            opening: ["bestätige in dem Browser, in dem du angemeldet bist, dass diese Adresse dir gehört."],
            action: "Adresse bestätigen",
            closing: [
                "Der Link gilt einmal, bis \(expiresAt.minute(in: .german)).",
                "Falls du hier kein Konto hast, ignorier diese Nachricht: Ohne den Link bleibt die Adresse unbestätigt.",
            ]
        )
    }

    static func signUp(_ expiresAt: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Bestätige deine Adresse, um dein Konto zu öffnen",
            greeting: "Hallo,",
            opening: [
                "dein Konto gibt es, sobald du bestätigst, dass diese Adresse dir gehört. Du brauchst dazu das Passwort, das du gewählt hast."
            ],
            action: "Konto öffnen",
            closing: [
                "Der Link gilt einmal, bis \(expiresAt.minute(in: .german)).",
                "Falls du dich nicht registriert hast, ignorier diese Nachricht: Ohne den Link entsteht kein Konto.",
            ]
        )
    }

    static func accountExists(_ name: String) -> LetterDraft {
        LetterDraft(
            subject: "Du hast schon ein Konto",
            greeting: "Hallo \(name),",
            opening: [
                "jemand, vermutlich du, wollte mit dieser Adresse ein Konto anlegen. Es gibt mit ihr schon deines, also hat sich nichts geändert.",
                "Wenn du es benutzen willst, melde dich an. Weißt du dein Passwort nicht mehr, kannst du dort ein neues wählen.",
                "Falls du das nicht warst, ignorier diese Nachricht: Dadurch kommt niemand in dein Konto.",
            ],
            action: "Anmelden"
        )
    }

    static func emailChange(_ expiresAt: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Neue Adresse bestätigen",
            greeting: "Hallo,",
            opening: ["bestätige, dass dein Konto von nun an diese Adresse haben soll."],
            action: "Neue Adresse bestätigen",
            closing: [
                "Der Link gilt einmal, bis \(expiresAt.minute(in: .german)).",
                "Falls du hier kein Konto hast, ignorier diese Nachricht: Ohne den Link ändert sich nichts.",
            ]
        )
    }

    static func addressTaken(_ name: String) -> LetterDraft {
        LetterDraft(
            subject: "Diese Adresse gehört zu deinem Konto",
            greeting: "Hallo \(name),",
            opening: [
                "jemand, vermutlich du, wollte einem anderen Konto diese Adresse geben. Es gibt mit ihr schon deines, also bleibt alles, wie es ist.",
                "Wenn du es benutzen willst, melde dich an. Falls du das nicht warst, ignorier diese Nachricht: Dadurch kommt niemand hinein.",
            ],
            action: "Anmelden"
        )
    }

    static func emailChangeRequested(_ name: String, _ newAddress: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Dein Konto soll eine andere Adresse bekommen",
            greeting: "Hallo \(name),",
            opening: [
                "am \(instant.minute(in: .german)) hat jemand, der bei deinem Konto angemeldet ist, dafür die Adresse \(newAddress) angegeben.",
                "Sie gilt, sobald jemand dem Link folgt, der dorthin ging. Falls du das warst, ist nichts zu tun.",
                "Falls nicht, wähl gleich ein neues Passwort: Das verhindert die Änderung und meldet alle ab, die dein Konto benutzen.",
            ],
            action: "Passwort zurücksetzen"
        )
    }

    static func emailChanged(_ name: String, _ newAddress: String?, _ instant: Instant) -> LetterDraft {
        let place: Words = newAddress.map { "die Adresse \($0)" } ?? "eine andere Adresse"
        return LetterDraft(
            subject: "Die Adresse deines Kontos wurde geändert",
            greeting: "Hallo \(name),",
            opening: [
                "seit dem \(instant.minute(in: .german)) hat dein Konto \(place). An diese hier kommt nichts mehr.",
                "Falls du das nicht warst, sag es gleich den Leuten, die diesen Dienst betreiben.",
            ]
        )
    }

    static func accountDisabled(_ name: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Dein Konto wurde gesperrt",
            greeting: "Hallo \(name),",
            opening: [
                "die Leute, die diesen Dienst betreiben, haben dein Konto am \(instant.minute(in: .german)) gesperrt.",
                "Du bist überall abgemeldet, und niemand kann sich bei ihm anmelden. Gelöscht ist davon nichts.",
                "Falls du das für ein Versehen hältst, schreib ihnen.",
            ]
        )
    }

    static func accountEnabled(_ name: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Dein Konto ist wieder offen",
            greeting: "Hallo \(name),",
            opening: [
                "seit dem \(instant.minute(in: .german)) kannst du dich wieder bei deinem Konto anmelden, mit dem Passwort von vorher.",
                "Links von vorher gelten nicht mehr.",
            ],
            action: "Anmelden"
        )
    }

    static func accountDeletion(_ name: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Dein Konto wurde gelöscht",
            greeting: "Hallo \(name),",
            opening: [
                "dein Konto wurde am \(instant.minute(in: .german)) gelöscht, mit deiner persönlichen Organisation.",
                "Niemand kann es wiederherstellen. Mit dieser Adresse kannst du dich neu registrieren: Das wird ein neues Konto.",
                "Warst du das nicht, sag sofort denen Bescheid, die diesen Dienst betreiben.",
            ]
        )
    }
}
