"""Signing up where an account starts with the link in a message, sent to a mail server that is there."""

import re
from itertools import count

import pytest
from line import Line
from people import PASSWORD
from playwright.sync_api import expect
from support.client import Client
from support.server import Server, wait_for
from support.smtp import CREDENTIALS, Authority, MailServer

numbers = count(1)


class Post(MailServer):
    def letters(self, recipient):
        return [message for _, recipients, message in self.messages if recipients == [recipient]]

    def link(self, recipient, number=1):
        """In the letter of that number, once it has arrived."""
        letters = wait_for(lambda: self.letters(recipient)[number - 1:], f"letter {number} to {recipient}")
        return re.search(r"^http\S+", letters[0].get_body(("plain",)).get_content(), re.MULTILINE).group()


@pytest.fixture(scope="module")
def post(tmp_path_factory):
    authority = Authority(tmp_path_factory.mktemp("authority"))
    with Post(starttls=authority.context("localhost")) as post:
        post.authority = authority
        yield post


@pytest.fixture(scope="module")
def verified_server(tmp_path_factory, post):
    server = Server(
        tmp_path_factory.mktemp("server"), signup="verified", smtp=f"smtp://{CREDENTIALS}@localhost:{post.port}",
        smtp_ca=post.authority.file, mail_from="Tenantry <accounts@example.com>",
    ).start()
    yield server
    server.end()


@pytest.fixture
def server(verified_server):
    return verified_server


@pytest.fixture
def somebody(people):
    def somebody(name="Ada", **options):
        return people(f"{name} {next(numbers)}", **options)

    return somebody


@pytest.fixture
def known(somebody, post):
    """Somebody who has an account already, and is signed in."""

    def known(name):
        person = somebody(name)
        start(person.client, person.name, person.email, post)
        person.take_session()
        return person

    return known


def start(client, name, email, post, **fields):
    """An account, by way of the API."""
    client.post("/signup", {"name": name, "email": email, "password": PASSWORD} | fields, 202)
    return client.post("/signup/confirm", {"token": post.link(email).split("#")[1], "password": PASSWORD}, 201).json


def sign_up(person, organization="", email=None):
    person.open("/signup")
    person.fill(Name=person.name, E_mail=email or person.email, Password=PASSWORD, Organization_name=organization)
    person.press("Sign up")
    person.sees_heading("Check your mail")


def opens(person, link, heading="Finish signing up"):
    person.open("about:blank")
    person.open(link)
    person.sees_heading(heading)
    expect(person.page.get_by_role("heading", level=1)).to_be_focused()
    assert person.path == "/verify-email", "the token is in no address bar"


def confirms(person, password=PASSWORD):
    person.fill(Password=password)
    person.press("Confirm and start")


def password(person):
    return person.page.get_by_label("Password", exact=True)


# MARK: Checking one's mail


def test_an_account_starts_with_the_link_and_the_password_that_was_chosen(somebody, post):
    ada = somebody()
    sign_up(ada, organization="Acme")
    opens(ada, post.link(ada.email))
    ada.sees(f"Confirm that {ada.email} is yours, with the password that you chose")
    ada.sees("If you did not sign up, close this page")
    name = ada.page.locator("form [autocomplete=username]")
    assert name.input_value() == ada.email and not name.is_visible(), "for password managers"
    expect(password(ada)).to_have_attribute("autocomplete", "current-password")
    ada.press("Confirm and start")
    ada.sees_error("Password", "Enter your password.")
    confirms(ada, "not the one of then")
    ada.sees_error("Password", "This is not the password that was chosen when signing up.")
    expect(password(ada)).to_have_value("not the one of then")
    confirms(ada)
    ada.sees_heading("Acme")
    ada.open("/account")
    ada.sees("confirmed")
    ada.log_out()
    ada.log_in()
    ada.sees_heading("Acme")


