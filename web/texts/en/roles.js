export default {
  "owner": { "name": "Owner", "does": "Can do everything in this organization." },
  "admin": { "name": "Admin", "does": "Manages settings, roles, members and invitations." },
  "manager": { "name": "Manager", "does": "Invites people and removes members below their own role." },
  "member": { "name": "Member", "does": "Works in the organization and sees its members." },
  "viewer": { "name": "Viewer", "does": "Sees the organization and changes nothing." },
  "own": "A role of this organization's own."
};
