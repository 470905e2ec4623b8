export default {
  "title": "Linked sign-ins",
  "why": "Providers elsewhere that let you in as your password does. A second factor is asked for all the same.",
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
