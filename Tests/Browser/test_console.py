"""The console of those who run the instance."""

import pytest
from looks import OVERFLOW
from playwright.sync_api import expect
from support.client import PASSWORD, Client, address
from test_every_page import violations

MINUTES = 60_000
SECTIONS = [("organizations", "Organizations"), ("accounts", "Accounts"), ("providers", "Sign-in"), ("outbox", "Messages"), ("audit", "Log"), ("system", "System")]


@pytest.fixture
def root(people, server):
    """Runs the instance, on which Ada alone owns Acme, where Ben is a member."""
    root = people("Root")
    root.client.sign_up("Root")
    root.take_session()
    assert server.command("operator", "add", root.email).returncode == 0
    ada, ben = Client(server), Client(server)
    acme = ada.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    ben.sign_up("Ben", invitation=ada.invite(acme)["link"].split("#")[1])
    ben.post("/password/forgot", {"email": address("Ben")}, 202)
    root.ada, root.ben, root.acme = ada, ben, acme
    return root


def opens(root, section, heading):
    root.open(f"/admin/{section}")
    root.sees_heading(heading)
    root.settle()


def row(root, name):
    return root.page.locator("main tbody tr").filter(has_text=name)


def test_the_way_there_is_for_operators_alone(root, people):
    root.open("/")
    root.sees_heading("Root")
    root.follow("Console")
    root.sees_heading("Organizations")
    root.stamp()
    root.follow("Accounts")
    root.sees_heading("Accounts")
    assert root.path == "/admin/accounts"
    root.page.go_back()
    root.sees_heading("Organizations")
    assert root.is_same_page()
    root.follow("Leave the console")
    root.sees_heading("Root")

    eve = people("Eve")
    eve.client.sign_up("Eve")
    eve.take_session()
    eve.open("/")
    eve.sees_heading("Eve")
    expect(eve.page.get_by_role("link", name="Console")).to_have_count(0)
    eve.open("/admin/accounts")
    eve.sees_heading("Not for you")
    expect(eve.page.get_by_role("link", name="Accounts")).to_have_count(0)
    visitor = people("Visitor")
    visitor.open("/admin/system")
    visitor.sees_heading("Log in")
    assert visitor.path.endswith("next=%2Fadmin%2Fsystem")


def test_organizations_are_found_suspended_deleted_and_brought_back(root):
    opens(root, "organizations", "Organizations")
    expect(row(root, "Acme")).to_contain_text("active")
    root.page.get_by_label("Search").fill("no such thing")
    root.sees("Nothing matches.")
    root.page.get_by_label("Search").fill("ACM")
    expect(row(root, "Acme")).to_have_count(1)
    for act, text, status in [
        ("Suspend", "Acme is suspended.", "suspended"), ("Activate", "Acme is active.", "active"),
        ("Delete", "Acme was deleted.", "deleted"), ("Bring back", "Acme is back.", "active"),
    ]:
        row(root, "Acme").get_by_role("button", name=act).click()
        root.answers(act)
        root.is_told(text)
        expect(row(root, "Acme").locator(".badge")).to_have_text(status)
    assert root.ada.get(f"/organizations/{root.acme}").json["status"] == "active"


