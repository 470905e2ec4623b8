export default {
  "title": "{name} wants a second factor",
  "why": "Its members log in with more than a password. Add a passkey or an app to your account, and you are in.",
  "otherwise": "Rather not?",
  "otherwiseWhy": "You stay a member and can add one at any time. Or you leave the organization."
};
