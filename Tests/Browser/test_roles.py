"""What a member's role is changed to, by whom, and what both see of it."""

import json

import pytest
from playwright.sync_api import expect

ROLES = ["Owner", "Admin", "Manager", "Member", "Viewer"]


def offered(menu):
    """The roles that can be chosen."""
    return menu.get_by_role("menuitemradio").and_(menu.locator(":not([aria-disabled])")).locator(".choice").all_inner_texts()


def reasons(menu):
    """By role, why it can't be."""
    refused = menu.locator("[aria-disabled=true]").all()
    return {one.locator(".choice").inner_text(): one.locator(".hint").inner_text() for one in refused}


def test_an_owner_offers_every_role(people):
    ada, _ = people.team("Acme", "/members", Ada="owner", Ben="member")
    menu = ada.role_menu("Ben")
    assert offered(menu) == ROLES
    expect(menu.get_by_role("menuitemradio", checked=True)).to_have_text("MemberWorks in the organization and sees its members.")
    expect(menu.get_by_role("menuitemradio", checked=True)).to_be_focused()
    ada.page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(ada.page.get_by_role("button", name="Role of Ben")).to_be_focused()


def test_the_menu_says_why_a_role_is_not_on_offer(people):
    ada, ben, _ = people.team("Acme", "/members", Ada="owner", Ben="admin", Cem="member")
    only = "You are the only owner. Make someone else an owner first."
    assert reasons(ada.role_menu("Ada")) == {role: only for role in ROLES[1:]}
    above = "Your own role is not above this one."
    menu = ben.role_menu("Cem")
    assert reasons(menu) == {"Owner": above, "Admin": above} and offered(menu) == ROLES[2:]
    ben.page.keyboard.press("Escape")
    target = "Your own role is not above Ada's."
    assert reasons(ben.role_menu("Ada")) == {role: target for role in ROLES[1:]}
    ben.page.keyboard.press("Escape")
    menu = ben.role_menu("Ben")
    assert reasons(menu) == {"Owner": "You can't raise your own role."} and offered(menu) == ROLES[1:]
    menu.get_by_role("menuitemradio", name="Owner").click(force=True)
    expect(menu).to_be_visible()
    ben.sees_role("Ben", "Admin")


def test_who_may_change_nothing_has_a_menu_for_oneself_alone(people):
    _, ben, cem = people.team("Acme", "/members", Ada="owner", Ben="manager", Cem="viewer")
    expect(ben.page.get_by_role("button", name="Role of")).to_have_count(1)
    assert offered(ben.role_menu("Ben")) == ["Manager", "Member", "Viewer"]
    expect(cem.page.get_by_role("button", name="Role of")).to_have_count(0)
    cem.sees_role("Ada", "Owner")


def test_a_new_role_is_shown_before_the_answer(people):
    ada, ben = people.team("Acme", "/members", Ada="owner", Ben="member")
    held = []
    ada.page.route("**/members/*", lambda route: held.append(route))
    ada.choose_role("Ben", "Viewer")
    ada.sees_role("Ben", "Viewer")
    expect(ada.row("Ben")).to_have_attribute("aria-busy", "true")
    expect(ada.page.locator("#notices .notice")).to_have_count(0)
    expect(ada.page.get_by_role("button", name="Role of Ben")).to_be_focused()
    while not held:
        ada.page.wait_for_timeout(10)
    assert [route.request.method for route in held] == ["PATCH"]
    held[0].continue_()
    ada.is_told("Ben is now Viewer.")
    expect(ada.row("Ben")).not_to_have_attribute("aria-busy", "true")
    ben.page.reload()
    ben.sees_role("Ben", "Viewer")


@pytest.mark.parametrize(
    ("status", "code", "message"),
    [(409, "last_owner", "An organization needs at least one owner. Make someone else an owner first."),
     (403, "forbidden", "Your role does not allow this."), (503, "busy", "The server is busy. Try again in 7 seconds.")],
)
def test_a_refused_role_goes_back(people, status, code, message):
    ada, _ = people.team("Acme", "/members", Ada="owner", Ben="member")
    ada.watch.excuse(f"PATCH /organizations/*/members/* {status}")
    answer = {"status": status, "content_type": "application/problem+json", "headers": {"Retry-After": "7"}, "body": json.dumps({"code": code})}
    ada.page.route("**/members/*", lambda route: route.fulfill(**answer))
    ada.choose_role("Ben", "Manager")
    ada.is_told(message)
    ada.sees_role("Ben", "Member")
    expect(ada.page.get_by_role("button", name="Role of Ben")).to_be_focused()
    ada.page.unroute("**/members/*")
    ada.choose_role("Ben", "Manager")
    ada.is_told("Ben is now Manager.")


def test_whoever_was_demoted_in_the_meantime_is_refused(people):
    ada, ben, _ = people.team("Acme", "/members", Ada="owner", Ben="admin", Cem="member")
    ada.choose_role("Ben", "Member")
    ada.is_told("Ben is now Member.")
    ben.choose_role("Cem", "Viewer")
    ben.is_told("Your role does not allow this.")
    ben.sees_role("Cem", "Member")
    ada.page.reload()
    ada.sees_role("Cem", "Member")
    ben.follow("Overview")
    ben.sees("Works in the organization and sees its members.")
    ben.members()
    expect(ben.page.get_by_role("button", name="Role of Cem")).to_have_count(0)
    expect(ben.page.get_by_role("button", name="Invite people")).to_have_count(0)


