"""The audit log: what one person does is what another reads, as a sentence, by kind, time and person; and as a file."""

import csv
import json
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from keys import Keys
from looks import SHIFTS, WATCH_SHIFTS
from playwright.sync_api import expect
from test_hostile_names import NAMES, Reader

NUMBERS = count(1)
LOG = "audit-log tbody tr[data-id]"


@pytest.fixture
def server(shared_server):
    return shared_server


@pytest.fixture
def ada(people):
    """The owner of a team in which Ben is; `ada.base` is its path in the API."""
    number = next(NUMBERS)
    ada, ben = people(f"Ada {number}"), people(f"Ben {number}")
    team = ada.client.sign_up("Ada", email=ada.email, organizationName="Acme")["organization"]
    ada.team, ada.slug, ada.base, ada.ben = team["id"], team["slug"], f"/organizations/{team['id']}", ben
    ben.id = ben.client.sign_up("Ben", email=ben.email)["user"]["id"]
    ben.slug = ada.slug
    people.add(ben, ada.team, "viewer", ada)
    ada.take_session(), ben.take_session()
    return ada


def look(person, query=""):
    person.open(f"/o/{person.slug}/audit{query}")
    person.sees_heading("Audit log")
    person.settle()


def events(person):
    return person.page.locator(f"{LOG} .event").all_inner_texts()


def reads(person, *sentences):
    """These and no others, the newest first."""
    expect(person.page.locator(f"{LOG} .event")).to_have_text(list(sentences))


def details(person, number=0):
    """Opened, of the so-manieth line."""
    person.page.locator(LOG).nth(number).get_by_role("button", name="Details of event").click()
    return person.page.locator("audit-log .event-details").nth(number)


def choose(person, kind):
    person.page.get_by_label("Show", exact=True).select_option(label=kind)


BEGINNING = ["Ben joined as Viewer", "Ada made an invitation link for the role Viewer", "Ada created the organization Acme"]


def test_what_one_does_is_what_another_reads(people, ada):
    ada.client.patch(f"{ada.base}/members/{ada.ben.id}", {"role": "admin"})
    ben = ada.ben
    ben.open(f"/o/{ben.slug}/members")
    ben.sees_heading("Members")
    ben.show_new_link("Member", uses="3")
    ben.close_link()
    ben.press("Revoke invitation link")
    ben.answers("Revoke invitation")
    ben.open(f"/o/{ben.slug}/settings")
    ben.fill(Name="Acme & Co")
    ben.press("Save changes")
    ben.is_told("Saved.")
    ada.open(f"/o/{ada.slug}")
    ada.follow("Audit log")
    ada.sees_heading("Audit log")
    reads(
        ada, "Ben renamed the organization from Acme to Acme & Co", "Ben revoked an invitation link for the role Member",
        "Ben made an invitation link for the role Member", "Ada changed Ben’s role from Viewer to Admin", *BEGINNING,
    )
    shown = details(ada)
    expect(shown.locator(".changes")).to_have_text("NameAcme → becomes Acme & Co")
    for fact in ("Chrome on Linux", "127.0.0.1", ben.email, "organization.updated"):
        expect(shown).to_contain_text(fact)
    event = ada.client.get(f"{ada.base}/audit?limit=1").json["items"][0]
    expect(shown.locator("code").first).to_have_text(event["requestId"])
    ada.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown.get_by_role("button", name="Copy").click()
    expect(shown).to_contain_text("Copied")
    assert ada.page.evaluate("navigator.clipboard.readText()") == event["requestId"]
    ada.page.locator(LOG).first.locator(".event-time").click()
    expect(shown).to_be_hidden()


def test_who_may_not_read_it_has_no_link_and_is_told_why(ada):
    ben = ada.ben
    ben.open(f"/o/{ben.slug}/audit")
    ben.sees_heading("Not for your role")
    ben.sees("Your role in Acme, Viewer, does not read its audit log. Ask an owner or an admin.")
    expect(ben.page.get_by_role("link", name="Audit log")).to_have_count(0)
    ada.client.patch(f"{ada.base}/members/{ben.id}", {"role": "admin"})
    ben.comes_back()
    expect(ben.page.get_by_role("link", name="Audit log")).to_be_visible()
    ben.sees_heading("Audit log")