def test_a_taken_address_is_told_the_same_and_its_owner_gets_no_link_to_an_account(somebody, known, post):
    ben, stranger, ada = known("Ben"), somebody("Stranger"), somebody()
    words = []
    for person, email in ((stranger, ben.email), (ada, ada.email)):
        sign_up(person, email=email)
        words.append(person.page.get_by_role("main").inner_text().replace(email, "…"))
    assert words[0] == words[1]
    assert "If … has no account yet, a message with a link to start one is on its way. If it has one, log in." in words[0]
    wait_for(lambda: any("have an account already" in one["Subject"] for one in post.letters(ben.email)), "the letter to the owner")
    assert sum("/verify-email" in one.get_body(("plain",)).get_content() for one in post.letters(ben.email)) == 1, "his own of then"
    stranger.follow("Log in")
    expect(stranger.page.get_by_label("E-mail")).to_have_value(ben.email)


def test_a_mistyped_address_is_corrected_with_everything_else_as_it_was(somebody, post):
    ada = somebody()
    sign_up(ada, organization="Acme", email="mistyped." + ada.email)
    ada.sees("mistyped." + ada.email)
    assert PASSWORD not in ada.page.evaluate("JSON.stringify({...sessionStorage})")
    ada.press("Correct the address")
    ada.sees_heading("Sign up")
    for label, value in {"Name": ada.name, "E-mail": "mistyped." + ada.email, "Organization name optional": "Acme", "Password": ""}.items():
        expect(ada.page.get_by_label(label, exact=True)).to_have_value(value)
    ada.fill(E_mail=ada.email, Password=PASSWORD)
    ada.press("Sign up")
    ada.sees_heading("Check your mail")
    opens(ada, post.link(ada.email))
    confirms(ada)
    ada.sees_heading("Acme")


def test_what_was_typed_is_not_there_for_whoever_opens_the_page_next(somebody):
    ada = somebody()
    sign_up(ada)
    ada.open("/signup")
    expect(ada.page.get_by_label("E-mail")).to_have_value("")


# MARK: The link


def test_a_strangers_sign_up_is_not_completed_by_the_owner_of_the_address(somebody, post):
    """Any link that came to it leads to the account whose password one knows."""
    stranger, ada = somebody("Stranger"), somebody()
    stranger.open("/signup")
    stranger.fill(Name="Stranger", E_mail=ada.email, Password="eleven herons under cold stars")
    stranger.press("Sign up")
    stranger.sees_heading("Check your mail")
    opens(ada, post.link(ada.email))
    confirms(ada)
    ada.sees_error("Password", "This is not the password that was chosen when signing up.")
    sign_up(ada)
    second = post.link(ada.email, number=2)  # what waits when an account starts is not sent any more
    opens(ada, post.link(ada.email))
    confirms(ada)
    ada.sees_heading(ada.name)
    opens(ada, second, "This link no longer works")


def test_who_is_signed_in_as_somebody_else_is_told_that_this_ends(somebody, known, post):
    ben, ada = known("Ben"), somebody()
    sign_up(ada)
    opens(ben, post.link(ada.email))
    ben.sees("You are signed in to another account. Confirming signs you out of it in this browser.")
    ben.sees(ben.name)
    ben.sees(ben.email)
    assert ben.client.me["user"]["email"] == ben.email
    confirms(ben)
    ben.sees_heading(ada.name)
    expect(ben.page.locator("#account-link")).to_contain_text(ada.email)
    ben.client.get("/me", 401)


def test_a_link_works_once_and_tells_strangers_how_to_go_on(somebody, post):
    ada = somebody()
    sign_up(ada)
    link = post.link(ada.email)
    opens(ada, link)
    ada.page.reload()
    ada.sees_heading("Finish signing up")
    ada.fill(Password=PASSWORD)
    ada.page.get_by_role("button", name="Confirm and start").dblclick()
    ada.sees_heading(ada.name)
    ada.page.go_back()
    expect(ada.page.get_by_role("heading", level=1)).not_to_have_text("Finish signing up")
    guest = somebody("Guest")
    opens(guest, link, "This link no longer works")
    expect(guest.page.get_by_role("link", name="Sign up")).to_be_visible()
    guest.follow("Log in")
    guest.sees_heading("Log in")


def test_a_link_that_was_used_while_one_typed_says_so(somebody, post):
    ada = somebody()
    sign_up(ada)
    opens(ada, post.link(ada.email))
    Client(ada.server).post("/signup/confirm", {"token": post.link(ada.email).split("#")[1], "password": PASSWORD}, 201)
    confirms(ada)
    ada.sees_heading("This link no longer works")


