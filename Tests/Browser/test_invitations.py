"""The list of invitations, and the dialog that makes them. `test_invite_page.py` has the page that their links lead to."""

import subprocess

import pytest
from playwright.sync_api import expect
from support.client import token_in

TABS = ["Pending", "Accepted", "Expired", "Revoked", "Used up", "All"]


@pytest.fixture
def ada(people):
    (ada,) = people.team("Acme", "/members", Ada="owner")
    return ada


def standing(person, link):
    """What an invitation's page would be told of a link: that it is pending, or how it ended."""
    return person.client.post("/invitations/lookup", {"token": token_in(link)}).json["status"]


def show(person, tab):
    person.page.get_by_role("group", name="Show invitations").get_by_text(tab, exact=True).click()
    expect(person.page.get_by_role("radio", name=tab, exact=True)).to_be_checked()


def listed(person):
    return person.page.locator("invitation-list tbody tr strong")


def clipboard(person):
    return person.page.evaluate("navigator.clipboard.readText()")


def result(person, address):
    return person.dialog().get_by_role("listitem").filter(has_text=address)


def test_many_are_invited_at_once_and_each_is_answered(ada):
    ada.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=ada.server.origin)
    dialog = ada.invite_dialog()
    field = dialog.get_by_label("E-mail addresses")
    pasted = 'Ben Beta <ben@example.com>, "Gamma, Cem" <cem@example.com>;\nBEN@example.com ada@example.com\ndora.example.com'
    field.fill(pasted)
    dialog.get_by_label("Role").select_option(label="Manager")
    dialog.get_by_label("Expires after").select_option(label="30 days")
    dialog.get_by_role("button", name="Invite 4 people").click()
    ada.sees_error("E-mail addresses", "Not an e-mail address: dora.example.com.")
    expect(field).to_have_value(pasted)
    expect(dialog.get_by_label("Role")).to_have_value("manager")

    field.fill(pasted.replace("dora.", "dora@"))
    dialog.get_by_role("button", name="Invite 4 people").click()
    expect(ada.dialog("3 of 4 invited")).to_be_visible()
    expect(ada.dialog().get_by_role("heading")).to_be_focused()
    expect(ada.dialog().get_by_role("listitem").locator("strong")).to_have_text(
        ["ben@example.com", "cem@example.com", "ada@example.com", "dora@example.com"]
    )
    expect(result(ada, "ada@")).to_contain_text("Not invited")
    expect(result(ada, "ada@")).to_contain_text("Is a member already.")
    result(ada, "cem@").get_by_role("button", name="Copy").click()
    expect(result(ada, "cem@").get_by_role("status")).to_have_text("Copied")
    assert clipboard(ada) == ada.dialog().get_by_label("cem@example.com").input_value()
    preview = ada.client.post("/invitations/lookup", {"token": token_in(clipboard(ada))}).json
    assert (preview["email"], preview["role"], preview["status"]) == ("cem@example.com", "manager", "pending")
    ada.press("Copy all")
    expect(ada.page.get_by_role("button", name="Copied").first).to_be_visible()
    assert [line.split("\t")[0] for line in clipboard(ada).splitlines()] == ["ben@example.com", "cem@example.com", "dora@example.com"]

    ada.press("Edit the others")
    expect(field).to_have_value("ada@example.com")
    expect(field).to_be_focused()
    expect(dialog.get_by_label("Role")).to_have_value("manager")
    expect(dialog.get_by_label("Expires after")).to_have_value("720")
    ada.answers("Cancel")
    expect(listed(ada)).to_have_text(["dora@example.com", "cem@example.com", "ben@example.com"])
    expect(ada.row("cem@")).to_contain_text("in 30 days")


