"""What an organization is called, where it is, and leaving it."""

import pytest
from playwright.sync_api import expect


def save(person, **fields):
    person.fill(**fields)
    person.press("Save changes")


def test_an_organization_is_renamed(people):
    ada, ben = people.team("Acme", "/settings", Ada="owner", Ben="admin")
    ada.stamp()
    ada.press("Save changes")
    ada.is_told("Nothing to save.")
    save(ada, Name="")
    ada.sees_error("Name", "Give the organization a name.")
    save(ada, Name="  Acme & Sons ")
    ada.is_told("Saved.")
    expect(ada.switcher).to_contain_text("Acme & Sons")
    expect(ada.page).to_have_title("Settings · Acme & Sons · Tenantry")
    expect(ada.page.get_by_label("Name")).to_have_value("Acme & Sons")
    assert ada.path == "/o/acme/settings" and ada.is_same_page()
    ben.follow("Overview")
    ben.sees_heading("Acme & Sons")
    expect(ben.switcher).to_contain_text("Acme & Sons")


def test_a_new_web_address_counts_at_once(people):
    ada, ben = people.team("Acme", "/settings", Ada="owner", Ben="member")
    ben.open("/o/acme/members")
    ben.sees_heading("Members")
    ada.stamp()
    ben.stamp()
    save(ada, Web_address="acme-two")
    ada.is_told("Saved.")
    assert ada.path == "/o/acme-two/settings" and ada.is_same_page()
    ada.follow("Members")
    ada.sees_heading("Members")
    assert ada.path == "/o/acme-two/members"

    ben.follow("Overview")  # to the address before
    ben.sees_heading("Acme")
    assert ben.path == "/o/acme-two"
    assert ben.members() == ["Ada", "Ben"]
    assert ben.path == "/o/acme-two/members" and ben.is_same_page()
    ben.open("/o/acme/members")
    ben.sees_heading("Members")
    assert ben.path == "/o/acme-two/members", "the old one still leads there"
    stranger = people("Eve")
    stranger.client.sign_up("Eve")
    assert stranger.client.post("/organizations", {"name": "Acme", "slug": "acme"}, 409).code == "slug_taken"
    stranger.take_session()
    stranger.open("/o/acme/members")
    stranger.sees_heading("No such organization")


@pytest.mark.parametrize(
    ("slug", "message"),
    [("borealis", "This web address is taken. Choose another."), ("a", "Use 2 to 48 characters."), ("", "An organization needs a web address."),
     ("Bad Slug!", "Use lower-case letters a–z, digits, and single hyphens between them."), ("api", "“api” is reserved. Choose another.")],
)
def test_an_address_that_cannot_be_is_told_at_its_field(people, slug, message):
    (ada,) = people.team("Acme", "/settings", Ada="owner")
    ada.client.post("/organizations", {"name": "Borealis"})
    save(ada, Name="Acme and Sons", Web_address=slug)
    ada.sees_error("Web address", message)
    expect(ada.page.get_by_label("Name")).to_have_value("Acme and Sons")
    expect(ada.page.get_by_label("Web address")).to_have_value(slug)
    assert ada.path == "/o/acme/settings"
    save(ada, Web_address="acme-and-sons")
    ada.is_told("Saved.")
    assert ada.path == "/o/acme-and-sons/settings"
    expect(ada.switcher).to_contain_text("Acme and Sons")


def test_one_leaves_after_a_question(people):
    ada, ben = people.team("Acme", "/settings", Ada="owner", Ben="admin")
    ben.stamp()
    ben.press("Leave organization")
    expect(ben.dialog("Leave Acme?")).to_contain_text("You lose access to Acme at once, in every browser.")
    expect(ben.dialog().get_by_role("button", name="Cancel")).to_be_focused()
    ben.answers("Cancel")
    ben.press("Leave organization")
    ben.answers("Leave organization")
    ben.is_told("You have left Acme.")
    ben.sees_heading("Ben")
    assert ben.path.startswith("/o/ben-") and ben.is_same_page()
    assert ada.members() == ["Ada"]


def test_a_personal_organization_is_renamed_but_not_left(people):
    (ada,) = people.team("Acme", "/settings", Ada="owner")
    ada.switch("Ada")
    ada.sees_heading("Settings")
    expect(ada.page.get_by_role("button", name="Leave organization")).to_have_count(0)
    save(ada, Name="Ada's own")
    ada.is_told("Saved.")
    expect(ada.switcher).to_contain_text("Ada's own")
