/** @type {typeof import("../en/proof.js").default} */
export default {
  "title": "Bestätige, dass du es bist",
  "body": "Dafür ist dein Passwort noch einmal nötig. Danach wird zehn Minuten lang nicht mehr gefragt.",
  "factorBody": "Dafür ist dein zweiter Faktor noch einmal nötig. Danach wird zehn Minuten lang nicht mehr gefragt.",
  "action": "Weiter",
  "code": "Code",
  "codeHint": "Die sechs Ziffern, die deine App zeigt.",
  "enterCode": "Gib den Code ein, den deine App zeigt.",
  "recoveryCode": "Wiederherstellungscode",
  "recoveryHint": "Einer von denen, die du beim Einrichten aufbewahrt hast. Jeder gilt einmal.",
  "enterRecoveryCode": "Gib einen deiner Wiederherstellungscodes ein.",
  "useRecoveryCode": "Wiederherstellungscode benutzen",
  "useCode": "App benutzen",
  "usePasskey": "Passkey benutzen",
  "passkeyHint": "Als Nächstes fragt dein Browser nach deinem Passkey.",
  "providerBody": "Dein Konto hat kein Passwort, also melde dich noch einmal an: Das zeigt, dass du es bist. Du kommst hierher zurück und wirst zehn Minuten lang nicht mehr gefragt.",
  "signInAgain": "Noch einmal anmelden"
};
