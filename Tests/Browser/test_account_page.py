"""One's own account: name, language, password, sessions, and the invitations that wait."""

from people import PASSWORD
from playwright.sync_api import expect

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
NEW_PASSWORD = "eleven herons under cold stars"


def sessions(person):
    return person.page.get_by_role("list", name="Sessions").get_by_role("listitem")


def waiting(person):
    return person.page.get_by_role("list", name="Invitations for you").get_by_role("listitem")


def is_signed_out(person, link, path):
    """By the next click, which leads back to where it was after logging in."""
    person.follow(link)
    person.sees_heading("Log in")
    expect(person.page).to_have_url(f"{person.server.origin}/login?next={path.replace('/', '%2F')}")


def test_ones_name_changes_everywhere(people):
    ada, ben = people.team("Acme", "/members", Ada="owner", Ben="member")
    ada.open("/account")
    ada.stamp()
    ada.press("Save profile")
    ada.is_told("Nothing to save.")
    ada.page.get_by_label("Name", exact=True).fill("")
    ada.press("Save profile")
    ada.sees_error("Name", "Enter your name.")
    ada.page.get_by_label("Name", exact=True).fill("Ada Lovelace")
    ada.press("Save profile")
    ada.is_told("Saved.")
    expect(ada.page.locator("#account-link")).to_contain_text("Ada Lovelace")
    assert ada.members() == ["Ada Lovelace", "Ben"] and ada.is_same_page()
    ben.page.reload()
    expect(ben.row("Ada Lovelace")).to_have_count(1)


def speak(person, label, language, button):
    person.page.get_by_label(label, exact=True).select_option(label=language)
    person.press(button)


def test_the_chosen_language_is_spoken_in_every_browser(people):
    (ada,) = people.team("Acme", Ada="owner")
    ada.open("/account")
    speak(ada, "Language", "Deutsch", "Save profile")
    ada.sees_heading("Konto")

    elsewhere = people("Ada", locale="en-GB")
    elsewhere.open("/o/acme/members")
    elsewhere.sees_heading("Log in")
    elsewhere.fill(E_mail=ada.email, Password=PASSWORD)
    elsewhere.press("Log in")
    elsewhere.sees_heading("Mitglieder")
    elsewhere.page.reload()
    for person, heading, title in ((ada, "Konto", "Konto · Tenantry"), (elsewhere, "Mitglieder", "Mitglieder · Acme · Tenantry")):
        person.sees_heading(heading)
        expect(person.page).to_have_title(title)
        expect(person.page.locator("html")).to_have_attribute("lang", "de")
        expect(person.page.get_by_role("navigation", name="Bereiche von Acme").get_by_role("link")).to_have_text(
            ["Übersicht", "Mitglieder", "Rollen", "Geheimnisse", "API-Schlüssel", "Protokoll", "Einstellungen"]
        )
        expect(person.page.get_by_role("button", name="Abmelden", exact=True)).to_be_visible()
    elsewhere.sees("1 Mitglied")
    elsewhere.press("Personen einladen")
    expect(elsewhere.dialog("Personen zu Acme einladen")).to_be_visible()
    elsewhere.answers("Abbrechen")

    speak(ada, "Sprache", "English", "Profil speichern")
    ada.sees_heading("Account")
    expect(ada.page.locator("html")).to_have_attribute("lang", "en")
    elsewhere.page.reload()
    elsewhere.sees_heading("Members")


