export default {
  "title": "Invitation",
  "join": "Join {organization}",
  "lead": "{inviter} invites you to join {organization} as {role}.",
  "leadOfNobody": "You are invited to join {organization} as {role}.",
  "role": "Role",
  "for": "For",
  "until": "Until",
  "logIn": "Log in",
  "orSignUp": "or with a new account",
  "emailHint": "The invitation is for this address.",
  "signUp": "Sign up and join",
  "signedInAs": "Signed in as",
  "accept": "Accept",
  "anotherAccount": "Use another account",
  "forAnother": "The invitation is for {email}. Your account has another address, so you cannot accept it here.",
  "member": "You are already a member",
  "memberLead": "You belong to {organization}, so there is nothing to accept.",
  "goTo": "Go to {organization}",
  "goHome": "Go to your organizations",
  "over": {
    "revoked": "This invitation was withdrawn",
    "expired": "This invitation has expired",
    "exhausted": "This invitation is used up",
    "accepted": "This invitation was accepted"
  },
  "overLead": {
    "revoked": "The invitation to {organization} was withdrawn, or replaced by a newer one.",
    "expired": "The invitation to {organization} ended {time}.",
    "exhausted": "As many people as the invitation to {organization} was for have joined.",
    "accepted": "The invitation to {organization} works once, and has been accepted. If that was you, log in."
  },
  "askInviter": "Ask {inviter} for a new one.",
  "askSomeone": "Ask whoever invited you for a new one.",
  "invalid": "This link is not valid",
  "invalidLead": "Check that it is complete, or ask whoever invited you for a new one.",
  "incompleteLead": "Open the link you were given again, all of it.",
  "unverified": "This invitation wants a confirmed address, and {email} is not confirmed yet. Get a link to confirm it, follow it, and accept then.",
  "sendLink": "Send confirmation link",
  "linkSent": "A message with a link to confirm {email} is made. Follow it in this browser, then accept.",
  "unverifiedNew": "This invitation wants a confirmed address. Sign up without it first and confirm your address; then open the invitation again.",
  "signUpFirst": "Sign up without the invitation",
  "closed": {
    "seats_full": "{organization} has no seat left at the moment, so you cannot join yet. Ask {whom} to make room, then try again: the invitation still stands.",
    "organization_read_only": "{organization} is read-only at the moment, so nobody can join it. Ask {whom} about it, and try again later."
  },
  "whoInvited": "whoever invited you",
  "joinByMail": "With the link you join {organization}, too."
};
