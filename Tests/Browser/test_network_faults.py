"""What becomes of everything that writes when the answer is a fault, a refusal for now, too late, or none at all."""

import pytest
import writes  # noqa: F401: they note themselves
from playwright.sync_api import expect
from scene import WRITES, Scene

API = "**/api/v1"

#: What the pages say of each, and what brings it about.
FAULTS = {
    "fault": "Something went wrong on the server. Try again; if it stays, mention request req_7.",
    "rate": "Too many attempts. Try again in 2 minutes.",
    "timeout": "The server did not answer in time.",
    "network": "The server could not be reached.",
}

TYPED = """() => [...document.querySelectorAll("input:not([type=radio], [type=search], [role=combobox]), textarea, select")]
  .filter((field) => field.checkVisibility() && !field.closest("copy-field"))
  .map((field) => `${field.id}: ${field.type === "checkbox" ? field.checked : field.value}`)"""

#: Where the focus is: nothing where it is lost, or on something that can't be seen.
FOCUSED = """() => {
  const { activeElement: focused } = document;
  return focused && focused !== document.body && focused.checkVisibility() ? focused.outerHTML.slice(0, 80) : "";
}"""


@pytest.fixture
def server(shared_server):
    return shared_server


class Line:
    """The way to the server, which one kind of request does not get through."""

    def __init__(self, person, request):
        self.page = person.page
        self.method, path = request.split(" ", 1)
        self.request, self.pattern = request, API + path
        person.watch.excuse(f"{request} 500", f"{request} 429")
        person.watch.is_server_away = True

    def breaks(self, fault):
        self.page.route(self.pattern, lambda route: self.answer(route, fault))

    def answer(self, route, fault):
        if route.request.method != self.method:
            route.continue_()
        elif fault == "fault":
            route.fulfill(status=500, body='{"code": "internal", "requestId": "req_7"}')
        elif fault == "rate":
            route.fulfill(status=429, headers={"Retry-After": "90"}, body='{"code": "rate_limited"}')
        elif fault == "network":
            route.abort()

    def passes(self, act, fault):
        """What is tried meanwhile; for an answer that never comes, time goes by."""
        with self.page.expect_request(lambda request: request.method == self.method and "/api/v1" in request.url):
            act()
        if fault == "timeout":
            self.page.clock.fast_forward(31_000)

    def mends(self):
        self.page.unroute(self.pattern)


def message(page, text):
    return page.locator("[role=alert], #notices .notice, .results .field-error").filter(has_text=text).filter(visible=True)


def dismiss_notices(page):
    for notice in page.locator("#notices .notice").all():
        notice.get_by_role("button", name="Dismiss").click()


@pytest.mark.parametrize("name", WRITES)
def test_it_says_what_happened_loses_nothing_and_can_be_done_again(people, name):
    request, leads_there = WRITES[name]
    person, act, sees_that_it_is_done = leads_there(Scene(people, name))
    page, line = person.page, Line(person, request)
    before = page.evaluate(TYPED)
    for fault, words in FAULTS.items():
        line.breaks(fault)
        line.passes(act, fault)
        expect(message(page, words)).to_have_count(1)
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        assert page.evaluate(FOCUSED), f"{fault}: the focus is lost"
        assert name == "invite many" or page.evaluate(TYPED) == before, fault  # there, a button leads back to it
        dismiss_notices(page)
        line.mends()
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
        ("GET /sessions", "/sessions", "/account", "session-list"),
    ],
)
def test_a_list_that_does_not_come_says_so(people, request_, pattern, path, element):
    scene = Scene(people, element)
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


def test_who_is_offline_is_told_so(people):
    ada = Scene(people, "offline").owner("/o/{slug}/settings")
    ada.watch.is_server_away = True
    ada.context.set_offline(True)
    ada.fill(Name="Another")
    ada.press("Save changes")
    expect(message(ada.page, "You are offline. Nothing you typed is lost: try again once you are connected.")).to_have_count(1)
    expect(ada.page.get_by_label("Name", exact=True)).to_have_value("Another")
    ada.follow("Overview")
    expect(message(ada.page, "You are offline.")).to_have_count(1)
    ada.context.set_offline(False)
    ada.press("Try again")
    ada.sees_heading("Team offline")
