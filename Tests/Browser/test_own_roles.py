"""Roles of an organization's own: made, given, changed under their holders, deleted."""

from playwright.sync_api import expect


def role(person, name):
    return person.page.get_by_role("list", name="Roles").get_by_role("listitem").filter(has=person.page.get_by_text(name, exact=True)).first


def tick(person, *names):
    for name in names:
        person.dialog().get_by_role("checkbox").and_(person.page.get_by_label(name)).check()


def presses(person, name):
    person.dialog().get_by_role("button", name=name, exact=True).click()


def make(person, name, rank, *permissions):
    person.press("New role")
    person.fill(Name=name, Rank=str(rank))
    tick(person, *permissions)
    person.answers("New role")
    person.is_told(f"Role {name} was made.")


def test_a_role_is_made_given_changed_and_deleted(people):
    ada, ben = people.team("Acme", "/roles", Ada="owner", Ben="viewer")
    ada.sees_heading("Roles")
    ben.sees_heading("Not for your role")
    expect(ben.page.get_by_role("link", name="Roles", exact=True)).to_have_count(0)
    ada.stamp()
    ada.press("New role")
    presses(ada, "New role")
    ada.sees_error("Name", "Give the role a name.")
    ada.fill(Name="Owner", Rank="100")
    presses(ada, "New role")
    ada.sees_error("Rank", "Enter a whole number from 1 to 99.")
    ada.fill(Rank="45")
    presses(ada, "New role")
    ada.sees_error("Name", "Another role has this name. Choose another.")
    ada.fill(Name="Inviter")
    tick(ada, "See the organization", "See members", "See invitations", "Invite people")
    ada.answers("New role")
    ada.is_told("Role Inviter was made.")
    expect(role(ada, "Inviter")).to_contain_text("Rank 45 · 0 members")

    ada.members()
    ada.choose_role("Ben", "Inviter")
    ada.is_told("Ben is now Inviter.")
    ben.page.reload()
    ben.open("/o/acme")
    expect(ben.page.locator(".role-tile")).to_contain_text("Inviter")
    ben.follow("Members")
    ben.sees_heading("Members")
    dialog = ben.invite_dialog()
    expect(dialog.get_by_label("Role").get_by_role("option")).to_have_text(["Member", "Viewer"])
    ben.answers("Cancel")

    ada.follow("Roles")
    ada.sees_heading("Roles")
    expect(role(ada, "Inviter")).to_contain_text("1 member")
    ada.press("Edit Inviter")
    expect(ada.dialog("Edit Inviter").get_by_role("checkbox").and_(ada.page.get_by_label("Invite people"))).to_be_checked()
    ada.dialog().get_by_role("checkbox").and_(ada.page.get_by_label("Invite people")).uncheck()
    ada.fill(Name="Reader")
    ada.answers("Save changes")
    ada.is_told("Role Reader was changed.")
    ben.comes_back()
    ben.follow("Overview")
    ben.follow("Members")
    ben.sees_heading("Members")
    expect(ben.page.get_by_role("button", name="Invite people")).to_have_count(0)
    expect(ben.switcher).to_contain_text("Reader")

    ada.press("Delete Reader")
    expect(ada.dialog("Delete the role Reader?")).to_contain_text("Reader is held by: 1 member.")
    ada.dialog().get_by_label("Their new role").select_option(label="Member")
    ada.answers("Delete role")
    ada.is_told("Role Reader was deleted.")
    expect(ada.page.get_by_role("list", name="Roles").locator("> li")).to_have_count(5)
    assert ada.is_same_page()
    ada.members()
    ada.sees_role("Ben", "Member")


def test_an_admin_sees_what_is_not_theirs_to_give(people):
    ada, ben, _ = people.team("Acme", "/roles", Ada="owner", Ben="admin", Cleo="member")
    make(ada, "Payer", 50, "Manage billing")
    make(ada, "Guide", 50, "See members")
    ben.page.reload()
    expect(role(ben, "Payer")).to_be_visible()
    expect(ben.page.get_by_role("button", name="Edit Guide")).to_be_visible()
    expect(ben.page.get_by_role("button", name="Edit Payer")).to_have_count(0)
    ben.press("New role")
    expect(ben.dialog().get_by_role("checkbox").and_(ben.page.get_by_label("Manage billing"))).to_be_disabled()
    ben.fill(Name="Deputy", Rank="80")
    presses(ben, "New role")
    ben.sees_error("Rank", "Enter a whole number from 1 to 79.")
    ben.answers("Cancel")
    ben.members()
    menu = ben.role_menu("Cleo")
    expect(menu.get_by_role("menuitemradio").filter(has_text="Payer")).to_contain_text("This role can do things that yours can’t.")
    expect(menu.get_by_role("menuitemradio").filter(has_text="Payer")).to_have_attribute("aria-disabled", "true")
    menu.locator(".choice").get_by_text("Guide", exact=True).click()
    ben.is_told("Cleo is now Guide.")


def test_a_personal_organization_has_none(people):
    (ada,) = people.team("Acme", "/roles", Ada="owner")
    ada.switch("Ada")
    ada.sees_heading("Roles")
    ada.sees("In your personal organization you are the only one")
    expect(ada.page.get_by_role("button", name="New role")).to_have_count(0)