def test_a_personal_organization_has_one(ada):
    home = next(one["slug"] for one in ada.client.me["organizations"] if one["kind"] == "personal")
    ada.open(f"/o/{home}")
    ada.follow("Audit log")
    reads(ada, "Ada signed up, and this personal organization came to be")


def test_filters_are_in_the_address_and_back_and_reload_keep_them(ada):
    ada.client.patch(f"{ada.base}/members/{ada.ben.id}", {"role": "member"})
    look(ada)
    ada.stamp()
    everything = ["Ada changed Ben’s role from Viewer to Member", *BEGINNING]
    reads(ada, *everything)
    choose(ada, "Members")
    reads(ada, everything[0], BEGINNING[0])
    ada.sees("2 events found")
    assert ada.path == f"/o/{ada.slug}/audit?action=member"
    ada.page.locator(LOG).last.get_by_role("button", name="Ben", exact=True).click()
    reads(ada, BEGINNING[0])
    chip = ada.page.get_by_role("button", name="Only what Ben did (remove this filter)")
    expect(chip).to_be_focused()
    assert ada.path == f"/o/{ada.slug}/audit?action=member&actor={ada.ben.id}"
    ada.page.go_back()
    reads(ada, everything[0], BEGINNING[0])
    expect(chip).to_have_count(0)
    ada.page.go_back()
    reads(ada, *everything)
    assert ada.path == f"/o/{ada.slug}/audit"
    assert ada.is_same_page()
    ada.page.go_forward()
    ada.page.go_forward()
    reads(ada, BEGINNING[0])
    expect(ada.page.get_by_label("Show", exact=True)).to_have_value("member")
    ada.page.reload()
    reads(ada, BEGINNING[0])
    chip.click()
    reads(ada, everything[0], BEGINNING[0])
    expect(chip).to_have_count(0)
    choose(ada, "Roles")
    ada.sees("No event matches.")
    ada.press("Show all events")
    reads(ada, *everything)
    expect(ada.page.get_by_label("Show", exact=True)).to_be_focused()
    choose(ada, "Roles")
    ada.sees("No event matches.")
    ada.follow("Audit log")  # without what was chosen
    reads(ada, *everything)
    assert ada.path == f"/o/{ada.slug}/audit"


def test_what_an_address_cannot_mean_is_left_out(ada):
    look(ada, "?action=session&actor=%3Cb%3E&from=2026-02-30&to=soon&cursor=x")
    reads(ada, *BEGINNING)
    look(ada, f"?actor=acc_{'0' * 26}")
    ada.sees("No event matches.")
    ada.sees(f"Only what account acc_{'0' * 26} did")


def test_logging_in_again_leads_back_to_what_was_chosen(ada):
    look(ada, "?action=member")
    ada.watch.excuse("GET /organizations/*/audit 401", "GET /organizations/* 401")
    ada.client.post("/logout")
    choose(ada, "Roles")
    ada.sees_heading("Log in")
    ada.log_in(path=ada.path)
    ada.sees_heading("Audit log")
    expect(ada.page.get_by_label("Show", exact=True)).to_have_value("role")


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_days_are_the_reader_s_own(people, ada, zone):
    reader = people("Reader", timezone_id=zone)
    reader.client, reader.slug = ada.client, ada.slug
    reader.take_session()
    today = datetime.now(ZoneInfo(zone)).date()
    midnight = datetime(today.year, today.month, today.day, tzinfo=ZoneInfo(zone))
    times = [round((midnight + timedelta(seconds=seconds)).timestamp() * 1000) for seconds in (-1, 0)]
    with people.stopped_database() as database:
        database.execute("DROP TRIGGER IF EXISTS audit_event_stays_as_it_is")
        for number, time in enumerate((times[0], times[1]), 1):
            database.execute("UPDATE audit_event SET at = ? WHERE chain = ? AND number = ?", (time, ada.team, number))
    look(reader, f"?to={today - timedelta(days=1)}")
    reads(reader, BEGINNING[2])
    reader.page.get_by_label("To", exact=True).fill("")
    reader.page.get_by_label("From", exact=True).fill(today.isoformat())
    reads(reader, *BEGINNING[:2])
    assert reader.path == f"/o/{ada.slug}/audit?from={today}"
    reader.page.get_by_label("To", exact=True).fill(today.isoformat())
    reads(reader, *BEGINNING[:2])
    expect(reader.page).to_have_url(f"{reader.server.origin}/o/{ada.slug}/audit?from={today}&to={today}")


