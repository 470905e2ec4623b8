"""An invitation's page, for whoever opens it in whatever state."""

from people import PASSWORD
from playwright.sync_api import expect


def revoke(person, what):
    person.press(f"Revoke {what}")
    person.press("Revoke invitation")
    person.sees("The invitation was revoked.")


def is_over(person, link, reason):
    person.open("about:blank")
    person.open(link)
    person.sees_heading("This invitation is over")
    person.sees(reason)


def test_the_token_leaves_the_address_bar_and_survives_a_reload(people):
    ada, ben = people("Ada"), people("Ben")
    ada.sign_up(organization="Acme")
    link = ada.make_link()
    ben.open(link)
    ben.sees_heading("Join Acme")
    assert ben.path == "/invite"
    assert link.split("#")[1] not in ben.page.content()
    ben.page.reload()
    ben.sees_heading("Join Acme")


def test_someone_with_an_account_logs_in_on_the_way(people):
    ada, ben = people("Ada"), people("Ben")
    ada.sign_up(organization="Acme")
    ben.sign_up()
    ben.log_out()
    ben.open(ada.make_link())
    ben.sees_heading("Join Acme")
    ben.follow("Log in")
    ben.sees_heading("Log in")
    ben.fill(E_mail=ben.email, Password=PASSWORD)
    ben.press("Log in")
    ben.sees_heading("Join Acme")
    ben.press("Accept")
    ben.sees_heading("Acme")
    assert sorted(ben.members()) == ["Ada", "Ben"]


def test_someone_signed_in_accepts_at_once_and_only_once(people):
    ada, ben = people("Ada"), people("Ben")
    ada.sign_up(organization="Acme")
    ben.sign_up()
    link = ada.make_link(role="Admin")
    ben.open(link)
    ben.sees_heading("Join Acme")
    ben.sees("Admin")
    ben.press("Accept")
    ben.sees_heading("Acme")
    ben.open(link)
    ben.sees_heading("Join Acme")
    ben.press("Accept")
    ben.sees("You are already a member of this organization.")
    ben.follow("Go to your organizations")
    ben.sees_heading("Acme")


def test_a_mailed_invitation_is_for_its_address_alone(people, server):
    ada, ben, eve = people("Ada"), people("Ben"), people("Eve")
    ada.sign_up(organization="Acme")
    shown = ada.invite_by_mail(ben.email)
    link = server.mailed_link("invitation", ben.email)
    assert link == shown
    eve.sign_up()
    eve.open(link)
    eve.sees_heading("Join Acme")
    eve.sees("The invitation is for ben@example.com")
    expect(eve.page.get_by_role("button", name="Accept")).to_have_count(0)
    eve.press("Use another account")
    eve.follow("Log in")
    expect(eve.page.get_by_label("E-mail")).to_have_value(ben.email)
    expect(eve.page.get_by_label("Password", exact=True)).to_be_focused()
    ben.open(link)
    ben.sees_heading("Join Acme")
    expect(ben.page.get_by_label("E-mail")).to_have_value(ben.email)
    expect(ben.page.get_by_label("E-mail")).to_have_attribute("readonly", "")
    ben.page.get_by_label("Name").fill("Ben")
    ben.page.get_by_label("Password", exact=True).fill(PASSWORD)
    ben.press("Sign up and join")
    ben.sees_heading("Acme")
    is_over(people("Late"), link, "no longer works")


def test_a_revoked_link_says_so(people):
    ada, ben = people("Ada"), people("Ben")
    ada.sign_up(organization="Acme")
    link = ada.make_link()
    revoke(ada, "invitation link")
    expect(ada.page.get_by_role("table", name="Invitations").get_by_text("Revoked")).to_be_visible()
    is_over(ben, link, "It has been withdrawn, or replaced by a newer one.")


def test_a_link_revoked_while_one_reads_it_says_so(people):
    ada, ben = people("Ada"), people("Ben")
    ada.sign_up(organization="Acme")
    ben.open(ada.make_link())
    ben.sees_heading("Join Acme")
    revoke(ada, "invitation link")
    ben.fill(Name="Ben", E_mail=ben.email, Password=PASSWORD)
    ben.press("Sign up and join")
    ben.sees("withdrawn")


def test_a_used_up_link_says_so(people):
    ada, ben, late = people("Ada"), people("Ben"), people("Late")
    ada.sign_up(organization="Acme")
    link = ada.make_link(uses="1")
    ben.join(link, "Acme")
    is_over(late, link, "It has been used up.")


def test_garbage_says_so(people, server):
    eve = people("Eve")
    for token in ("A" * 43, "nonsense", "<img src=x onerror=alert(1)>", "%00", "ä" * 100, "x" * 5000):
        eve.open("about:blank")
        eve.open(f"/invite#{token}")
        eve.sees_heading("This link is not valid")
        assert eve.path == "/invite"
    eve.open("about:blank")
    eve.open("/invite")
    eve.sees_heading("This link is incomplete")


def test_another_account_can_be_used(people):
    ada, ben = people("Ada"), people("Ben")
    ada.sign_up(organization="Acme")
    link = ada.make_link()
    ben.sign_up()
    ben.open(link)
    ben.sees_heading("Join Acme")
    ben.page.get_by_role("button", name="another account").click()
    ben.sees("With a new account")
    ben.name = "Benedict"
    ben.fill(Name=ben.name, E_mail=ben.email, Password=PASSWORD)
    ben.press("Sign up and join")
    ben.sees_heading("Acme")
    assert sorted(ben.members()) == ["Ada", "Benedict"]


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
    is_over(ben, first, "It has been withdrawn, or replaced by a newer one.")


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
    is_over(ben, first, "It has been withdrawn, or replaced by a newer one.")
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
