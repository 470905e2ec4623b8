export default {
  "skip": "Skip to content",
  "sidebar": "Sidebar",
  "sections": "Sections of {organization}",
  "overview": "Overview",
  "members": "Members",
  "roles": "Roles",
  "secrets": "Secrets",
  "settings": "Settings",
  "account": "Account",
  "acting": {
    "title": "Acting as somebody else",
    "looking": "You see this as {name} ({email}), and can change nothing.",
    "writing": "You act as {name} ({email}). What you change is noted as done by you.",
    "until": "This ends at {time}.",
    "stop": "Stop"
  },
  "logOut": "Log out",
  "switched": "Switched to {name}",
  "ended": "You are no longer a member of {name}. This is your personal organization.",
  "notAllowed": "Not for your role",
  "notAllowedTo": {
    "members": "Your role in {organization}, {role}, does not show its members.",
    "roles": "Your role in {organization}, {role}, does not manage its roles. Ask an owner or an admin.",
    "secrets": "Your role in {organization}, {role}, does not manage its secrets. Ask an owner or an admin.",
    "apiKeys": "Your role in {organization}, {role}, does not manage its API keys. Ask an owner or an admin.",
    "audit": "Your role in {organization}, {role}, does not read its audit log. Ask an owner or an admin.",
    "settings": "Your role in {organization}, {role}, does not change its settings. Ask an owner or an admin."
  },
  "toOverview": "Go to the overview",
  "personal": "Personal",
  "team": "Team"
};
