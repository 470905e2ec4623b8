export default {
  "title": "Sessions",
  "why": "Where you are signed in.",
  "this": "this browser",
  "operator": "whoever runs this service",
  "unknown": "Unknown client",
  "on": "{browser} on {system}",
  "lastActive": "last active {time}",
  "activeNow": "active now",
  "signedIn": "signed in {time}",
  "signOut": "Sign out",
  "signedOut": "That session was signed out.",
  "signOutOthers": "Sign out others",
  "othersTitle": "Sign out everywhere else?",
  "othersBody": "Every session but this one ends at once. Work that is not saved there may be lost.",
  "othersDone": "All other sessions were signed out."
};
