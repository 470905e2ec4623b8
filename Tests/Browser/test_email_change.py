"""Another address for one's account: asked for on the account page, there with the link that goes to it."""

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
    """Signed in, and looking at her account."""
    ada = people(f"Ada {next(numbers)}")
    ada.client.sign_up(ada.name)
    ada.take_session()
    look(ada)
    return ada


def look(person):
    person.open("/account")
    person.sees_heading("Account")
    person.settle()


def asks_for(person, email):
    person.press("Change address")
    person.fill(New_address=email)
    person.press("Send link")
    expect(person.page.locator("dialog.dialog")).to_have_count(0)


def new(person):
    return f"new.{person.email}"


def link_to(person, email):
    return person.server.mailed_link("email-change", email)


def opens(person, link, heading):
    person.open("about:blank")
    person.open(link)
    person.sees_heading(heading)
    expect(person.page.get_by_role("heading", level=1)).to_be_focused()
    assert person.path == "/verify-email", "the token is in no address bar"


def shown_address(person):
    return person.page.get_by_label("E-mail", exact=True)


def waiting(person):
    return person.page.locator("own-address .note")


def messages_to(server, email):
    return [line for line in server.command("outbox").stdout.splitlines() if email in line]


def address(person):
    return person.client.get("/email").json


# MARK: Asking


def test_the_dialog_says_what_will_happen_and_nothing_happens_before_the_link_is_followed(people, ada):
    ada.press("Change address")
    dialog = ada.dialog("Change your address")
    for words in ("A link goes to the new address.", f"Until you follow it, {ada.email} stays your address.", "signs you out everywhere else"):
        expect(dialog).to_contain_text(words)
    ada.answers("Cancel")
    expect(ada.page.get_by_role("button", name="Change address")).to_be_focused()
    asks_for(ada, new(ada))
    ada.is_told(f"{new(ada)} becomes your address once you follow the link in the message to it.")
    expect(waiting(ada)).to_contain_text(f"{new(ada)} waits to be confirmed, until ")
    expect(ada.page.get_by_role("button", name="Change address")).to_be_focused()
    look(ada)
    expect(waiting(ada)).to_contain_text(new(ada))
    expect(shown_address(ada)).to_have_value(ada.email)
    expect(waiting(ada).locator("time")).to_have_attribute("datetime", address(ada)["change"]["expiresAt"])
    assert ada.client.me["user"]["email"] == ada.email


def test_what_is_no_other_address_is_told_at_the_field_and_stays_there(ada):
    ada.press("Change address")
    for typed, words in (
        ("", "Enter your e-mail address."), ("nobody", "Enter an e-mail address, such as ada@example.com."),
        ("ada@no_domain", "Enter an e-mail address, such as ada@example.com."), (ada.email, "This is the address of your account already."),
    ):
        ada.fill(New_address=typed)
        ada.press("Send link")
        ada.sees_error("New address", words)
        expect(ada.page.get_by_label("New address")).to_have_value(typed)
    ada.answers("Cancel")
    assert address(ada)["change"] is None


def test_an_address_that_is_taken_is_answered_the_same_and_its_owner_gets_no_link(people, server, ada):
    ben = people(f"Ben {next(numbers)}")
    ben.client.sign_up(ben.name)
    said = []
    for email in (ben.email, new(ada)):
        asks_for(ada, email)
        ada.is_told(f"{email} becomes your address")
        said.append([part.inner_text().replace(email, "…") for part in (waiting(ada).locator("p"), ada.page.locator("#notices"))])
        look(ada)
    assert [text[:30] for text in said[0]] == [text[:30] for text in said[1]]
    assert not [line for line in messages_to(server, ben.email) if "email-change" in line]