def test_one_who_cannot_be_invited_is_told_at_the_field(ada):
    dialog = ada.invite_dialog()
    send = dialog.get_by_role("button", name="Invite", exact=True)
    send.click()
    ada.sees_error("E-mail addresses", "Enter at least one e-mail address.")
    dialog.get_by_label("E-mail addresses").fill(", ".join(f"person{number}@example.com" for number in range(51)))
    dialog.get_by_role("button", name="Invite 51 people").click()
    ada.sees_error("E-mail addresses", "50 addresses at once at most; these are 51.")
    dialog.get_by_label("E-mail addresses").fill("ada@example.com")
    send.click()
    ada.sees_error("E-mail addresses", "Is a member already.")
    dialog.get_by_label("E-mail addresses").fill("ben@example.com")
    send.click()
    ada.close_link()
    dialog = ada.invite_dialog()
    dialog.get_by_label("E-mail addresses").fill("ben@example.com")
    send.click()
    ada.sees_error("E-mail addresses", "There is an invitation for this address that waits. Resend or revoke that one.")
    ada.answers("Cancel")
    expect(listed(ada)).to_have_text(["ben@example.com"])


def test_a_link_has_role_lifetime_uses_and_domains(ada, tmp_path):
    ada.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=ada.server.origin)
    dialog = ada.invite_dialog()
    dialog.get_by_text("By link", exact=True).click()
    expect(dialog.get_by_label("E-mail addresses")).to_be_hidden()
    expect(dialog.get_by_label("Role").get_by_role("option")).to_have_text(["Admin", "Manager", "Member", "Viewer"])
    dialog.get_by_label("Role").select_option(label="Viewer")
    dialog.get_by_label("Expires after").select_option(label="1 day")
    create = dialog.get_by_role("button", name="Create link")
    ada.fill(Maximum_uses="a few", Only_addresses_at="example.com; @example.org")
    create.click()
    ada.sees_error("Maximum uses optional", "Enter a whole number above 0, or nothing.")
    ada.fill(Maximum_uses="3")
    create.click()
    expect(ada.dialog("Invitation link")).to_contain_text("Only people with a confirmed address at example.com or example.org")
    link = ada.shown_link()
    ada.dialog().get_by_role("button", name="Copy").click()
    expect(ada.dialog().get_by_role("status")).to_have_text("Copied")
    assert clipboard(ada) == link

    picture = tmp_path / "code.png"
    ada.page.get_by_role("img", name="QR code of the link").screenshot(path=picture)
    read = subprocess.run(["zbarimg", "-q", "--raw", picture], capture_output=True, text=True)
    assert read.stdout.strip() == link

    ada.close_link()
    assert token_in(link) not in ada.page.content()
    row = ada.row("Link")
    for text in ("Viewer", "Pending", "0 of 3", "in 24 hours", "only example.com or example.org", "made just now by Ada"):
        expect(row).to_contain_text(text)


def test_a_domain_that_is_none_is_told_at_its_field(ada):
    dialog = ada.invite_dialog()
    dialog.get_by_text("By link", exact=True).click()
    for typed, message in [
        ("example.com, not one", "Not a domain: not, one."),
        ("example.com, exa_mple.com", "Enter a domain, such as example.com."),
    ]:
        ada.fill(Only_addresses_at=typed)
        dialog.get_by_role("button", name="Create link").click()
        ada.sees_error("Only addresses at optional", message)
        expect(dialog.get_by_label("Only addresses at")).to_have_value(typed)


def test_tabs_show_what_became_of_invitations(people, ada):
    organization = ada.client.me["organization"]["id"]
    invite = lambda **fields: ada.client.invite(organization, **fields)  # noqa: E731
    for name in ("waits", "accepted", "expired", "revoked"):
        invitation = invite(kind="email", email=f"{name}@example.com")
        if name == "accepted":
            people("Accepted").client.sign_up("Accepted", invitation=token_in(invitation["link"]))
        if name == "revoked":
            ada.client.delete(f"/organizations/{organization}/invitations/{invitation['id']}")
    people("Ben").client.sign_up("Ben", invitation=token_in(invite(maxUses=1)["link"]))
    days = 8 * 24 * 3_600_000
    people.change(
        "UPDATE invitation SET created_at = created_at - ?1, issued_at = issued_at - ?1, expires_at = expires_at - ?1"
        " WHERE email = 'expired@example.com'", days,
    )
    ada.page.reload()
    expect(ada.page.get_by_role("radio").locator("visible=true")).to_have_count(len(TABS))
    expect(ada.page.get_by_role("radio", name="Pending")).to_be_checked()
    expected = [["waits@example.com"], ["accepted@example.com"], ["expired@example.com"], ["revoked@example.com"], ["Link"]]
    for tab, names in zip(TABS, expected):
        show(ada, tab)
        expect(listed(ada)).to_have_text(names)
        expect(ada.page.locator("invitation-list .badge")).to_have_text([tab])
        acts = {"Pending": ["Resend invitation to waits@example.com", "Revoke invitation to waits@example.com"],
                "Expired": ["Resend invitation to expired@example.com"]}.get(tab, [])
        expect(ada.page.locator("invitation-list tbody button")).to_have_text(acts)
    show(ada, "All")
    expect(listed(ada)).to_have_text(["Link", *(f"{name}@example.com" for name in ("revoked", "accepted", "waits", "expired"))])

    ada.press("Resend invitation to expired@example.com")
    ada.close_link()
    expect(ada.row("expired@")).to_contain_text("Pending")
    show(ada, "Expired")
    ada.sees("No invitation has expired.")


