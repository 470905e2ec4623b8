"""What an owner does to a member, as both see it."""

from playwright.sync_api import expect

HOSTILE = "<img src=x onerror=alert(1)>"


def together(people):
    ada, ben = people("Ada"), people("Ben")
    ada.sign_up(organization="Acme")
    ben.join(ada.make_link(), "Acme")
    ada.page.reload()
    ada.sees_heading("Members")
    return ada, ben


def row(person, name):
    return person.page.get_by_role("table", name="Members").get_by_role("row").filter(has_text=name)


def set_role(person, name, role):
    row(person, name).get_by_role("combobox").select_option(label=role)
    row(person, name).get_by_role("button", name=f"Save role of {name}").click()
    expect(row(person, name).get_by_role("button", name=f"Save role of {name}")).to_be_hidden()


def test_a_new_role_is_there_with_the_next_view(people):
    ada, ben = together(people)
    ben.members()
    expect(ben.page.get_by_role("button", name="Invite people")).to_have_count(0)
    expect(row(ben, "Ada").get_by_role("button", name="Remove")).to_have_count(0)
    set_role(ada, "Ben", "Admin")
    ben.follow("Overview")
    ben.sees_heading("Acme")
    ben.sees("Manages settings, roles, members and invitations.")
    ben.members()
    expect(ben.page.get_by_role("button", name="Invite people")).to_be_visible()
    expect(row(ben, "Ada").get_by_role("button", name="Remove")).to_have_count(0)


def test_an_owner_is_made_only_after_a_question(people):
    ada, _ = together(people)
    select = row(ada, "Ben").get_by_role("combobox")
    for answer in ("Cancel", "Make owner"):
        select.select_option(label="Owner")
        ada.press("Save role of Ben")
        dialog = ada.page.get_by_role("dialog", name="Make Ben an owner?")
        expect(dialog).to_contain_text("removing you")
        dialog.get_by_role("button", name=answer).click()
        expect(dialog).to_have_count(0)
        expect(select).to_have_value("member" if answer == "Cancel" else "owner")
        expect(select).to_be_focused()
    expect(ada.page.locator("#notices")).to_contain_text("Ben is now Owner.")


def test_a_refused_role_goes_back_to_the_real_one(people):
    ada, _ = together(people)
    select = row(ada, "Ada").get_by_role("combobox")
    select.select_option(label="Viewer")
    ada.press("Save role of Ada")
    ada.press("Lower my role")
    expect(ada.page.get_by_role("dialog").get_by_role("alert")).to_contain_text("needs at least one owner")
    ada.page.keyboard.press("Escape")
    expect(select).to_have_value("owner")
    expect(ada.page.get_by_role("button", name="Save role of Ada")).to_be_hidden()


def test_notices_pass_cover_nothing_and_stay_with_their_organization(people):
    ada, _ = together(people)
    ada.page.set_viewport_size({"width": 360, "height": 740})
    set_role(ada, "Ben", "Viewer")
    notice = ada.page.locator("#notices .notice")
    expect(notice).to_contain_text("Ben is now Viewer.")
    one, other = notice.bounding_box(), row(ada, "Ben").bounding_box()
    assert one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
    ada.switch("Ada")
    expect(notice).to_have_count(0)
    ada.sees_heading("Members")
    expect(ada.page.get_by_label("Search members")).to_be_hidden()
    ada.switch("Acme")
    set_role(ada, "Ben", "Member")
    expect(notice).to_have_count(1)
    expect(notice).to_have_count(0, timeout=9_000)


def test_a_missing_page_leads_back_to_where_one_was(people):
    ada = people("Ada")
    ada.sign_up(organization="Acme")
    ada.open("/o/nobodys")
    expect(ada.page.get_by_role("main").get_by_role("link")).to_have_text(["Go to Acme", "Go to Ada"])


def test_a_role_taken_a_moment_ago_allows_nothing_any_more(people):
    ada, ben = together(people)
    set_role(ada, "Ben", "Admin")
    ben.page.reload()
    ben.members()
    ben.press("Invite people")
    set_role(ada, "Ben", "Viewer")
    dialog = ben.page.get_by_role("dialog")
    dialog.get_by_label("By link").check()
    dialog.get_by_role("button", name="Create invitation").click()
    expect(dialog.get_by_role("alert")).to_have_text("Your role does not allow this.")


def test_a_removed_member_lands_in_the_personal_organization(people):
    ada, ben = together(people)
    ben.stamp()
    row(ada, "Ben").get_by_role("button", name="Remove Ben").click()
    ada.press("Remove member")
    ada.sees("Ben was removed.")
    expect(row(ada, "Ben")).to_have_count(0)
    ben.follow("Members")
    ben.sees("You are no longer a member of Acme.")
    ben.sees_heading("Ben")
    expect(ben.switcher).to_contain_text("Ben")
    assert ben.is_same_page()
    ben.open_switcher()
    expect(ben.page.get_by_role("option", name="Acme")).to_have_count(0)
    ben.page.keyboard.press("Escape")
    ben.open("/o/acme")
    ben.sees_heading("No such organization")


def test_a_member_can_leave(people):
    ada, ben = together(people)
    ben.follow("Overview")
    ben.press("Leave organization")
    ben.page.get_by_role("dialog").get_by_role("button", name="Leave organization").click()
    ben.sees("You have left Acme.")
    ben.sees_heading("Ben")
    ada.page.reload()
    ada.sees_heading("Members")
    assert ada.listed_members() == ["Ada"]


def test_the_last_owner_stays(people):
    ada, _ = together(people)
    ada.follow("Overview")
    ada.press("Leave organization")
    dialog = ada.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Leave organization").click()
    expect(dialog.get_by_role("alert")).to_contain_text("needs at least one owner")


def test_searching_filtering_and_sorting(people):
    ada, _ = together(people)
    names = lambda: ada.page.get_by_role("table", name="Members").locator("tbody strong")  # noqa: E731
    ada.page.get_by_label("Search members").fill("be")
    expect(names()).to_have_text(["Ben"])
    ada.page.get_by_label("Search members").fill("nobody at all")
    ada.sees("No member matches.")
    ada.page.get_by_label("Search members").fill("")
    expect(names()).to_have_text(["Ada", "Ben"])
    ada.page.get_by_label("Sort by").select_option(label="Name, Z to A")
    expect(names()).to_have_text(["Ben", "Ada"])
    ada.page.get_by_label("Show", exact=True).select_option(label="Owner")
    expect(names()).to_have_text(["Ada"])


def test_markup_in_names_is_text(people):
    ada, ben = people("Ada"), people("Ben")
    ada.open("/signup")
    ada.fill(Name=HOSTILE, E_mail="mallory@example.com", Password="seven pelicans over warm water", Organization_name=HOSTILE)
    ada.press("Sign up")
    ada.sees_heading(HOSTILE)
    expect(ada.switcher).to_contain_text(HOSTILE)
    link = ada.make_link()
    ada.open_switcher()
    expect(ada.page.get_by_role("option", name=HOSTILE).first).to_be_visible()
    ada.page.keyboard.press("Escape")
    ben.join(link, HOSTILE)
    assert HOSTILE in ben.members()
    for person in (ada, ben):
        for path in (person.path, "/account", "/organizations/new"):
            person.open(path)
            expect(person.page.get_by_role("heading", level=1)).to_be_visible()
            assert person.page.locator("img[src=x]").count() == 0
