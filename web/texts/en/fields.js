export default {
  "name": "Name",
  "email": "E-mail",
  "password": "Password",
  "role": "Role",
  "enterEmail": "Enter your e-mail address.",
  "likeEmail": "Enter an e-mail address, such as ada@example.com.",
  "enterName": "Enter your name.",
  "enterPassword": "Enter your password.",
  "choosePassword": "Choose a password.",
  "passwordTooShort": "Use at least {minimum} characters.",
  "passwordTooLong": "Use 256 characters at most.",
  "passwordHint": "At least {minimum} characters. Anything goes: a few words are easy to remember.",
  "wholeNumber": "Enter a whole number above 0, or nothing.",
  "strength": {
    "0": "Easy to guess",
    "1": "Weak",
    "2": "Fair",
    "3": "Good",
    "4": "Strong",
    "tooShort": { "one": "{count} more character", "other": "{count} more characters" },
    "tooLong": "Too long",
    "personal": "Only your name or address",
    "simple": "Only a simple sequence"
  }
};
