"""Somebody with a keyboard and no mouse."""

from playwright.sync_api import expect

#: What is wrong with where the focus is. Between the last and the first element comes the browser itself.
FAULT = """() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body || focused === document.documentElement) return "";
  const shown = focused.closest(".tabs label") ?? focused;
  const [style, box] = [getComputedStyle(shown), shown.getBoundingClientRect()];
  const say = (why) => `${why}: ${focused.outerHTML.slice(0, 120)}`;
  if (!shown.checkVisibility({ visibilityProperty: true })) return say("hidden");
  if (box.width < 1 || box.height < 1) return say("without room");
  if (box.right <= 0 || box.bottom <= 0 || box.left >= innerWidth || box.top >= innerHeight) return say("outside the window");
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 1) return say("without an outline");
  return "";
}"""

#: What a screen reader calls it.
NAME = """() => {
  const focused = document.activeElement;
  const named = (focused.tagName === "INPUT" && focused.labels?.[0] || focused).cloneNode(true);
  for (const part of named.querySelectorAll("[aria-hidden=true]")) part.remove();
  return named.textContent.trim().replace(/\\s+/g, " ") || focused.ariaLabel || focused.tagName;
}"""


class Keys:
    def __init__(self, person):
        self.page = person.page

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text):
        self.page.keyboard.type(text)

    def tab(self, key="Tab"):
        """To the next element; wherever that is, it shows."""
        self.press(key)
        fault = self.page.evaluate(FAULT)
        assert fault == "", fault

    def reach(self, element, key="Tab"):
        """By tabbing, as far as it takes."""
        for _ in range(80):
            if element.count() == 1 and element.evaluate("one => one === document.activeElement"):
                return
            self.tab(key)
        raise AssertionError(f"never came to {element}")

    def push(self, name, key="Tab"):
        """A button, by Enter."""
        self.reach(self.page.get_by_role("button", name=name, exact=True), key)
        self.press("Enter")

    def stops(self, number):
        """The names of the next elements."""
        names = []
        for _ in range(number):
            self.tab()
            names.append(self.page.evaluate(NAME))
        return names

    def is_at(self, element):
        expect(element).to_be_focused()

    def stays_in(self, dialog):
        """However often one tabs; the browser itself is no part of the page behind."""
        for key in ["Tab"] * 8 + ["Shift+Tab"] * 8:
            self.tab(key)
            assert dialog.evaluate("one => one.contains(document.activeElement) || document.activeElement === document.body")
