"""A server or a line that fails: told in words, with nothing lost, and the second try works."""

import pytest
from people import PASSWORD
from playwright.sync_api import expect

#: What comes back instead of an answer, and what the page says.
FAULTS = {
    "a fault": (dict(status=500, json={"code": "internal", "requestId": "r-17"}), "mention request r-17"),
    "a proxy without the server": (dict(status=502, body="<html>Bad Gateway</html>"), "Something went wrong on the server."),
    "too many": (dict(status=429, json={"code": "rate_limited"}, headers={"Retry-After": "90"}), "Too many attempts. Try again in 2 minutes."),
    "too busy": (dict(status=503, json={"code": "busy"}, headers={"Retry-After": "3"}), "The server is busy. Try again in 3 seconds."),
    "no connection": (None, "The server could not be reached."),
}


def fails(person, path, answer):
    """From now on, for calls of `path`."""
    if answer is None:
        person.watch.is_server_away = True
        person.page.route(f"**/api/v1{path}", lambda route: route.abort())
    else:
        person.watch.excuse(f"POST {path} {answer['status']}")
        person.page.route(f"**/api/v1{path}", lambda route: route.fulfill(**answer))


def works_again(person, path):
    person.page.unroute(f"**/api/v1{path}")


def expect_typed(person, **values):
    for label, value in values.items():
        expect(person.page.get_by_label(label.replace("_", " "))).to_have_value(value)


@pytest.fixture
def ada(people):
    ada = people("Ada")
    return ada


@pytest.mark.parametrize("answer, words", FAULTS.values(), ids=FAULTS)
def test_log_in(ada, answer, words):
    ada.client.sign_up("Ada")
    ada.open("/login")
    fails(ada, "/login", answer)
    ada.fill(E_mail=ada.email, Password=PASSWORD)
    ada.page.get_by_label("Remember me").check()
    ada.press("Log in")
    expect(ada.page.get_by_role("alert")).to_contain_text(words)
    expect_typed(ada, Password=PASSWORD)
    expect(ada.page.get_by_label("E-mail")).to_have_value(ada.email)
    expect(ada.page.get_by_label("Remember me")).to_be_checked()
    works_again(ada, "/login")
    ada.press("Log in")
    ada.sees_heading("Ada")


@pytest.mark.parametrize("answer, words", FAULTS.values(), ids=FAULTS)
def test_sign_up(ada, answer, words):
    ada.open("/signup")
    fails(ada, "/signup", answer)
    ada.fill(Name="Ada", E_mail=ada.email, Password=PASSWORD, Organization_name="Acme")
    ada.press("Sign up")
    expect(ada.page.get_by_role("alert")).to_contain_text(words)
    expect_typed(ada, Organization_name="Acme", Password=PASSWORD)
    works_again(ada, "/signup")
    ada.press("Sign up")
    ada.sees_heading("Acme")


@pytest.mark.parametrize("answer, words", FAULTS.values(), ids=FAULTS)
def test_a_forgotten_password(ada, server, answer, words):
    ada.client.sign_up("Ada")
    ada.open("/forgot-password")
    fails(ada, "/password/forgot", answer)
    ada.fill(E_mail=ada.email)
    ada.press("Request link")
    expect(ada.page.get_by_role("alert")).to_contain_text(words)
    works_again(ada, "/password/forgot")
    ada.press("Request link")
    ada.sees_heading("Link requested")
    ada.open(server.mailed_link("password-reset", ada.email))
    fails(ada, "/password/reset", answer)
    ada.fill(New_password="a new one for ada")
    ada.press("Change password")
    expect(ada.page.get_by_role("alert")).to_contain_text(words)
    expect_typed(ada, New_password="a new one for ada")
    works_again(ada, "/password/reset")
    ada.press("Change password")
    ada.sees_heading("Password changed")


def test_an_answer_that_never_comes_is_given_up(ada):
    ada.page.clock.install()
    ada.open("/login")
    ada.page.route("**/api/v1/login", lambda route: None)
    ada.fill(E_mail=ada.email, Password=PASSWORD)
    with ada.page.expect_request("**/api/v1/login"):
        ada.press("Log in")
    ada.page.clock.fast_forward(31_000)
    expect(ada.page.get_by_role("alert")).to_contain_text("The server did not answer in time.")
    expect(ada.page.get_by_label("Password", exact=True)).to_have_value(PASSWORD)


def test_a_form_that_is_under_way_is_not_sent_twice(ada):
    sent = []
    ada.open("/login")
    ada.page.route("**/api/v1/login", lambda route: sent.append(route))
    ada.fill(E_mail=ada.email, Password=PASSWORD)
    with ada.page.expect_request("**/api/v1/login"):
        ada.press("Log in")
    expect(ada.page.locator("form")).to_have_attribute("aria-busy", "true")
    ada.page.get_by_label("Password", exact=True).press("Enter")
    ada.page.get_by_role("button", name="Log in", exact=True).click(force=True)
    assert len(sent) == 1
    sent[0].fulfill(status=401, json={"code": "invalid_credentials"})
    expect(ada.page.get_by_role("alert")).to_have_text("E-mail or password is not correct.")
