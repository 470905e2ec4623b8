"""Every page without a mouse: what one comes to shows that it has the focus, and nothing takes it away."""

from itertools import count

import pytest
from factors import authenticator, code, enrol
from keys import Keys
from pictures import as_file, picture
from playwright.sync_api import expect
from support.client import PASSWORD, Client, token_in

NUMBERS = count(1)


@pytest.fixture
def server(shared_server):
    return shared_server


@pytest.fixture
def ada(people):
    """An owner at the keyboard; `ada.slug` and `ada.team` are of her organization, in which there is Ben."""
    ada = people(f"Ada {next(NUMBERS)}")
    team = ada.client.sign_up(ada.name, organizationName="Acme")["organization"]
    ada.team, ada.slug, ada.keys = team["id"], team["slug"], Keys(ada)
    ben = Client(ada.server)
    ben.sign_up("Ben", email=f"ben.{ada.email}")
    ben.post("/invitations/accept", {"token": token_in(ada.client.invite(ada.team)["link"])})
    ada.take_session()
    return ada


def look(person, section=""):
    person.open(section if section.startswith("/account") else f"/o/{person.slug}{section}")
    expect(person.page.get_by_role("heading", level=1)).to_be_visible()
    expect(person.page.locator("[aria-busy=true]")).to_have_count(0)


def test_signing_up(people):
    ada = people(f"Ada {next(NUMBERS)}")
    keys = Keys(ada)
    ada.open("/signup")
    keys.is_at(ada.page.get_by_label("Name", exact=True))
    keys.type(ada.name)
    keys.tab()
    keys.type(ada.email)
    keys.tab()
    keys.type(PASSWORD)
    keys.tab()
    keys.press("Enter")
    expect(ada.page.get_by_label("Password", exact=True)).to_have_attribute("type", "text")
    keys.tab()
    keys.type("Borealis")
    keys.press("Enter")
    ada.sees_heading("Borealis")


def test_logging_in_and_out(ada):
    look(ada)
    ada.keys.push("Log out")
    ada.sees_heading("Log in")
    ada.keys.is_at(ada.page.get_by_label("E-mail"))
    ada.keys.type(ada.email)
    assert ada.keys.stops(9) == [
        "Password", "Show password", "Remember me", "Forgot password?", "Log in", "Log in with a passkey", "Sign up", "English", "Deutsch",
    ]
    ada.keys.reach(ada.page.get_by_label("Remember me"), "Shift+Tab")
    ada.keys.press("Space")
    ada.keys.reach(ada.page.get_by_label("Password", exact=True), "Shift+Tab")
    ada.keys.type("not this")
    ada.keys.press("Enter")
    ada.sees("E-mail or password is not correct.")
    ada.keys.is_at(ada.page.get_by_label("Password", exact=True))
    ada.keys.type(PASSWORD)  # in place of the wrong one, which is selected
    ada.keys.press("Enter")
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("Acme")


def test_a_new_password(people, server, ada):
    guest = people("Guest")
    keys = Keys(guest)
    guest.open("/login")
    keys.is_at(guest.page.get_by_label("E-mail"))
    keys.type(ada.email)
    keys.reach(guest.page.get_by_role("link", name="Forgot password?"))
    keys.press("Enter")
    guest.sees_heading("Forgot password")
    keys.is_at(guest.page.get_by_label("E-mail"))
    keys.press("Enter")
    guest.sees_heading("Link requested")
    guest.open(server.mailed_link("password-reset", ada.email))
    keys.is_at(guest.page.get_by_label("New password"))
    keys.type("nine herons over cold sand")
    keys.press("Enter")
    guest.sees_heading("Password changed")
    keys.reach(guest.page.get_by_role("link", name="Log in"))


def test_accepting_an_invitation(people, ada):
    eve = people(f"Eve {next(NUMBERS)}")
    eve.client.sign_up(eve.name)
    eve.take_session()
    keys = Keys(eve)
    eve.open(ada.client.invite(ada.team)["link"])
    keys.is_at(eve.page.get_by_role("heading", name="Join Acme"))
    keys.push("Accept")
    eve.sees_heading("Acme")


