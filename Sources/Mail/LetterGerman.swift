import Domain

/// What letters say in German.
enum GermanLetters {
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

    /// The roles that come with every organization, as the pages call them; others by their key.
    private static func role(_ key: String) -> Words {
        switch key {
        case "owner": "Inhaber"
        case "admin": "Admin"
        case "manager": "Manager"
        case "member": "Mitglied"
        case "viewer": "Betrachter"
        default: "\(key)"
        }
    }

    private static func invitation(_ organization: String, _ inviter: String, _ key: String, _ expiresAt: Instant) -> LetterDraft {
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

    private static func accepted(_ name: String, _ member: String, _ organization: String, _ key: String) -> LetterDraft {
        LetterDraft(
            subject: "\(member) ist \(organization) beigetreten",
            greeting: "Hallo \(name),",
            opening: ["\(member) hat deine Einladung zu \(organization) angenommen und hat dort nun die Rolle \(role(key))."],
            action: "Mitglieder ansehen"
        )
    }

    private static func welcome(_ name: String, _ expiresAt: Instant?, to service: String) -> LetterDraft {
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

    private static func verification(_ expiresAt: Instant) -> LetterDraft {
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

    private static func signUp(_ expiresAt: Instant) -> LetterDraft {
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

    private static func accountExists(_ name: String) -> LetterDraft {
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

    private static func passwordReset(_ name: String, _ expiresAt: Instant) -> LetterDraft {
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

    private static func passwordChanged(_ name: String, _ instant: Instant, keys: [String], factors: [String]) -> LetterDraft {
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

    private static func emailChange(_ expiresAt: Instant) -> LetterDraft {
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

    private static func addressTaken(_ name: String) -> LetterDraft {
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

    private static func emailChangeRequested(_ name: String, _ newAddress: String, _ instant: Instant) -> LetterDraft {
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

    private static func emailChanged(_ name: String, _ newAddress: String?, _ instant: Instant) -> LetterDraft {
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

    private static func signIn(_ name: String, _ browser: String, _ address: String, _ instant: Instant) -> LetterDraft {
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

    private static func guesses(_ name: String, _ instant: Instant) -> LetterDraft {
        LetterDraft(
            subject: "Jemand rät dein Passwort",
            greeting: "Hallo \(name),",
            opening: [
                "am \(instant.minute(in: .german)) hat jemand für dein Konto mehrmals hintereinander falsche Passwörter eingegeben. Keines hat gestimmt.",
                "Wer weitermacht, muss immer länger warten. Ein Browser, mit dem du dich schon einmal angemeldet hast, wird davon nicht aufgehalten.",
                "Falls du das warst und das Passwort nicht mehr weißt, wähle ein neues.",
            ],
            action: "Neues Passwort wählen"
        )
    }

    private static func factorAdded(
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

    private static func factorRemoved(_ name: String, _ factor: String, _ instant: Instant) -> LetterDraft {
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

    private static func recoveryCodesRenewed(_ name: String, _ instant: Instant) -> LetterDraft {
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

    private static func recoveryCodeUsed(_ name: String, _ left: Int, _ instant: Instant) -> LetterDraft {
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

    private static func accountDisabled(_ name: String, _ instant: Instant) -> LetterDraft {
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

    private static func accountEnabled(_ name: String, _ instant: Instant) -> LetterDraft {
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

    private static func accountDeletion(_ name: String, _ instant: Instant) -> LetterDraft {
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

    private static func removal(_ name: String, _ organization: String) -> LetterDraft {
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

    private static func roleChange(_ name: String, _ organization: String, _ key: String) -> LetterDraft {
        LetterDraft(
            subject: "Deine Rolle in \(organization) ist nun \(role(key))",
            greeting: "Hallo \(name),",
            opening: ["du hast in \(organization) von nun an eine andere Rolle: \(role(key))."],
            action: "Organisation öffnen"
        )
    }

    private static func organizationDeletion(_ name: String, _ organization: String, _ actor: String, _ end: Instant?) -> LetterDraft {
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

    private static func organizationErasure(_ name: String, _ organization: String, _ actor: String) -> LetterDraft {
        LetterDraft(
            subject: "\(organization) wurde endgültig gelöscht",
            greeting: "Hallo \(name),",
            opening: [
                "\(actor) hat die Organisation \(organization) endgültig gelöscht, mit ihrem gesamten Inhalt.",
                "Niemand kann sie wiederherstellen. Dein Konto bleibt.",
            ]
        )
    }

    private static func organizationRestoration(_ name: String, _ organization: String, _ actor: String) -> LetterDraft {
        LetterDraft(
            subject: "\(organization) ist wieder da",
            greeting: "Hallo \(name),",
            opening: ["\(actor) hat die Organisation \(organization) wiederhergestellt. Alle haben ihre Rollen von vorher."],
            action: "Organisation öffnen"
        )
    }
}
