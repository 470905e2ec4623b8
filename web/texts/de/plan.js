/** @type {typeof import("../en/plan.js").default} */
export default {
  "title": "Tarif",
  "status": "Status",
  "statuses": {
    "trial": "Testphase",
    "active": "Aktiv",
    "past_due": "Zahlung überfällig",
    "suspended": "Gesperrt",
    "canceled": "Gekündigt"
  },
  "is": {
    "trial": "Diese Organisation ist in der Testphase.",
    "past_due": "Eine Zahlung für diese Organisation ist überfällig.",
    "suspended": "Diese Organisation ist gesperrt.",
    "canceled": "Der Tarif dieser Organisation wurde gekündigt."
  },
  "trial": "Testphase: {left}.",
  "daysLeft": { "one": "noch {count} Tag", "other": "noch {count} Tage" },
  "lastDay": "noch weniger als ein Tag",
  "trialEnded": "Die Testphase ist am {date} abgelaufen.",
  "trialWhy": "Wenn sie endet, wird diese Organisation schreibgeschützt, sofern sie keinen Tarif bekommt.",
  "pastDueWhy": "Noch funktioniert alles. Bleibt die Zahlung aus, kann die Organisation schreibgeschützt werden.",
  "readOnly": "Du kannst weiterhin alles sehen und die Organisation verlassen. Ändern lässt sich nichts, und niemand kann beitreten.",
  "readOnlyToOwners": "Du kannst weiterhin alles sehen, die Organisation verlassen und sie löschen. Sonst lässt sich nichts ändern, und niemand kann beitreten.",
  "askService": "Um Tarif und Plätze kümmert sich, wer diesen Dienst betreibt: Wende dich dorthin.",
  "askOwner": "Tarif und Plätze sind Sache der Inhaber dieser Organisation: Frag dort nach.",
  "ends": "Testphase bis",
  "ended": "Abgelaufen am",
  "noEnd": "ohne festes Ende",
  "seats": "Plätze",
  "seatsOf": { "one": "{taken} von {count} Platz belegt", "other": "{taken} von {count} Plätzen belegt" },
  "seatsInAll": { "one": "{count} Platz", "other": "{count} Plätze" },
  "seatsInvited": { "one": "{taken}, davon einer durch eine Einladung", "other": "{taken}, davon {count} durch Einladungen" },
  "unlimited": { "one": "{count} Mitglied, unbegrenzt", "other": "{count} Mitglieder, unbegrenzt" }
};
