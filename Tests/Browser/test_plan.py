"""What people see of plan, status and seats, and what they can still do."""

import re
from datetime import datetime, timedelta, timezone

import pytest
from playwright.sync_api import expect
from support.client import PASSWORD, Client

READ_ONLY = ["suspended", "canceled"]


@pytest.fixture
def server(module_server):
    return module_server


@pytest.fixture(scope="module")
def plan(module_server):
    """Sets what an organization is granted, as whoever runs the instance."""
    operator = Client(module_server)
    operator.sign_up("Operator")
    assert module_server.command("operator", "add", "operator@example.com").returncode == 0

    def plan(person, status, **fields):
        path = f"/admin/organizations/{organization_of(person)}/subscription"
        return operator.put(path, {"status": status} | fields, 200).json

    return plan


def organization_of(person):
    slug = person.path.split("/")[2]
    return next(one["id"] for one in person.client.me["organizations"] if one["slug"] == slug)


def after(**span):
    return (datetime.now(timezone.utc) + timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def banner(person):
    return person.page.get_by_role("region", name="Plan")


def announced(person):
    return person.page.locator("#announcer")


def seats(person):
    return person.page.locator("seat-line")


def invites(person, *addresses):
    dialog = person.invite_dialog()
    dialog.get_by_label("E-mail addresses").fill(" ".join(addresses))
    dialog.locator("button:not([type])").click()


# MARK: The banner


def test_each_status_is_told_on_every_page_to_everyone_in_their_own_terms(people, plan):
    ada, ben = people.team("Told", "/members", Ada1="owner", Ben1="member")
    expect(banner(ada)).to_have_count(0)
    for status, words, everyone in [
        ("past_due", "A payment for this organization is overdue.", "Everything still works."),
        ("suspended", "This organization is suspended.", "You can still see everything"),
        ("canceled", "The plan of this organization was canceled.", "You can still see everything"),
    ]:
        plan(ada, status)
        for person, whom in ((ada, "turn to them."), (ben, "ask one of them.")):
            for section in ("Overview", "Members"):
                person.follow(section)
                person.settle()
                expect(banner(person)).to_contain_text(words)
                expect(banner(person)).to_contain_text(everyone)
                expect(banner(person)).to_contain_text(whom)
                expect(person.page.locator("main > :first-child")).to_have_id("standing")
        expect(banner(ada).filter(has_text="delete it")).to_have_count(0 if status == "past_due" else 1)
        expect(banner(ben).filter(has_text="delete it")).to_have_count(0)
    ben.open("/o/told/settings")
    ben.sees_heading("Not for your role")
    expect(banner(ben)).to_be_visible()
    ben.open("/account")
    ben.sees_heading("Account")
    expect(banner(ben)).to_have_count(0)
    ben.switch("Ben1")
    ben.sees_heading("Ben1")
    expect(banner(ben)).to_have_count(0)
    plan(ada, "active")
    ada.follow("Overview")
    expect(banner(ada)).to_have_count(0)


def test_a_trial_counts_the_days_and_has_the_exact_end_on_hover(people, plan):
    (ada,) = people.team("Trial", Ada2="owner")
    end = after(days=12, hours=2)
    plan(ada, "trial", trialEndsAt=end)
    ada.page.reload()
    expect(banner(ada)).to_contain_text("Trial: 12 days left. When it ends, this organization becomes read-only unless it gets a plan.")
    time = banner(ada).locator("time")
    assert time.get_attribute("datetime") == end
    assert end[:4] in time.get_attribute("title") and re.search(r"\d:\d\d", time.get_attribute("title"))
    expect(ada.page.get_by_role("link", name="Settings", exact=True)).to_be_visible()
    for fields, words in [
        (dict(trialEndsAt=after(hours=26)), "Trial: 1 day left."), (dict(trialEndsAt=after(hours=3)), "Trial: less than a day left."),
        ({}, "This organization is on trial."), (dict(trialEndsAt=after(days=-1)), "The trial ended on "),
    ]:
        plan(ada, "trial", **fields)
        ada.page.reload()
        expect(banner(ada)).to_contain_text(words)
    expect(ada.page.locator("first-steps")).to_be_empty()


def test_it_is_announced_once_and_again_when_it_changes(people, plan):
    (ada,) = people.team("Once", Ada3="owner")
    plan(ada, "past_due")
    ada.page.reload()
    expect(announced(ada)).to_have_text(re.compile("^A payment for this organization is overdue. "))
    ada.page.evaluate("document.querySelector('#announcer').textContent = ''")
    for section in ("Members", "Settings", "Overview"):
        ada.follow(section)
        ada.settle()
        expect(banner(ada)).to_be_visible()
        expect(announced(ada)).to_be_empty()
    ada.switch("Ada3")
    expect(announced(ada)).to_have_text("Switched to Ada3")
    ada.switch("Once")
    expect(announced(ada)).to_have_text("Switched to Once")
    plan(ada, "canceled")
    ada.comes_back()
    expect(banner(ada)).to_contain_text("The plan of this organization was canceled.")
    expect(announced(ada)).to_have_text(re.compile("^The plan of this organization was canceled. "))


# MARK: Read-only


@pytest.mark.parametrize("status", READ_ONLY)
def test_nothing_is_offered_that_would_be_refused_and_all_can_be_seen(people, plan, status):
    ada, ben = people.team(f"Still {status}", "/members", **{f"Ada {status}": "owner", f"Ben {status}": "admin"})
    team = organization_of(ada)
    ada.client.invite(team, kind="email", email=f"waits.{status}@example.com")
    ada.client.post(f"/organizations/{team}/roles", {"name": "Clerk", "rank": 30, "permissions": []}, 201)
    ada.client.post(f"/organizations/{team}/secrets", {"name": "Key", "provider": "aws", "value": "a long enough value"}, 201)
    plan(ada, status)
    main = ada.page.locator("main")
    for section, seen, left in [
        ("Overview", "Newest members", []), ("Members", f"waits.{status}@example.com", ["Leave"]), ("Roles", "Clerk", []), ("Secrets", "aws", []),
        ("Settings", "This can be changed again", ["Export", "Delete organization"]),
    ]:
        ada.follow(section)
        ada.settle()
        ada.sees(seen)
        buttons = main.locator("button:visible:not(.sort, [data-turn])").all_inner_texts()
        assert buttons == left, section
        expect(main.locator("form:not([role=search])")).to_have_count(0)
    ada.sees("while it is read-only nobody else can become one")
    ben.follow("Members")
    ben.press("Leave")
    ben.answers("Leave organization")
    ben.is_told(f"You have left Still {status}.")
    ada.press("Delete organization")
    ada.fill(Type=f"still-{status}")
    ada.answers("Delete organization")
    ada.is_told(f"Still {status} was deleted.")


def test_what_becomes_read_only_meanwhile_says_so_and_takes_the_offers_back(people, plan):
    ada, _ = people.team("Sudden", "/members", Ada4="owner", Ben4="member")
    plan(ada, "suspended")
    ada.choose_role("Ben4", "Viewer")
    ada.is_told("This organization is read-only at the moment")
    expect(banner(ada)).to_contain_text("This organization is suspended.")
    expect(ada.page.get_by_role("button", name="Invite people")).to_have_count(0)
    expect(ada.page.get_by_role("button", name="Role of Ben4")).to_have_count(0)
    ada.sees_role("Ben4", "Member")


# MARK: Seats


def test_the_members_page_tells_how_many_seats_are_taken(people, plan):
    ada, _ = people.team("Counted", "/members", Ada5="owner", Ben5="member")
    expect(seats(ada)).to_be_empty()
    dialog = ada.invite_dialog()
    expect(dialog.locator("#invite-seats")).to_be_hidden()
    ada.answers("Cancel")
    plan(ada, "active", seats=4)
    ada.page.reload()
    expect(seats(ada)).to_have_text("2 of 4 seats taken")
    dialog = ada.invite_dialog()
    expect(dialog.locator("#invite-seats")).to_have_text("2 seats are left.", use_inner_text=True)
    dialog.get_by_text("By link", exact=True).click()
    expect(dialog.locator("#invite-seats")).to_have_text("2 seats are left. A link takes a seat only when somebody joins with it.", use_inner_text=True)
    dialog.get_by_text("By e-mail", exact=True).click()
    dialog.get_by_label("E-mail addresses").fill("one5@example.com two5@example.com three5@example.com")
    dialog.get_by_role("button", name="Invite 3 people").click()
    expect(ada.dialog("2 of 3 invited")).to_be_visible()
    refused = ada.dialog().get_by_role("listitem").filter(has_text="three5@")
    expect(refused).to_contain_text("All seats are taken. To make room, revoke an invitation that waits or remove a member. Plan and seats are seen to by")
    ada.press("Edit the others")
    expect(ada.dialog().locator("#invite-seats")).to_have_text("No seat is left, so nobody can be invited by e-mail.", use_inner_text=True)
    ada.answers("Cancel")
    expect(seats(ada)).to_have_text("4 of 4 seats taken, 2 of them by invitations")
    ada.press("Revoke invitation to one5@example.com")
    ada.answers("Revoke invitation")
    expect(seats(ada)).to_have_text("3 of 4 seats taken, one of them by an invitation")
    ada.press("Remove Ben5")
    ada.answers("Remove member")
    expect(seats(ada)).to_have_text("2 of 4 seats taken, one of them by an invitation")


def test_the_last_seat_is_taken_meanwhile(people, plan):
    ada, ben = people.team("Last", "/members", Ada6="owner", Ben6="manager")
    plan(ada, "active", seats=3)
    for person in (ada, ben):
        person.page.reload()
        expect(seats(person)).to_have_text("2 of 3 seats taken")
    dialog = ben.invite_dialog()
    expect(dialog.locator("#invite-seats")).to_have_text("1 seat is left.", use_inner_text=True)
    dialog.get_by_label("E-mail addresses").fill("late6@example.com")
    invites(ada, "early6@example.com")
    expect(ada.dialog().locator("copy-field")).to_be_visible()
    ada.answers("Done")
    expect(seats(ada)).to_have_text("3 of 3 seats taken, one of them by an invitation")
    dialog.get_by_role("button", name="Invite", exact=True).click()
    ben.sees_error("E-mail addresses", "All seats are taken.")
    ben.sees("Plan and seats are up to the owners of this organization: ask one of them.")
    expect(dialog.locator("#invite-seats")).to_have_text("No seat is left, so nobody can be invited by e-mail.", use_inner_text=True)
    expect(dialog.get_by_label("E-mail addresses")).to_have_value("late6@example.com")
    ben.answers("Cancel")
    expect(seats(ben)).to_have_text("3 of 3 seats taken, one of them by an invitation")


def test_settings_tell_the_plan(people, plan):
    ada, ben = people.team("Granted", "/settings", Ada7="owner", Ben7="admin")
    card = ada.page.locator("#plan")
    expect(card).to_contain_text("Active")
    expect(card).to_contain_text("2 members, no limit")
    plan(ada, "trial", seats=5, trialEndsAt="2099-05-04T10:00:00.000Z")
    ada.page.reload()
    for words in ("Trial", "May 4, 2099", "2 of 5 seats taken", "seen to by whoever runs this service"):
        expect(card).to_contain_text(words)
    ben.page.reload()
    expect(ben.page.locator("#plan")).to_contain_text("ask one of them.")
    plan(ada, "trial", trialEndsAt=after(days=-2))
    ada.page.reload()
    expect(card).to_contain_text("Suspended")
    expect(card).to_contain_text("Trial ended")
    ada.switch("Ada7")
    ada.sees_heading("Settings")
    expect(card).to_have_count(0)


# MARK: Joining


@pytest.mark.parametrize("number, set_to, words", [
    (8, dict(status="active", seats=1), "Closed8 has no seat left at the moment, so you cannot join yet. Ask Ada8 to make room, then try again"),
    (9, dict(status="suspended"), "Closed9 is read-only at the moment, so nobody can join it. Ask Ada9 about it"),
])
def test_who_cannot_join_is_told_in_place_and_joins_once_it_is_open(people, plan, number, set_to, words):
    (ada,) = people.team(f"Closed{number}", **{f"Ada{number}": "owner"})
    link = ada.client.invite(organization_of(ada))["link"]
    ben, eve = people(f"Ben{number}"), people(f"Eve{number}")
    ben.client.sign_up(ben.name)
    ben.take_session()
    plan(ada, **set_to)
    ben.open(link)
    ben.press("Accept")
    eve.open(link)
    eve.fill(Name=eve.name, E_mail=eve.email, Password=PASSWORD)
    eve.press("Sign up and join")
    for person in (ben, eve):
        expect(person.page.locator("form [role=alert]")).to_contain_text(words)
        person.sees_heading(f"Join Closed{number}")
    expect(eve.page.get_by_label("Name")).to_have_value(eve.name)
    Client(ada.server).post("/login", {"email": eve.email, "password": PASSWORD}, 401)  # no account was made
    plan(ada, "active")
    ben.press("Accept")
    ben.sees_heading(f"Closed{number}")
    eve.press("Sign up and join")
    eve.sees_heading(f"Closed{number}")
    assert sorted(ada.client.member_names(organization_of(ada))) == [ada.name, ben.name, eve.name]


def test_an_invitation_by_mail_has_its_seat_held_where_a_link_finds_none(people, plan):
    (ada,) = people.team("Held", Ada10="owner")
    team = organization_of(ada)
    plan(ada, "active", seats=2)
    ben, eve = people("Ben10"), people("Eve10")
    mailed = ada.client.invite(team, kind="email", email=ben.email)["link"]
    link = ada.client.invite(team)["link"]
    for person in (ben, eve):
        person.client.sign_up(person.name)
        person.take_session()
    eve.open(link)
    eve.press("Accept")
    expect(eve.page.get_by_role("alert")).to_contain_text("Held has no seat left")
    ben.open(mailed)
    ben.press("Accept")
    ben.sees_heading("Held")


def test_an_invitation_on_the_account_page_stays_while_nobody_can_join(people, plan):
    (ada,) = people.team("Waiting", Ada12="owner")
    ben = people("Ben12")
    ben.client.sign_up(ben.name)
    people.change("UPDATE account SET email_verified_at = 1 WHERE email = ?", ben.email)
    ada.client.invite(organization_of(ada), kind="email", email=ben.email)
    ben.take_session()
    ben.open("/account")
    for fields, words in [(dict(status="active", seats=1), "All seats of this organization are taken."), (dict(status="canceled"), "nobody can join it.")]:
        plan(ada, **fields)
        ben.press("Accept the invitation to Waiting")
        ben.is_told(words)
    plan(ada, "active")
    ben.press("Accept the invitation to Waiting")
    ben.sees_heading("Waiting")


# MARK: In German


def test_in_german(people, plan):
    (ada,) = people.team("Deutsch", "/members", Ada11="owner")
    ada.client.patch("/me", {"language": "de"})
    link = ada.client.invite(organization_of(ada))["link"]
    region = ada.page.get_by_role("region", name="Tarif")
    plan(ada, "trial", seats=1, trialEndsAt=after(days=3, hours=1))
    ada.page.reload()
    expect(region).to_contain_text("Testphase: noch 3 Tage. Wenn sie endet")
    expect(seats(ada)).to_have_text("1 von 1 Platz belegt")
    ada.press("Personen einladen")
    expect(ada.dialog().locator("#invite-seats")).to_have_text("Kein Platz ist frei, darum kann niemand per E-Mail eingeladen werden.", use_inner_text=True)
    ada.answers("Abbrechen")
    ada.follow("Einstellungen")
    expect(ada.page.locator("#plan")).to_contain_text("Testphase bis")
    guest = people("Gast11", locale="de-DE")
    guest.client.sign_up("Gast11")
    guest.client.patch("/me", {"language": "de"})
    guest.take_session()
    for fields, words in [(dict(status="active", seats=1), "ist zurzeit kein Platz frei"), (dict(status="canceled"), "ist zurzeit schreibgeschützt")]:
        plan(ada, **fields)
        guest.open("about:blank")
        guest.open(link)
        guest.press("Annehmen")
        expect(guest.page.get_by_role("alert")).to_contain_text(words)
        expect(guest.page.get_by_role("alert")).to_contain_text("Ada11")
    ada.page.reload()
    expect(region).to_contain_text("Der Tarif dieser Organisation wurde gekündigt. Du kannst weiterhin alles sehen")