def test_pages_of_many_events_and_all_of_them_in_a_file(ada, tmp_path):
    for number in range(117):
        ada.client.patch(ada.base, {"name": f"Acme {number}"})
    look(ada)
    nav = ada.page.get_by_role("navigation", name="Pages of events")
    seen = []
    for status, names in (("1–50", range(116, 66, -1)), ("51–100", range(66, 16, -1))):
        expect(nav.get_by_role("status")).to_have_text(status)
        expect(ada.page.locator(f"{LOG} .event").first).to_contain_text(f"to Acme {names[0]}")
        seen += events(ada)
        nav.get_by_role("button", name="Next").click()
    expect(nav.get_by_role("status")).to_have_text("101–120")
    expect(nav.get_by_role("button", name="Next")).to_have_attribute("aria-disabled", "true")
    seen += events(ada)
    assert len(seen) == len(set(seen)) == 120 and seen[-3:] == BEGINNING
    nav.get_by_role("button", name="Previous").click()
    expect(nav.get_by_role("status")).to_have_text("51–100")
    assert events(ada) == seen[50:100]
    choose(ada, "Organization")
    expect(nav.get_by_role("status")).to_have_text("1–50")

    rows = list(csv.DictReader(download(ada, "CSV", tmp_path).open(newline="")))
    assert [int(row["number"]) for row in rows] == [*range(120, 3, -1), 1]
    assert {row["actorEmail"] for row in rows} == {ada.email}
    assert json.loads(rows[0]["after"])["name"] == "Acme 116"
    choose(ada, "Members")
    reads(ada, BEGINNING[0])
    lines = [json.loads(line) for line in download(ada, "JSON lines", tmp_path).read_text().splitlines()]
    assert lines == ada.client.get(f"{ada.base}/audit?action=member").json["items"]
    assert [line["action"] for line in lines] == ["member.joined"]


def download(person, format, folder):
    person.press("Export")
    with person.page.expect_download() as begun:
        person.page.get_by_role("menuitem", name=format).click()
    file = folder / begun.value.suggested_filename
    begun.value.save_as(file)
    assert file.name.startswith("audit-") and file.suffix == {"CSV": ".csv", "JSON lines": ".jsonl"}[format]
    return file


def test_by_keyboard_alone(ada):
    ada.keys = Keys(ada)
    look(ada)
    ada.keys.push("Export")
    csv_item = ada.page.get_by_role("menuitem", name="CSV")
    ada.keys.is_at(csv_item)
    ada.keys.press("ArrowDown")
    ada.keys.is_at(ada.page.get_by_role("menuitem", name="JSON lines"))
    ada.keys.press("Escape")
    ada.keys.is_at(ada.page.get_by_role("button", name="Export"))
    ada.keys.press("ArrowDown")
    ada.keys.is_at(csv_item)
    with ada.page.expect_download():
        ada.keys.press("Enter")
    ada.keys.reach(ada.page.get_by_label("Show", exact=True))
    ada.keys.type("Mem")
    reads(ada, BEGINNING[0])
    ada.keys.push("Ben")
    chip = ada.page.get_by_role("button", name="Only what Ben did")
    ada.keys.is_at(chip)
    ada.keys.press("Enter")
    expect(chip).to_have_count(0)
    ada.keys.is_at(ada.page.get_by_label("Show", exact=True))
    toggle = ada.page.get_by_role("button", name="Details of event 3")
    ada.keys.reach(toggle)
    ada.keys.press("Enter")
    expect(toggle).to_have_attribute("aria-expanded", "true")
    ada.sees("member.joined")
    ada.keys.reach(ada.page.get_by_role("button", name="Copy"))
    ada.keys.reach(toggle, "Shift+Tab")
    ada.keys.press("Enter")
    expect(ada.page.get_by_text("member.joined")).to_be_hidden()


