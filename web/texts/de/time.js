/** @type {typeof import("../en/time.js").default} */
export default {
  "justNow": "gerade eben",
  "soon": "in weniger als einer Minute",
  "never": "nie",
  "seconds": { "one": "{count} Sekunde", "other": "{count} Sekunden" },
  "minutes": { "one": "{count} Minute", "other": "{count} Minuten" },
  "hours": { "one": "{count} Stunde", "other": "{count} Stunden" }
};
