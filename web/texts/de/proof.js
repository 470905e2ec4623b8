/** @type {typeof import("../en/proof.js").default} */
export default {
  "title": "Passwort bestätigen",
  "body": "Dafür ist dein Passwort noch einmal nötig. Danach wird zehn Minuten lang nicht mehr gefragt.",
  "action": "Weiter"
};
