/** @type {typeof import("../en/invitations.js").default} */
export default {
  "statuses": {
    "pending": "Offen",
    "accepted": "Angenommen",
    "revoked": "Zurückgezogen",
    "expired": "Abgelaufen",
    "exhausted": "Aufgebraucht"
  },
  "usesOf": "{uses} von {most}",
  "usesUnlimited": "{uses}, unbegrenzt",
  "link": "Link",
  "email": "E-Mail",
  "only": "nur {domains}"
};
