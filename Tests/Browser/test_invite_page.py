"""An invitation's page, for whoever opens it in whatever state."""

from itertools import count

import pytest
from people import PASSWORD
from playwright.sync_api import expect

WEEK = 7 * 86_400_000
numbers = count(1)


@pytest.fixture
def server(shared_server):
    return shared_server


class Team:
    """An organization that its owner invites to, by way of the API."""

    def __init__(self, people, owner, name):
        self.name = name
        self.owner = people(owner)
        self.id = self.owner.client.sign_up(owner, organizationName=name)["organization"]["id"]

    def invite(self, **fields):
        return self.owner.client.invite(self.id, **fields)

    def link(self, **fields):
        return self.invite(**fields)["link"]

    def revoke(self, invitation):
        self.owner.client.delete(f"/organizations/{self.id}/invitations/{invitation['id']}")

    @property
    def members(self):
        return self.owner.client.member_names(self.id)


@pytest.fixture
def number():
    """Names are each test's own, since the server is shared."""
    return next(numbers)


@pytest.fixture
def team(people, number):
    return Team(people, f"Grace {number}", f"Acme {number}")


@pytest.fixture
def guest(people, number):
    def guest(name, signed_in=False, **options):
        person = people(f"{name} {number}", **options)
        if signed_in:
            person.client.sign_up(person.name)
            person.take_session()
        return person

    return guest


def opens(person, link, heading):
    """As if for the first time: a fragment alone loads nothing."""
    person.open("about:blank")
    person.open(link)
    person.sees_heading(heading)
    expect(person.page.get_by_role("heading", level=1)).to_be_focused()
    assert person.page.title() == f"{heading} · Tenantry"
    assert person.path == "/invite", "the token is in no address bar"


def sign_up_and_join(person, **fields):
    person.fill(Name=person.name, Password=PASSWORD, **fields)
    person.press("Sign up and join")


# MARK: The cases


def test_signed_out_one_may_log_in_or_sign_up_and_the_page_does_not_say_which(team, guest):
    ada = guest("Ada", signed_in=True)
    stranger, known = guest("Stranger"), guest("Ada")
    words = []
    for person in (stranger, known):
        opens(person, team.link(kind="email", email=person.email, role="admin"), f"Join {team.name}")
        person.sees(f"{team.owner.name} invites you to join {team.name} as Admin.")
        person.sees("Manages settings, roles, members and invitations.")
        expect(person.page.get_by_role("link", name="Log in")).to_be_visible()
        expect(person.page.get_by_role("button", name="Sign up and join")).to_be_visible()
        expect(person.page.get_by_label("E-mail")).to_have_value(person.email)
        expect(person.page.get_by_label("E-mail")).to_have_attribute("readonly", "")
        words.append(person.page.get_by_role("main").inner_text().replace(person.email, "…"))
    assert words[0] == words[1]
    assert known.email == ada.email
    sign_up_and_join(stranger)
    stranger.sees_heading(team.name)
    known.follow("Log in")
    known.sees("Then you get back to the invitation.")
    expect(known.page.get_by_label("E-mail")).to_have_value(known.email)
    expect(known.page.get_by_label("Password", exact=True)).to_be_focused()
    known.fill(Password=PASSWORD)
    known.press("Log in")
    known.sees_heading(f"Join {team.name}")
    known.press("Accept")
    known.sees_heading(team.name)
    assert team.members == sorted([team.owner.name, stranger.name, known.name])


def test_it_says_until_when_and_the_exact_time_on_hover(team, guest):
    ben = guest("Ben", timezone_id="UTC")
    invitation = team.invite(expiresInHours=7 * 24)
    opens(ben, invitation["link"], f"Join {team.name}")
    time = ben.page.locator("time")
    assert time.get_attribute("datetime") == invitation["expiresAt"]
    day = str(int(invitation["expiresAt"][8:10]))
    assert day in time.inner_text() and invitation["expiresAt"][:4] in time.inner_text()
    assert invitation["expiresAt"][14:16] in time.get_attribute("title")
    ben.sees("in 7 days")


def test_signed_in_as_the_right_person_one_accepts_at_once(team, guest):
    ben = guest("Ben", signed_in=True)
    opens(ben, team.link(kind="email", email=ben.email), f"Join {team.name}")
    ben.sees(ben.email)
    expect(ben.page.get_by_role("link", name="Log in")).to_have_count(0)
    ben.press("Accept")
    ben.sees_heading(team.name)
    assert ben.name in team.members


def test_signed_in_as_another_one_may_switch_the_account(team, guest):
    eve, ben = guest("Eve", signed_in=True), guest("Ben", signed_in=True)
    opens(eve, team.link(kind="email", email=ben.email), f"Join {team.name}")
    eve.sees(f"The invitation is for {ben.email}.")
    expect(eve.page.get_by_role("button", name="Accept")).to_have_count(0)
    eve.press("Use another account")
    eve.page.get_by_role("link", name="Log in").click()
    expect(eve.page.get_by_label("E-mail")).to_have_value(ben.email)
    eve.fill(Password=PASSWORD)
    eve.press("Log in")
    eve.sees_heading(f"Join {team.name}")
    eve.press("Accept")
    eve.sees_heading(team.name)
    assert team.members == sorted([team.owner.name, ben.name])


def test_a_member_is_led_to_the_organization(team, guest):
    link = team.link()
    team.owner.take_session()
    opens(team.owner, link, "You are already a member")
    team.owner.follow(f"Go to {team.name}")
    team.owner.sees_heading(team.name)


def test_who_became_a_member_meanwhile_is_told_so(team, guest):
    ben = guest("Ben", signed_in=True)
    link = team.link()
    opens(ben, link, f"Join {team.name}")
    ben.client.post("/invitations/accept", {"token": link.split("#")[1]})
    ben.press("Accept")
    ben.sees_heading("You are already a member")
    ben.follow(f"Go to {team.name}")
    ben.sees_heading(team.name)