def test_a_new_password_signs_out_elsewhere(people):
    (ada,) = people.team("Acme", Ada="owner")
    other = people("Ada", user_agent=FIREFOX)
    other.log_in(path="/login?next=/o/acme/members")
    other.sees_heading("Members")
    ada.open("/account")
    expect(sessions(ada)).to_have_count(2)
    ada.fill(Current_password="not this one", New_password=NEW_PASSWORD)
    ada.press("Change password")
    ada.sees_error("Current password", "This is not your password.")
    expect(ada.page.get_by_label("New password", exact=True)).to_have_value(NEW_PASSWORD)
    ada.fill(Current_password=PASSWORD, New_password="short")
    ada.press("Change password")
    ada.sees_error("New password", "Use at least 8 characters.")
    ada.fill(New_password="password123")
    ada.press("Change password")
    ada.sees_error("New password", "This is among the passwords that are guessed first. Choose another.")
    ada.fill(New_password=NEW_PASSWORD)
    ada.press("Change password")
    ada.is_told("Password changed. All other sessions were signed out.")
    expect(ada.page.get_by_label("Current password", exact=True)).to_have_value("")
    expect(sessions(ada)).to_have_count(1)

    other.watch.excuse("GET /organizations/* 401")
    is_signed_out(other, "Overview", "/o/acme")
    other.fill(E_mail=ada.email, Password=PASSWORD)
    other.press("Log in")
    expect(other.page.get_by_role("alert")).to_have_text("E-mail or password is not correct.")
    other.fill(Password=NEW_PASSWORD)
    other.press("Log in")
    other.sees_heading("Acme")
    assert other.path == "/o/acme"
    assert ada.members() == ["Ada"]


def logs_in_again(person, button, email):
    """What pressing `button` does finds the session ended."""
    person.client.post("/logout")
    person.press(button)
    person.sees_heading("Log in")
    person.fill(E_mail=email, Password=PASSWORD)
    person.press("Log in")


def test_what_was_typed_into_a_dialog_outlives_the_session_once(people):
    (ada,) = people.team("Acme", "/members", Ada="owner")
    field = ada.page.get_by_label("E-mail addresses")
    ada.invite_dialog()
    field.fill("ben@example.com\ncleo@example.com")
    logs_in_again(ada, "Invite 2 people", ada.email)
    ada.sees_heading("Members")
    ada.invite_dialog()
    expect(field).to_have_value("ben@example.com\ncleo@example.com")
    ada.answers("Cancel")
    ada.invite_dialog()
    expect(field).to_have_value("")


def test_what_was_typed_into_a_dialog_is_shown_to_no_one_else(people):
    (ada,) = people.team("Acme", Ada="owner")
    ben = people("Ben")
    ben.client.sign_up("Ben")
    field = ada.page.get_by_label("New address")
    for email, kept in ((ada.email, "ada@new.example"), (ben.email, "")):
        ada.open("/account")
        ada.press("Change address")
        field.fill("ada@new.example")
        logs_in_again(ada, "Send link", email)
        ada.sees_heading("Account")
        ada.press("Change address")
        expect(field).to_have_value(kept)
        ada.client.log_in("Ada")
        ada.take_session()


def test_sessions_are_named_and_ended(people):
    ada, fox, third = people("Ada"), people("Ada", user_agent=FIREFOX), people("Ada", user_agent="curl/8.5.0")
    ada.sign_up(organization="Acme")
    for other in (fox, third):
        other.log_in()
        other.sees_heading("Acme")
        other.watch.excuse("GET /organizations/* 401")
    ada.open("/account")
    expect(sessions(ada).locator("strong")).to_have_count(3)
    assert sorted(sessions(ada).locator("strong").all_inner_texts()[1:]) == ["Firefox on Linux", "curl"]
    expect(sessions(ada).first).to_contain_text("Chrome on Linux this browser 127.0.0.1 · active now")
    expect(sessions(ada).first.get_by_role("button")).to_have_count(0)
    ada.page.get_by_role("button", name="Sign out Firefox on Linux").click()
    ada.is_told("That session was signed out.")
    expect(sessions(ada)).to_have_count(2)
    expect(ada.page.get_by_role("heading", name="Sessions")).to_be_focused()
    is_signed_out(fox, "Members", "/o/acme/members")

    ada.press("Sign out others")
    expect(ada.dialog("Sign out everywhere else?")).to_contain_text("Every session but this one ends at once.")
    ada.answers("Cancel")
    third.follow("Members")
    third.sees_heading("Members")
    ada.press("Sign out others")
    ada.answers("Sign out others")
    ada.is_told("All other sessions were signed out.")
    expect(sessions(ada)).to_have_count(1)
    expect(ada.page.get_by_role("button", name="Sign out others")).to_have_count(0)
    is_signed_out(third, "Overview", "/o/acme")


