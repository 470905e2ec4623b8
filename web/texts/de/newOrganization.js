/** @type {typeof import("../en/newOrganization.js").default} */
export default {
  "title": "Organisation erstellen",
  "lead": "Du wirst Inhaber und kannst gleich andere einladen.",
  "nameMissing": "Gib der Organisation einen Namen.",
  "slug": "Webadresse",
  "slugHint": "Der letzte Teil von {origin}/o/… Bleibt das Feld leer, entsteht er aus dem Namen.",
  "ready": "{name} ist bereit."
};
