"""Names that want to be more than text, or more than there is room for, are text wherever they appear."""

from itertools import count

import pytest
from looks import OVERFLOW
from playwright.sync_api import expect
from support.client import Client

NAMES = {
    "markup": '"><script>alert(1)</script><img src=x onerror=alert(1)> &lt;b&gt; {name} ${name}',
    "unbroken": "W" * 100,
    "right to left": "\u05d0\u05d1\u05d2 (Ada) 42",
}

NUMBERS = count(1)
SMALL = {"viewport": {"width": 360, "height": 740}}

#: What markup in a name would have made.
MADE = """() => [...document.querySelectorAll("img[src=x], script:not([src]), body script, [onerror], body b")].map((one) => one.outerHTML)"""


@pytest.fixture
def server(shared_server):
    return shared_server


class Reader:
    """Looks for the name in a page, and for what it may have done there."""

    def __init__(self, person, name):
        self.person, self.page, self.name = person, person.page, name
        self.alerts = []
        person.page.on("dialog", lambda dialog: (self.alerts.append(dialog.message), dialog.dismiss()))

    def finds(self, selector, text="{name}"):
        expect(self.page.locator(selector).filter(has_text=text.format(name=self.name)).first).to_be_visible()
        self.finds_nothing_else()

    def finds_nothing_else(self):
        assert self.page.evaluate(MADE) == []
        assert self.page.evaluate(OVERFLOW) == []
        assert self.alerts == []

    def opens(self, path):
        self.page.goto("about:blank")
        self.page.goto(path)
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        expect(self.page.locator("[aria-busy=true], .loading")).to_have_count(0)

    def is_asked(self, title):
        expect(self.person.dialog()).to_contain_text(title.format(name=self.name))
        self.finds("dialog[open]")
        self.page.keyboard.press("Escape")
        expect(self.person.dialog()).to_have_count(0)


@pytest.fixture(params=NAMES, ids=list(NAMES))
def cast(request, people):
    """The owner and a member of an organization, all of the same name, in a small window."""
    name = NAMES[request.param]
    number = next(NUMBERS)
    ada, ben = people(f"Ada {number}", **SMALL), people(f"Ben {number}", **SMALL)
    team = ada.client.sign_up(name, email=ada.email, organizationName=name)["organization"]
    ben.client.sign_up(name, email=ben.email)
    people.add(ben, team["id"], "member", ada)
    ada.take_session(), ben.take_session()
    return Reader(ada, name), Reader(ben, name), team


def test_in_the_shell(cast):
    ada, ben, team = cast
    ada.opens(f"/o/{team['slug']}")
    assert ada.page.title().endswith(f"{ada.name} · Tenantry")
    for place in ("h1", "#topbar-name", ".rows .person", "first-steps"):
        ada.finds(place)
    ada.person.show_sidebar()
    ada.finds("organization-switcher .switcher-name")
    ada.finds("#account-link")
    ada.person.open_switcher()
    ada.finds("[role=option] .option-name")
    ada.page.keyboard.press("Escape")
    ada.opens("/o/there-is-none")
    ada.finds("main a", "Go to {name}")


def test_in_settings_and_account(cast, server):
    ada, ben, team = cast
    Client(server, User_Agent=NAMES["markup"]).log_in(ada.person.name)
    ada.opens(f"/o/{team['slug']}/settings")
    expect(ada.page.get_by_label("Name", exact=True)).to_have_value(ada.name)
    ada.finds("h2", "Leave {name}")
    ben.opens(f"/o/{team['slug']}/settings")
    ben.finds("main .lead")
    ada.opens("/account")
    expect(ada.page.get_by_label("Name", exact=True)).to_have_value(ada.name)
    expect(ada.page.locator("session-list li")).to_have_count(2)
    ada.finds_nothing_else()


