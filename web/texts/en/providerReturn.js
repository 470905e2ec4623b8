export default {
  "over": "Begin again",
  "overLead": "This was begun in another browser, took too long, or was used already. Nothing has changed.",
  "refused": "You are not logged in",
  "refusedLead": "The provider did not confirm who you are, or you declined there. Nothing has changed.",
  "notLinked": "Nothing was linked",
  "unknown": "No account goes with this",
  "unknownLead": "If you have an account, log in as usual, and link this sign-in on your account page. If you have none, sign up."
};
