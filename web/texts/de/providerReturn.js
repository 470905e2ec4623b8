/** @type {typeof import("../en/providerReturn.js").default} */
export default {
  "over": "Fang noch einmal an",
  "overLead": "Das wurde in einem anderen Browser begonnen, hat zu lange gedauert oder wurde schon benutzt. Es hat sich nichts geändert.",
  "refused": "Du bist nicht angemeldet",
  "refusedLead": "Der Anbieter hat nicht bestätigt, wer du bist, oder du hast dort abgelehnt. Es hat sich nichts geändert.",
  "notLinked": "Es wurde nichts verknüpft",
  "unknown": "Dazu gibt es kein Konto",
  "unknownLead": "Wenn du ein Konto hast, melde dich wie gewohnt an und verknüpfe diese Anmeldung auf deiner Kontoseite. Wenn du keins hast, registriere dich."
};