def test_the_switcher(ada):
    ada.client.post("/organizations", {"name": "Borealis"})
    look(ada)
    ada.keys.reach(ada.switcher)
    ada.keys.press("Control+k")
    ada.keys.is_at(ada.page.get_by_role("combobox", name="Find an organization"))
    ada.keys.stays_in(ada.dialog("Switch organization"))
    ada.keys.press("Escape")
    ada.keys.is_at(ada.switcher)
    ada.keys.press("Enter")
    ada.keys.type("bor")
    ada.keys.press("ArrowDown", "ArrowUp", "Enter")
    ada.sees_heading("Borealis")
    ada.keys.is_at(ada.switcher)


def test_the_role_menu(ada):
    look(ada, "/members")
    button = ada.row("Ben").get_by_role("button", name="Role of Ben")
    item = lambda role: ada.page.locator(f"[role=menuitemradio][data-key={role}]")  # noqa: E731
    ada.keys.reach(button)
    ada.keys.press("ArrowDown")
    ada.keys.is_at(item("member"))
    for key, role in [
        ("ArrowDown", "viewer"), ("ArrowDown", "owner"), ("ArrowUp", "viewer"), ("Home", "owner"), ("End", "viewer"),
        ("a", "admin"), ("m", "manager"), ("m", "member"),
    ]:
        ada.keys.tab(key)
        ada.keys.is_at(item(role))
    ada.keys.press("Escape")
    ada.keys.is_at(button)
    ada.keys.press("Enter")
    ada.keys.is_at(item("member"))
    ada.keys.press("v", "Enter")
    ada.is_told("Ben is now Viewer.")
    ada.keys.is_at(button)
    ada.keys.push("Undo")
    ada.is_told("Ben is now Member.")


def test_sorting_and_removing(ada):
    look(ada, "/members")
    ada.keys.push("Joined")
    expect(ada.page.get_by_role("columnheader", name="Joined")).to_have_attribute("aria-sort", "ascending")
    ada.keys.is_at(ada.page.get_by_role("button", name="Joined"))
    remove = ada.page.get_by_role("button", name="Remove Ben")
    ada.keys.reach(remove)
    ada.keys.press("Enter")
    ada.keys.is_at(ada.page.get_by_role("button", name="Cancel"))
    ada.keys.stays_in(ada.dialog("Remove Ben?"))
    ada.keys.press("Escape")
    ada.keys.is_at(remove)
    ada.keys.press("Enter")
    ada.keys.push("Remove member")
    ada.is_told("Ben was removed.")
    ada.keys.is_at(ada.page.locator("#member-count"))


def test_searching_members(ada):
    look(ada, "/members")
    ada.keys.reach(ada.page.get_by_label("Search members"))
    ada.keys.type("ben")
    expect(ada.page.locator("member-list tbody strong")).to_have_text(["Ben"])
    ada.keys.is_at(ada.page.get_by_label("Search members"))


def test_inviting_by_link(ada):
    look(ada, "/members")
    ada.keys.push("Invite people")
    dialog = ada.dialog()
    ada.keys.is_at(ada.page.get_by_label("E-mail addresses"))
    ada.keys.stays_in(dialog)
    ada.keys.reach(ada.page.get_by_label("By e-mail"))
    ada.keys.tab("ArrowRight")
    ada.keys.is_at(ada.page.get_by_label("By link"))
    ada.keys.reach(ada.page.get_by_label("Maximum uses"))
    ada.keys.type("3")
    ada.keys.press("Enter")
    ada.keys.is_at(dialog.get_by_role("heading", name="Invitation link"))
    ada.keys.stays_in(dialog)
    ada.keys.push("Done")
    expect(dialog).to_have_count(0)
    ada.keys.is_at(ada.page.get_by_role("button", name="Invite people"))


def test_inviting_by_mail(ada):
    look(ada, "/members")
    ada.keys.push("Invite people")
    ada.keys.type("zoe@example.com")
    ada.keys.press("Enter")  # a new line, as in any such field
    ada.keys.type("kim@example.com")
    ada.keys.push("Invite 2 people")
    ada.keys.is_at(ada.dialog().get_by_role("heading", name="Invitations made"))
    ada.keys.push("Done")
    ada.keys.is_at(ada.page.get_by_role("button", name="Invite people"))