def test_among_members(cast, people):
    ada, ben, team = cast
    ada.opens(f"/o/{team['slug']}/members")
    ada.finds("member-list strong")
    ada.page.locator("[data-act=role]").last.click()
    expect(ada.page.get_by_role("menu")).to_have_attribute("aria-label", f"Role of {ada.name}")
    ada.finds_nothing_else()
    ada.page.get_by_role("menuitemradio", name="Owner").click()
    ada.is_asked("Make {name} an owner?")
    ada.page.locator("[data-act=leave]").click()
    ada.is_asked("{name} needs at least one owner")
    ada.page.locator("[data-act=role]").last.click()
    ada.page.get_by_role("menuitemradio", name="Viewer").click()
    ada.finds("#notices", "{name} is now Viewer.")
    ada.page.locator("[data-act=remove]").click()
    ada.is_asked("Remove {name}?")
    ben.opens(f"/o/{team['slug']}/members")
    ben.page.locator("[data-act=leave]").click()
    ben.is_asked("Leave {name}?")
    ada.page.locator("[data-act=remove]").click()
    ada.person.press("Remove member")
    ada.finds("#notices", "{name} was removed.")
    ben.page.reload()
    ben.person.sees_heading("No such organization")
    ben.finds_nothing_else()


def test_among_roles(cast):
    """The role's name is the same, too: on its page, in the menu, on its holder's, in an invitation to it."""
    ada, ben, team = cast
    fields = {"name": ada.name, "rank": 30, "permissions": ["organization.read", "members.read"]}
    role = ada.person.client.post(f"/organizations/{team['id']}/roles", fields, 201).json
    ada.opens(f"/o/{team['slug']}/roles")
    ada.finds("role-list strong")
    for act, title in (("edit", "Edit {name}"), ("delete", "Delete the role {name}?")):
        ada.page.locator(f"[data-act={act}]").click()
        ada.is_asked(title)
    ada.opens(f"/o/{team['slug']}/members")
    ada.page.locator("[data-act=role]").last.click()
    ada.finds("[role=menuitemradio] .choice")
    ada.page.locator(f"[data-key={role['key']}]").click()
    ada.finds("#notices", "{name} is now {name}.")
    ada.finds("member-list [data-act=role]")
    for path, place in (("", ".role-tile"), ("/members", "member-list tbody td"), ("/settings", "main .lead")):
        ben.opens(f"/o/{team['slug']}{path}")
        ben.finds(place)
    ben.person.show_sidebar()
    ben.finds("organization-switcher .switcher-role")
    link = ada.person.client.invite(team["id"], role=role["key"])["link"]
    ben.opens(link)
    ben.finds_nothing_else()


def test_among_secrets(cast):
    """A secret of that name, too."""
    ada, _, team = cast
    ada.person.client.post(f"/organizations/{team['id']}/secrets", {"name": ada.name, "provider": "w" * 64, "value": "sk_live_4242"}, 201)
    ada.opens(f"/o/{team['slug']}/secrets")
    ada.finds("secret-list th strong")
    ada.finds("secret-list td", "by {name}")
    for act, title in (("replace", "Replace the value of {name}"), ("delete", "Delete {name}?")):
        ada.page.locator(f"[data-act={act}]").click()
        ada.is_asked(title)
    ada.page.locator("[data-act=delete]").click()
    ada.person.answers("Delete secret")
    ada.finds("#notices", "{name} was deleted.")


def test_where_an_organization_ends(cast, people):
    ada, ben, team = cast
    ada.opens(f"/o/{team['slug']}/settings")
    ada.person.press("Transfer ownership")
    ada.finds("dialog[open] h2", "Transfer ownership of {name}")
    ada.page.get_by_label("E-mail of a member").fill(ben.person.email)
    ada.person.press("Next")
    expect(ada.page.locator("#confirm-transfer")).to_be_visible()
    ada.is_asked("Make {name} owner in your place?")
    ada.person.press("Delete organization")
    ada.finds("dialog[open] h2", "Delete {name}?")
    ada.page.get_by_label("to confirm").fill(team["slug"])
    ada.person.dialog().get_by_role("button", name="Delete organization").click()
    ada.finds("#notices", "{name} was deleted.")
    ada.opens("/account")
    ada.finds("deleted-organizations strong")
    ada.page.locator("[data-act=erase]").click()
    ada.is_asked("Delete {name} for good?")
    ada.page.locator("[data-act=restore]").click()
    ada.finds("#notices", "{name} is back")


