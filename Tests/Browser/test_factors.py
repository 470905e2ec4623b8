"""A second factor: turned on, asked for when logging in, and what helps without it. The app is `pyotp` and the authenticator is Chromium's,
which nobody here wrote."""

import pytest
from factors import authenticator, code, enrol, keep_codes
from playwright.sync_api import expect
from support.client import PASSWORD


@pytest.fixture
def server(shared_server):
    return shared_server


def begin_with_app(person):
    """Answers the dialog that wants its code, and its key."""
    person.press("Add app")
    person.dialog("Add an app").get_by_role("button", name="Next").click()
    dialog = person.dialog("Scan this code")
    dialog.get_by_text("No camera?").click()
    return dialog, dialog.get_by_label("Enter this key in the app").input_value()


def turn_on(person):
    """Answers the key of the app, and the recovery codes."""
    person.open("/account")
    person.sees_heading("Account")
    dialog, secret = begin_with_app(person)
    dialog.get_by_role("textbox", name="Code").fill("000000")
    dialog.get_by_role("button", name="Turn on").click()
    expect(dialog.locator("[aria-invalid=true]")).to_have_value("000000")
    dialog.get_by_role("textbox", name="Code").fill(code(secret))
    dialog.get_by_role("button", name="Turn on").click()
    shown = keep_codes(person)
    assert len(set(shown)) == 10
    person.is_told("Phone is a second factor now.")
    person.sees("10 recovery codes are left.")
    return secret, shown


def log_in(person):
    person.open("/login")
    person.fill(E_mail=person.email)
    person.page.get_by_label("Password", exact=True).fill(PASSWORD)
    person.press("Log in")
    person.sees("One more step")


def test_it_is_asked_for_after_the_password(people):
    fay = people("Fay Factor")
    fay.client.sign_up("Fay Factor")
    fay.take_session()
    secret, codes = turn_on(fay)
    elsewhere = people("Fay Factor")
    log_in(elsewhere)
    expect(elsewhere.page.get_by_label("Code", exact=True)).to_be_focused()
    elsewhere.press("Log in")
    elsewhere.sees("Enter the code that your app shows.")
    elsewhere.page.get_by_label("Code", exact=True).fill("000000")
    elsewhere.press("Log in")
    elsewhere.sees("This is not the code that the app shows now, or it was used already.")
    elsewhere.page.get_by_label("Code", exact=True).fill(code(secret, steps=1))
    elsewhere.press("Log in")
    elsewhere.sees_heading("Fay Factor")

    other = people("Fay Factor")
    log_in(other)
    other.press("Use a recovery code")
    expect(other.page.get_by_label("Recovery code")).to_be_focused()
    other.page.get_by_label("Recovery code").fill(codes[0].upper())
    other.press("Log in")
    other.sees_heading("Fay Factor")
    other.open("/account")
    other.sees("9 recovery codes are left.")
    other.press("New recovery codes")
    other.dialog("New recovery codes?").get_by_role("button", name="New recovery codes").click()
    expect(other.dialog("Recovery codes").locator("li")).to_have_count(10)


def add_passkey(person, name="Laptop"):
    person.open("/account")
    person.sees_heading("Account")
    add_passkey_here(person, name)


def add_passkey_here(person, name="Laptop"):
    person.press("Add passkey")
    dialog = person.dialog("Add a passkey")
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_role("button", name="Next").click()


def test_codes_are_not_lost_by_a_slip(people):
    ivo = people("Ivo Factor")
    ivo.client.sign_up("Ivo Factor")
    ivo.take_session()
    authenticator(ivo)
    ivo.open("/")
    ivo.sees_heading("Ivo Factor")
    ivo.page.locator("#account-link").click()
    ivo.sees_heading("Account")
    add_passkey_here(ivo)
    codes = ivo.dialog("Recovery codes")
    codes.wait_for()
    ivo.page.evaluate("history.back()")
    expect(codes.locator("li")).to_have_count(10)
    asked = []
    ivo.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    ivo.page.evaluate("location.reload()")
    expect(codes.locator("li")).to_have_count(10)
    assert asked == ["beforeunload"]
    keep_codes(ivo)
    ivo.page.reload()
    ivo.sees_heading("Account")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("verifies", [True, False])
def test_a_passkey(people, verifies):
    name = f"Pia Passkey {verifies}"
    pia = people(name)
    pia.client.sign_up(name)
    pia.take_session()
    authenticator(pia, verifies)
    add_passkey(pia)
    keep_codes(pia)
    pia.is_told("Laptop is a second factor now.")
    add_passkey(pia, "Again")
    pia.sees("This device has a passkey for your account already.")
    pia.dialog("Add a passkey").get_by_role("button", name="Cancel").click()

    pia.loses_session()
    pia.open("/login")
    pia.press("Log in with a passkey")
    if not verifies:  # it is something that one has, and no more
        pia.sees("No passkey was used")
        log_in(pia)
        pia.sees("Your browser asks for your passkey next.")
        pia.press("Log in")
    pia.sees_heading(name)


