export default {
  "personal": "Personal organization · since {date}",
  "team": "Team · since {date}",
  "yourRole": "Your role",
  "people": "People",
  "pending": "Pending invitations",
  "newest": "Newest members",
  "allMembers": "All members",
  "joined": "joined {time}",
  "invite": "Invite people",
  "yoursAlone": "Yours alone",
  "yoursAloneWhy": "A personal organization belongs to one person: nobody can be invited to it, and it cannot be left. To work with others, create an organization.",
  "steps": {
    "title": "First steps",
    "progress": "{done} of {total} done",
    "dismiss": "Hide first steps",
    "create": "Create the organization",
    "createHow": "Done: {name} is yours.",
    "invite": "Invite somebody",
    "inviteHow": "By e-mail, or with a link that you share.",
    "join": "Somebody joins",
    "joinHow": "They follow the link, and are in.",
    "owner": "Name a second owner",
    "ownerHow": "So that nobody is locked out when you are away."
  }
};
