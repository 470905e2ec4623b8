"""The way to the server, which a request may not get through: what the pages say then, lose nothing of, and do again."""

import re

from playwright.sync_api import expect

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


class Line:
    """One kind of request does not get through. In a page whose clock is installed, since time goes by for answers that never come."""

    def __init__(self, person, request):
        self.page = person.page
        self.method, path = request.split(" ", 1)
        self.request = request
        self.pattern = re.compile("/api/v1" + re.escape(path).replace(r"\*", "[^/?]*") + r"(\?.*)?$")
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
        with self.page.expect_request(lambda request: request.method == self.method and self.pattern.search(request.url)):
            act()
        if fault == "timeout":
            self.page.clock.fast_forward(31_000)

    def mends(self):
        self.page.unroute(self.pattern)

    def is_told_and_loses_nothing(self, act, keeps_form=True):
        """Whatever goes wrong; in the end the line is whole, and it can be done."""
        dialog = self.page.locator("dialog[open]")  # beneath one, what asked for it works on
        busy = (dialog.last if dialog.count() else self.page).locator("[aria-busy=true]")
        expect(busy).to_have_count(0)
        before = self.page.evaluate(TYPED)
        for fault, words in FAULTS.items():
            self.breaks(fault)
            self.passes(act, fault)
            expect(message(self.page, words)).to_have_count(1)
            expect(busy).to_have_count(0)
            assert self.page.evaluate(FOCUSED), f"{fault}: the focus is lost"
            assert not keeps_form or self.page.evaluate(TYPED) == before, fault
            dismiss_notices(self.page)
            self.mends()


def message(page, text):
    return page.locator("[role=alert], #notices .notice, .results .field-error").filter(has_text=text).filter(visible=True)


def dismiss_notices(page):
    for notice in page.locator("#notices .notice").all():
        notice.get_by_role("button", name="Dismiss").click()