def test_a_passkey_shows_that_one_is_present(people):
    rosa = people("Rosa Passkey")
    rosa.client.sign_up("Rosa Passkey")
    rosa.take_session()
    authenticator(rosa)
    add_passkey(rosa)
    keep_codes(rosa)
    rosa.is_told("Laptop is a second factor now.")
    expect(rosa.page.get_by_role("button", name="Remove Laptop", exact=True)).to_be_visible()
    people.change("UPDATE session SET proven_at = 1")
    rosa.press("Remove Laptop")
    rosa.dialog("Remove Laptop?").get_by_role("button", name="Remove").click()
    proof = rosa.dialog("Confirm it's you")
    proof.get_by_text("Your browser asks for your passkey next.").wait_for()
    proof.get_by_role("button", name="Continue").click()
    rosa.is_told("Laptop was removed.")
    rosa.sees("There is none: your password is all that it takes.")


def test_whoever_cancels_is_told(people):
    nils = people("Nils Passkey")
    nils.open("/login")
    authenticator(nils)
    nils.press("Log in with a passkey")
    nils.sees("No passkey was used: it was cancelled, took too long, or there is none on this device.")
    expect(nils.page.get_by_role("button", name="Log in", exact=True)).to_be_enabled()


def settings_of_duty(adam):
    adam.open("/o/duty/settings")
    adam.sees_heading("Settings")
    adam.page.get_by_label("Members need a second factor").check()
    adam.press("Save logging in")


def test_an_organization_wants_one(people):
    adam, bea = people("Adam Duty"), people("Bea Duty")
    place = adam.client.sign_up("Adam Duty", organizationName="Duty")["organization"]
    adam.take_session()
    bea.client.sign_up("Bea Duty")
    people.add(bea, place["id"], "manager", adam)
    bea.take_session()
    bea.open("/o/duty/members")
    bea.sees_heading("Members")
    settings_of_duty(adam)
    adam.sees_error("Members need a second factor", "Add a second factor to your own account first, on the account page.")
    enrol(adam.client)
    adam.take_session()
    settings_of_duty(adam)
    adam.is_told("Saved.")

    bea.watch.excuse("GET /organizations/* 403")
    bea.follow("Overview")
    bea.sees_heading("Duty wants a second factor")
    expect(bea.page.get_by_role("link", name="Members", exact=True)).to_have_count(0)
    bea.switch("Bea Duty")
    bea.sees_heading("Bea Duty")
    bea.open("/o/duty/members")
    bea.sees_heading("Duty wants a second factor")
    dialog, secret = begin_with_app(bea)
    dialog.get_by_role("textbox", name="Code").fill(code(secret))
    dialog.get_by_role("button", name="Turn on").click()
    keep_codes(bea)
    bea.sees_heading("Members")
    bea.is_told("Phone is a second factor now.")


def test_whoever_wants_none_can_leave(people):
    owen, cleo = people("Owen Duty"), people("Cleo Duty")
    place = owen.client.sign_up("Owen Duty", organizationName="Strict")["organization"]
    enrol(owen.client)
    owen.client.patch(f"/organizations/{place['id']}", {"factorRequired": True}, 200)
    cleo.client.sign_up("Cleo Duty")
    people.add(cleo, place["id"], "member", owen)
    cleo.take_session()
    cleo.open("/o/strict")
    cleo.sees_heading("Strict wants a second factor")
    cleo.press("Leave organization")
    cleo.answers("Leave organization")
    cleo.is_told("You have left Strict.")


def test_whoever_still_has_one_keeps_all(people):
    gil, root = people("Gil Lost"), people("Root Lost")
    id = gil.client.sign_up("Gil Lost")["user"]["id"]
    secret, _ = enrol(gil.client)
    gil.take_session()
    root.client.sign_up("Root Lost")
    people.change("UPDATE account SET is_operator = 1 WHERE email = ?", root.email)
    root.client.post(f"/admin/accounts/{id}/factor-removal", expect=202)
    gil.open("/account")
    gil.press("I still have one")
    proof = gil.dialog("Confirm it's you")
    proof.get_by_label("Code", exact=True).fill(code(secret, steps=1))
    proof.get_by_role("button", name="Continue").click()
    gil.is_told("Your second factors stay.")
    expect(gil.page.get_by_text("I still have one")).to_be_hidden()
