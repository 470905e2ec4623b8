/** @type {typeof import("../en/memberActs.js").default} */
export default {
  "removeTitle": "{name} entfernen?",
  "removeBody": "{name} ({email}) verliert sofort und in jedem Browser den Zugang zu {organization}. Das Konto selbst bleibt. Um zurückzukommen, braucht {name} eine neue Einladung.",
  "removeAction": "Mitglied entfernen",
  "ownTitle": "Rolle {role} annehmen?",
  "ownBody": "Das senkt deine eigene Rolle. Du kannst sie nicht selbst wieder erhöhen: Das muss jemand tun, der über dir steht.",
  "ownAction": "Meine Rolle senken",
  "ownerTitle": "{name} zum Inhaber machen?",
  "ownerBody": "Inhaber dürfen alles in dieser Organisation, auch dich entfernen. {name} gehört dann dazu.",
  "ownerAction": "Zum Inhaber machen",
  "leaveTitle": "{name} verlassen?",
  "leaveBody": "Du verlierst sofort und in jedem Browser den Zugang zu {name}. Um zurückzukommen, brauchst du eine neue Einladung.",
  "leaveAction": "Organisation verlassen",
  "left": "Du hast {name} verlassen.",
  "lastOwnerTitle": "Niemand sonst ist Inhaber",
  "lastOwnerBody": "{name} braucht mindestens einen Inhaber, darum kannst du noch nicht gehen. Mach zuerst ein anderes Mitglied zum Inhaber.",
  "lastOwnerReadOnly": "{name} braucht mindestens einen Inhaber, darum kannst du nicht gehen, und solange sie schreibgeschützt ist, kann es niemand sonst werden. Du kannst sie in den Einstellungen löschen.",
  "toMembers": "Zu den Mitgliedern",
  "understood": "Verstanden"
};
