export default {
  "page": "Page not found",
  "organization": "No such organization",
  "pageWhy": "There is no page at this address.",
  "organizationWhy": "It does not exist, or you are not a member of it (any more).",
  "goTo": "Go to {name}"
};
