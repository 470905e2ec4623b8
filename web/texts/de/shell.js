/** @type {typeof import("../en/shell.js").default} */
export default {
  "skip": "Zum Inhalt",
  "sidebar": "Seitenleiste",
  "sections": "Bereiche von {organization}",
  "overview": "Übersicht",
  "members": "Mitglieder",
  "roles": "Rollen",
  "secrets": "Geheimnisse",
  "settings": "Einstellungen",
  "account": "Konto",
  "acting": {
    "title": "Im Namen eines anderen",
    "looking": "Du siehst dies als {name} ({email}) und kannst nichts ändern.",
    "writing": "Du handelst als {name} ({email}). Was du änderst, wird als von dir getan vermerkt.",
    "until": "Das endet um {time}.",
    "stop": "Beenden"
  },
  "logOut": "Abmelden",
  "switched": "Gewechselt zu {name}",
  "ended": "Du bist kein Mitglied von {name} mehr. Das ist deine persönliche Organisation.",
  "notAllowed": "Kein Zugriff",
  "notAllowedTo": {
    "members": "Deine Rolle in {organization}, {role}, zeigt die Mitglieder nicht.",
    "roles": "Deine Rolle in {organization}, {role}, verwaltet keine Rollen. Frag jemanden mit der Rolle Inhaber oder Admin.",
    "secrets": "Deine Rolle in {organization}, {role}, verwaltet keine Geheimnisse. Frag jemanden mit der Rolle Inhaber oder Admin.",
    "apiKeys": "Deine Rolle in {organization}, {role}, verwaltet keine API-Schlüssel. Frag jemanden mit der Rolle Inhaber oder Admin.",
    "audit": "Deine Rolle in {organization}, {role}, liest das Protokoll nicht. Frag jemanden mit der Rolle Inhaber oder Admin.",
    "settings": "Deine Rolle in {organization}, {role}, ändert keine Einstellungen. Frag jemanden mit der Rolle Inhaber oder Admin."
  },
  "toOverview": "Zur Übersicht",
  "personal": "Persönlich",
  "team": "Team"
};
