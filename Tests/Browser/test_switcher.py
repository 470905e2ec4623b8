"""The switcher without a mouse."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def ada(people):
    ada = people("Ada")
    ada.sign_up(organization="Acme")
    for name in ("Borealis", "Cascade"):
        ada.make_organization(name)
    return ada


def dialog(person):
    return person.page.get_by_role("dialog", name="Switch organization")


def marked(person):
    """The option that Enter would take, as a screen reader hears it."""
    field = person.page.get_by_role("combobox", name="Find an organization")
    return person.page.locator(f"[id='{field.get_attribute('aria-activedescendant')}'] .option-name").inner_text()


def test_it_opens_filters_and_switches_by_keys(ada):
    ada.stamp()
    keyboard = ada.page.keyboard
    keyboard.press("Control+k")
    expect(ada.page.get_by_role("combobox", name="Find an organization")).to_be_focused()
    assert marked(ada) == "Cascade"
    keyboard.type("bor")
    assert marked(ada) == "Borealis"
    keyboard.press("Enter")
    ada.sees_heading("Borealis")
    expect(ada.switcher).to_contain_text("Borealis")
    expect(dialog(ada)).to_be_hidden()
    assert ada.path == "/o/borealis" and ada.is_same_page()


def test_arrows_go_round(ada):
    keyboard = ada.page.keyboard
    keyboard.press("Control+k")
    names = ada.page.get_by_role("option").locator(".option-name").all_inner_texts()
    start = names.index("Cascade")
    seen = [marked(ada)]
    for _ in names:
        keyboard.press("ArrowDown")
        seen.append(marked(ada))
    assert seen == [names[(start + step) % len(names)] for step in range(len(names) + 1)]
    keyboard.press("ArrowUp")
    assert marked(ada) == names[start - 1]
    keyboard.press("Enter")
    expect(ada.switcher).to_contain_text(names[start - 1])


def test_escape_closes_it_and_returns_the_focus(ada):
    ada.switcher.focus()
    ada.page.keyboard.press("Enter")
    expect(dialog(ada)).to_be_visible()
    expect(ada.switcher).to_have_attribute("aria-expanded", "true")
    ada.page.keyboard.type("acme")
    ada.page.keyboard.press("Escape")
    expect(dialog(ada)).to_be_hidden()
    expect(ada.switcher).to_be_focused()
    expect(ada.switcher).to_have_attribute("aria-expanded", "false")
    expect(ada.switcher).to_contain_text("Cascade")


def test_what_matches_nothing_says_so_and_leads_to_a_new_one(ada):
    ada.page.keyboard.press("Control+k")
    ada.page.keyboard.type("nothing like it")
    expect(dialog(ada).get_by_role("status")).to_have_text("No organization matches.")
    ada.page.keyboard.press("Enter")
    ada.sees_heading("Create organization")


def test_the_shortcut_closes_it_again(ada):
    ada.page.keyboard.press("Control+k")
    expect(dialog(ada)).to_be_visible()
    ada.page.keyboard.press("Control+k")
    expect(dialog(ada)).to_be_hidden()


def test_a_name_of_20_characters_is_shown_in_full(ada):
    for name in ("Northern Lights Labs", "WWWWWWWWWWWWWWWWWWWW"):
        ada.make_organization(name)
        expect(ada.switcher).to_contain_text(name)
        cut = ada.page.locator(".switcher-name").evaluate("one => one.scrollHeight > one.clientHeight || one.scrollWidth > one.clientWidth")
        assert not cut, name
