/** @type {typeof import("../en/sessions.js").default} */
export default {
  "title": "Sitzungen",
  "why": "Wo du angemeldet bist.",
  "this": "dieser Browser",
  "operator": "wer diesen Dienst betreibt",
  "unknown": "Unbekanntes Programm",
  "on": "{browser} auf {system}",
  "lastActive": "zuletzt aktiv {time}",
  "activeNow": "jetzt aktiv",
  "signedIn": "angemeldet {time}",
  "signOut": "Abmelden",
  "signedOut": "Diese Sitzung wurde abgemeldet.",
  "signOutOthers": "Andere abmelden",
  "othersTitle": "Überall sonst abmelden?",
  "othersBody": "Alle Sitzungen außer dieser enden sofort. Was dort nicht gespeichert ist, kann verloren gehen.",
  "othersDone": "Alle anderen Sitzungen wurden abgemeldet."
};
