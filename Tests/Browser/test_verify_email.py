"""The page that a link to confirm an address leads to."""

from itertools import count

import pytest
from people import PASSWORD
from playwright.sync_api import expect

numbers = count(1)


@pytest.fixture
def server(shared_server):
    return shared_server


@pytest.fixture
def ada(people):
    """Signed in, with an address that is not confirmed."""
    ada = people(f"Ada {next(numbers)}")
    ada.client.sign_up(ada.name)
    ada.take_session()
    return ada


def mailed(people, person):
    """A link as it comes by mail. This server sends none, so what it makes proves nothing by itself."""
    link = shown(person)
    people.change("UPDATE email_verification SET proves_address = 1")
    return link


def shown(person):
    person.client.post("/email/resend")
    return person.server.mailed_link("email-verification", person.email)


def a_minute_passes(people):
    """An address gets one such message a minute."""
    people.change("UPDATE outbox SET created_at = created_at - 61000")


def opens(person, link, heading):
    person.open("about:blank")
    person.open(link)
    person.sees_heading(heading)
    expect(person.page.get_by_role("heading", level=1)).to_be_focused()
    assert person.page.title() == f"{heading} · Tenantry"
    assert person.path == "/verify-email", "the token is in no address bar"


def is_confirmed(person):
    return person.client.me["user"]["emailVerified"]


def test_nothing_is_confirmed_before_one_says_so(people, ada):
    opens(ada, mailed(people, ada), "Confirm your address")
    ada.sees(ada.name)
    ada.sees(ada.email)
    assert not is_confirmed(ada)
    ada.press("Confirm this address")
    ada.sees_heading("Your address is confirmed")
    expect(ada.page.get_by_role("heading", level=1)).to_be_focused()
    ada.follow("Continue")
    ada.sees_heading(ada.name)
    ada.open("/account")
    ada.sees("confirmed")


def test_signed_out_one_logs_in_on_the_way(people, ada):
    link = mailed(people, ada)
    ada.loses_session()
    opens(ada, link, "Confirm your address")
    expect(ada.page.get_by_role("link", name="Sign up")).to_have_count(0)
    ada.follow("Log in")
    ada.sees("Then you can confirm your address.")
    ada.fill(E_mail=ada.email, Password=PASSWORD)
    ada.press("Log in")
    ada.sees_heading("Confirm your address")
    ada.press("Confirm this address")
    ada.sees_heading("Your address is confirmed")


def test_the_link_outlives_a_reload_and_works_once(people, ada):
    link = mailed(people, ada)
    opens(ada, link, "Confirm your address")
    ada.page.reload()
    ada.press("Confirm this address")
    ada.sees_heading("Your address is confirmed")
    opens(ada, link, "This link no longer works")
    ada.sees(f"The address of your account, {ada.email}, is confirmed already.")
    expect(ada.page.get_by_role("button", name="Send a new link")).to_have_count(0)


def test_a_link_that_no_longer_works_is_replaced_on_request(people, ada):
    old = mailed(people, ada)
    a_minute_passes(people)
    shown(ada)
    opens(ada, old, "This link no longer works")
    ada.sees(ada.email)
    a_minute_passes(people)
    ada.press("Send a new link")
    ada.sees_heading("A new link is made")
    link = ada.server.mailed_link("email-verification", ada.email)
    people.change("UPDATE email_verification SET proves_address = 1")
    opens(ada, link, "Confirm your address")
    ada.press("Confirm this address")
    ada.sees_heading("Your address is confirmed")