def test_invitations_that_wait_are_accepted_or_declined(people):
    ada, ben = people.team("Acme", Ada="owner", Ben="member")
    invite = lambda name: ada.client.invite(  # noqa: E731
        ada.client.post("/organizations", {"name": name}).json["id"], kind="email", email=ben.email, role="manager"
    )
    invite("Borealis"), invite("Cascade")
    people.change("UPDATE account SET email_verified_at = created_at WHERE name = 'Ben'")
    ben.open("/account")
    expect(waiting(ben)).to_have_count(2)
    expect(waiting(ben).filter(has_text="Borealis")).to_contain_text("Ada invites you to Borealis as Manager.")

    ben.press("Decline the invitation to Cascade")
    expect(ben.dialog("Decline the invitation to Cascade?")).to_contain_text("Ada has to invite you again.")
    ben.answers("Cancel")
    expect(waiting(ben)).to_have_count(2)
    ben.press("Decline the invitation to Cascade")
    ben.answers("Decline invitation")
    ben.is_told("The invitation to Cascade was declined.")
    expect(waiting(ben)).to_have_count(1)
    expect(ben.page.get_by_role("heading", name="Invitations for you")).to_be_focused()

    ben.stamp()
    ben.press("Accept the invitation to Borealis")
    ben.is_told("Welcome to Borealis.")
    ben.sees_heading("Borealis")
    expect(ben.switcher).to_contain_text("Manager · Team")
    assert ben.path == "/o/borealis" and ben.is_same_page()
    ben.page.locator("#account-link").click()
    ben.sees("No invitation is waiting for ben@example.com.")

    for organization, tab in (("borealis", "Accepted"), ("cascade", "Revoked")):
        ada.open(f"/o/{organization}/members")
        ada.page.get_by_role("group", name="Show invitations").get_by_text(tab, exact=True).click()
        expect(ada.row(ben.email).filter(has_text=tab)).to_be_visible()


def test_an_invitation_that_was_withdrawn_meanwhile_goes(people):
    ada, ben = people.team("Acme", Ada="owner", Ben="member")
    organization = ada.client.post("/organizations", {"name": "Borealis"}).json["id"]
    invitation = ada.client.invite(organization, kind="email", email=ben.email)
    people.change("UPDATE account SET email_verified_at = created_at WHERE name = 'Ben'")
    ben.open("/account")
    expect(waiting(ben)).to_have_count(1)
    ada.client.delete(f"/organizations/{organization}/invitations/{invitation['id']}")
    ben.press("Accept the invitation to Borealis")
    ben.is_told("This invitation has been withdrawn, or replaced by a newer one.")
    ben.sees("No invitation is waiting for ben@example.com.")
    expect(waiting(ben)).to_have_count(0)


def test_an_address_has_to_be_confirmed_first(people):
    ada, ben = people.team("Acme", Ada="owner", Ben="member")
    organization = ada.client.post("/organizations", {"name": "Borealis"}).json["id"]
    ada.client.invite(organization, kind="email", email=ben.email)
    ben.open("/account")
    ben.sees("not confirmed")
    ben.sees("Invitations to ben@example.com appear here once the address is confirmed.")
    expect(ben.page.locator("main")).not_to_contain_text("Borealis")
    ben.press("Send confirmation link")
    ben.is_told("A message with a link has been made for ben@example.com.")
    assert "/verify-email#" in ben.server.mailed_link("email-verification", ben.email)
