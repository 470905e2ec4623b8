"""From the link that the server prints at its start to the first operator."""

import re

import pytest
from keys import Keys
from line import Line
from people import PASSWORD
from playwright.sync_api import expect
from support.server import Server, wait_for


def printed(server):
    """The newest link."""
    links = wait_for(lambda: re.findall(r"open (http\S+/setup#\S+) within 30 minutes", server.log), "the link")
    return links[-1]


def opens(person, link, heading="Run this instance"):
    person.open("about:blank")
    person.open(link)
    person.sees_heading(heading)
    assert person.path == "/setup", "the token is in no address bar"


def test_with_a_new_account(people, server):
    ada = people("Ada")
    ada.page.clock.install()
    opens(ada, printed(server))
    ada.sees("This instance has no operator yet.")
    ada.press("Sign up and become operator")
    ada.sees_error("Name", "Enter your name.")
    ada.fill(Name="Ada", E_mail=ada.email, Password="tenantry")
    ada.press("Sign up and become operator")
    assert ada.page.get_by_label("Name", exact=True).input_value() == "Ada"
    ada.fill(Password=PASSWORD)
    act = lambda: ada.press("Sign up and become operator")  # noqa: E731
    Line(ada, "POST /setup").is_told_and_loses_nothing(act)
    act()
    ada.sees_heading("Organizations")
    assert ada.path.startswith("/admin")
    assert f"{ada.email}" in server.command("operator", "list").stdout

    eve = people("Eve")
    eve.watch.excuse("POST /setup/lookup 410")
    opens(eve, printed(server), "This link no longer works")
    eve.sees("until there is an operator")


def test_with_an_account_that_one_has(people, server):
    ada = people("Ada")
    ada.client.sign_up("Ada", organizationName="Acme")
    opens(ada, printed(server))
    ada.follow("Log in to an account you have")
    ada.sees_heading("Log in")
    ada.sees("Log in with the account that shall run this instance.")
    ada.fill(E_mail=ada.email, Password=PASSWORD)
    ada.press("Log in")
    ada.sees_heading("Run this instance")
    ada.sees(ada.email)
    ada.page.reload()
    ada.sees_heading("Run this instance")
    ada.press("Become operator")
    ada.sees_heading("Organizations")
    assert ada.path.startswith("/admin")


def test_a_start_later_prints_another_and_with_an_operator_none(people, server):
    first = printed(server)
    server.stop()
    server.log_path.write_text("")
    server.start()
    second = printed(server)
    assert first != second
    ada = people("Ada")
    ada.watch.excuse("POST /setup/lookup 410")
    opens(ada, first, "This link no longer works")
    opens(ada, second)
    ada.client.sign_up("Ada")
    assert server.command("operator", "add", ada.email).returncode == 0
    opens(ada, second, "This link no longer works")
    server.stop()
    server.log_path.write_text("")
    server.start()
    wait_for(lambda: "ready: open" in server.log, "the server to say that it is ready")
    assert "/setup#" not in server.log


@pytest.mark.parametrize("signup", ["closed", "invited", "verified"])
def test_whoever_may_sign_up_otherwise(chromium, tmp_path, signup):
    from people import People

    settings = {"smtp": "smtp+plain://127.0.0.1:1", "mail_from": "accounts@example.com"} if signup == "verified" else {}
    server = Server(tmp_path, signup=signup, **settings).start()
    people = People(chromium, server)
    try:
        ada = people("Ada")
        opens(ada, printed(server))
        ada.fill(Name="Ada", E_mail=ada.email, Password=PASSWORD)
        ada.press("Sign up and become operator")
        ada.sees_heading("Organizations")
        assert people.complaints() == []
    finally:
        people.leave()
        server.end()


def test_by_keyboard_alone(people, server):
    ada = people("Ada")
    keys = Keys(ada)
    opens(ada, printed(server))
    keys.reach(ada.page.get_by_label("Name", exact=True))
    keys.type("Ada")
    keys.reach(ada.page.get_by_label("E-mail"))
    keys.type(ada.email)
    keys.reach(ada.page.get_by_label("Password", exact=True))
    keys.type(PASSWORD)
    keys.press("Enter")
    ada.sees_heading("Organizations")
    expect(ada.page.get_by_role("link", name="Accounts")).to_be_visible()
