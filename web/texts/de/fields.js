/** @type {typeof import("../en/fields.js").default} */
export default {
  "name": "Name",
  "email": "E-Mail-Adresse",
  "password": "Passwort",
  "role": "Rolle",
  "enterEmail": "Gib deine E-Mail-Adresse ein.",
  "likeEmail": "Gib eine E-Mail-Adresse ein, zum Beispiel ada@example.com.",
  "enterName": "Gib deinen Namen ein.",
  "enterPassword": "Gib dein Passwort ein.",
  "choosePassword": "Wähl ein Passwort.",
  "passwordTooShort": "Nimm mindestens {minimum} Zeichen.",
  "passwordTooLong": "Nimm höchstens 256 Zeichen.",
  "passwordHint": "Mindestens {minimum} Zeichen. Alles ist erlaubt: Ein paar Wörter lassen sich leicht merken.",
  "wholeNumber": "Gib eine ganze Zahl über 0 ein oder lass das Feld leer.",
  "strength": {
    "0": "Leicht zu erraten",
    "1": "Schwach",
    "2": "Mittel",
    "3": "Gut",
    "4": "Stark",
    "tooShort": { "one": "Noch {count} Zeichen", "other": "Noch {count} Zeichen" },
    "tooLong": "Zu lang",
    "personal": "Nur Name oder Adresse",
    "simple": "Nur eine einfache Folge"
  }
};
