export default {
  "justNow": "just now",
  "soon": "in less than a minute",
  "never": "never",
  "seconds": { "one": "{count} second", "other": "{count} seconds" },
  "minutes": { "one": "{count} minute", "other": "{count} minutes" },
  "hours": { "one": "{count} hour", "other": "{count} hours" }
};