def test_a_link_of_another_account_is_no_good_here_but_there(people, ada):
    eve = people(f"Eve {next(numbers)}")
    eve.client.sign_up(eve.name)
    link = mailed(people, eve)
    opens(ada, link, "Confirm your address")
    ada.sees(f"The link is for {eve.email}.")
    expect(ada.page.get_by_role("button", name="Confirm this address")).to_have_count(0)
    ada.press("Use another account")
    ada.sees("Log in to the account whose address this is about.")
    ada.follow("Log in")
    expect(ada.page.get_by_label("E-mail")).to_have_value(eve.email)
    ada.fill(Password=PASSWORD)
    ada.press("Log in")
    ada.sees_heading("Confirm your address")
    ada.sees(eve.email)
    ada.press("Confirm this address")
    ada.sees_heading("Your address is confirmed")


def test_where_no_mail_is_sent_a_link_proves_nothing_and_the_page_says_why(ada):
    opens(ada, shown(ada), "Confirm your address")
    ada.press("Confirm this address")
    ada.sees_heading("This link proves nothing")
    ada.sees("this server sends none")
    assert not is_confirmed(ada)


def test_a_session_that_ended_meanwhile_is_begun_again(people, ada):
    opens(ada, mailed(people, ada), "Confirm your address")
    ada.client.post("/logout")
    ada.press("Confirm this address")
    ada.sees("Log in to the account whose address this is about.")
    ada.follow("Log in")
    ada.fill(E_mail=ada.email, Password=PASSWORD)
    ada.press("Log in")
    ada.press("Confirm this address")
    ada.sees_heading("Your address is confirmed")


def test_whoever_logged_in_meanwhile_confirms_nothing_for_whom_the_page_shows(people, ada):
    eve = people(f"Eve {next(numbers)}")
    eve.client.sign_up(eve.name)
    opens(ada, mailed(people, ada), "Confirm your address")
    ada.context.add_cookies([{"name": "tenantry", "value": eve.client.token, "url": ada.server.origin}])
    ada.press("Confirm this address")
    ada.sees(eve.email)
    ada.sees(f"The link is for {ada.email}.")
    assert not is_confirmed(ada) and not is_confirmed(eve)


def test_a_link_without_a_token_is_incomplete(ada):
    opens(ada, "/verify-email", "This link is incomplete")


@pytest.mark.parametrize("token", ["A" * 43, "nonsense", "<img src=x onerror=alert(1)>", "%00", "ä" * 100])
def test_garbage_is_no_link(ada, token):
    opens(ada, f"/verify-email#{token}", "This link no longer works")
    ada.sees(ada.email)


def test_signed_out_a_link_that_no_longer_works_leads_on_whatever_it_was_for(people):
    guest = people("Guest")
    opens(guest, "/verify-email#" + "A" * 43, "This link no longer works")
    expect(guest.page.get_by_role("link", name="Sign up")).to_have_attribute("href", "/signup")
    guest.follow("Log in")
    guest.sees_heading("Log in")
    assert guest.path == "/login?next=%2Faccount"


def test_a_link_that_is_replaced_while_one_reads_no_longer_works(people, ada):
    opens(ada, mailed(people, ada), "Confirm your address")
    a_minute_passes(people)
    shown(ada)
    ada.press("Confirm this address")
    ada.sees_heading("This link no longer works")
    expect(ada.page.get_by_role("button", name="Send a new link")).to_be_visible()


def test_a_server_that_does_not_answer_can_be_asked_again(people, ada):
    link = mailed(people, ada)
    ada.watch.excuse("POST /email/verify 503", "GET /session 500")
    ada.page.route("**/api/v1/session", lambda route: route.fulfill(status=500, json={"code": "internal"}))
    opens(ada, link, "That did not work")
    ada.page.unroute("**/api/v1/session")
    ada.press("Try again")
    ada.page.route("**/email/verify", lambda route: route.fulfill(status=503, json={"code": "busy"}, headers={"Retry-After": "2"}))
    ada.press("Confirm this address")
    expect(ada.page.get_by_role("alert")).to_have_text("The server is busy. Try again in 2 seconds.")
    ada.page.unroute("**/email/verify")
    ada.press("Confirm this address")
    ada.sees_heading("Your address is confirmed")