def test_an_organization_has_a_plan_owners_and_domains(root):
    opens(root, "organizations", "Organizations")
    root.follow("Acme")
    root.sees_heading("Acme")
    assert root.path == f"/admin/organizations/{root.acme}"
    expect(root.page.get_by_role("link", name="Ada")).to_be_visible()

    root.press("Change plan")
    dialog = root.dialog("Plan of Acme")
    expect(dialog.get_by_label("Last day of the trial")).to_be_hidden()
    dialog.get_by_label("Seats").fill("few")
    dialog.get_by_role("button", name="Change plan").click()
    expect(dialog.get_by_text("whole number")).to_be_visible()
    dialog.get_by_label("Status").select_option(label="Trial")
    dialog.get_by_label("Last day of the trial").fill("2099-06-30")
    dialog.get_by_label("Seats").fill("5")
    dialog.get_by_label("Customer at Stripe").fill("cus_1")
    root.answers("Change plan")
    root.is_told("The plan of Acme was changed.")
    root.sees("2 of 5")
    root.sees("cus_1")
    root.press("Change plan")
    expect(root.dialog().get_by_label("Last day of the trial")).to_have_value("2099-06-30")
    root.dialog().get_by_label("Seats").fill("")
    root.answers("Change plan")
    root.sees("any number")
    plan = root.client.get(f"/admin/organizations/{root.acme}").json
    assert (plan["status"], plan["seats"], plan["customer"], plan["trialEndsAt"][:4]) == ("trial", None, "cus_1", "2099")

    root.press("Confirm a domain")
    root.dialog("Confirm a domain").get_by_label("Domain").fill("gmail.com")
    root.dialog().get_by_role("button", name="Confirm").click()
    expect(root.dialog().locator("[aria-invalid=true]")).to_have_value("gmail.com")
    root.dialog().get_by_label("Domain").fill("Acme.example")
    root.answers("Confirm")
    root.is_told("acme.example is confirmed.")
    expect(root.page.locator("console-domains li")).to_contain_text("Confirmed by the operator")
    root.press("Remove acme.example")
    root.answers("Remove domain")
    root.is_told("acme.example was removed.")
    root.sees("Nobody can join by the domain of their address.")

    root.press("Suspend")
    root.answers("Suspend")
    root.is_told("Acme is suspended.")
    root.press("Delete")
    root.answers("Delete")
    root.is_told("Acme was deleted.")
    expect(root.page.locator("console-domains")).to_have_count(0)
    root.press("Bring back")
    root.answers("Bring back")
    root.is_told("Acme is back.")
    root.follow("Ada")
    root.sees_heading("Ada")
    root.follow("Acme")
    root.sees_heading("Acme")


def test_an_account_is_disabled_and_its_organization_handed_on(root):
    opens(root, "accounts", "Accounts")
    root.page.get_by_label("Search").fill("ada@")
    expect(row(root, "Root")).to_have_count(0)
    root.follow("Ada")
    root.sees_heading("Ada")
    root.sees("only owner who can sign in")
    root.press("Disable")
    dialog = root.dialog("Disable Ada?")
    heir = dialog.get_by_label("Who owns Acme instead?")
    expect(heir).to_have_value("")
    heir.select_option(index=1)
    root.answers("Disable")
    root.is_told("Ada is disabled.")
    expect(root.page.get_by_role("button", name="Enable")).to_be_visible()
    root.ada.get("/me", 401)
    assert root.ben.get(f"/organizations/{root.acme}").json["role"] == "owner"
    root.press("Enable")
    root.answers("Enable")
    root.is_told("Ada can sign in again.")
    root.ada.post("/login", {"email": address("Ada"), "password": PASSWORD}, 200)
    root.page.reload()
    root.sees_heading("Ada")
    root.press("Sign out everywhere")
    root.answers("Sign out everywhere")
    root.is_told("Ada is signed out.")
    root.ada.get("/me", 401)
    root.press("Send reset link")
    dialog = root.dialog("Send Ada a reset link?")
    dialog.get_by_role("button", name="Send reset link").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Mail is not configured")


def test_the_password_is_asked_for_in_place(root, people):
    people.change("UPDATE session SET proven_at = proven_at - ?", 9 * 60 * MINUTES)
    root.watch.excuse(*(f"GET /admin/{name} 403" for name in ("organizations", "accounts")))
    root.open("/admin/organizations")
    proof = root.dialog("Confirm it's you")
    expect(proof).to_be_visible()
    proof.get_by_label("Password", exact=True).fill(PASSWORD)
    proof.locator("button.primary").click()
    root.sees_heading("Organizations")
    expect(row(root, "Acme")).to_be_visible()


def test_messages_are_tried_and_dropped_and_never_read(root):
    opens(root, "outbox", "Messages")
    expect(row(root, "password-reset")).to_contain_text("waiting")
    assert "#" not in root.page.locator("main").inner_text()
    row(root, "password-reset").get_by_role("button", name="Try now").click()
    root.is_told("It is due now.")
    row(root, "password-reset").get_by_role("button", name="Drop").click()
    root.answers("Drop")
    root.is_told("It was dropped.")
    root.sees("Nothing matches.")
    opens(root, "audit", "Log")
    expect(row(root, "dropped a message")).to_have_count(1)
    root.page.get_by_label("Show").select_option(label="Messages")
    expect(row(root, "signed in")).to_have_count(0)
    expect(row(root, "tried a message again")).to_have_count(1)
    assert root.path == "/admin/audit?action=message"


