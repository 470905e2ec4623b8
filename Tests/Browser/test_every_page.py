"""What holds for every page and each of its states, wide and narrow, light and dark, enlarged, in English and in German.

The fixture `people` adds: an empty console, no breach of the policy, no request to another origin."""

from pathlib import Path

import axe_core_python
import pytest
from looks import BIG_TEXT, CLIPPED, LOST, OVERFLOW, SHIFTS, WATCH_SHIFTS
from playwright.sync_api import expect
from support.server import Server
from tour import REFUSED, Tour

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text()
LARGE = {"viewport": {"width": 1280, "height": 800}}
SMALL = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
#: The rules that the colour scheme matters to.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
#: What is left of 1280 × 800 when everything is twice as large.
ZOOMED = {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2}


class Findings(dict):
    """By page, what was found there; pages without any are counted only."""

    pages = 0

    def of(self, name, *found):
        self.pages += 1
        if any(found):
            self[name] = [one for one in found if one]


def walk(people, server, **options):
    """The tour, held to refusing what it names and nothing else."""
    tour = Tour(people, server, reduced_motion="reduce", **options)
    yield from tour.stops()
    assert set().union(*(person.watch.refused for person in people.all)) == REFUSED


def untitled(page):
    if page.locator("h1").count() != 1 or not page.title().endswith(" · Tenantry") or "Loading" in page.title():
        yield f"{page.locator('h1').all_inner_texts()}, {page.title()}"


def enlarged(page):
    """What is cut off when letters, and letters only, are twice as large."""
    page.evaluate(BIG_TEXT)
    found = [*page.evaluate(OVERFLOW), *page.evaluate(CLIPPED)]
    page.evaluate("document.adoptedStyleSheets = []")
    return found


def violations(page, scheme, *rules):
    """What axe-core finds, by all of its rules unless some are named."""
    page.emulate_media(color_scheme=scheme)
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE)
    options = {"resultTypes": ["violations"]} | ({"runOnly": {"type": "rule", "values": rules}} if rules else {})
    found = page.evaluate("async (options) => (await axe.run(document, options)).violations", options)
    return [f"{scheme} {one['id']}: {[node['html'][:120] for node in one['nodes']][:3]}" for one in found]


def test_large_pages_are_accessible_in_both_schemes_say_what_they_are_and_stand_large_letters(people, server):
    findings, titles = Findings(), set()
    for name, page in walk(people, server, **LARGE):
        titles.add(page.title())
        findings.of(name, *untitled(page), *violations(page, "dark", *OF_COLOURS), *violations(page, "light"), *enlarged(page))
    print(f"\n{findings.pages} pages × 2 schemes at 1280 px, {len(titles)} titles")
    assert findings == {}
    assert findings.pages > 90 and len(titles) > 25


def test_small_pages_are_accessible_in_both_schemes_and_do_not_scroll_sideways(people, server):
    findings = Findings()
    for name, page in walk(people, server, **SMALL):
        findings.of(name, *page.evaluate(OVERFLOW), *violations(page, "dark", *OF_COLOURS), *violations(page, "light"))
    print(f"\n{findings.pages} pages × 2 schemes at 360 px")
    assert findings == {}


def test_at_200_percent_nothing_is_lost(people, server):
    """Every heading and every control can still be reached."""
    findings = Findings()
    for name, page in walk(people, server, **ZOOMED):
        findings.of(name, *page.evaluate(OVERFLOW), *page.evaluate(LOST))
    assert findings == {}


@pytest.mark.parametrize("screen", [LARGE, SMALL], ids=["large", "small"])
def test_nothing_moves_while_a_page_loads(people, server, screen):
    tour, findings = Tour(people, server, **screen), Findings()
    for person, path in [
        (tour.visitor, "/login"), (tour.visitor, "/signup"), (tour.visitor, tour.open), (tour.ben, "/login"), (tour.ada, "/o/acme"),
        (tour.ada, "/o/acme/members"), (tour.ada, "/o/acme/audit"), (tour.ada, "/account"), (tour.ada, "/o/acme/settings"), (tour.eve, "/account"),
    ]:
        findings.of(f"{person.name} {path}", shifts(person, path))
    tour.on_trial(seats=9)
    for path in ("/o/acme", "/o/acme/members", "/o/acme/settings"):
        findings.of(f"{path} on trial", shifts(tour.ada, path))
    assert findings == {}


def shifts(person, path):
    person.open("about:blank")
    person.page.add_init_script(WATCH_SHIFTS)
    person.open(path)
    person.settle()
    found = person.page.evaluate(SHIFTS)
    return sum(shift["value"] for shift in found) >= 0.02 and found


def test_the_style_guide(people, tmp_path):
    (tmp_path / "dev").mkdir()
    people.server = server = Server(tmp_path / "dev", "--dev").start()
    try:
        for screen in (LARGE, SMALL):
            guest = people("Guest", reduced_motion="reduce", **screen)
            guest.open("/styleguide")
            expect(guest.page.locator("section")).not_to_have_count(0)
            assert guest.page.evaluate(OVERFLOW) == []
            assert violations(guest.page, "dark") + violations(guest.page, "light") == []
    finally:
        server.end()


def test_the_style_guide_is_for_developers_only(people, server):
    guest = people("Guest")
    guest.watch.excuse("GET /styleguide 404")
    guest.open("/styleguide")
    guest.sees_heading("Page not found")