def test_tabs_and_pages_of_invitations(ada):
    for _ in range(51):
        ada.client.invite(ada.team)
    look(ada, "/members")
    rows, tab = ada.page.locator("invitation-list tbody tr"), lambda name: ada.page.locator("invitation-list").get_by_label(name, exact=True)
    expect(rows).to_have_count(50)
    ada.keys.push("Next", "Shift+Tab")
    expect(rows).not_to_have_count(50)
    ada.keys.is_at(ada.page.get_by_role("button", name="Next"))
    ada.keys.reach(ada.page.get_by_role("button", name="Previous"), "Shift+Tab")
    ada.keys.press("Enter")
    expect(rows).to_have_count(50)
    look(ada, "/members")
    ada.keys.reach(tab("Pending"))
    ada.keys.tab("ArrowRight")
    ada.keys.is_at(tab("Accepted"))
    ada.sees("No invitation has been accepted yet.")
    ada.keys.is_at(tab("Accepted"))


def test_settings_and_account(ada):
    look(ada, "/settings")
    ada.keys.reach(ada.page.get_by_label("Name", exact=True))
    ada.keys.type("Borealis")  # tabbing selects what was there
    ada.keys.press("Enter")
    ada.is_told("Saved.")
    expect(ada.switcher).to_contain_text("Borealis")
    look(ada, "/account")
    ada.keys.reach(ada.page.get_by_label("Name", exact=True))
    ada.keys.type("Ada L")
    ada.keys.push("Save profile")
    ada.is_told("Saved.")
    ada.keys.reach(ada.page.get_by_label("Current password"))
    ada.keys.type(PASSWORD)
    ada.keys.reach(ada.page.get_by_label("New password"))
    ada.keys.type("nine herons over cold sand")
    ada.keys.press("Enter")
    ada.is_told("Password changed.")


def test_what_an_organization_settles(ada):
    enrol(ada.client)
    ada.take_session()
    look(ada, "/settings")
    ada.keys.reach(ada.page.get_by_label("Accent colour optional", exact=True))
    ada.keys.type("yellow")
    ada.keys.press("Enter")
    ada.sees("Enter a colour such as #0b6b5c, or nothing.")
    ada.keys.is_at(ada.page.get_by_label("Accent colour optional", exact=True))
    ada.keys.press("Control+a")
    ada.keys.type("#6a1b9a")
    ada.keys.push("Save appearance")
    ada.is_told("Saved.")
    ada.keys.is_at(ada.page.get_by_role("button", name="Save appearance"))
    ada.keys.reach(ada.page.get_by_label("Role", exact=True))
    ada.keys.type("V")
    ada.keys.push("Save invitations")
    for wish, save, form in [
        ("Only managers and those above see the members", "Save members", "#visibility"),
        ("Members need a second factor", "Save logging in", "#sign-in"),
    ]:
        ada.keys.reach(ada.page.get_by_role("checkbox", name=wish))
        ada.keys.press("Space")
        ada.keys.push(save)
        expect(ada.page.locator(form)).to_have_attribute("aria-busy", "false")
    settled = ada.client.get(f"/organizations/{ada.team}").json
    assert (settled["accentColor"], settled["defaultRole"]) == ("#6a1b9a", "viewer")
    assert settled["membersHidden"] and settled["factorRequired"]


def test_the_logo(ada):
    """The dialog in which one chooses a file is the browser's own."""
    ada.page.on("filechooser", lambda _: None)  # from here on the browser leaves choosing to us
    look(ada, "/settings")
    field = ada.page.get_by_label("Picture", exact=True)
    ada.keys.reach(field)
    with ada.page.expect_file_chooser() as chooser:
        ada.keys.press("Enter")
    chooser.value.set_files(as_file(picture(32)))
    ada.is_told("Saved.")
    ada.keys.is_at(field)
    ada.keys.push("Remove logo")
    ada.is_told("The logo was removed.")
    ada.keys.is_at(field)