def test_in_invitations(cast, people):
    ada, ben, team = cast
    guest = Reader(people(f"Guest {next(NUMBERS)}", **SMALL), ada.name)
    other = Reader(people(f"Other {next(NUMBERS)}", **SMALL), ada.name)
    other.person.client.sign_up(other.name, email=other.person.email)
    other.person.take_session()
    invitation = ada.person.client.invite(team["id"])
    link = invitation["link"]
    mailed = ada.person.client.invite(team["id"], kind="email", email=other.person.email)["link"]
    ada.opens(f"/o/{team['slug']}/members")
    ada.finds("invitation-list .muted", "by {name}")
    ada.person.press("Invite people")
    ada.is_asked("Invite people to {name}")
    guest.opens(link)
    guest.finds("h1", "Join {name}")
    guest.finds(".lead", "{name} invites you to join {name}")
    assert guest.page.title() == f"Join {ada.name} · Tenantry"
    other.opens(mailed)
    other.finds("#content .person")
    ben.opens(link)
    ben.finds("#content a", "Go to {name}")
    ben.opens("/login")
    ben.finds("#signed-in", "Signed in as {name}")
    ada.person.client.delete(f"/organizations/{team['id']}/invitations/{invitation['id']}")
    guest.opens(link)
    guest.finds(".lead")


def test_where_an_address_is_confirmed(cast, server):
    """Everything that an address may have in front of its @ is harmless; the name beside it is not."""
    ada, ben, team = cast
    email = "{name}${name}&amp`|'*/?@" + "w" * 60 + f".{next(NUMBERS)}.example.com"
    ada.person.client.put("/email", {"email": email})
    link = server.mailed_link("email-change", email)
    ada.opens("/account")
    expect(ada.page.locator("own-address .note")).to_contain_text(email)
    ada.finds_nothing_else()
    ada.person.press("Change address")
    expect(ada.person.dialog()).to_contain_text(f"It takes the place of {email}")
    ada.page.keyboard.press("Escape")
    for reader, heading in ((ben, "This link no longer works"), (ada, "Your address was changed")):
        reader.opens(link)
        reader.finds("#content .person")
        expect(reader.page.locator(".lead")).to_contain_text(f"its address becomes {email}.")
        reader.page.get_by_role("button", name="Change the address").click()
        reader.finds("h1", heading)
    ben.finds(".lead", "You are signed in as {name}")


def test_among_invitations_that_wait(cast, people):
    ada, ben, team = cast
    other = Reader(people(f"Other {next(NUMBERS)}", **SMALL), ada.name)
    other.person.client.sign_up(other.name, email=other.person.email)
    people.change("UPDATE account SET email_verified_at = 1 WHERE email = ?", other.person.email)
    other.person.take_session()
    ada.person.client.invite(team["id"], kind="email", email=other.person.email)
    other.opens("/account")
    other.finds("waiting-invitations li", "{name} invites you to {name} as Member.")
    other.page.locator("[data-act=decline]").click()
    other.is_asked("Decline the invitation to {name}?")
    other.page.locator("[data-act=accept]").click()
    other.finds("#notices", "Welcome to {name}.")


def test_what_would_turn_the_text_around_it_is_not_taken_or_does_not(people):
    """A right-to-left override would reverse the text that follows, too."""
    ada = people("Turner")
    ada.open("/signup")
    ada.fill(Name="Ada\u202egnp.exe", E_mail=ada.email, Password="seven pelicans over warm water")
    ada.press("Sign up")
    ada.sees_error("Name", "Leave out characters that cannot be seen.")
