"""What becomes of everything that writes when the answer is a fault, a refusal for now, too late, or none at all."""

import pytest
import writes  # noqa: F401: they note themselves
import writes_console  # noqa: F401
import writes_factors  # noqa: F401
import writes_providers  # noqa: F401
from line import API, FAULTS, Line, message
from playwright.sync_api import expect
from scene import WRITES, Scene, confirmation


@pytest.fixture
def server(shared_server):
    return shared_server


@pytest.mark.parametrize("name", WRITES)
def test_it_says_what_happened_loses_nothing_and_can_be_done_again(people, name, request):
    write, leads_there = WRITES[name]
    tries = getattr(request.node, "execution_count", 1)  # the people of the first one are still there
    person, act, sees_that_it_is_done = leads_there(Scene(people, name + " again" * (tries - 1)))
    Line(person, write).is_told_and_loses_nothing(act, keeps_form=name != "invite many")  # there, a button leads back to it
    act()
    sees_that_it_is_done()


def test_an_organization_that_is_made_but_not_entered_is_made_once(people):
    ada = Scene(people, "once").account("/organizations/new")
    ada.fill(Name="Borealis")
    line = Line(ada, "PUT /session/organization")
    line.breaks("fault")
    ada.press("Create organization")
    expect(message(ada.page, FAULTS["fault"])).to_have_count(1)
    line.mends()
    ada.press("Try again")
    ada.sees_heading("Borealis")
    assert [one["name"] for one in ada.client.get("/organizations").json["items"]].count("Borealis") == 1


def test_who_has_left_is_led_on_also_when_the_next_answer_is_missing(people):
    ben, leave, _ = WRITES["leave"][1](Scene(people, "left"))
    line = Line(ben, "PUT /session/organization")
    line.breaks("fault")
    leave()
    ben.is_told("You have left Team left.")
    expect(message(ben.page, FAULTS["fault"])).to_have_count(1)
    line.mends()
    ben.press("Try again")
    ben.sees_heading(ben.name)


@pytest.mark.parametrize(
    ("request_", "pattern", "path", "element"),
    [
        ("GET /organizations/*/members", "/organizations/*/members?*sort=name*", "/o/{slug}/members", "member-list"),
        ("GET /organizations/*/invitations", "/organizations/*/invitations?*", "/o/{slug}/members", "invitation-list"),
        ("GET /organizations/*/secrets", "/organizations/*/secrets?*", "/o/{slug}/secrets", "secret-list"),
        ("GET /organizations/*/api-keys", "/organizations/*/api-keys?*", "/o/{slug}/api-keys", "api-key-list"),
        ("GET /me/api-keys", "/me/api-keys?*", "/account", "api-key-list"),
        ("GET /sessions", "/sessions", "/account", "session-list"),
        ("GET /email", "/email", "/account", "own-address"),
    ],
)
def test_a_list_that_does_not_come_says_so(people, request_, pattern, path, element):
    scene = Scene(people, f"{element} {len(path)}")
    ada = scene.owner("")
    ada.take_session()
    ada.watch.excuse(f"{request_} 500")
    ada.page.route(API + pattern, lambda route: route.fulfill(status=500, body='{"requestId": "req_7"}'))
    scene.look(ada, path)
    expect(ada.page.locator(element).get_by_role("alert")).to_have_text(FAULTS["fault"])
    expect(ada.page.locator(element).get_by_text("Loading")).to_have_count(0)
    ada.page.unroute(API + pattern)
    scene.look(ada, path)
    expect(ada.page.locator(element).get_by_role("alert")).to_be_hidden()


def test_a_page_that_does_not_load_says_so_and_can_be_tried_again(people):
    scene = Scene(people, "reload")
    ada = scene.account()
    ada.take_session()
    line = Line(ada, "GET /me")
    for path in ("/", "/account"):
        line.breaks("fault")
        ada.open(path)
        ada.sees_heading("This did not load")
        expect(message(ada.page, FAULTS["fault"])).to_have_count(1)
        line.mends()
        ada.press("Try again")
        expect(ada.page.get_by_role("heading", level=1)).to_have_text(ada.name if path == "/" else "Account")


def test_a_section_whose_module_does_not_come_can_be_tried_again(people):
    ada = Scene(people, "later").owner("/o/{slug}")
    ada.watch.is_server_away = True
    ada.page.route("**/pages/settings.js", lambda route: route.abort())
    ada.follow("Settings")
    ada.sees_heading("This did not load")
    expect(message(ada.page, FAULTS["network"])).to_have_count(1)
    ada.follow("Members")
    ada.sees_heading("Members")
    ada.follow("Settings")
    ada.sees_heading("This did not load")
    ada.page.unroute("**/pages/settings.js")
    ada.press("Try again")
    ada.sees_heading("Settings")


def test_an_invitation_that_does_not_load_can_be_tried_again(people):
    scene = Scene(people, "lookup")
    ada, ben = scene.owner(""), scene.somebody("Ben")
    line = Line(ben, "POST /invitations/lookup")
    for fault, words in FAULTS.items():
        line.breaks(fault)
        ben.open("about:blank")
        line.passes(lambda: ben.open(ada.client.invite(ada.organization)["link"]), fault)
        expect(message(ben.page, words)).to_have_count(1)
        line.mends()
        ben.press("Try again")
        ben.sees_heading("Join Team lookup")


def test_a_link_to_confirm_an_address_that_is_not_looked_up_can_be_tried_again(people):
    ada = Scene(people, "look up").account()
    link = confirmation(ada)
    ada.loses_session()
    line = Line(ada, "POST /email/lookup")
    for fault, words in FAULTS.items():
        line.breaks(fault)
        ada.open("about:blank")
        line.passes(lambda: ada.open(link), fault)
        expect(message(ada.page, words)).to_have_count(1)
        line.mends()
        ada.press("Try again")
        ada.sees_heading("Confirm your address")


def test_who_is_offline_is_told_so(people):
    ada = Scene(people, "offline").owner("/o/{slug}/settings")
    ada.watch.is_server_away = True
    ada.context.set_offline(True)
    ada.fill(Name="Another")
    ada.press("Save changes")
    expect(message(ada.page, "You are offline. Nothing you typed is lost: try again once you are connected.")).to_have_count(1)
    expect(ada.page.get_by_label("Name", exact=True)).to_have_value("Another")
    ada.follow("Overview")
    ada.sees_heading("This did not load")
    expect(message(ada.page, "You are offline.")).to_have_count(1)
    ada.context.set_offline(False)
    ada.press("Try again")
    ada.sees_heading("Team offline")