def test_roles(ada):
    look(ada, "/roles")
    new, name, rank = ada.page.get_by_role("button", name="New role"), ada.page.get_by_label("Name", exact=True), ada.page.get_by_label("Rank", exact=True)
    box = lambda label: ada.dialog().get_by_role("checkbox").and_(ada.page.get_by_label(label))  # noqa: E731
    ada.keys.reach(new)
    ada.keys.press("Enter")
    ada.keys.is_at(name)
    ada.keys.stays_in(ada.dialog("New role"))
    ada.keys.press("Escape")
    ada.keys.is_at(new)
    ada.keys.press("Enter")
    ada.keys.is_at(name)
    ada.keys.type("Clerk")
    ada.keys.tab()
    ada.keys.is_at(rank)
    ada.keys.type("35")  # tabbing selects what was there
    for label in ("See the organization", "Manage billing"):
        ada.keys.reach(box(label))
        ada.keys.press("Space")
        expect(box(label)).to_be_checked()
    ada.keys.press("Enter")
    ada.is_told("Role Clerk was made.")
    ada.keys.is_at(ada.page.get_by_role("heading", level=1))
    ada.keys.reach(ada.page.locator("summary").filter(has_text="Clerk"))
    ada.keys.press("Enter")
    expect(ada.page.get_by_role("list", name="Roles").get_by_text("Manage billing").last).to_be_visible()
    ada.keys.push("Edit Clerk", "Shift+Tab")
    ada.keys.is_at(name)
    ada.keys.press("Control+a")
    ada.keys.type("Bookkeeper")
    ada.keys.press("Enter")
    ada.is_told("Role Bookkeeper was changed.")
    ada.keys.is_at(ada.page.get_by_role("heading", level=1))
    ada.keys.push("Delete Bookkeeper")
    ada.keys.is_at(ada.page.get_by_role("button", name="Cancel"))
    ada.keys.reach(ada.page.get_by_label("Their new role"))
    ada.keys.push("Delete role")
    ada.is_told("Role Bookkeeper was deleted.")
    ada.keys.is_at(ada.page.get_by_role("heading", level=1))


def test_handing_an_organization_on(people, ada):
    look(ada, "/settings")
    field = ada.page.get_by_label("E-mail of a member")
    ada.keys.push("Transfer ownership")
    ada.keys.is_at(field)
    ada.keys.stays_in(ada.dialog())
    ada.keys.reach(field)
    ada.keys.type("nobody@example.com")
    ada.keys.press("Enter")
    ada.sees("No member has this address.")
    ada.keys.is_at(field)
    ada.keys.press("Control+a")
    ada.keys.type(f"ben.{ada.email}")
    people.change("UPDATE session SET proven_at = 1")
    ada.keys.press("Enter")
    expect(ada.dialog("Make Ben owner in your place?")).to_be_visible()
    ada.keys.is_at(ada.page.get_by_role("button", name="Cancel"))
    ada.keys.stays_in(ada.dialog("Make Ben owner in your place?"))
    ada.keys.reach(ada.dialog("Make Ben owner in your place?").get_by_role("button", name="Transfer ownership"))
    ada.keys.press("Enter")
    ada.keys.is_at(ada.page.locator("#proof-password"))
    ada.keys.type(PASSWORD)
    ada.keys.press("Enter")
    ada.is_told("Ben is owner of Acme now, and you are admin.")
    ada.keys.is_at(ada.page.get_by_role("heading", level=1))


def test_deleting_the_account(ada):
    ada.client.delete(f"/organizations/{ada.team}?confirm=true")
    look(ada, "/account")
    button = ada.page.get_by_role("button", name="Delete account")
    ada.keys.reach(button)
    ada.keys.press("Enter")
    ada.keys.is_at(ada.page.get_by_role("button", name="Cancel"))
    ada.keys.stays_in(ada.dialog())
    ada.keys.press("Escape")
    ada.keys.is_at(button)
    ada.keys.press("Enter")
    field = ada.page.get_by_label(f"Type {ada.email} to confirm")
    ada.keys.reach(field)
    ada.keys.press("Enter")
    ada.sees(f"Type {ada.email}, the address of your account.")
    ada.keys.is_at(field)
    ada.keys.type(ada.email)
    ada.keys.press("Enter")
    ada.sees_heading("Log in")


def test_deleting_and_bringing_back(ada):
    def delete():
        look(ada, "/settings")
        ada.keys.push("Delete organization")
        ada.keys.is_at(ada.page.get_by_role("button", name="Cancel"))
        ada.keys.stays_in(ada.dialog())
        ada.keys.reach(ada.page.get_by_label(f"Type {ada.slug} to confirm"))
        ada.keys.press("Enter")
        ada.sees(f"Type {ada.slug}, the web address of this organization.")
        ada.keys.is_at(ada.page.get_by_label(f"Type {ada.slug} to confirm"))
        ada.keys.type(ada.slug)
        ada.keys.press("Enter")
        ada.is_told("Acme was deleted.")
        ada.keys.is_at(ada.page.get_by_role("heading", level=1))
        look(ada, "/account")

    delete()
    ada.keys.push("Bring back Acme")
    ada.sees_heading("Acme")
    ada.keys.is_at(ada.page.get_by_role("heading", level=1))
    delete()
    erase = ada.page.get_by_role("button", name="Delete for good Acme")
    ada.keys.reach(erase)
    ada.keys.press("Enter")
    ada.keys.is_at(ada.page.get_by_role("button", name="Cancel"))
    ada.keys.press("Escape")
    ada.keys.is_at(erase)
    ada.keys.press("Enter")
    ada.keys.push("Delete for good")
    ada.is_told("Acme was deleted for good.")
    ada.keys.is_at(ada.page.get_by_role("heading", level=1))


