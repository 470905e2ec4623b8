"""How good a new password is, told while it is typed."""

import pytest
from people import PASSWORD
from playwright.sync_api import expect


@pytest.fixture
def server(shared_server):
    return shared_server


@pytest.fixture
def ada(people):
    return people("Ada")


def field(person, label="Password"):
    return person.page.get_by_label(label, exact=True)


def expect_strength(person, words, level=None):
    """What is seen, and how far the bar is."""
    expect(person.page.locator(".strength > span[aria-hidden]")).to_have_text(words)
    if level is not None:
        assert person.page.locator("meter").evaluate("meter => meter.value") == pytest.approx(level)


def test_it_is_told_at_every_key(ada):
    ada.open("/signup")
    expect_strength(ada, "", 0)
    field(ada).press_sequentially("pelican")
    expect_strength(ada, "1 more character", 7 / 8)
    field(ada).press_sequentially("s over warm water")
    expect_strength(ada, "Strong", 4)
    field(ada).fill("aaaaaaaaaaaa")
    expect_strength(ada, "Only a simple sequence", 0.5)
    field(ada).fill("x" * 257)
    expect_strength(ada, "Too long", 0.5)
    field(ada).fill("")
    expect_strength(ada, "", 0)


def test_ones_own_name_is_no_password(ada):
    ada.open("/signup")
    ada.fill(Password="lovelace1815")
    before = ada.page.locator(".strength > span[aria-hidden]").inner_text()
    ada.fill(Name="Ada Lovelace")
    expect_strength(ada, "Only your name or address")
    assert before != "Only your name or address"
    ada.fill(Name="Somebody", E_mail="lovelace@example.com")
    expect_strength(ada, "Only your name or address")
    ada.fill(E_mail="ada@example.com", Organization_name="Lovelace")
    expect_strength(ada, "Only your name or address")


def test_it_is_read_out_after_a_pause_and_not_at_every_key(ada):
    ada.page.clock.install(time="2026-01-01T08:00:00Z")
    ada.open("/signup")
    ada.page.clock.pause_at("2026-01-01T09:00:00Z")
    spoken = ada.page.locator(".strength [role=status]")
    field(ada).press_sequentially("pelicans over")
    expect_strength(ada, "Fair")
    expect(spoken).to_have_text("")
    ada.page.clock.run_for(1000)
    expect(spoken).to_have_text("Fair")


def test_it_stops_nobody(ada):
    """A weak password that the server takes is taken."""
    ada.open("/signup")
    ada.fill(Name="Weak", E_mail="weak@example.com", Password="giraffe7")
    expect(ada.page.locator("meter")).to_have_js_property("value", 1)
    ada.press("Sign up")
    ada.sees_heading("Weak")


def test_pasting_is_as_good_as_typing(people):
    ada = people("Ada", permissions=["clipboard-read", "clipboard-write"])
    ada.open("/signup")
    ada.page.evaluate("text => navigator.clipboard.writeText(text)", PASSWORD)
    field(ada).focus()
    ada.page.keyboard.press("Control+v")
    expect(field(ada)).to_have_value(PASSWORD)
    expect_strength(ada, "Strong", 4)


@pytest.mark.parametrize("locale", ["en-US", "de-DE"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["/reset-password#x", "/signup"])
def test_nothing_moves_for_it(people, path, width, locale):
    ada = people("Ada", viewport={"width": width, "height": 800}, locale=locale)
    ada.open(path)
    button = ada.page.locator("form .primary")
    before = button.bounding_box()
    for password in ("p", "pelicans", PASSWORD, "abcdefghijkl", "tenantry1", "x" * 300, ""):
        ada.page.locator("#password").fill(password)
        assert button.bounding_box() == before, password


def test_it_is_told_where_one_is_invited_too(people):
    grace, ada = people("Grace"), people("Ada")
    organization = grace.client.sign_up("Grace", organizationName="Acme")["organization"]
    link = grace.client.invite(organization["id"], kind="email", email="lovelace@example.com")["link"]
    ada.open(link)
    ada.sees_heading("Join Acme")
    ada.fill(Password="lovelace1815")
    expect_strength(ada, "Only your name or address")
    ada.fill(Password=PASSWORD)
    expect_strength(ada, "Strong", 4)
