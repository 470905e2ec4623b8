"""API keys of an organization and of one's own: made, shown once, used, revoked."""

import json
import re

import pytest
from playwright.sync_api import expect
from support.client import PASSWORD, Client

FORM = re.compile("^tnt_[0-9A-Za-z]{49}$")


def key(person, name):
    return person.page.locator("api-key-list tbody tr").filter(has=person.page.get_by_text(name, exact=True))


def fill(person, name, *permissions):
    person.page.locator("#make-api-key").click()
    person.dialog("New API key").get_by_label("Name", exact=True).fill(name)
    for permission in permissions:
        person.dialog().get_by_label(permission).check()


def make(person):
    person.dialog("New API key").get_by_role("button", name="New key").click()


def secret(person, name):
    """As the one dialog shows it; closes that."""
    field = person.dialog(f"The key {name}").get_by_label("Key", exact=True)
    expect(field).to_have_value(FORM)
    value = field.input_value()
    person.answers("Done")
    return value


def program(person, secret):
    """Something that has the key, and no cookie."""
    return Client(person.server, Authorization=f"Bearer {secret}")


def kept(person):
    return person.page.content() + json.dumps(person.page.evaluate("() => [{...localStorage}, {...sessionStorage}, location.href, history.state]"))


def test_a_key_is_made_used_and_revoked(people):
    ada, ben = people.team("Acme", "/api-keys", Ada="owner", Ben="manager")
    ada.sees_heading("API keys")
    ben.sees_heading("Not for your role")
    ben.sees("does not manage its API keys")
    expect(ben.page.get_by_role("link", name="API keys", exact=True)).to_have_count(0)
    acme = ada.client.me["organization"]["id"]
    ada.stamp()
    ada.sees("No API keys yet")

    fill(ada, "Deployment", "See members", "Invite people")
    ada.dialog().get_by_label("Expires").select_option("in 30 days")
    make(ada)
    expect(ada.dialog("The key Deployment")).to_contain_text("Copy the key now: you will not see it again.")
    ada.page.keyboard.press("Escape")
    opens = secret(ada, "Deployment")
    expect(key(ada, "Deployment")).to_contain_text(opens[:10])
    expect(key(ada, "Deployment")).to_contain_text("not yet")
    expect(key(ada, "Deployment")).to_contain_text("by Ada")
    expect(ada.page.get_by_text("No API keys yet")).to_be_hidden()
    assert opens[10:] not in kept(ada)

    script = program(ada, opens)
    assert script.member_names(acme) == ["Ada", "Ben"]
    script.invite(acme, role="viewer")
    script.get(f"/organizations/{acme}/invitations", 403)
    ada.page.reload()
    expect(key(ada, "Deployment")).not_to_contain_text("not yet")
    key(ada, "Deployment").get_by_text("2 permissions").click()
    expect(key(ada, "Deployment").get_by_text("Invite people")).to_be_visible()

    ada.press("Revoke Deployment")
    expect(ada.dialog("Revoke Deployment?")).to_contain_text("is refused at once")
    ada.answers("Revoke key")
    ada.is_told("Deployment was revoked.")
    expect(key(ada, "Deployment").locator(".badge").first).to_have_text("revoked")
    expect(ada.page.get_by_role("button", name="Revoke Deployment")).to_have_count(0)
    script.get(f"/organizations/{acme}/members", 401)

    ada.follow("Audit log")
    ada.sees_heading("Audit log")
    ada.sees("Deployment, on behalf of Ada, made an invitation link for the role Viewer")
    ada.sees("Ada revoked the API key Deployment")
    ada.page.get_by_role("button", name="Deployment, on behalf of Ada,").first.click()
    ada.sees("1 event found")


def test_nobody_gives_a_key_what_they_do_not_have(people):
    _, ben = people.team("Acme", "/api-keys", Ada="owner", Ben="admin")
    fill(ben, "Deployment")
    grid = ben.dialog().get_by_role("group", name="What the key may")
    expect(grid.get_by_label("Economic release")).to_be_disabled()
    expect(grid.get_by_label("Technical release")).to_be_enabled()
    for name in ("Manage roles", "Manage API keys", "Manage secrets", "Manage billing", "Delete the organization", "Transfer ownership", "Export everything"):
        expect(grid.get_by_label(name)).to_have_count(0)


