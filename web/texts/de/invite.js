/** @type {typeof import("../en/invite.js").default} */
export default {
  "title": "Einladung",
  "join": "{organization} beitreten",
  "lead": "{inviter} lädt dich zu {organization} ein, mit der Rolle {role}.",
  "leadOfNobody": "Du bist zu {organization} eingeladen, mit der Rolle {role}.",
  "role": "Rolle",
  "for": "Für",
  "until": "Bis",
  "logIn": "Anmelden",
  "orSignUp": "oder mit einem neuen Konto",
  "emailHint": "Die Einladung gilt für diese Adresse.",
  "signUp": "Registrieren und beitreten",
  "signedInAs": "Angemeldet als",
  "accept": "Annehmen",
  "anotherAccount": "Anderes Konto verwenden",
  "forAnother": "Die Einladung gilt für {email}. Dein Konto hat eine andere Adresse, darum kannst du sie hier nicht annehmen.",
  "member": "Du bist bereits Mitglied",
  "memberLead": "Du gehörst schon zu {organization}, es gibt also nichts anzunehmen.",
  "goTo": "Zu {organization}",
  "goHome": "Zu deinen Organisationen",
  "over": {
    "revoked": "Diese Einladung wurde zurückgezogen",
    "expired": "Diese Einladung ist abgelaufen",
    "exhausted": "Diese Einladung ist aufgebraucht",
    "accepted": "Diese Einladung wurde angenommen"
  },
  "overLead": {
    "revoked": "Die Einladung zu {organization} wurde zurückgezogen oder durch eine neuere ersetzt.",
    "expired": "Die Einladung zu {organization} ist {time} abgelaufen.",
    "exhausted": "Mit der Einladung zu {organization} sind schon so viele beigetreten, wie vorgesehen waren.",
    "accepted": "Die Einladung zu {organization} gilt einmal und wurde schon angenommen. Wenn du das warst, melde dich an."
  },
  "askInviter": "Bitte {inviter} um eine neue.",
  "askSomeone": "Bitte die Person, die dich eingeladen hat, um eine neue.",
  "invalid": "Dieser Link ist ungültig",
  "invalidLead": "Prüf, ob er vollständig ist, oder bitte die Person, die dich eingeladen hat, um einen neuen.",
  "incompleteLead": "Öffne den Link, den du bekommen hast, noch einmal, und zwar ganz.",
  "unverified": "Diese Einladung verlangt eine bestätigte Adresse, und {email} ist noch nicht bestätigt. Lass dir einen Link schicken, folge ihm und nimm dann an.",
  "sendLink": "Bestätigungslink senden",
  "linkSent": "Eine Nachricht mit einem Link zum Bestätigen von {email} ist erstellt. Folge ihm in diesem Browser und nimm dann an.",
  "unverifiedNew": "Diese Einladung verlangt eine bestätigte Adresse. Registriere dich zuerst ohne sie und bestätige deine Adresse; öffne dann die Einladung noch einmal.",
  "signUpFirst": "Ohne die Einladung registrieren",
  "closed": {
    "seats_full": "Bei {organization} ist zurzeit kein Platz frei, darum kannst du noch nicht beitreten. Bitte {whom}, Platz zu schaffen, und versuch es dann noch einmal: Die Einladung gilt weiterhin.",
    "organization_read_only": "{organization} ist zurzeit schreibgeschützt, darum kann niemand beitreten. Frag {whom} danach und versuch es später noch einmal."
  },
  "whoInvited": "die Person, die dich eingeladen hat",
  "joinByMail": "Mit dem Link trittst du auch {organization} bei."
};
