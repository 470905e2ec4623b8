"""What holds for every page: it fits a small screen, is accessible, and asks nobody else for anything.

The fixture `people` adds: no error in the console, no breach of the policy, no request to another origin."""

import pytest
from axe_core_python.sync_playwright import Axe
from tour import Tour

SMALL = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
LARGE = {"viewport": {"width": 1280, "height": 800}}

#: How far the widest thing reaches beyond the window, and what it is.
OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > width + 0.5)
    .map((element) => `${element.tagName}.${element.className} ${Math.round(element.getBoundingClientRect().right - width)}px`);
}"""


def test_nothing_scrolls_sideways_at_360_pixels(people, server):
    found = {}
    for name, page in Tour(people, server, **SMALL).stops():
        found[name] = page.evaluate(OVERFLOW)
    assert {name: parts for name, parts in found.items() if parts} == {}
    assert len(found) > 25


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [SMALL, LARGE], ids=["small", "large"])
def test_nothing_that_axe_finds(people, server, scheme, screen):
    axe, found = Axe(), {}
    for name, page in Tour(people, server, color_scheme=scheme, reduced_motion="reduce", **screen).stops():
        violations = axe.run(page)["violations"]
        found[name] = [f"{one['id']}: {[node['html'][:120] for node in one['nodes']][:3]}" for one in violations]
    assert {name: parts for name, parts in found.items() if parts} == {}


def test_every_page_has_a_title_of_its_own_and_one_heading(people, server):
    titles = {}
    for name, page in Tour(people, server, **LARGE).stops():
        assert page.locator("h1").count() == 1, name
        assert page.title().endswith(" · Tenantry") and "Loading" not in page.title(), name
        titles[name] = page.title()
    assert len(set(titles.values())) > 8, titles
