"""A second factor: turned on, asked for when logging in, and what helps without it. The app is `pyotp`, which nobody here wrote."""

import time

import pyotp
import pytest
from playwright.sync_api import expect
from support.client import PASSWORD, Client


@pytest.fixture
def server(shared_server):
    return shared_server


def code(secret, steps=0):
    """As the app shows it, or will after so many steps."""
    return pyotp.TOTP(secret).at(time.time() + 30 * steps)


def turn_on(person):
    """Answers the key of the app, and the recovery codes."""
    person.open("/account")
    person.sees_heading("Account")
    person.press("Add app")
    person.dialog("Add an app").get_by_role("button", name="Next").click()
    dialog = person.dialog("Scan this code")
    dialog.get_by_text("No camera?").click()
    secret = dialog.get_by_label("Enter this key in the app").input_value()
    dialog.get_by_label("Code").fill("000000")
    dialog.get_by_role("button", name="Turn on").click()
    expect(dialog.locator("[aria-invalid=true]")).to_have_value("000000")
    dialog.get_by_label("Code").fill(code(secret))
    dialog.get_by_role("button", name="Turn on").click()
    codes = person.dialog("Recovery codes")
    shown = codes.locator("li code").all_inner_texts()
    assert len(set(shown)) == 10
    codes.get_by_role("button", name="Copy").click()
    codes.get_by_role("button", name="Done").click()
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
    expect(elsewhere.page.get_by_label("Code")).to_be_focused()
    elsewhere.press("Log in")
    elsewhere.sees("Enter the code that your app shows.")
    elsewhere.page.get_by_label("Code").fill("000000")
    elsewhere.press("Log in")
    elsewhere.sees("was used already")
    elsewhere.page.get_by_label("Code").fill(code(secret, steps=1))
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
