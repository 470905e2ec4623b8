"""Deleting one's account: what it says, what it wants first, and where one ends up."""

from people import PASSWORD
from playwright.sync_api import expect
from test_organization_ends import presses, proof_is_due, proves


def test_the_account_ends_once_its_address_is_typed(people):
    ada, ben = people.team("Acme", "/members", Ada="owner", Ben="member")
    ben.open("/account")
    ben.sees_heading("Account")
    ben.press("Delete account")
    dialog = ben.dialog("Delete your account?")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    expect(dialog).to_contain_text("Your personal organization Ben is gone")
    expect(dialog).to_contain_text("Nobody can bring it back.")
    expect(dialog).not_to_contain_text("You run this instance.")
    for typed in ("", "ben", ada.email):
        ben.fill(Type=typed)
        presses(ben, "Delete account")
        ben.sees_error(f"Type {ben.email} to confirm", f"Type {ben.email}, the address of your account.")
    ben.fill(Type=ben.email.upper())
    proof_is_due(people)
    presses(ben, "Delete account")
    proves(ben)
    ben.sees_heading("Log in")
    assert ben.path == "/login"
    ben.sees("Your account has been deleted. Farewell.")
    ben.page.reload()
    ben.sees("Welcome back.")
    ben.watch.excuse("POST /login 401")
    ben.fill(E_mail=ben.email, Password=PASSWORD)
    ben.press("Log in")
    ben.sees("E-mail or password is not correct.")
    ada.page.reload()
    ada.sees_heading("Members")
    assert ada.members() == ["Ada"]


def test_what_nobody_else_owns_comes_first(people):
    ada, ben = people.team("Acme", "/members", Ada="owner", Ben="admin")
    ada.open("/account")
    ada.sees_heading("Account")
    ada.press("Delete account")
    dialog = ada.dialog("These organizations need you")
    expect(dialog.get_by_role("listitem")).to_have_count(1)
    dialog.get_by_role("link", name="Settings Acme").click()
    ada.sees_heading("Settings")
    assert ada.path == "/o/acme/settings"
    ada.client.post(f"/organizations/{ada.client.me['organization']['id']}/transfer", {"accountId": ben.client.me["user"]["id"]})
    ada.open("/account")
    ada.sees_heading("Account")
    ada.press("Delete account")
    ada.fill(Type=ada.email)
    presses(ada, "Delete account")
    ada.sees_heading("Log in")
    ben.comes_back()
    assert [item["user"]["name"] for item in ben.client.get(f"/organizations/{ben.client.me['organizations'][1]['id']}/members").json["items"]] == ["Ben"]


def test_the_other_owner_goes_while_one_types(people):
    ada, ben = people.team("Acme", "/members", Ada="owner", Ben="owner")
    ada.open("/account")
    ada.sees_heading("Account")
    ada.press("Delete account")
    ada.fill(Type=ada.email)
    ben.client.post(f"/organizations/{ada.client.me['organization']['id']}/leave")
    ada.watch.excuse("DELETE /me 409")
    presses(ada, "Delete account")
    expect(ada.dialog("These organizations need you")).to_contain_text("Acme")


def test_who_is_gone_is_a_deleted_account(people):
    ada, ben = people.team("Acme", "/members", Ada="owner", Ben="admin")
    organization = ada.client.me["organization"]["id"]
    ben.client.invite(organization)
    ben.client.post(f"/organizations/{organization}/secrets", {"name": "Payments", "provider": "stripe", "value": "value"})
    ben.client.delete("/me?confirm=true")
    ada.open("/o/acme/secrets")
    ada.sees_heading("Secrets")
    ada.sees("by deleted account")
    ada.open("/o/acme/members")
    ada.sees_heading("Members")
    ada.page.get_by_label("Revoked", exact=True).check(force=True)
    ada.sees("by deleted account")


def test_an_operator_is_told_how_another_is_named(people):
    ada = people("Ada")
    ada.client.sign_up("Ada")
    people.change("UPDATE account SET is_operator = 1")
    ada.take_session()
    ada.open("/account")
    ada.sees_heading("Account")
    ada.press("Delete account")
    expect(ada.dialog("Delete your account?")).to_contain_text("You run this instance.")
