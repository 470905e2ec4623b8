"""Signing up, logging in and out, passwords."""

import re

import pytest
from people import PASSWORD
from playwright.sync_api import expect
from support.client import Client


def reset_link(server, person):
    return server.mailed_link("password-reset", person.email)


def described(person, field):
    """What a screen reader reads out with a field."""
    ids = (field.get_attribute("aria-describedby") or "").split()
    return " ".join(person.page.locator(f"[id='{name}']").inner_text() for name in ids)


def expect_message(person, label, message):
    """At its field, tied to it, with the focus there."""
    field = person.page.get_by_label(label, exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    assert message in described(person, field)


def test_log_out_and_log_in_where_one_was(people, server):
    ada = people("Ada")
    ada.sign_up(organization="Acme")
    ada.log_out()
    ada.open("/o/acme/members")
    ada.sees_heading("Log in")
    expect(ada.page).to_have_url(server.origin + "/login?next=%2Fo%2Facme%2Fmembers")
    ada.fill(E_mail=ada.email, Password=PASSWORD)
    ada.press("Log in")
    ada.sees_heading("Members")
    assert ada.path == "/o/acme/members"


@pytest.mark.parametrize(
    "hostile",
    ["//evil.example", "/\\evil.example", "https://evil.example", "https:evil.example", "\\\\evil.example", "/%09/evil.example",
     "javascript:alert(1)", "/\t/evil.example", "@evil.example", ".evil.example"],
)
def test_a_hostile_next_stays_here(people, server, hostile):
    ada = people("Ada")
    ada.watch.excuse("GET /%09/evil.example 404")
    ada.sign_up()
    ada.log_out()
    ada.page.evaluate("next => location.assign('/login?' + new URLSearchParams({next}))", hostile)
    ada.page.wait_for_url("**/login?next=*")
    ada.fill(E_mail=ada.email, Password=PASSWORD)
    ada.press("Log in")
    expect(ada.page.get_by_role("heading", level=1)).not_to_have_text("Log in")
    assert ada.page.url.startswith(server.origin + "/")


def test_whoever_guesses_waits_and_ones_own_browser_does_not(people, server):
    ada, stranger = people("Ada"), people("Stranger")
    ada.sign_up()
    ada.log_out()
    for _ in range(5):
        Client(server).post("/login", {"email": ada.email, "password": "a guess"}, 401)
    stranger.open("/login")
    stranger.watch.excuse("POST /login 429")
    stranger.fill(E_mail=ada.email, Password=PASSWORD)
    stranger.press("Log in")
    expect(stranger.page.get_by_role("alert")).to_have_text(re.compile(r"Too many attempts\. Try again in \d+ seconds\."))
    expect(stranger.page.get_by_label("Password", exact=True)).to_have_value(PASSWORD)
    ada.open("/login")
    ada.fill(E_mail=ada.email, Password=PASSWORD)
    ada.press("Log in")
    ada.sees_heading("Ada")


def test_a_wrong_password_is_told_and_the_address_stays(people):
    ada = people("Ada")
    ada.sign_up()
    ada.log_out()
    for email in (ada.email, "nobody@example.com"):
        ada.fill(E_mail=email, Password="not this one")
        ada.press("Log in")
        expect(ada.page.get_by_role("alert")).to_have_text("E-mail or password is not correct.")
        expect(ada.page.get_by_label("E-mail")).to_have_value(email)
        expect(ada.page.get_by_label("Password", exact=True)).to_be_focused()
    ada.fill(E_mail=ada.email, Password=PASSWORD)
    ada.press("Log in")
    ada.sees_heading("Ada")


def test_messages_stand_at_their_fields(people):
    ada = people("Ada")
    ada.open("/signup")
    ada.press("Sign up")
    expect_message(ada, "Name", "Enter your name.")
    ada.fill(Name="Ada", E_mail="ada@example.com", Password="short")
    ada.press("Sign up")
    expect_message(ada, "Password", "at least 8")
    assert "Anything goes" in described(ada, ada.page.get_by_label("Password", exact=True)), "the hint stays"


def test_what_the_server_refuses_stands_at_its_field_too(people):
    ada = people("Ada")
    ada.open("/signup")
    ada.fill(Name="Ada", E_mail="ada@example.com", Password="password123")
    with ada.page.expect_response("**/api/v1/signup") as answer:
        ada.press("Sign up")
    assert answer.value.status == 422
    expect(ada.page.get_by_label("Password", exact=True)).to_be_focused()
    expect_message(ada, "Password", "This is among the passwords that are guessed first. Choose another.")
    expect(ada.page.get_by_label("Name", exact=True)).to_have_value("Ada")
    ada.fill(Password=PASSWORD)
    ada.press("Sign up")
    ada.sees_heading("Ada")


def test_an_address_that_is_taken_is_told_at_its_field(people):
    ada, other = people("Ada"), people("Other")
    ada.sign_up()
    other.open("/signup")
    other.fill(Name="Other", E_mail=ada.email.upper(), Password=PASSWORD)
    other.press("Sign up")
    expect_message(other, "E-mail", "already has an account")


def test_a_forgotten_password(people, server):
    ada, elsewhere = people("Ada"), people("Ada")
    ada.sign_up()
    elsewhere.log_in()
    elsewhere.sees_heading("Ada")
    ada.log_out()
    ada.fill(E_mail=ada.email)
    ada.follow("Forgot password?")
    ada.sees_heading("Forgot password")
    assert ada.path == "/forgot-password", "the address is not in the address bar"
    expect(ada.page.get_by_label("E-mail")).to_have_value(ada.email)
    ada.press("Request link")
    ada.sees_heading("Link requested")

    ada.open(reset_link(server, ada))
    ada.sees_heading("Choose a new password")
    assert ada.path == "/reset-password", "the token is in no address bar"
    ada.fill(New_password="a new one for ada")
    ada.press("Change password")
    ada.sees_heading("Password changed")
    ada.follow("Log in")
    ada.sees_heading("Log in")
    ada.fill(E_mail=ada.email, Password=PASSWORD)
    ada.press("Log in")
    expect(ada.page.get_by_role("alert")).to_have_text("E-mail or password is not correct.")
    ada.fill(Password="a new one for ada")
    ada.press("Log in")
    ada.sees_heading("Ada")
    elsewhere.open("/account")
    elsewhere.sees_heading("Log in")


def test_an_unknown_address_is_told_the_same(people):
    ada, words = people("Ada"), []
    ada.sign_up()
    ada.log_out()
    for email in (ada.email, "nobody@example.com"):
        ada.open("/forgot-password")
        ada.fill(E_mail=email)
        ada.press("Request link")
        ada.sees_heading("Link requested")
        words.append(ada.page.get_by_role("main").inner_text().replace(email, "…"))
    assert words[0] == words[1]


def test_reset_links_that_do_not_work_say_so(people, server):
    ada = people("Ada")
    ada.sign_up()
    ada.log_out()
    ada.open("/reset-password")
    ada.sees_heading("This link is incomplete")
    ada.open("/forgot-password")
    ada.fill(E_mail=ada.email)
    ada.press("Request link")
    ada.sees_heading("Link requested")
    link = reset_link(server, ada)
    try_reset(ada, link, "Password changed")
    for broken in (link, "/reset-password#" + "A" * 43, "/reset-password#<img src=x>"):
        try_reset(ada, broken, "This link no longer works")


def try_reset(person, link, heading):
    person.open("about:blank")
    person.open(link)
    person.fill(New_password="a new one for ada")
    person.press("Change password")
    person.sees_heading(heading)


def test_a_password_can_be_shown(people):
    ada = people("Ada")
    ada.open("/login")
    field = ada.page.get_by_label("Password", exact=True)
    field.fill("secret")
    ada.press("Show password")
    expect(field).to_have_attribute("type", "text")
    ada.press("Hide password")
    expect(field).to_have_attribute("type", "password")


def test_a_changed_password_signs_the_others_out(people):
    ada, elsewhere = people("Ada"), people("Ada")
    ada.sign_up()
    elsewhere.log_in()
    elsewhere.sees_heading("Ada")
    ada.open("/account")
    ada.fill(Current_password="not this one", New_password="a new one for ada")
    ada.press("Change password")
    expect_message(ada, "Current password", "")
    ada.fill(Current_password=PASSWORD)
    ada.press("Change password")
    ada.sees("Password changed")
    expect(ada.page.get_by_role("list", name="Sessions").get_by_role("listitem")).to_have_count(1)
    elsewhere.watch.excuse("GET /organizations/* 401")
    elsewhere.page.get_by_role("link", name="Members").first.click()
    elsewhere.sees_heading("Log in")
    elsewhere.fill(E_mail=ada.email, Password="a new one for ada")
    elsewhere.press("Log in")
    elsewhere.sees_heading("Members")


def test_how_long_passwords_are_is_the_servers_to_say(people, server):
    server.kill()
    server.settings["password_min"] = 12
    server.start()
    ada = people("Ada")
    ada.open("/signup")
    ada.sees("At least 12 characters")
    ada.fill(Name="Ada", E_mail=ada.email, Password="eleven char")
    ada.press("Sign up")
    expect_message(ada, "Password", "Use at least 12 characters.")
    ada.sign_up()
    ada.open("/account")
    ada.sees("At least 12 characters")