def test_another_link_in_the_same_tab_is_another_sign_up(somebody, post):
    ada, eve = somebody(), somebody("Eve")
    sign_up(ada), sign_up(eve)
    opens(ada, post.link(ada.email))
    ada.stamp()
    ada.page.evaluate("link => location.assign(link)", post.link(eve.email))
    ada.sees(f"Confirm that {eve.email} is yours")
    assert ada.path == "/verify-email" and ada.is_same_page()
    confirms(ada)
    ada.sees_heading(eve.name)


def test_the_link_survives_another_language_and_the_account_speaks_its_own(somebody, post):
    ada = somebody(locale="de-DE")
    ada.open("/signup")
    for field, value in {"name": ada.name, "email": ada.email, "password": PASSWORD}.items():
        ada.page.locator(f"#{field}").fill(value)
    ada.press("Registrieren")
    ada.sees_heading("Sieh in dein Postfach")
    opens(ada, post.link(ada.email), "Registrierung abschließen")
    ada.page.get_by_role("contentinfo").get_by_role("button", name="English").click()
    ada.sees_heading("Finish signing up")
    confirms(ada)
    ada.sees_heading(ada.name)
    expect(ada.page.locator("html")).to_have_attribute("lang", "de")


def test_a_server_that_fails_loses_nothing(somebody, post):
    ada = somebody()
    ada.context.clock.install()
    sign_up(ada)
    opens(ada, post.link(ada.email))
    ada.fill(Password=PASSWORD)
    Line(ada, "POST /signup/confirm").is_told_and_loses_nothing(lambda: ada.press("Confirm and start"))
    ada.press("Confirm and start")
    ada.sees_heading(ada.name)


def test_an_address_that_became_somebodys_meanwhile_makes_no_account(somebody, known, post):
    ben, ada = known("Ben"), somebody()
    sign_up(ada)
    link = post.link(ada.email)
    ben.client.put("/email", {"email": ada.email})
    ben.open(post.link(ada.email, number=2))
    ben.press("Change the address")
    ben.sees_heading("Your address was changed")
    ben.open("/account")
    ben.sees("confirmed")
    opens(ada, link, "This link no longer works")
    ada.follow("Log in")
    ada.sees_heading("Log in")


# MARK: Invitations


class Team:
    def __init__(self, owner):
        self.name, self.owner = f"Team {owner.name}", owner
        self.id = owner.client.post("/organizations", {"name": self.name}, 201).json["id"]

    def invite(self, **fields):
        return self.owner.client.invite(self.id, **fields)

    def revoke(self, invitation):
        self.owner.client.delete(f"/organizations/{self.id}/invitations/{invitation['id']}")


@pytest.fixture
def team(known):
    return Team(known("Grace"))


def sign_up_and_join(person, team, link, email=None):
    person.open(link)
    person.sees_heading(f"Join {team.name}")
    person.fill(Name=person.name, E_mail=email or person.email, Password=PASSWORD)
    person.press("Sign up and join")
    person.sees_heading("Check your mail")
    person.sees(f"With the link you join {team.name}, too.")


def test_with_an_invitation_the_link_leads_into_its_organization(somebody, team, post):
    ben = somebody("Ben")
    sign_up_and_join(ben, team, team.invite()["link"])
    opens(ben, post.link(ben.email))
    confirms(ben)
    ben.sees_heading(team.name)


def test_the_same_is_said_of_a_taken_address_there(somebody, known, team):
    ben, words = known("Ben"), []
    link = team.invite()["link"]
    for person, email in ((somebody("Stranger"), ben.email), (somebody(), None)):
        sign_up_and_join(person, team, link, email)
        words.append(person.page.get_by_role("main").inner_text().replace(email or person.email, "…"))
    assert words[0] == words[1]


def test_the_address_can_be_corrected_there_and_a_way_back_leads_to_the_invitation(somebody, team, post):
    ben = somebody("Ben")
    sign_up_and_join(ben, team, team.invite()["link"], "mistyped." + ben.email)
    ben.press("Correct the address")
    ben.sees_heading(f"Join {team.name}")
    expect(ben.page.get_by_label("Name")).to_have_value(ben.name)
    expect(ben.page.get_by_label("E-mail")).to_have_value("mistyped." + ben.email)
    expect(password(ben)).to_have_value("")
    ben.fill(E_mail=ben.email, Password=PASSWORD)
    ben.press("Sign up and join")
    ben.sees_heading("Check your mail")
    ben.page.reload()
    ben.sees_heading(f"Join {team.name}")
    expect(ben.page.get_by_label("E-mail")).to_have_value("")
    opens(ben, post.link(ben.email))
    confirms(ben)
    ben.sees_heading(team.name)