def test_the_system_says_how_it_is_without_secrets(root):
    opens(root, "system", "System")
    for title in ("Sign-ups", "Sign-ins", "Active organizations"):
        expect(root.page.get_by_role("img", name=title)).to_be_visible()
    expect(root.page.get_by_role("img", name="Sign-ups: 3 in all")).to_have_count(1)
    root.page.locator("summary").click()
    table = root.page.get_by_role("table", name="Last 30 days")
    assert table.locator("tbody tr").count() == 30
    assert table.locator("tbody tr").first.get_by_role("cell").first.inner_text() == "3"
    root.sees("TENANTRY_PUBLIC_URL")


@pytest.mark.parametrize("options", [{"viewport": {"width": 1280, "height": 800}}, {"viewport": {"width": 360, "height": 740}}], ids=["wide", "narrow"])
def test_every_part_is_accessible_and_fits(root, people, options):
    root.page.set_viewport_size(options["viewport"])
    root.page.emulate_media(reduced_motion="reduce")  # colours change at once
    ada = root.client.get("/admin/accounts?query=ada").json["items"][0]["id"]
    root.client.post(f"/admin/organizations/{root.acme}/domains", {"domain": "acme.example"}, 200)
    for language in ("en", "de"):
        root.client.patch("/me", {"language": language})
        for path in [*(f"/admin/{section}" for section, _ in SECTIONS), f"/admin/accounts/{ada}", f"/admin/organizations/{root.acme}"]:
            root.open(path)
            expect(root.page.locator("h1")).to_have_count(1)
            root.settle()
            if path == "/admin/system":
                root.page.locator("summary").click()
            assert root.page.evaluate(OVERFLOW) == [], path
            assert violations(root.page, "dark", "color-contrast") == [] and violations(root.page, "light") == [], path


def test_by_keyboard_alone(root):
    opens(root, "organizations", "Organizations")
    root.page.get_by_label("Search").focus()
    root.page.keyboard.type("acme")
    button = row(root, "Acme").get_by_role("button", name="Suspend")
    expect(row(root, "Root")).to_have_count(0)
    button.focus()
    root.page.keyboard.press("Enter")
    expect(root.dialog("Suspend Acme?").get_by_role("button", name="Cancel")).to_be_focused()
    root.page.keyboard.press("Escape")
    expect(button).to_be_focused()
    root.page.keyboard.press("Enter")
    root.page.keyboard.press("Tab")
    root.page.keyboard.press("Enter")
    root.is_told("Acme is suspended.")
    expect(root.page.get_by_role("heading", level=1)).to_be_focused()


def test_an_organization_by_keyboard_alone(root):
    root.open(f"/admin/organizations/{root.acme}")
    root.sees_heading("Acme")
    root.settle()
    keyboard = root.page.keyboard
    plan = root.page.get_by_role("button", name="Change plan")
    plan.focus()
    keyboard.press("Enter")
    expect(root.dialog("Plan of Acme").get_by_label("Status")).to_be_focused()
    keyboard.press("Escape")
    expect(plan).to_be_focused()
    keyboard.press("Enter")
    keyboard.press("Tab")
    expect(root.dialog().get_by_label("Seats")).to_be_focused()
    keyboard.type("9")
    keyboard.press("Enter")
    root.is_told("The plan of Acme was changed.")
    root.sees("2 of 9")
    root.page.get_by_role("button", name="Confirm a domain").focus()
    keyboard.press("Enter")
    expect(root.dialog("Confirm a domain").get_by_label("Domain")).to_be_focused()
    keyboard.type("acme.example")
    keyboard.press("Enter")
    root.is_told("acme.example is confirmed.")
    expect(root.page.get_by_role("heading", name="Joining by e-mail domain")).to_be_focused()
    root.page.get_by_role("button", name="Remove acme.example").focus()
    keyboard.press("Enter")
    expect(root.dialog().get_by_role("button", name="Cancel")).to_be_focused()
    keyboard.press("Tab")
    keyboard.press("Enter")
    root.is_told("acme.example was removed.")
