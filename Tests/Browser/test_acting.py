"""An operator looks around as somebody else: every page says so, and they come back."""

import pytest
from playwright.sync_api import expect

NUMBERS = iter(range(1, 100))


@pytest.fixture
def server(shared_server):
    return shared_server


@pytest.fixture
def ada(people):
    """An owner with somebody in her team."""
    ada = people(f"Ada {next(NUMBERS)}")
    me = ada.client.sign_up(ada.name, organizationName="Acme")
    ada.id, ada.team, ada.slug = me["user"]["id"], me["organization"]["id"], me["organization"]["slug"]
    return ada


@pytest.fixture
def olga(people, server):
    """Runs the instance."""
    olga = people(f"Olga {next(NUMBERS)}")
    olga.client.sign_up(olga.name)
    assert server.command("operator", "add", olga.email).returncode == 0
    return olga


def act(olga, ada, **fields):
    """The browser of the operator, once they have begun."""
    olga.client.post(f"/admin/accounts/{ada.id}/impersonate", {"reason": "A ticket"} | fields, 201)
    cookies = olga.client.cookies
    for name in ("tenantry", "tenantry-operator"):
        olga.context.add_cookies([{"name": name, "value": cookies[name], "url": olga.server.origin, "httpOnly": True}])
    olga.open(f"/o/{ada.slug}/members")
    olga.sees_heading("Members")


def banner(person):
    return person.page.get_by_role("region", name="Acting as somebody else")


def test_every_page_says_so_and_offers_no_writing(olga, ada):
    act(olga, ada)
    expect(banner(olga)).to_contain_text(f"You see this as {ada.name} ({ada.email}), and can change nothing. This ends at ")
    expect(olga.page.get_by_role("button", name="Invite people")).to_have_count(0)
    for section in ("Secrets", "Audit log", "Settings"):
        expect(olga.page.get_by_role("link", name=section, exact=True)).to_have_count(0)
    olga.follow("Overview")
    olga.sees_heading("Acme")
    expect(banner(olga)).to_be_visible()
    olga.open("/account")
    olga.sees_heading("Account")
    expect(banner(olga)).to_be_visible()


def test_what_is_a_persons_own_is_refused_in_words(olga, ada):
    act(olga, ada, writes=True)
    olga.open("/account")
    olga.sees_heading("Account")
    olga.fill(Name="Somebody")
    olga.press("Save profile")
    olga.sees("Not while you act as somebody else.")
    assert ada.client.me["user"]["name"] == ada.name


def test_one_changes_what_one_asked_to_change_and_the_person_can_see_by_whom(olga, ada):
    act(olga, ada, writes=True)
    expect(banner(olga)).to_contain_text(f"You act as {ada.name}")
    olga.follow("Settings")
    olga.fill(Name="Acme & Co")
    olga.press("Save changes")
    expect(olga.page.get_by_role("button", name="Acme & Co")).to_be_visible()
    ada.take_session()
    ada.open(f"/o/{ada.slug}/audit")
    ada.sees_heading("Audit log")
    ada.sees(f"{olga.name}, on behalf of {ada.name}, renamed the organization from Acme to Acme & Co")
    ada.sees(f"{olga.name}, who runs this service, began to act as {ada.name}")
    ada.open("/account")
    ada.sees("whoever runs this service")


def test_the_operator_comes_back(olga, ada):
    act(olga, ada)
    banner(olga).get_by_role("button", name="Stop").click()
    olga.page.wait_for_url("**/admin")
    assert olga.page.evaluate("fetch('/api/v1/me').then((one) => one.json()).then((me) => me.user.name)") == olga.name


def test_the_operator_comes_back_when_the_person_has_ended_it(olga, ada):
    act(olga, ada)
    ended = next(one for one in ada.client.get("/sessions").json["items"] if one.get("impersonation"))
    ada.client.delete(f"/sessions/{ended['id']}")
    olga.watch.excuse("GET /organizations/* 401")
    olga.follow("Overview")
    olga.page.wait_for_url("**/admin")
    assert olga.page.evaluate("fetch('/api/v1/me').then((one) => one.json()).then((me) => me.user.name)") == olga.name