@pytest.mark.parametrize("name", NAMES.values(), ids=list(NAMES))
def test_names_that_want_to_be_more(people, ada, name):
    ada.client.patch("/me", {"name": name})
    ada.client.patch(ada.base, {"name": name})
    role = ada.client.post(f"{ada.base}/roles", {"name": name, "rank": 30, "permissions": []}, 201).json
    ada.client.patch(f"{ada.base}/members/{ada.ben.id}", {"role": role["key"]})
    reader = Reader(ada, name)
    ada.page.set_viewport_size({"width": 360, "height": 740})
    reader.opens(f"/o/{ada.slug}/audit")
    for sentence in ("{name} changed Ben’s role from Viewer to {name}", "{name} made the role {name}", "{name} renamed the organization from Acme to {name}"):
        reader.finds(f"{LOG} .event", sentence)
    for number in range(3):
        details(ada, number)
    reader.finds(".event-details:not([hidden])")
    ada.page.locator(LOG).first.get_by_role("button").first.click()
    reader.finds("#audit-actor", "Only what {name} did")


def test_who_has_been_erased_is_a_former_member(people, ada):
    look(ada)
    details(ada)
    ada.sees(ada.ben.email)
    with people.stopped_database() as database:
        database.execute("DELETE FROM audit_detail WHERE chain = ? AND number = 3", (ada.team,))
    look(ada)
    reads(ada, "A former member joined as Viewer", *BEGINNING[1:])
    expect(ada.page.locator(f"{LOG} .former").first).to_have_attribute("title", ada.ben.id)
    expect(details(ada)).to_contain_text("Names and addresses of this event were erased.")
    ada.page.get_by_role("button", name="A former member").click()
    reads(ada, "A former member joined as Viewer")
    ada.sees(f"Only what account {ada.ben.id} did")


def test_an_action_of_a_later_version_is_shown_as_it_is(people, ada):
    with people.stopped_database() as database:
        database.execute("DROP TRIGGER IF EXISTS audit_event_stays_as_it_is")
        database.execute("UPDATE audit_event SET action = 'member.cloned' WHERE chain = ? AND number = 3", (ada.team,))
    look(ada, "?action=member")
    reads(ada, "Ben: member.cloned")


def test_when_it_does_not_load(ada):
    look(ada)
    ada.watch.excuse("GET /organizations/*/audit 500")
    ada.page.route("**/audit?*", lambda route: route.fulfill(status=500, body='{"requestId": "req_7"}'))
    choose(ada, "Members")
    ada.sees("if it stays, mention request req_7")
    ada.page.unroute("**/audit?*")
    choose(ada, "Invitations")
    reads(ada, BEGINNING[1])


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_moves(people, ada, width):
    ada.page.set_viewport_size({"width": width, "height": 800})
    ada.page.add_init_script(WATCH_SHIFTS)
    look(ada)
    assert sum(shift["value"] for shift in ada.page.evaluate(SHIFTS)) < 0.02


def test_in_german(ada):
    ada.client.patch("/me", {"language": "de"})
    ada.client.patch(f"{ada.base}/members/{ada.ben.id}", {"role": "member"})
    ada.open(f"/o/{ada.slug}/audit")
    ada.sees_heading("Protokoll")
    reads(
        ada, "Ada hat die Rolle von Ben geändert: Mitglied statt Betrachter", "Ben ist als Betrachter beigetreten",
        "Ada hat einen Einladungslink für die Rolle Betrachter erstellt", "Ada hat die Organisation Acme gegründet",
    )
    expect(ada.page.get_by_role("link", name="Protokoll")).to_have_attribute("aria-current", "page")
    ada.page.locator(LOG).first.get_by_role("button", name="Einzelheiten").click()
    expect(ada.page.locator(".changes")).to_have_text("RolleBetrachter → wird Mitglied")
    ada.page.locator(LOG).first.get_by_role("button", name="Ada").click()
    ada.sees("Nur was Ada getan hat")
