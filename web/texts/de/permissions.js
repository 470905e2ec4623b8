/** @type {typeof import("../en/permissions.js").default} */
export default {
  "organization.read": { "name": "Organisation sehen", "does": "Name, Webadresse und Status." },
  "organization.update": { "name": "Einstellungen ändern", "does": "Name, Webadresse und alles Weitere." },
  "organization.delete": { "name": "Organisation löschen", "does": "Mit allem, was darin ist." },
  "organization.transfer": { "name": "Inhaberschaft übertragen", "does": "Das können nur Inhaber, wer immer es sonst hat." },
  "organization.export": { "name": "Alles exportieren", "does": "Was die Organisation hat." },
  "members.read": { "name": "Mitglieder sehen", "does": "Wer sie sind und mit welcher Rolle." },
  "members.update": { "name": "Rollen ändern", "does": "Von Mitgliedern unter dem eigenen Rang." },
  "members.remove": { "name": "Mitglieder entfernen", "does": "Die unter dem eigenen Rang." },
  "invitations.read": { "name": "Einladungen sehen", "does": "Und was aus ihnen wurde." },
  "invitations.manage": { "name": "Personen einladen", "does": "Zu Rollen unter dem eigenen Rang; erneut senden und zurückziehen." },
  "roles.manage": { "name": "Rollen verwalten", "does": "Rollen wie diese anlegen, ändern und löschen." },
  "apiKeys.manage": { "name": "API-Schlüssel verwalten", "does": "Schlüssel für Programme anlegen und sperren." },
  "secrets.manage": { "name": "Geheimnisse verwalten", "does": "Zugangsdaten anderer Dienste aufbewahren." },
  "audit.read": { "name": "Protokoll lesen", "does": "Wer wann was getan hat." },
  "billing.manage": { "name": "Abrechnung verwalten", "does": "Tarif, Plätze und Zahlung." },
  "records.read": { "name": "Daten lesen", "does": "Was das Produkt für die Organisation aufbewahrt." },
  "records.write": { "name": "Daten schreiben", "does": "Hinzufügen, ändern und löschen." },
  "activation.technical": { "name": "Technische Freigabe", "does": "Freigeben, was technisch ist." },
  "activation.economic": { "name": "Wirtschaftliche Freigabe", "does": "Freigeben, was Geld kostet." }
};