def test_a_resent_invitation_has_a_new_link(ada):
    first = ada.invite_by_mail("ben@example.com")
    ada.press("Resend invitation to ben@example.com")
    expect(ada.dialog("Invitation link")).to_contain_text("hand this link to ben@example.com yourself")
    expect(ada.dialog()).to_contain_text("The earlier link no longer works.")
    second = ada.shown_link()
    ada.close_link()
    expect(ada.page.get_by_role("button", name="Resend invitation to")).to_be_focused()
    assert (standing(ada, first), standing(ada, second)) == ("revoked", "pending")


def test_a_link_gets_a_new_one_only_after_a_question(ada):
    first = ada.show_new_link(uses="2")
    ada.close_link()
    ada.press("New link in place of this one")
    expect(ada.dialog("Make a new link?")).to_contain_text("The link that is out there stops working at once")
    ada.answers("Cancel")
    assert standing(ada, first) == "pending"
    ada.press("New link in place of this one")
    ada.dialog().get_by_role("button", name="Make new link").click()
    expect(ada.dialog("Invitation link")).to_contain_text("The earlier link no longer works.")
    second = ada.shown_link()
    ada.close_link()
    expect(ada.page.get_by_role("button", name="New link")).to_be_focused()
    assert (standing(ada, first), standing(ada, second)) == ("revoked", "pending")
    expect(ada.row("Link")).to_contain_text("0 of 2")
    expect(listed(ada)).to_have_count(1)


def test_an_invitation_is_revoked_after_a_question(ada):
    links = [ada.invite_by_mail("ben@example.com"), ada.make_link()]
    ada.press("Revoke invitation to ben@example.com")
    expect(ada.dialog("Revoke the invitation to ben@example.com?")).to_contain_text("The link in the mail stops working.")
    ada.answers("Cancel")
    assert standing(ada, links[0]) == "pending"
    ada.press("Revoke invitation to ben@example.com")
    ada.answers("Revoke invitation")
    ada.is_told("The invitation was revoked.")
    expect(listed(ada)).to_have_text(["Link"])
    expect(ada.page.get_by_role("heading", name="Invitations")).to_be_focused()
    ada.press("Revoke invitation link")
    expect(ada.dialog("Revoke this link?")).to_contain_text("Nobody can join with it any more.")
    ada.answers("Revoke invitation")
    ada.sees("No invitation is waiting.")
    assert [standing(ada, link) for link in links] == ["revoked", "revoked"]


def test_a_manager_invites_below_and_a_member_not_at_all(people):
    _, ben, cem = people.team("Acme", "/members", Ada="owner", Ben="manager", Cem="member")
    expect(cem.page.get_by_role("heading", name="Invitations")).to_have_count(0)
    expect(cem.page.get_by_role("button", name="Invite people")).to_have_count(0)
    for kind in ("By e-mail", "By link"):
        dialog = ben.invite_dialog()
        dialog.get_by_text(kind, exact=True).click()
        expect(dialog.get_by_label("Role").get_by_role("option")).to_have_text(["Member", "Viewer"])
        ben.answers("Cancel")
    ben.make_link(role="Viewer")
    expect(ben.row("made just now by Ben")).to_contain_text("Viewer")