def test_the_newest_address_alone_waits(ada):
    asks_for(ada, new(ada))
    first = link_to(ada, new(ada))
    ada.press("Change address")
    expect(ada.dialog()).to_contain_text(f"It takes the place of {new(ada)}, which waits now.")
    ada.answers("Cancel")
    asks_for(ada, "newer." + ada.email)
    expect(waiting(ada)).to_contain_text("newer." + ada.email)
    expect(waiting(ada)).not_to_contain_text(new(ada))
    opens(ada, first, "This link no longer works")


def test_what_waits_is_sent_again_or_given_up(people, server, ada):
    asks_for(ada, new(ada))
    first = link_to(ada, new(ada))
    ada.press("Send again")
    ada.is_told(f"Asked for again. {new(ada)} gets one message a minute at most")
    assert link_to(ada, new(ada)) == first
    people.change("UPDATE outbox SET created_at = created_at - 61000")
    ada.press("Send again")
    ada.is_told("Asked for again.")
    expect(ada.page.get_by_role("button", name="Send again")).to_have_attribute("aria-busy", "false")
    second = link_to(ada, new(ada))
    assert second != first and len(messages_to(server, new(ada))) == 1
    ada.press("Give up")
    ada.is_told(f"Your address stays {ada.email}.")
    expect(waiting(ada)).to_be_hidden()
    expect(ada.page.get_by_role("button", name="Change address")).to_be_focused()
    assert address(ada)["change"] is None and messages_to(server, new(ada)) == []
    opens(ada, second, "This link no longer works")


def test_too_many_are_told_in_the_dialog_and_what_was_typed_stays(ada):
    ada.watch.excuse("PUT /email 429")
    ada.page.route("**/api/v1/email", lambda route: route.fulfill(status=429, headers={"Retry-After": "120"}, body='{"code": "rate_limited"}'))
    ada.press("Change address")
    ada.fill(New_address=new(ada))
    ada.press("Send link")
    expect(ada.dialog().get_by_role("alert")).to_have_text("Too many attempts. Try again in 2 minutes.")
    expect(ada.page.get_by_label("New address")).to_have_value(new(ada))
    ada.page.unroute("**/api/v1/email")
    ada.press("Send link")
    expect(waiting(ada)).to_contain_text(new(ada))


# MARK: The password once more


def is_long_ago(people):
    """That anyone has given a password."""
    people.change("UPDATE session SET proven_at = 1")


def test_the_password_is_asked_for_on_top_and_cancelling_it_loses_nothing(people, ada):
    is_long_ago(people)
    proof = ada.dialog("Confirm it's you")
    ada.press("Change address")
    ada.fill(New_address=new(ada))
    for cancel in (lambda: ada.page.keyboard.press("Escape"), lambda: proof.get_by_role("button", name="Cancel").click()):
        ada.press("Send link")
        expect(proof.get_by_label("Password", exact=True)).to_be_focused()
        cancel()
        expect(proof).to_have_count(0)
        expect(ada.page.get_by_label("New address")).to_have_value(new(ada))
        expect(ada.page.locator("#change-email")).to_have_attribute("aria-busy", "false")
        assert ada.page.evaluate("document.activeElement.closest('dialog') !== null"), "the focus is in the dialog below"
    assert address(ada)["change"] is None
    ada.press("Send link")
    proof.get_by_label("Password", exact=True).fill("not this one")
    ada.press("Continue")
    expect(proof.locator(".field-error")).to_have_text("This is not your password.")
    proof.get_by_label("Password", exact=True).fill(PASSWORD)
    ada.press("Continue")
    expect(ada.page.locator("dialog.dialog")).to_have_count(0)
    expect(waiting(ada)).to_contain_text(new(ada))
    expect(ada.page.get_by_role("button", name="Change address")).to_be_focused()


def test_the_password_is_asked_for_to_send_it_again_too(people, ada):
    asks_for(ada, new(ada))
    is_long_ago(people)
    again = ada.page.get_by_role("button", name="Send again")
    again.click()
    ada.dialog("Confirm it's you").get_by_role("button", name="Cancel").click()
    expect(again).to_have_attribute("aria-busy", "false")
    expect(again).to_be_focused()
    again.click()
    ada.dialog("Confirm it's you").get_by_label("Password", exact=True).fill(PASSWORD)
    ada.press("Continue")
    ada.is_told("Asked for again.")