def test_a_change_can_be_undone_from_its_notice(people):
    ada, ben = people.team("Acme", "/members", Ada="owner", Ben="member")
    ada.choose_role("Ben", "Viewer")
    ada.is_told("Ben is now Viewer.")
    ada.press("Undo")
    ada.is_told("Ben is now Member.")
    ada.sees_role("Ben", "Member")
    ben.page.reload()
    ben.sees_role("Ben", "Member")


def test_a_change_can_be_undone_from_another_view(people):
    ada, ben = people.team("Acme", "/members", Ada="owner", Ben="member")
    ada.choose_role("Ben", "Viewer")
    ada.is_told("Ben is now Viewer.")
    ada.follow("Overview")
    ada.sees_heading("Acme")
    newest = ada.page.get_by_role("region", name="Newest members")
    expect(newest).to_contain_text("Viewer")
    ada.press("Undo")
    ada.is_told("Ben is now Member.")
    expect(newest).not_to_contain_text("Viewer")
    ben.page.reload()
    ben.sees_role("Ben", "Member")


def test_an_owner_is_made_only_after_a_question(people):
    ada, ben = people.team("Acme", "/members", Ada="owner", Ben="member")
    ada.choose_role("Ben", "Owner")
    expect(ada.dialog("Make Ben an owner?")).to_contain_text("including removing you")
    ada.answers("Cancel")
    ada.sees_role("Ben", "Member")
    ada.choose_role("Ben", "Owner")
    ada.answers("Make owner")
    ada.is_told("Ben is now Owner.")
    ada.sees_role("Ben", "Owner")
    ada.row("Ada").get_by_role("button", name="Leave").click()
    expect(ada.dialog("Leave Acme?")).to_be_visible()
    ben.page.reload()
    expect(ben.page.get_by_role("button", name="Remove Ada")).to_be_visible()


def test_who_demotes_the_other_owner_knows_to_be_the_only_one(people):
    ada, _ = people.team("Acme", "/members", Ada="owner", Ben="owner")
    leave = ada.row("Ada").get_by_role("button", name="Leave")
    ada.choose_role("Ben", "Member")
    ada.is_told("Ben is now Member.")
    leave.click()
    expect(ada.dialog("You are the only owner")).to_be_visible()
    ada.answers("Got it")
    assert list(reasons(ada.role_menu("Ada"))) == ROLES[1:]
    ada.page.keyboard.press("Escape")
    ada.press("Undo")
    ada.is_told("Ben is now Owner.")
    leave.click()
    expect(ada.dialog("Leave Acme?")).to_be_visible()


def test_lowering_oneself_is_asked_about_and_changes_the_page(people):
    ada, _ = people.team("Acme", "/members", Ada="owner", Ben="owner")
    ada.choose_role("Ada", "Member")
    expect(ada.dialog("Become Member?")).to_contain_text("You cannot raise it again yourself")
    ada.answers("Cancel")
    ada.sees_role("Ada", "Owner")
    ada.choose_role("Ada", "Member")
    ada.answers("Lower my role")
    ada.is_told("You are now Member.")
    ada.sees_role("Ada", "Member")
    expect(ada.switcher).to_contain_text("Member · Team")
    for gone in ("Invite people", "Remove Ben", "Role of Ben"):
        expect(ada.page.get_by_role("button", name=gone)).to_have_count(0)
    expect(ada.page.get_by_role("link", name="Settings")).to_have_count(0)


def test_an_owner_who_became_the_only_one_meanwhile_is_refused_in_the_dialog(people):
    ada, ben = people.team("Acme", "/members", Ada="owner", Ben="owner")
    ben.choose_role("Ben", "Viewer")
    ben.answers("Lower my role")
    ben.is_told("You are now Viewer.")
    ada.choose_role("Ada", "Viewer")
    ada.dialog().get_by_role("button", name="Lower my role").click()
    expect(ada.dialog().get_by_role("alert")).to_contain_text("needs at least one owner")
    ada.answers("Cancel")
    ada.sees_role("Ada", "Owner")


def test_a_role_taken_a_moment_ago_allows_nothing_any_more(people):
    ada, ben = people.team("Acme", "/members", Ada="owner", Ben="admin")
    dialog = ben.invite_dialog()
    ada.choose_role("Ben", "Viewer")
    ada.is_told("Ben is now Viewer.")
    dialog.get_by_text("By link", exact=True).click()
    dialog.get_by_role("button", name="Create link").click()
    expect(dialog.get_by_role("alert")).to_have_text("Your role does not allow this.")


def test_notices_pass_cover_nothing_and_stay_with_their_organization(people):
    ada, _ = people.team("Acme", Ada="owner", Ben="member")
    ada.page.set_viewport_size({"width": 360, "height": 740})
    ada.page.clock.install()
    ada.open("/o/acme/members")
    ada.choose_role("Ben", "Viewer")
    notice = ada.page.locator("#notices .notice")
    expect(notice).to_contain_text("Ben is now Viewer.")
    one, other = notice.bounding_box(), ada.row("Ben").bounding_box()
    assert one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
    ada.switch("Ada")
    expect(notice).to_have_count(0)
    ada.sees_heading("Members")
    ada.switch("Acme")
    ada.choose_role("Ben", "Member")
    expect(notice).to_have_count(1)
    ada.page.clock.fast_forward("00:07")
    expect(notice).to_have_count(0)
