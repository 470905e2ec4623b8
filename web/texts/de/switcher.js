/** @type {typeof import("../en/switcher.js").default} */
export default {
  "hint": "Organisation wechseln ({keys})",
  "suffix": ", Organisation wechseln",
  "title": "Organisation wechseln",
  "find": "Organisation suchen",
  "list": "Organisationen",
  "none": "Keine Organisation passt.",
  "more": "{shown} von {total} gezeigt. Tippe, um andere zu finden.",
  "create": "Organisation erstellen",
  "current": "aktuell",
  "keyMove": "bewegen",
  "keyChoose": "wechseln",
  "keyClose": "schließen"
};