def test_domains_to_join_by(ada):
    look(ada, "/settings")
    button, field = ada.page.get_by_role("button", name="Add domain"), ada.page.get_by_label("Domain", exact=True)
    ada.keys.reach(button)
    ada.keys.press("Enter")
    ada.keys.is_at(field)
    ada.keys.stays_in(ada.dialog("Add a domain"))
    ada.keys.press("Escape")
    ada.keys.is_at(button)
    ada.keys.press("Enter")
    ada.keys.is_at(field)
    ada.keys.type("example.com")
    ada.keys.press("Enter")
    ada.is_told("example.com was added.")
    ada.keys.is_at(button)
    check, role, remove = (ada.page.get_by_role("button", name=f"{act} example.com") for act in ("Check now", "Change role", "Remove"))
    ada.keys.reach(check)
    ada.keys.press("Enter")
    ada.is_told("DNS gave no answer about example.com.")
    ada.keys.is_at(check)
    ada.keys.reach(role)
    ada.keys.press("Enter")
    ada.keys.is_at(ada.page.get_by_label("Role of those who join", exact=True))
    ada.keys.press("Escape")
    ada.keys.is_at(role)
    ada.keys.reach(remove)
    ada.keys.press("Enter")
    ada.keys.is_at(ada.page.get_by_role("button", name="Cancel"))
    ada.keys.push("Remove domain")
    ada.is_told("example.com was removed.")
    ada.keys.is_at(ada.page.get_by_role("heading", name="Joining by e-mail domain"))


def test_secrets(people, ada):
    look(ada, "/secrets")
    button, field = ada.page.get_by_role("button", name="Add secret"), ada.page.get_by_label("Value", exact=True)
    ada.keys.reach(button)
    ada.keys.press("Enter")
    ada.keys.is_at(ada.page.get_by_label("Name", exact=True))
    ada.keys.stays_in(ada.dialog("Add a secret"))
    ada.keys.press("Escape")
    ada.keys.is_at(button)
    ada.keys.press("Enter")
    ada.keys.is_at(ada.page.get_by_label("Name", exact=True))
    ada.keys.type("Payments")
    ada.keys.tab()
    ada.keys.type("stripe")
    ada.keys.tab()
    ada.keys.type("sk_live_4242")
    ada.keys.tab()
    ada.keys.press("Enter")
    expect(field).to_have_attribute("type", "text")
    ada.keys.reach(field, "Shift+Tab")
    ada.keys.press("Enter")
    ada.is_told("Payments was added.")
    ada.keys.is_at(button)

    replace, delete = (ada.page.get_by_role("button", name=f"{act} Payments") for act in ("Replace", "Delete"))
    ada.keys.reach(replace)
    ada.keys.press("Enter")
    ada.keys.is_at(field)
    ada.keys.press("Escape")
    ada.keys.is_at(replace)
    people.change("UPDATE session SET proven_at = 1")
    ada.keys.press("Enter")
    ada.keys.type("sk_live_9876")
    ada.keys.press("Enter")
    ada.keys.is_at(ada.page.locator("#proof-password"))
    ada.keys.type(PASSWORD)
    ada.keys.press("Enter")
    ada.is_told("Payments has a new value.")
    ada.keys.is_at(ada.page.get_by_role("button", name="Replace Payments"))
    ada.keys.reach(delete)
    ada.keys.press("Enter")
    ada.keys.is_at(ada.page.get_by_role("button", name="Cancel"))
    ada.keys.push("Delete secret")
    ada.is_told("Payments was deleted.")
    ada.keys.is_at(ada.page.get_by_role("heading", level=1))


