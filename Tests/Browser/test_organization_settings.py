"""What an organization settles for itself: how people are invited, who sees whom, and in which colour."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def server(shared_server):
    return shared_server


def organization_of(person):
    slug = person.path.split("/")[2]
    return next(one["id"] for one in person.client.me["organizations"] if one["slug"] == slug)


def painted(element):
    """What a mark is painted in: its ground, and its letters."""
    style = element.evaluate("one => [getComputedStyle(one).backgroundColor, getComputedStyle(one).color]")
    return tuple(style)


def test_invitations_begin_with_what_is_settled(people):
    ada, max_ = people.team("Proposed", "/settings", Ada1="owner", Max1="manager")
    ada.stamp()
    ada.press("Save invitations")
    ada.is_told("Nothing to save.")
    ada.page.get_by_label("Role", exact=True).select_option(label="Viewer")
    ada.page.get_by_label("Expires after").select_option(label="30 days")
    ada.saves("Save invitations")
    assert ada.is_same_page()
    max_.open(f"/o/{max_.path.split('/')[2]}/members")
    max_.sees_heading("Members")
    dialog = max_.invite_dialog()
    expect(dialog.get_by_label("Role")).to_have_value("viewer")
    expect(dialog.get_by_label("Expires after")).to_have_value("720")
    dialog.get_by_text("By link", exact=True).click()
    expect(dialog.get_by_label("Role")).to_have_value("viewer")
    dialog.get_by_role("button", name="Create link").click()
    max_.shown_link()
    max_.close_link()
    expect(max_.row("Link")).to_contain_text("Viewer")

    # What is settled above one's own role is not proposed, and a lifetime of no list is shown as it is.
    ada.client.patch(f"/organizations/{organization_of(ada)}", {"defaultRole": "admin", "invitationHours": 5})
    max_.open(max_.path)
    max_.sees_heading("Members")
    dialog = max_.invite_dialog()
    expect(dialog.get_by_label("Role")).to_have_value("member")
    expect(dialog.get_by_label("Expires after").locator("option:checked")).to_have_text("5 hours")


def test_an_admin_sees_a_default_that_is_not_theirs_to_give(people):
    ada, ben = people.team("Above", "/settings", Ada2="owner", Ben2="admin")
    ada.page.get_by_label("Role", exact=True).select_option(label="Admin")
    ada.saves("Save invitations")
    ben.open(ben.path)
    ben.sees_heading("Settings")
    role = ben.page.get_by_label("Role", exact=True)
    expect(role).to_have_value("admin")
    assert role.locator("option").all_inner_texts() == ["Admin", "Manager", "Member", "Viewer"]
    ben.page.get_by_label("Expires after").select_option(label="1 day")
    ben.saves("Save invitations")
    assert ben.client.get(f"/organizations/{organization_of(ben)}").json["defaultRole"] == "admin"


def test_a_hidden_list_of_members_is_nowhere_to_be_found(people):
    ada, max_, vera = people.team("Discreet", "/settings", Ada3="owner", Max3="manager", Vera3="viewer")
    slug = ada.path.split("/")[2]
    assert vera.members() == ["Ada3", "Max3", "Vera3"]
    ada.page.get_by_label("Only managers and those above see the members").check()
    ada.saves("Save members")
    vera.comes_back()
    vera.sees_heading("Not for your role")
    expect(vera.page.locator("nav").get_by_role("link", name="Members", exact=True)).to_have_count(0)
    vera.open(f"/o/{slug}")
    vera.sees_heading("Discreet")
    vera.settle()
    expect(vera.page.get_by_text("Ada3")).to_have_count(0)
    expect(vera.page.get_by_role("heading", name="Newest members")).to_have_count(0)
    assert max_.members() == ["Ada3", "Max3", "Vera3"]
    ada.page.get_by_label("Only managers and those above see the members").uncheck()
    ada.saves("Save members")
    assert vera.client.get(f"/organizations/{organization_of(vera)}/members").json["total"] == 3
    vera.open(f"/o/{slug}")
    vera.sees_heading("Discreet")
    assert vera.members() == ["Ada3", "Max3", "Vera3"]


def test_the_mark_has_the_colour_of_the_organization(people):
    (ada,) = people.team("Colourful", "/settings", Ada4="owner")
    mark, preview = ada.page.locator("organization-switcher organization-mark"), ada.page.locator("#mark-preview organization-mark")
    before = painted(mark)
    field = ada.page.get_by_label("Accent colour optional", exact=True)
    field.fill("violet")
    ada.press("Save appearance")
    ada.sees_error("Accent colour optional", "Enter a colour such as #0b6b5c, or nothing.")
    field.fill("#6A1B9A")
    assert painted(preview) == ("rgb(106, 27, 154)", "rgb(255, 255, 255)") and painted(mark) == before
    expect(ada.page.get_by_label("Choose the accent colour")).to_have_value("#6a1b9a")
    ada.saves("Save appearance")
    assert painted(mark) == ("rgb(106, 27, 154)", "rgb(255, 255, 255)")
    ada.page.get_by_label("Choose the accent colour").fill("#ffff00")
    expect(field).to_have_value("#ffff00")
    ada.press("Save appearance")
    expect(ada.page.locator("#appearance")).to_have_attribute("aria-busy", "false")
    ada.open(ada.path.removesuffix("/settings"))
    ada.sees_heading("Colourful")
    ground, ink = painted(ada.page.locator("main organization-mark"))
    assert ground not in ("rgb(255, 255, 0)", before[0]) and ink == "rgb(0, 0, 0)", "darker, to be seen on white"
    ada.page.emulate_media(color_scheme="dark")
    assert painted(ada.page.locator("main organization-mark"))[0] == "rgb(255, 255, 0)"

    guest = people("Guest")
    guest.open(ada.client.invite(organization_of(ada))["link"])
    guest.sees_heading("Join Colourful")
    assert painted(guest.page.locator(".emblem organization-mark"))[0] == ground
    ada.open(ada.path + "/settings")
    ada.sees_heading("Settings")
    ada.page.get_by_label("Accent colour optional", exact=True).fill("")
    ada.saves("Save appearance")
    expect(mark).not_to_have_class("branded")


def test_a_personal_organization_has_a_colour_and_nobody_to_settle_anything_for(people):
    (ada,) = people.team("Own", "", Ada5="owner")
    ada.switch("Ada5")
    ada.follow("Settings")
    ada.sees_heading("Settings")
    expect(ada.page.get_by_role("button", name="Save appearance")).to_be_visible()
    for button in ("Save invitations", "Save members"):
        expect(ada.page.get_by_role("button", name=button)).to_have_count(0)
