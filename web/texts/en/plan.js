export default {
  "title": "Plan",
  "status": "Status",
  "statuses": {
    "trial": "Trial",
    "active": "Active",
    "past_due": "Payment overdue",
    "suspended": "Suspended",
    "canceled": "Canceled"
  },
  "is": {
    "trial": "This organization is on trial.",
    "past_due": "A payment for this organization is overdue.",
    "suspended": "This organization is suspended.",
    "canceled": "The plan of this organization was canceled."
  },
  "trial": "Trial: {left}.",
  "daysLeft": { "one": "{count} day left", "other": "{count} days left" },
  "lastDay": "less than a day left",
  "trialEnded": "The trial ended on {date}.",
  "trialWhy": "When it ends, this organization becomes read-only unless it gets a plan.",
  "pastDueWhy": "Everything still works. If it stays unpaid, the organization may become read-only.",
  "readOnly": "You can still see everything, and leave. Nothing can be changed, and nobody can join.",
  "readOnlyToOwners": "You can still see everything, leave the organization and delete it. Nothing else can be changed, and nobody can join.",
  "askService": "Plan and seats are seen to by whoever runs this service: turn to them.",
  "askOwner": "Plan and seats are up to the owners of this organization: ask one of them.",
  "ends": "Trial ends",
  "ended": "Trial ended",
  "noEnd": "no end set",
  "seats": "Seats",
  "seatsOf": { "one": "{taken} of {count} seat taken", "other": "{taken} of {count} seats taken" },
  "seatsInAll": { "one": "{count} seat", "other": "{count} seats" },
  "seatsInvited": { "one": "{taken}, one of them by an invitation", "other": "{taken}, {count} of them by invitations" },
  "unlimited": { "one": "{count} member, no limit", "other": "{count} members, no limit" }
};
