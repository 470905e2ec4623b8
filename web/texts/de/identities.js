/** @type {typeof import("../en/identities.js").default} */
export default {
  "title": "Verknüpfte Anmeldungen",
  "why": "Damit meldest du dich statt mit dem Passwort an. Nach dem zweiten Faktor wird trotzdem gefragt.",
  "empty": "Noch ist nichts verknüpft.",
  "link": "{name} verknüpfen",
  "added": "Verknüpft am {date}",
  "used": "benutzt {time}",
  "unused": "noch nicht benutzt",
  "remove": "Entfernen",
  "removeTitle": "{name} entfernen?",
  "removeBody": "Du kannst dich nicht mehr mit {name} anmelden. Beim Anbieter bleibt dein Konto, wie es ist.",
  "removeAction": "Anmeldung entfernen",
  "isRemoved": "{name} wurde entfernt.",
  "isLinked": "{name} ist verknüpft: Ab jetzt kannst du dich damit anmelden."
};
