export default {
  "title": "Create organization",
  "lead": "You become its owner, and can invite others as soon as it is there.",
  "nameMissing": "Give the organization a name.",
  "slug": "Web address",
  "slugHint": "The last part of {origin}/o/… Left empty, it is made from the name.",
  "ready": "{name} is ready."
};
