/** @type {typeof import("../en/roles.js").default} */
export default {
  "owner": { "name": "Inhaber", "does": "Kann in dieser Organisation alles." },
  "admin": { "name": "Admin", "does": "Verwaltet Einstellungen, Rollen, Mitglieder und Einladungen." },
  "manager": { "name": "Manager", "does": "Lädt Leute ein und entfernt Mitglieder unterhalb der eigenen Rolle." },
  "member": { "name": "Mitglied", "does": "Arbeitet in der Organisation und sieht ihre Mitglieder." },
  "viewer": { "name": "Betrachter", "does": "Sieht die Organisation und ändert nichts." },
  "own": "Eine eigene Rolle dieser Organisation."
};
