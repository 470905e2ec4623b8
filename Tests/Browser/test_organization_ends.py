"""Handing an organization on, deleting it, and bringing it back: each in two browsers."""

from people import PASSWORD
from playwright.sync_api import expect


def proof_is_due(people):
    people.change("UPDATE session SET proven_at = 0")


def proves(person):
    """In place, over the dialog that wanted it."""
    person.dialog("Confirm it's you").get_by_label("Password", exact=True).fill(PASSWORD)
    person.press("Continue")


def presses(person, name):
    """In the open dialog."""
    person.dialog().get_by_role("button", name=name, exact=True).click()


def test_ownership_goes_to_another_member(people):
    ada, ben = people.team("Acme", "/settings", Ada="owner", Ben="viewer")
    people("Cleo").client.sign_up("Cleo")
    ada.stamp()
    ada.press("Transfer ownership")
    for address, message in (
        ("", "Enter an e-mail address, such as ada@example.com."), (ada.email, "This is your own address."), ("cleo@example.com", "No member has this address."),
        ("ben@example", "No member has this address."),
    ):
        ada.fill(E_mail_of_a_member=address)
        presses(ada, "Next")
        ada.sees_error("E-mail of a member", message)
    ada.fill(E_mail_of_a_member="Ben@Example.com")
    presses(ada, "Next")
    expect(ada.dialog("Make Ben owner in your place?")).to_contain_text("Ben (ben@example.com), now Viewer, becomes owner of Acme")
    proof_is_due(people)
    presses(ada, "Transfer ownership")
    proves(ada)
    ada.is_told("Ben is owner of Acme now, and you are admin.")
    ada.sees_heading("Settings")
    assert ada.is_same_page() and ada.path == "/o/acme/settings"
    for gone in ("Transfer ownership", "Delete organization"):
        expect(ada.page.get_by_role("button", name=gone)).to_have_count(0)
    expect(ada.switcher).to_contain_text("Admin")
    ben.comes_back()
    expect(ben.switcher).to_contain_text("Owner")
    ben.follow("Settings")
    expect(ben.page.get_by_role("button", name="Transfer ownership")).to_be_visible()
    expect(ben.page.get_by_role("button", name="Delete organization")).to_be_visible()


def test_a_deleted_organization_is_gone_for_everyone_and_comes_back(people):
    ada, ben = people.team("Acme", "/settings", Ada="owner", Ben="admin")
    expect(ben.page.get_by_role("button", name="Delete organization")).to_have_count(0)
    ben.watch.excuse("GET /organizations/* 404")
    ada.stamp()
    ben.stamp()
    ada.press("Delete organization")
    expect(ada.dialog("Delete Acme?").get_by_role("button", name="Cancel")).to_be_focused()
    for typed in ("", "acm", "Acme"):
        ada.fill(Type=typed)
        presses(ada, "Delete organization")
        ada.sees_error("Type acme to confirm", "Type acme, the web address of this organization.")
    ada.fill(Type="acme")
    proof_is_due(people)
    presses(ada, "Delete organization")
    proves(ada)
    ada.is_told("Acme was deleted. You can bring it back for 30 days, on your account page.")
    ada.sees_heading("Ada")
    ben.follow("Members")
    ben.sees_heading("Ben")
    assert ada.is_same_page() and ben.is_same_page()
    for person in (ada, ben):
        person.open_switcher()
        expect(person.page.get_by_role("option")).to_have_count(2)  # the personal one, and making one
        person.page.keyboard.press("Escape")
        person.open("/o/acme")
        person.sees_heading("No such organization")
    ben.open("/account")
    ben.sees_heading("Account")
    expect(ben.page.get_by_role("heading", name="Deleted organizations")).to_be_hidden()

    ada.open("/account")
    ada.stamp()
    listed = ada.page.get_by_role("list", name="Deleted organizations").get_by_role("listitem")
    expect(listed).to_have_count(1)
    expect(listed).to_contain_text("can be brought back until")
    ada.press("Bring back Acme")
    ada.is_told("Acme is back, with everyone’s role as it was.")
    ada.sees_heading("Acme")
    assert ada.members() == ["Ada", "Ben"] and ada.is_same_page()
    ben.comes_back()
    ben.open("/o/acme/members")
    ben.sees_heading("Members")
    ben.sees_role("Ben", "Admin")


def test_what_is_deleted_for_good_stays_away(people):
    (ada,) = people.team("Acme", "/settings", Ada="owner")
    ada.client.post("/organizations", {"name": "Borealis"})
    ada.press("Delete organization")
    ada.fill(Type="acme")
    ada.page.get_by_label("Delete it for good now: nobody can bring it back.").check()
    presses(ada, "Delete organization")
    ada.is_told("Acme was deleted for good.")
    ada.open("/account")
    ada.sees_heading("Account")
    expect(ada.page.get_by_role("heading", name="Deleted organizations")).to_be_hidden()

    ada.open("/o/borealis/settings")
    ada.press("Delete organization")
    ada.fill(Type="borealis")
    presses(ada, "Delete organization")
    ada.is_told("Borealis was deleted.")
    ada.open("/account")
    ada.press("Delete for good Borealis")
    expect(ada.dialog("Delete Borealis for good?")).to_contain_text("Nothing of Borealis stays, and nobody can bring it back.")
    ada.answers("Cancel")
    ada.press("Delete for good Borealis")
    ada.answers("Delete for good")
    ada.is_told("Borealis was deleted for good.")
    expect(ada.page.get_by_role("heading", name="Deleted organizations")).to_be_hidden()
    assert ada.client.get("/organizations?deleted=true").json["items"] == []


def test_what_was_typed_for_one_organization_is_not_there_for_another(people):
    (ada,) = people.team("Acme", "/settings", Ada="owner")
    ada.client.post("/organizations", {"name": "Borealis"})
    for_good = ada.page.get_by_label("Delete it for good now: nobody can bring it back.")
    ada.press("Delete organization")
    ada.fill(Type="acme")
    for_good.check()
    ada.client.post("/logout")
    presses(ada, "Delete organization")
    ada.sees_heading("Log in")
    ada.fill(E_mail=ada.email, Password=PASSWORD)
    ada.press("Log in")
    ada.sees_heading("Settings")
    ada.switch("Borealis")
    ada.page.wait_for_url("**/o/borealis/settings")
    ada.press("Delete organization")
    expect(ada.page.get_by_label("Type borealis to confirm")).to_have_value("")
    expect(for_good).not_to_be_checked()


def test_a_list_from_before_ends_nothing_that_is_back(people):
    ada, ben = people.team("Acme", Ada="owner", Ben="owner")
    organization = ada.client.me["organization"]["id"]
    ada.client.delete(f"/organizations/{organization}")
    ada.open("/account")
    ada.press("Delete for good Acme")
    ben.client.post(f"/organizations/{organization}/restore")
    ada.watch.excuse("DELETE /organizations/* 404")
    presses(ada, "Delete for good")
    expect(ada.dialog("Delete Acme for good?").get_by_role("alert")).not_to_be_empty()
    assert len(ben.client.get(f"/organizations/{organization}/members").json["items"]) == 2


def test_a_personal_organization_is_neither_handed_on_nor_deleted(people):
    (ada,) = people.team("Acme", "/settings", Ada="owner")
    ada.switch("Ada")
    ada.sees_heading("Settings")
    for button in ("Transfer ownership", "Delete organization"):
        expect(ada.page.get_by_role("button", name=button)).to_have_count(0)