def test_a_second_factor(people, ada):
    look(ada, "/account")
    ada.keys.push("Add app")
    name = ada.dialog("Add an app").get_by_label("Name")
    ada.keys.is_at(name)
    ada.keys.stays_in(ada.dialog("Add an app"))
    ada.keys.press("Escape")
    ada.keys.is_at(ada.page.get_by_role("button", name="Add app"))
    ada.keys.press("Enter")
    ada.keys.is_at(name)
    ada.keys.press("Enter")
    dialog = ada.dialog("Scan this code")
    field = dialog.get_by_role("textbox", name="Code")
    ada.keys.is_at(field)
    ada.keys.stays_in(dialog)
    ada.keys.reach(dialog.locator("summary"))
    ada.keys.press("Enter")
    secret = dialog.get_by_label("Enter this key in the app").input_value()
    ada.keys.reach(field)
    ada.keys.type("000000")
    ada.keys.press("Enter")
    ada.sees("This is not the code that the app shows.")
    ada.keys.is_at(field)
    ada.keys.press("Control+a")
    ada.keys.type(code(secret))
    ada.keys.press("Enter")
    codes = ada.dialog("Recovery codes")
    ada.keys.stays_in(codes)
    kept = codes.locator("li code").all_inner_texts()
    ada.keys.push("Done")
    ada.is_told("Phone is a second factor now.")
    ada.keys.is_at(ada.page.locator("#factors-title"))

    people.change("UPDATE session SET proven_at = 1")
    ada.keys.push("New recovery codes")
    ada.keys.reach(ada.dialog("New recovery codes?").get_by_role("button", name="New recovery codes"))
    ada.keys.press("Enter")
    ada.keys.is_at(ada.page.locator("#proof-code"))
    ada.keys.push("Use a recovery code")
    ada.keys.is_at(ada.page.locator("#proof-recoveryCode"))
    ada.keys.type(kept[0])
    ada.keys.press("Enter")
    codes = ada.page.get_by_role("dialog", name="Recovery codes", exact=True)
    expect(codes).to_be_visible()
    ada.keys.stays_in(codes)
    kept = codes.locator("li code").all_inner_texts()
    ada.keys.push("Done")
    expect(codes).to_have_count(0)

    ada.loses_session()
    ada.open("/login")
    ada.keys.is_at(ada.page.get_by_label("E-mail"))
    ada.keys.type(ada.email)
    ada.keys.tab()
    ada.keys.type(PASSWORD)
    ada.keys.press("Enter")
    ada.keys.is_at(ada.page.locator("#proof-code"))
    ada.keys.push("Use a recovery code")
    ada.keys.type(kept[0])
    ada.keys.press("Enter")
    ada.sees_heading("Acme")


def test_a_factor_that_is_wanted(ada):
    enrol(ada.client)
    ada.client.patch(f"/organizations/{ada.team}", {"factorRequired": True}, 200)
    ada.client.delete(f"/me/factors/{ada.client.get('/me/factors').json['items'][0]['id']}", 204)
    ada.take_session()
    authenticator(ada)
    ada.open(f"/o/{ada.slug}")
    ada.sees_heading("Acme wants a second factor")
    ada.keys.push("Add passkey")
    ada.keys.is_at(ada.dialog("Add a passkey").get_by_label("Name"))
    ada.keys.press("Enter")
    ada.keys.stays_in(ada.dialog("Recovery codes"))
    ada.keys.push("Done")
    ada.keys.is_at(ada.page.get_by_role("heading", level=1, name="Acme", exact=True))


def test_a_passkey(ada):
    authenticator(ada)
    look(ada, "/account")
    ada.keys.push("Add passkey")
    ada.keys.is_at(ada.dialog("Add a passkey").get_by_label("Name"))
    ada.keys.stays_in(ada.dialog("Add a passkey"))
    ada.keys.reach(ada.dialog("Add a passkey").get_by_label("Name"))
    ada.keys.press("Enter")
    ada.keys.stays_in(ada.dialog("Recovery codes"))
    ada.keys.push("Done")
    ada.keys.is_at(ada.page.locator("#factors-title"))
    ada.loses_session()
    ada.open("/login")
    ada.keys.push("Log in with a passkey")
    ada.sees_heading("Acme")


