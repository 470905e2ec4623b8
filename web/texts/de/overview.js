/** @type {typeof import("../en/overview.js").default} */
export default {
  "personal": "Persönliche Organisation · seit {date}",
  "team": "Team · seit {date}",
  "yourRole": "Deine Rolle",
  "people": "Personen",
  "pending": "Offene Einladungen",
  "newest": "Neueste Mitglieder",
  "allMembers": "Alle Mitglieder",
  "joined": "beigetreten {time}",
  "invite": "Personen einladen",
  "yoursAlone": "Nur für dich",
  "yoursAloneWhy": "Eine persönliche Organisation gehört einer Person: Niemand kann dazu eingeladen werden, und man kann sie nicht verlassen. Erstelle eine Organisation, um mit anderen zu arbeiten.",
  "steps": {
    "title": "Erste Schritte",
    "progress": "{done} von {total} erledigt",
    "dismiss": "Erste Schritte ausblenden",
    "create": "Organisation erstellen",
    "createHow": "Erledigt: {name} gehört dir.",
    "invite": "Jemanden einladen",
    "inviteHow": "Per E-Mail oder mit einem Link, den du teilst.",
    "join": "Jemand tritt bei",
    "joinHow": "Wer dem Link folgt, ist dabei.",
    "owner": "Eine zweite Person zum Inhaber machen",
    "ownerHow": "Damit niemand ausgesperrt ist, wenn du nicht da bist."
  }
};