def test_a_withdrawn_invitation_says_so(team, guest):
    invitation = team.invite()
    team.revoke(invitation)
    ben = guest("Ben")
    opens(ben, invitation["link"], "This invitation was withdrawn")
    ben.sees(f"Ask {team.owner.name} for a new one.")
    assert_nothing_to_take_up(ben)


def test_an_invitation_withdrawn_while_one_reads_it_says_so(team, guest):
    for ben in (guest("Ben"), guest("Bea", signed_in=True)):
        invitation = team.invite()
        opens(ben, invitation["link"], f"Join {team.name}")
        team.revoke(invitation)
        if ben.client.token:
            ben.press("Accept")
        else:
            sign_up_and_join(ben, E_mail=ben.email)
        ben.sees_heading("This invitation was withdrawn")


def test_an_expired_invitation_says_so(people, team, guest):
    invitation = team.invite()
    people.change("UPDATE invitation SET expires_at = expires_at - ? WHERE id = ?", 2 * WEEK, invitation["id"])
    ben = guest("Ben")
    opens(ben, invitation["link"], "This invitation has expired")
    ben.sees("ended 7 days ago.")
    assert_nothing_to_take_up(ben)


def test_a_used_up_link_says_so(team, guest):
    link = team.link(maxUses=1)
    ben, late = guest("Ben"), guest("Late", signed_in=True)
    opens(ben, link, f"Join {team.name}")
    sign_up_and_join(ben, E_mail=ben.email)
    ben.sees_heading(team.name)
    opens(late, link, "This invitation is used up")
    assert_nothing_to_take_up(late)
    late.follow("Go to your organizations")
    late.sees_heading(late.name)


def test_an_accepted_mail_invitation_says_so_and_leads_who_accepted_it_on(team, guest):
    ben, other = guest("Ben", signed_in=True), guest("Ben")
    link = team.link(kind="email", email=ben.email)
    ben.client.post("/invitations/accept", {"token": link.split("#")[1]})
    opens(other, link, "This invitation was accepted")
    other.sees("If that was you, log in.")
    assert_nothing_to_take_up(other)
    other.follow("Log in")
    other.sees_heading("Log in")
    opens(ben, link, "You are already a member")


def test_a_link_that_was_tampered_with_says_so(guest):
    eve = guest("Eve")
    for token in ("A" * 43, "nonsense", "<img src=x onerror=alert(1)>", "%00", "ä" * 100, "x" * 5000):
        opens(eve, f"/invite#{token}", "This link is not valid")
    opens(guest("Nobody"), "/invite", "This link is incomplete")


def assert_nothing_to_take_up(person):
    expect(person.page.get_by_role("button", name="Accept")).to_have_count(0)
    expect(person.page.get_by_role("textbox")).to_have_count(0)


# MARK: Addresses that must be confirmed


def test_who_has_no_confirmed_address_is_told_how_to_confirm_it(people, server, team, guest):
    ben = guest("Ben", signed_in=True)
    opens(ben, team.link(domains=["example.com"]), f"Join {team.name}")
    ben.press("Accept")
    ben.sees(f"{ben.email} is not confirmed yet")
    ben.press("Send confirmation link")
    ben.sees(f"A message with a link to confirm {ben.email} is made.")
    expect(ben.page.get_by_role("button", name="Accept")).to_be_visible()
    link = server.mailed_link("email-verification", ben.email)
    people.change("UPDATE email_verification SET proves_address = 1")  # as if it had come by mail
    ben.open(link)
    ben.press("Confirm this address")
    ben.sees_heading("Your address is confirmed")
    ben.follow("Back to the invitation")
    ben.sees_heading(f"Join {team.name}")
    ben.press("Accept")
    ben.sees_heading(team.name)


def test_who_is_new_is_told_to_confirm_an_address_first(team, guest):
    ben = guest("Ben")
    opens(ben, team.link(domains=["example.com"]), f"Join {team.name}")
    sign_up_and_join(ben, E_mail=ben.email)
    expect(ben.page.get_by_role("alert")).to_contain_text("Sign up without it first")
    expect(ben.page.get_by_label("Name")).to_have_value(ben.name)
    ben.follow("Sign up without the invitation")
    ben.fill(Name=ben.name, E_mail=ben.email, Password=PASSWORD)
    ben.press("Sign up")
    ben.sees_heading(f"Join {team.name}")


# MARK: The token


def test_the_token_leaves_the_address_bar_and_outlives_a_reload(team, guest):
    ben, link = guest("Ben"), team.link()
    opens(ben, link, f"Join {team.name}")
    assert link.split("#")[1] not in ben.page.content()
    ben.page.reload()
    ben.sees_heading(f"Join {team.name}")


def test_another_link_in_the_same_tab_is_another_invitation(people, team, guest):
    ben = guest("Ben")
    opens(ben, team.link(), f"Join {team.name}")
    other = Team(people, f"{team.owner.name} II", f"{team.name} II")
    ben.open(other.link())
    ben.sees_heading(f"Join {other.name}")


def test_a_server_that_does_not_answer_can_be_asked_again(team, guest):
    ben = guest("Ben")
    ben.watch.excuse("POST /invitations/lookup 500")
    ben.page.route("**/invitations/lookup", lambda route: route.fulfill(status=500, json={"code": "internal", "requestId": "r-1"}))
    ben.open(team.link())
    expect(ben.page.get_by_role("alert")).to_contain_text("request r-1")
    ben.page.unroute("**/invitations/lookup")
    ben.press("Try again")
    ben.sees_heading(f"Join {team.name}")
