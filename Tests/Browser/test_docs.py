"""The API as its own page describes it, and what is sent from there."""

import json
import re

import pytest
from playwright.sync_api import expect
from support.client import PASSWORD


@pytest.fixture
def server(shared_server):
    return shared_server


def operation(person, id):
    """Opened, if it is not."""
    found = person.page.locator(f"#{id}")
    if not found.evaluate("element => element.open"):
        found.locator("> summary").click()
    expect(found.get_by_role("button", name="Send request")).to_be_visible()
    return found


def send(found):
    found.get_by_role("button", name="Send request").click()
    return found.locator(".answer")


def test_every_route_is_there(people, server):
    visitor = people("Docs Visitor")
    visitor.open("/docs")
    visitor.sees_heading("API")
    visitor.sees("You are not signed in")
    described = json.loads(visitor.client.send("GET", "/api/openapi.json").body)
    ids = {one["operationId"] for path in described["paths"].values() for one in path.values()}
    shown = visitor.page.locator("details.operation")
    expect(shown).to_have_count(len(ids))
    assert set(shown.evaluate_all("all => all.map(({id}) => id)")) == ids
    assert visitor.page.locator("h2").all_inner_texts() == [tag["name"] for tag in described["tags"]]
    visitor.page.evaluate("for (const one of document.querySelectorAll('details.operation')) one.open = true")
    expect(visitor.page.get_by_role("button", name="Send request")).to_have_count(len(ids))
    for word in ("undefined", "[object", "NaN"):
        assert word not in visitor.page.locator("main").inner_text()


def test_a_route_is_found_and_has_an_address(people):
    visitor = people("Docs Finder")
    visitor.open("/docs")
    visitor.page.get_by_label("Find a route").fill("members invit")
    visitor.sees("No route has all of these words.")
    visitor.page.get_by_label("Find a route").fill("get members")
    visitor.sees("1 route")
    expect(visitor.page.locator("details.operation code").first).to_have_text("/api/v1/organizations/{organization}/members")
    visitor.page.get_by_label("Find a route").fill("")
    visitor.sees(re.compile(r"^1\d\d routes$"))
    visitor.open("/docs#postLogin")
    login = visitor.page.locator("#postLogin")
    expect(login).to_have_attribute("open", "")
    expect(login.locator("> summary")).to_be_in_viewport()
    expect(login).to_contain_text("Open to everyone.")
    expect(login.get_by_label("Body")).to_have_value(re.compile(r'"email": "",\s+"password": ""'))


def test_what_is_sent_is_real(people):
    ada = people("Docs Ada")
    ada.client.sign_up(ada.name, organizationName="Docs Acme")
    ada.take_session()
    acme = ada.client.me["organization"]["id"]
    ada.open("/docs")
    ada.sees("Signed in as Docs Ada")
    me = operation(ada, "getMe")
    expect(send(me)).to_contain_text('"name": "Docs Ada"')
    expect(me.locator(".answer")).to_contain_text("200")

    rename = operation(ada, "patchOrganizationsOrganization")
    send(rename)
    expect(rename).to_contain_text("This belongs to the path.")
    rename.get_by_label("organization", exact=True).fill(acme)
    rename.get_by_label("Body").fill('{"name": ')
    send(rename)
    expect(rename).to_contain_text("This is not JSON.")
    rename.get_by_label("Body").fill('{"name": "Docs Globex"}')
    expect(send(rename)).to_contain_text('"name": "Docs Globex"')
    assert ada.client.get(f"/organizations/{acme}").json["name"] == "Docs Globex"

    ada.watch.excuse("PATCH /organizations/* 422", "GET /organizations/*/members 404")
    rename.get_by_label("Body").fill('{"name": ""}')
    expect(send(rename)).to_contain_text('"field": "name"')
    members = operation(ada, "getOrganizationsOrganizationMembers")
    members.get_by_label("organization", exact=True).fill("org_00000000000000000000000000")
    expect(send(members)).to_contain_text('"code": "not_found"')
    command = members.locator("copy-button").get_attribute("data-text")
    assert "curl -X GET" in command and "/members'" in command and "$TOKEN" in command


def test_a_server_that_is_away_is_told_and_nothing_is_lost(people):
    ada = people("Docs Away")
    ada.client.sign_up(ada.name)
    ada.take_session()
    ada.open("/docs")
    ada.sees("Signed in as Docs Away")
    people.server_goes_away()
    ada.page.route("**/api/v1/me", lambda route: route.abort())
    change = operation(ada, "patchMe")
    change.get_by_label("Body").fill('{"name": "proof_required"}')
    change.get_by_role("button", name="Send request").click()
    expect(change.get_by_role("alert")).to_contain_text("The server could not be reached.")
    expect(change.get_by_label("Body")).to_have_value('{"name": "proof_required"}')
    ada.page.unroute("**/api/v1/me")
    # Nor is a name taken for a refusal.
    expect(send(change)).to_contain_text('"name": "proof_required"')
    expect(ada.page.get_by_role("dialog")).to_have_count(0)


def test_with_a_key_in_place_of_the_session(people):
    ada = people("Docs Key")
    ada.client.sign_up(ada.name, organizationName="Docs Key Acme")
    ada.take_session()
    acme = ada.client.me["organization"]["id"]
    key = ada.client.post(f"/organizations/{acme}/api-keys", {"name": "Docs", "permissions": ["members.read"], "expiresAt": None}, 201).json["secret"]
    ada.open("/docs")
    ada.page.get_by_label("API key").fill(key)
    members = operation(ada, "getOrganizationsOrganizationMembers")
    members.get_by_label("organization", exact=True).fill(acme)
    expect(send(members)).to_contain_text('"name": "Docs Key"')
    ada.watch.excuse("GET /me 401", "GET /me 403")
    expect(send(operation(ada, "getMe"))).to_contain_text(re.compile(r'"status": 40[13]'))


def test_identity_is_proven_in_place(people):
    ada = people("Docs Proof")
    ada.client.sign_up(ada.name)
    ada.take_session()
    people.change("UPDATE session SET proven_at = 1 WHERE account_id = (SELECT id FROM account WHERE name = 'Docs Proof')")
    ada.watch.excuse("POST /me/api-keys 403")
    ada.open("/docs")
    make = operation(ada, "postMeApiKeys")
    make.get_by_label("Body").fill(json.dumps({"name": "Docs", "permissions": ["members.read"], "expiresAt": None}))
    send(make)
    proof = ada.dialog("Confirm it's you")
    proof.get_by_label("Password", exact=True).fill(PASSWORD)
    proof.get_by_role("button", name="Continue").click()
    expect(make.locator(".answer")).to_contain_text('"secret": "tnt_')
