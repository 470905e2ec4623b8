"""Moving between organizations, in one tab and in several."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def ada(people):
    """Owner of three, in Cascade."""
    (ada,) = people.team("Acme", Ada="owner")
    for name in ("Borealis", "Cascade"):
        ada.client.post("/organizations", {"name": name})
    ada.open("/o/cascade")
    ada.sees_heading("Cascade")
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


def test_it_stays_open_while_the_page_loads(ada):
    held = []
    ada.page.route("**/api/v1/me", lambda route: held.append(route))
    with ada.page.expect_request("**/api/v1/me"):
        ada.page.reload(wait_until="commit")
    ada.page.locator("organization-switcher button").click()
    expect(dialog(ada)).to_be_visible()
    held[0].continue_()
    expect(ada.page.get_by_role("option").filter(has_text="Borealis")).to_be_visible()
    ada.settle()
    ada.page.keyboard.type("bor")
    ada.page.keyboard.press("Enter")
    ada.sees_heading("Borealis")


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


def test_it_shows_what_one_is_in_each(people):
    ben, ada = people.team("Borealis", Ben="owner", Ada="admin")
    ada.client.post("/organizations", {"name": "Acme"})
    ada.page.reload()
    ada.open_switcher()
    options = dialog(ada).get_by_role("option")
    expect(options.locator(".option-name")).to_have_text(["Ada", "Acme", "Borealis", "Create organization"])
    expect(options.locator(".muted")).to_have_text(["Personal", "Owner · Team", "Admin · Team"])
    expect(options.filter(has_text="current").locator(".option-name")).to_have_text(["Borealis"])
    ada.page.keyboard.press("Escape")
    expect(ada.switcher).to_contain_text("Admin · Team")
    ada.switch("Ada")
    expect(ada.switcher).to_contain_text("Personal")


def test_switching_happens_in_place(ada):
    ada.members()
    expect(ada.page).to_have_title("Members · Cascade · Tenantry")
    ada.stamp()
    ada.switch("Borealis")
    expect(ada.page).to_have_title("Members · Borealis · Tenantry")
    expect(ada.page.locator("#announcer")).to_have_text("Switched to Borealis")
    assert ada.path == "/o/borealis/members"
    ada.page.go_back()
    expect(ada.page).to_have_title("Members · Cascade · Tenantry")
    expect(ada.switcher).to_contain_text("Cascade")
    assert ada.path == "/o/cascade/members"
    ada.page.go_forward()
    expect(ada.switcher).to_contain_text("Borealis")
    assert ada.is_same_page()


def test_a_section_is_kept_only_where_ones_role_has_it(people):
    _, ada = people.team("Borealis", Ben="owner", Ada="member")
    ada.client.post("/organizations", {"name": "Acme"})
    ada.open("/o/acme/settings")
    ada.sees_heading("Settings")
    ada.switch("Borealis")
    ada.sees_heading("Borealis")
    assert ada.path == "/o/borealis"
    expect(ada.page.get_by_role("link", name="Settings")).to_have_count(0)
    ada.switch("Acme")
    ada.follow("Settings")
    ada.sees_heading("Settings")


def test_what_a_role_may_not_use_is_not_linked_and_explains_itself(people):
    _, ben = people.team("Acme", Ada="owner", Ben="member")
    expect(ben.page.get_by_role("navigation", name="Sections of Acme").get_by_role("link")).to_have_text(["Overview", "Members"])
    ben.open("/o/acme/settings")
    ben.sees_heading("Not for your role")
    ben.sees("Your role in Acme, Member, does not change its settings. Ask an owner or an admin.")
    expect(ben.page).to_have_title("Not for your role · Acme · Tenantry")
    expect(ben.page.get_by_label("Web address")).to_have_count(0)
    ben.follow("Go to the overview")
    ben.sees_heading("Acme")


def test_two_tabs_work_in_two_organizations(people):
    ada, ben = people.team("Acme", "/members", Ada="owner", Ben="member")
    ada.client.post("/organizations", {"name": "Borealis"})
    acme, ada.page = ada.page, ada.new_tab()
    ada.open("/o/borealis/settings")  # where the session stands from now on
    borealis = ada.page
    ada.turn_to(acme)
    ada.choose_role("Ben", "Manager")
    ada.is_told("Ben is now Manager.")
    ada.turn_to(borealis)
    ada.fill(Name="Borealis and Sons")
    ada.press("Save changes")
    ada.is_told("Saved.")
    expect(ada.switcher).to_contain_text("Borealis and Sons")
    ada.turn_to(acme)
    assert ada.members() == ["Ada", "Ben"]
    link = ada.show_new_link()
    assert ada.client.post("/invitations/lookup", {"token": link.split("#")[1]}).json["organization"]["name"] == "Acme"
    ada.close_link()
    ada.follow("Settings")
    expect(ada.page.get_by_label("Name")).to_have_value("Acme")
    ada.turn_to(borealis)
    assert ada.members() == ["Ada"]
    ben.page.reload()
    expect(ben.switcher).to_contain_text("Manager · Team")


@pytest.mark.parametrize("comes_back", [False, True], ids=["next click", "coming back"])
def test_a_tab_learns_that_its_membership_has_ended(people, comes_back):
    ada, ben = people.team("Acme", "/members", Ada="owner", Ben="member")
    ben.watch.excuse("GET /organizations/* 404")
    ben.stamp()
    ada.press("Remove Ben")
    ada.answers("Remove member")
    ada.is_told("Ben was removed.")
    if comes_back:
        ben.comes_back()
    else:
        ben.follow("Overview")
    ben.is_told("You are no longer a member of Acme. This is your personal organization.")
    ben.sees_heading("Ben")
    assert ben.path.startswith("/o/ben-") and ben.is_same_page()
    ben.open_switcher()
    expect(dialog(ben).get_by_role("option").locator(".option-name")).to_have_text(["Ben", "Create organization"])


def test_a_tab_that_one_comes_back_to_shows_the_role_of_now(people):
    ada, ben = people.team("Acme", "/members", Ada="owner", Ben="admin")
    ben.follow("Settings")
    ben.sees_heading("Settings")
    ada.choose_role("Ben", "Viewer")
    ada.is_told("Ben is now Viewer.")
    ben.comes_back()
    ben.sees_heading("Not for your role")
    expect(ben.switcher).to_contain_text("Viewer · Team")
    expect(ben.page.get_by_role("link", name="Settings")).to_have_count(0)


def test_a_tab_that_one_comes_back_to_lists_what_was_joined_elsewhere(people):
    ada, ben = people.team("Acme", Ada="owner", Ben="member")
    people.add(ben, ada.client.post("/organizations", {"name": "Borealis"}).json["id"], "viewer", maker=ada)
    ben.comes_back()
    ben.switch("Borealis")
    ben.sees_heading("Borealis")
    expect(ben.switcher).to_contain_text("Viewer · Team")


def test_on_a_small_screen_the_sidebar_is_a_drawer(people):
    (ada,) = people.team("Acme", Ada="owner")
    ada.page.set_viewport_size({"width": 640, "height": 800})
    menu, keyboard = ada.page.get_by_role("button", name="Menu"), ada.page.keyboard
    expect(ada.switcher).to_be_hidden()
    menu.focus()
    keyboard.press("Enter")
    expect(ada.switcher).to_be_visible()
    keyboard.press("Escape")
    expect(ada.switcher).to_be_hidden()
    expect(menu).to_be_focused()
    menu.click()
    ada.follow("Members")
    ada.sees_heading("Members")
    expect(ada.switcher).to_be_hidden()
    expect(ada.page.get_by_role("heading", level=1)).to_be_focused()
    menu.click()
    ada.switcher.click()
    expect(dialog(ada)).to_be_visible()
    keyboard.press("Escape")
    expect(dialog(ada)).to_be_hidden()
    expect(ada.switcher).to_be_focused()
    ada.switcher.click()
    keyboard.type("Ada")
    keyboard.press("Enter")
    expect(ada.page).to_have_title("Members · Ada · Tenantry")
    expect(dialog(ada)).to_be_hidden()
    expect(ada.switcher).to_be_hidden()
    expect(ada.page.get_by_role("heading", level=1)).to_be_focused()
    ada.page.set_viewport_size({"width": 900, "height": 800})
    expect(ada.switcher).to_be_visible()
    expect(menu).to_be_hidden()
