"""Where something is written: who is there, and what they have done before."""

from playwright.sync_api import expect
from support.client import Client, token_in

WRITES = {}


def write(request):
    """`request` as in `POST /login`, with `*` for ids."""

    def note(function):
        WRITES[function.__name__.replace("_", " ")] = (request, function)
        return function

    return note


class Scene:
    """Makes the people of one write, with names that no other has."""

    def __init__(self, people, name):
        self.people, self.name = people, name

    def somebody(self, role="Ada"):
        person = self.people(f"{role} {self.name}")
        person.context.clock.install()
        return person

    def account(self, path="", role="Ada", **fields):
        """Signed in, and looking at `path`."""
        person = self.somebody(role)
        person.me = me = person.client.sign_up(person.name, **fields)
        person.organization, person.slug = me["organization"]["id"], me["organization"]["slug"]
        if path:
            person.take_session()
            self.look(person, path)
        return person

    def look(self, person, path):
        person.open(path.format(slug=person.slug))
        expect(person.page.get_by_role("heading", level=1)).to_be_visible()
        expect(person.page.locator("[aria-busy=true]")).to_have_count(0)

    def owner(self, path):
        return self.account(path, organizationName=f"Team {self.name}")

    def member(self, person, role="member"):
        """Of the person's team; `Ben` and the name of the scene."""
        client = Client(person.server)
        client.sign_up(f"Ben {self.name}")
        client.post("/invitations/accept", {"token": token_in(person.client.invite(person.organization, role=role)["link"])})
        return client

    def team(self, path="/o/{slug}/members"):
        """An owner who looks at it, and somebody in it."""
        ada = self.owner("")
        self.member(ada)
        ada.take_session()
        self.look(ada, path)
        return ada

    def operator(self):
        """Somebody who runs the instance, signed in."""
        operator = self.account("", "Olga")
        assert operator.server.command("operator", "add", operator.email).returncode == 0
        operator.take_session()
        return operator

    def age_sessions(self, person):
        """A day goes by since the person has given their password."""
        self.people.change(
            "UPDATE session SET proven_at = proven_at - 86400000 WHERE account_id IN (SELECT id FROM account WHERE email = ?)", person.email
        )

    def waiting(self):
        """Somebody whose confirmed address has an invitation that waits."""
        ben = self.account("", "Ben")
        ada = self.owner("")
        ada.client.invite(ada.organization, kind="email", email=ben.email)
        self.people.change("UPDATE account SET email_verified_at = 1 WHERE email = ?", ben.email)
        ben.take_session()
        self.look(ben, "/account")
        return ben


def presser(person, name):
    return lambda: person.press(name)


def shows(person, heading):
    return lambda: person.sees_heading(heading)


def tells(person, text):
    return lambda: person.is_told(text)


def confirmation(person):
    """The link that confirms the person's address."""
    person.client.post("/email/resend")
    return person.server.mailed_link("email-verification", person.email)


def new_address(person):
    """Asked for by way of the API."""
    email = f"new.{person.email}"
    person.client.put("/email", {"email": email}, 202)
    return email
