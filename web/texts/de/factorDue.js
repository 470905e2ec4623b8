/** @type {typeof import("../en/factorDue.js").default} */
export default {
  "title": "{name} verlangt einen zweiten Faktor",
  "why": "Hier melden sich alle mit mehr als einem Passwort an. Füge deinem Konto einen Passkey oder eine App hinzu, und du bist drin.",
  "otherwise": "Lieber nicht?",
  "otherwiseWhy": "Du bleibst Mitglied und kannst jederzeit einen hinzufügen. Oder du verlässt die Organisation."
};
