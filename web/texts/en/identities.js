export default {
  "title": "Linked sign-ins",
  "why": "Log in with these instead of your password. Your second factor is still asked for.",
  "empty": "None is linked yet.",
  "link": "Link {name}",
  "added": "Linked {date}",
  "used": "used {time}",
  "unused": "not used yet",
  "remove": "Remove",
  "removeTitle": "Remove {name}?",
  "removeBody": "You can no longer log in with {name}. With the provider your account there stays as it is.",
  "removeAction": "Remove sign-in",
  "isRemoved": "{name} was removed.",
  "isLinked": "{name} is linked: you can log in with it from now on."
};
