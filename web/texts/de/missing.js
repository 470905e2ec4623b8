/** @type {typeof import("../en/missing.js").default} */
export default {
  "page": "Seite nicht gefunden",
  "organization": "Organisation nicht gefunden",
  "pageWhy": "Unter dieser Adresse gibt es keine Seite.",
  "organizationWhy": "Es gibt sie nicht, oder du bist kein Mitglied (mehr).",
  "goTo": "Zu {name}"
};
