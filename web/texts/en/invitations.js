export default {
  "statuses": {
    "pending": "Pending",
    "accepted": "Accepted",
    "revoked": "Revoked",
    "expired": "Expired",
    "exhausted": "Used up"
  },
  "usesOf": "{uses} of {most}",
  "usesUnlimited": "{uses}, no limit",
  "link": "Link",
  "email": "E-mail",
  "only": "only {domains}"
};
