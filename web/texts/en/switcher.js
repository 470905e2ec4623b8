export default {
  "hint": "Switch organization ({keys})",
  "suffix": ", switch organization",
  "title": "Switch organization",
  "find": "Find an organization",
  "list": "Organizations",
  "none": "No organization matches.",
  "more": "Showing {shown} of {total}. Type to find others.",
  "create": "Create organization",
  "current": "current",
  "keyMove": "to move",
  "keyChoose": "to switch",
  "keyClose": "to close"
};