def test_who_has_an_account_after_all_logs_in_and_accepts(known, somebody, team):
    ben, guest = known("Ben"), somebody("Guest")
    sign_up_and_join(guest, team, team.invite()["link"], ben.email)
    guest.follow("Log in")
    expect(guest.page.get_by_label("E-mail")).to_have_value(ben.email)
    guest.fill(Password=PASSWORD)
    guest.press("Log in")
    guest.sees_heading(f"Join {team.name}")
    guest.press("Accept")
    guest.sees_heading(team.name)


def test_an_invitation_that_came_by_mail_needs_no_other_link(somebody, team, post):
    ben = somebody("Ben")
    team.invite(kind="email", email=ben.email)
    ben.open(post.link(ben.email))
    ben.sees_heading(f"Join {team.name}")
    ben.fill(Name=ben.name, Password=PASSWORD)
    ben.press("Sign up and join")
    ben.sees_heading(team.name)


def test_an_invitation_that_was_withdrawn_meanwhile_makes_no_account(somebody, team, post):
    ben = somebody("Ben")
    invitation = team.invite()
    sign_up_and_join(ben, team, invitation["link"])
    team.revoke(invitation)
    opens(ben, post.link(ben.email))
    confirms(ben)
    ben.sees_heading("No account was made")
    ben.sees("This invitation has been withdrawn")
    ben.sees("You can sign up without it, too, and join later.")
    ben.follow("Sign up without the invitation")
    ben.sees_heading("Sign up")
    sign_up(ben)
    opens(ben, post.link(ben.email, number=2))
    confirms(ben)
    ben.sees_heading(ben.name)


@pytest.mark.parametrize(("change", "words"), [
    ("seats = 1", "All seats of this organization are taken."), ("status = 'suspended'", "This organization is read-only at the moment"),
])
def test_an_organization_that_has_closed_meanwhile_gets_no_account(people, somebody, team, post, change, words):
    ben = somebody("Ben")
    sign_up_and_join(ben, team, team.invite()["link"])
    people.change(f"UPDATE organization SET {change} WHERE id = ?", team.id)
    opens(ben, post.link(ben.email))
    confirms(ben)
    ben.sees_heading("No account was made")
    ben.sees(words)
    ben.follow("Sign up without the invitation")
    ben.sees_heading("Sign up")


def test_an_invitation_that_one_signed_up_without_is_led_back_to(somebody, team, post):
    ben = somebody("Ben")
    ben.open(team.invite()["link"])
    ben.sees_heading(f"Join {team.name}")
    sign_up(ben)
    opens(ben, post.link(ben.email))
    confirms(ben)
    ben.sees_heading(f"Join {team.name}")
    ben.press("Accept")
    ben.sees_heading(team.name)


def test_a_link_of_domains_wants_an_address_there(somebody, team, post):
    ben = somebody("Ben")
    link = team.invite(domains=["example.com"])["link"]
    sign_up_and_join(ben, team, link)
    opens(ben, post.link(ben.email))
    confirms(ben)
    ben.sees_heading(team.name)


# MARK: Another address, where mail is sent


def test_a_change_by_mail_confirms_the_new_address_and_tells_the_old_one(known, post):
    ada = known("Ada")
    new = f"new.{ada.email}"
    ada.open("/account")
    ada.press("Change address")
    ada.fill(New_address=new)
    ada.press("Send link")
    ada.sees(f"{new} waits to be confirmed")
    ada.open(post.link(new))
    ada.press("Change the address")
    ada.sees_heading("Your address was changed")
    assert ada.client.me["user"]["emailVerified"] is True
    told = wait_for(lambda: [one for one in post.letters(ada.email) if "changed" in one["Subject"]], "the notice")
    assert new in told[0].get_body(("plain",)).get_content().replace("\u200c", "")