def test_leaving_the_page_closes_both_dialogs(people, ada):
    is_long_ago(people)
    ada.press("Change address")
    ada.fill(New_address=new(ada))
    ada.press("Send link")
    expect(ada.dialog("Confirm it's you")).to_be_visible()
    ada.page.evaluate("history.pushState(null, '', '/organizations/new'), dispatchEvent(new PopStateEvent('popstate'))")
    ada.sees_heading("Create organization")
    expect(ada.page.locator("dialog.dialog")).to_have_count(0)
    assert address(ada)["change"] is None


# MARK: Following the link


def test_with_the_link_the_address_changes_and_others_are_signed_out(people, ada):
    elsewhere = people(ada.name)
    elsewhere.log_in()
    elsewhere.sees_heading(ada.name)
    elsewhere.watch.excuse("GET /organizations/* 401")
    asks_for(ada, new(ada))
    opens(ada, link_to(ada, new(ada)), "Change your address")
    ada.sees(f"Is this your account? Then its address becomes {new(ada)}.")
    ada.sees(ada.name)
    ada.sees(ada.email)
    assert ada.client.me["user"]["email"] == ada.email, "nothing changes before one says so"
    ada.page.get_by_role("button", name="Change the address").dblclick()
    ada.sees_heading("Your address was changed")
    ada.sees(f"The address of your account is {new(ada)} from now on")

    ada.follow("Continue")
    ada.sees_heading(ada.name)
    expect(ada.page.locator("#account-link")).to_contain_text(new(ada))
    look(ada)
    expect(shown_address(ada)).to_have_value(new(ada))
    ada.sees("not confirmed")  # this server sends no mail, so the link proves nothing
    expect(waiting(ada)).to_be_hidden()
    elsewhere.page.get_by_role("link", name="Members").first.click()
    elsewhere.sees_heading("Log in")
    elsewhere.log_in()
    expect(elsewhere.page.get_by_role("alert")).to_have_text("E-mail or password is not correct.")
    elsewhere.fill(E_mail=new(ada))
    elsewhere.press("Log in")
    elsewhere.sees_heading(ada.name)


def test_the_tab_in_which_it_was_asked_for_shows_the_new_address_when_one_comes_back(ada):
    asks_for(ada, new(ada))
    account, mail = ada.page, ada.new_tab()
    ada.turn_to(mail)
    opens(ada, link_to(ada, new(ada)), "Change your address")
    ada.press("Change the address")
    ada.sees_heading("Your address was changed")
    ada.turn_to(account)
    ada.comes_back()
    expect(shown_address(ada)).to_have_value(new(ada))
    expect(waiting(ada)).to_be_hidden()
    ada.sees(f"Invitations to {new(ada)} appear here")
    expect(ada.page.locator("#change-password [autocomplete=username]")).to_have_value(new(ada))


def test_signed_out_one_logs_in_on_the_way(ada):
    asks_for(ada, new(ada))
    ada.loses_session()
    opens(ada, link_to(ada, new(ada)), "Change your address")
    ada.sees(f"Log in to the account whose address becomes {new(ada)}.")
    ada.follow("Log in")
    ada.sees("Then you can confirm your address.")
    expect(ada.page.get_by_label("E-mail")).to_have_value("")
    ada.fill(E_mail=ada.email, Password=PASSWORD)
    ada.press("Log in")
    ada.sees_heading("Change your address")
    ada.page.reload()
    ada.sees(ada.email)
    ada.press("Change the address")
    ada.sees_heading("Your address was changed")


