"""The list of invitations, and the links that it makes. `test_invite_page.py` has the page that they lead to."""

from playwright.sync_api import expect


def revoke(person, what):
    person.press(f"Revoke {what}")
    person.press("Revoke invitation")
    person.sees("The invitation was revoked.")


def is_over(person, link):
    person.open("about:blank")
    person.open(link)
    person.sees_heading("This invitation was withdrawn")


def test_a_revoked_link_says_so(people):
    ada, ben = people("Ada"), people("Ben")
    ada.sign_up(organization="Acme")
    link = ada.make_link()
    revoke(ada, "invitation link")
    expect(ada.page.get_by_role("table", name="Invitations").get_by_text("Revoked")).to_be_visible()
    is_over(ben, link)


def test_a_resent_invitation_shows_a_new_link(people):
    ada, ben = people("Ada"), people("Ben")
    ada.sign_up(organization="Acme")
    first = ada.invite_by_mail(ben.email)
    ada.press(f"Resend invitation to {ben.email}")
    second = ada.shown_link()
    ada.close_link()
    assert first != second
    ben.open(second)
    ben.sees_heading("Join Acme")
    is_over(ben, first)


def invitation(person, text):
    return person.page.get_by_role("table", name="Invitations").get_by_role("row").filter(has_text=text)


def test_a_link_gets_a_new_one_in_its_place(people):
    ada, ben = people("Ada"), people("Ben")
    ada.sign_up(organization="Acme")
    first = ada.make_link()
    expect(invitation(ada, "made just now by Ada")).to_have_count(1)
    ada.press("New link in place of this one")
    second = ada.shown_link()
    ada.sees("The earlier link no longer works.")
    ada.close_link()
    expect(ada.page.get_by_role("button", name="New link")).to_be_focused()
    expect(invitation(ada, "Pending")).to_have_count(1)
    assert first != second
    is_over(ben, first)
    ben.join(second, "Acme")
    revoke(ada, "invitation link")
    expect(invitation(ada, "Revoked").get_by_role("cell").nth(3)).to_have_text("–")
    expect(ada.page.get_by_role("button", name="New link")).to_have_count(0)


def test_a_link_for_some_domains_names_them(people):
    ada = people("Ada")
    ada.sign_up(organization="Acme")
    ada.page.evaluate(
        """async () => {
          const { organization } = await (await fetch("/api/v1/me")).json();
          const body = JSON.stringify({ kind: "link", role: "member", domains: ["example.org"] });
          const headers = { "Content-Type": "application/json" };
          await (await fetch(`/api/v1/organizations/${organization.id}/invitations`, { method: "POST", body, headers })).json();
        }"""
    )
    ada.members()
    expect(invitation(ada, "only example.org")).to_have_count(1)
    ada.press("New link in place of this one")
    dialog = ada.page.get_by_role("dialog", name="Invitation link")
    expect(dialog).to_contain_text("Only people with a confirmed address at example.org")
    expect(dialog).not_to_contain_text("Anyone")
    ada.close_link()
    expect(ada.invite_dialog().get_by_label("domains")).to_have_count(0)