@pytest.mark.parametrize("path", ["/api-keys", "/account"])
def test_api_keys(ada, path):
    look(ada, path)
    button = ada.page.locator("#make-api-key")
    ada.keys.reach(button)
    ada.keys.press("Enter")
    ada.keys.is_at(ada.dialog().get_by_label("Name", exact=True))
    ada.keys.stays_in(ada.dialog("New API key"))
    ada.keys.press("Escape")
    ada.keys.is_at(button)
    ada.keys.press("Enter")
    ada.keys.is_at(ada.dialog().get_by_label("Name", exact=True))
    ada.keys.type("Deployment")
    ada.keys.tab()
    ada.keys.press("ArrowUp")
    ada.keys.reach(ada.dialog().get_by_label("See members"))
    ada.keys.press("Space")
    ada.keys.press("Enter")
    secret = ada.page.locator("#key-secret")
    expect(secret).to_be_visible()
    ada.keys.press("Escape")
    expect(secret).to_be_visible()
    ada.keys.stays_in(ada.dialog("The key Deployment"))
    ada.keys.push("Done")
    ada.keys.is_at(button)

    revoke = ada.page.get_by_role("button", name="Revoke Deployment")
    ada.keys.reach(revoke)
    ada.keys.press("Enter")
    ada.keys.is_at(ada.page.get_by_role("button", name="Cancel"))
    ada.keys.press("Escape")
    ada.keys.is_at(revoke)
    ada.keys.press("Enter")
    ada.keys.push("Revoke key")
    ada.is_told("Deployment was revoked.")
    ada.keys.is_at(ada.page.get_by_role("heading", name="API keys"))


def test_another_address(people, ada):
    look(ada, "/account")
    change, field = ada.page.get_by_role("button", name="Change address"), ada.page.get_by_label("New address")
    dialog, proof = ada.dialog("Change your address"), ada.dialog("Confirm it's you")
    ada.keys.reach(change)
    ada.keys.press("Enter")
    ada.keys.is_at(field)
    ada.keys.stays_in(dialog)
    ada.keys.press("Escape")
    ada.keys.is_at(change)

    people.change("UPDATE session SET proven_at = 1")
    ada.keys.press("Enter")
    ada.keys.is_at(field)
    ada.keys.press("Enter")
    ada.sees("Enter your e-mail address.")
    ada.keys.is_at(field)
    ada.keys.type(f"new.{ada.email}")
    ada.keys.press("Enter")
    ada.keys.is_at(ada.page.locator("#proof-password"))
    ada.keys.stays_in(proof)
    ada.keys.press("Escape")
    expect(proof).to_have_count(0)
    ada.keys.is_at(field)
    expect(field).to_have_value(f"new.{ada.email}")
    ada.keys.push("Send link")
    ada.keys.is_at(ada.page.locator("#proof-password"))
    ada.keys.type(PASSWORD)
    ada.keys.press("Enter")
    ada.is_told(f"new.{ada.email} becomes your address once you follow the link")
    expect(ada.page.locator("dialog.dialog")).to_have_count(0)
    ada.keys.is_at(change)

    ada.keys.push("Send again")
    ada.is_told("Asked for again.")
    ada.keys.is_at(ada.page.get_by_role("button", name="Send again"))
    ada.keys.push("Give up")
    ada.is_told(f"Your address stays {ada.email}.")
    ada.keys.is_at(change)


def test_the_drawer(people, ada):
    small = people("Small", viewport={"width": 360, "height": 740})
    small.slug, small.client = ada.slug, ada.client
    small.take_session()
    keys, menu = Keys(small), small.page.get_by_role("button", name="Menu")
    look(small)
    keys.reach(menu)
    keys.press("Enter")
    expect(small.switcher).to_be_visible()
    keys.tab()
    assert small.page.locator("#sidebar").evaluate("one => one.contains(document.activeElement)")
    keys.press("Escape")
    expect(small.switcher).to_be_hidden()
    keys.is_at(menu)
    keys.press("Enter")
    keys.reach(small.page.get_by_role("link", name="Members", exact=True).and_(small.page.locator("nav a")))
    keys.press("Enter")
    small.sees_heading("Members")
    expect(small.switcher).to_be_hidden()
    keys.is_at(small.page.get_by_role("heading", level=1))


@pytest.mark.parametrize("section", ["", "/members", "/roles", "/secrets", "/api-keys", "/audit", "/settings", "/account"])
def test_the_way_through_a_page_skips_and_always_shows(ada, section):
    look(ada, section)
    ada.keys.tab()
    ada.keys.is_at(ada.page.get_by_role("link", name="Skip to content"))
    ada.keys.press("Enter")
    ada.keys.tab()
    assert ada.page.locator("main").evaluate("one => one.contains(document.activeElement)")
    ada.keys.stops(40)