def test_what_cannot_be_is_said(people):
    (ada,) = people.team("Acme", "/api-keys", Ada="owner")
    acme = ada.client.me["organization"]["id"]
    ada.client.post(f"/organizations/{acme}/api-keys", {"name": "Deployment", "permissions": ["members.read"]}, 201)
    fill(ada, "")
    make(ada)
    ada.sees_error("Name", "Give the key a name.")
    ada.dialog().get_by_label("Name", exact=True).fill("deployment")
    make(ada)
    expect(ada.dialog().get_by_role("alert")).to_have_text("Choose at least one permission.")
    ada.dialog().get_by_label("See members").check()
    make(ada)
    ada.sees_error("Name", "Another API key has this name.")
    expect(ada.dialog().get_by_label("See members")).to_be_checked()
    ada.dialog().get_by_label("Name", exact=True).fill("Other")
    make(ada)
    secret(ada, "Other")
    for number in range(48):
        ada.client.post(f"/organizations/{acme}/api-keys", {"name": f"Key {number}", "permissions": ["members.read"]}, 201)
    fill(ada, "One more", "See members")
    make(ada)
    ada.sees_error("Name", "There are 50 API keys already")


def test_a_proof_is_asked_for_in_place(people):
    (ada,) = people.team("Acme", "/api-keys", Ada="owner")
    people.change("UPDATE session SET proven_at = 1")
    fill(ada, "Deployment", "See members")
    make(ada)
    proof = ada.dialog("Confirm it's you")
    proof.get_by_label("Password", exact=True).fill(PASSWORD)
    proof.get_by_role("button", name="Continue").click()
    secret(ada, "Deployment")


def test_in_a_read_only_organization_keys_can_be_revoked_alone(people):
    (ada,) = people.team("Acme", "/api-keys", Ada="owner")
    acme = ada.client.me["organization"]["id"]
    ada.client.post(f"/organizations/{acme}/api-keys", {"name": "Deployment", "permissions": ["members.read"]}, 201)
    people.change("UPDATE organization SET status = 'suspended' WHERE id = ?", acme)
    ada.page.reload()
    expect(key(ada, "Deployment")).to_be_visible()
    expect(ada.page.locator("#make-api-key")).to_have_count(0)
    ada.press("Revoke Deployment")
    ada.answers("Revoke key")
    ada.is_told("Deployment was revoked.")


def test_ones_own(people):
    ada, ben = people.team("Acme", Ada="owner", Ben="viewer")
    ben.open("/account")
    ben.sees_heading("Account")
    fill(ben, "Script", "See members", "Invite people")
    ben.dialog().get_by_label("Expires").select_option("never")
    make(ben)
    opens = secret(ben, "Script")
    expect(key(ben, "Script")).to_contain_text("never")
    acme = ada.client.me["organization"]["id"]
    script = program(ben, opens)
    assert script.member_names(acme) == ["Ada", "Ben"]
    script.post(f"/organizations/{acme}/invitations", {"kind": "link", "role": "viewer"}, 403)
    ben.press("Revoke Script")
    ben.answers("Revoke key")
    ben.is_told("Script was revoked.")
    expect(key(ben, "Script").locator(".badge").first).to_have_text("revoked")
    script.get("/organizations", 401)


def test_there_can_be_more_than_a_page(people):
    (ada,) = people.team("Acme", "/api-keys", Ada="owner")
    path = f"/organizations/{ada.client.me['organization']['id']}/api-keys"
    for number in range(51):
        made = ada.client.post(path, {"name": f"Key {number:02}", "permissions": ["members.read"]}, 201).json
        if number < 10:
            ada.client.delete(f"{path}/{made['id']}")
    ada.page.reload()
    ada.sees("1–50 of 51")
    ada.press("Next")
    expect(key(ada, "Key 00")).to_be_visible()


@pytest.mark.parametrize("path", ["/api-keys", "/account"])
def test_keys_in_german(people, path):
    ada = people("Ada")
    slug = ada.client.sign_up("Ada", organizationName="Acme")["organization"]["slug"]
    ada.client.patch("/me", {"language": "de"})
    ada.take_session()
    ada.open(path if path == "/account" else f"/o/{slug}{path}")
    ada.sees("Noch keine API-Schlüssel")
    ada.page.locator("#make-api-key").click()
    dialog = ada.dialog("Neuer API-Schlüssel")
    dialog.get_by_label("Name", exact=True).fill("Deployment")
    dialog.get_by_role("button", name="Neuer Schlüssel").click()
    ada.sees("Wähle mindestens eine Berechtigung.")
    dialog.get_by_label("Mitglieder sehen").check()
    dialog.get_by_role("button", name="Neuer Schlüssel").click()
    expect(ada.dialog("Der Schlüssel Deployment")).to_contain_text("Du siehst ihn nicht wieder.")
    ada.answers("Fertig")
    ada.press("Widerrufen Deployment")
    ada.answers("Schlüssel widerrufen")
    ada.is_told("Deployment wurde widerrufen.")