def test_the_link_is_no_good_in_another_account_but_in_the_right_one(people, ada):
    eve = people(f"Eve {next(numbers)}")
    eve.client.sign_up(eve.name)
    eve.take_session()
    asks_for(ada, new(ada))
    link = link_to(ada, new(ada))
    opens(eve, link, "Change your address")
    eve.press("Change the address")
    eve.sees_heading("This link no longer works")
    eve.sees(f"belongs to another account. You are signed in as {eve.name}")
    expect(eve.page.get_by_role("link", name="Go to your account")).to_have_attribute("href", "/account")
    assert eve.client.me["user"]["email"] == eve.email
    opens(eve, link, "Change your address")
    eve.press("Use another account")
    eve.follow("Log in")
    eve.fill(E_mail=ada.email, Password=PASSWORD)
    eve.press("Log in")
    eve.sees_heading("Change your address")
    eve.press("Change the address")
    eve.sees_heading("Your address was changed")


def test_an_address_that_somebody_took_meanwhile_is_told(people, ada):
    asks_for(ada, new(ada))
    link = link_to(ada, new(ada))
    people("Swift").client.sign_up("Swift", email=new(ada))
    opens(ada, link, "Change your address")
    ada.press("Change the address")
    ada.sees_heading("This address is taken")
    ada.sees(f"That stays {ada.email}.")
    ada.follow("Go to your account")
    ada.sees_heading("Account")
    assert ada.client.me["user"]["email"] == ada.email


def test_a_confirmed_address_whose_link_is_over_is_told_where_to_get_another(people, ada):
    people.change("UPDATE account SET email_verified_at = 1 WHERE email = ?", ada.email)
    opens(ada, "/verify-email#" + "A" * 43, "This link no longer works")
    ada.sees("Should it become another one, ask for a new link in your account.")
    ada.follow("Go to your account")
    ada.sees_heading("Account")


def test_another_link_pasted_into_the_tab_takes_the_place_of_the_first(ada):
    asks_for(ada, new(ada))
    link = link_to(ada, new(ada))
    ada.client.post("/email/resend")
    opens(ada, ada.server.mailed_link("email-verification", ada.email), "Confirm your address")
    ada.stamp()
    ada.page.evaluate("link => location.assign(link)", link)
    ada.sees_heading("Change your address")
    assert ada.path == "/verify-email" and ada.is_same_page()
    ada.page.reload()
    ada.sees_heading("Change your address")


def test_a_look_at_an_earlier_link_that_takes_long_shows_nothing_any_more(ada):
    asks_for(ada, new(ada))
    link, held = link_to(ada, new(ada)), []
    opens(ada, "/verify-email#" + "A" * 43, "This link no longer works")
    ada.page.route("**/email/lookup", lambda route: route.continue_() if held else held.append(route))
    ada.page.evaluate("location.hash = 'B'.repeat(43)")
    while not held:
        ada.page.wait_for_timeout(10)
    ada.page.evaluate("link => location.assign(link)", link)
    ada.sees_heading("Change your address")
    with ada.page.expect_response("**/email/lookup"):
        held[0].continue_()
    ada.settle()
    ada.sees_heading("Change your address")


def test_in_german(people):
    ada = people(f"Ada {next(numbers)}", locale="de-DE")
    ada.client.sign_up(ada.name)
    ada.client.patch("/me", {"language": "de"})
    ada.take_session()
    ada.context.add_cookies([{"name": "tenantry-language", "value": "de", "url": ada.server.origin}])
    ada.open("/account")
    ada.press("Adresse ändern")
    dialog = ada.dialog("Adresse ändern")
    dialog.get_by_label("Neue Adresse").fill(ada.email)
    dialog.get_by_role("button", name="Link senden").click()
    ada.sees_error("Neue Adresse", "Das ist schon die Adresse deines Kontos.")
    dialog.get_by_label("Neue Adresse").fill(new(ada))
    dialog.get_by_role("button", name="Link senden").click()
    expect(waiting(ada)).to_contain_text(f"{new(ada)} wartet auf Bestätigung, bis ")
    ada.open(link_to(ada, new(ada)))
    ada.press("Adresse ändern")
    ada.sees_heading("Deine Adresse wurde geändert")
