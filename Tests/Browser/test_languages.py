"""English and German: by what the browser accepts, by choice, by the account."""

import pytest
from people import PASSWORD
from playwright.sync_api import expect
from support.client import Client

PAGES = {
    "/login": ("Log in", "Anmelden"),
    "/signup": ("Sign up", "Registrieren"),
    "/forgot-password": ("Forgot password", "Passwort vergessen"),
    "/reset-password": ("This link is incomplete", "Dieser Link ist unvollständig"),
    "/reset-password#x": ("Choose a new password", "Neues Passwort wählen"),
    "/verify-email": ("This link is incomplete", "Dieser Link ist unvollständig"),
    "/verify-email#x": ("This link no longer works", "Dieser Link gilt nicht mehr"),
    "/invite": ("This link is incomplete", "Dieser Link ist unvollständig"),
    "/invite#x": ("This link is not valid", "Dieser Link ist ungültig"),
    "/setup": ("This link is incomplete", "Dieser Link ist unvollständig"),
    "/setup#x": ("This link no longer works", "Dieser Link gilt nicht mehr"),
    "/there/is/nothing": ("Page not found", "Seite nicht gefunden"),
}


def is_in(person, language):
    expect(person.page.locator("html")).to_have_attribute("lang", language)


def choose(person, name):
    person.page.get_by_role("contentinfo").get_by_role("button", name=name).click()


def cookie(person):
    found = [one for one in person.context.cookies() if one["name"] == "tenantry-language"]
    return found[0] if found else None


def sign_in(person, language="en"):
    person.client.sign_up(person.name)
    person.client.patch("/me", {"language": language})
    person.take_session()


@pytest.mark.parametrize("locale, index", [("en-GB", 0), ("de-DE", 1), ("de-AT", 1), ("fr-FR", 0)])
def test_pages_speak_what_the_browser_accepts(people, locale, index):
    ada = people("Ada", locale=locale)
    ada.watch.excuse("GET /there/is/nothing 404", "POST /invitations/lookup 410", "POST /setup/lookup 410")
    for path, headings in PAGES.items():
        ada.open("about:blank")
        ada.open(path)
        ada.sees_heading(headings[index])
        is_in(ada, ["en", "de"][index])
        assert ada.page.title() == f"{headings[index]} · Tenantry"


def test_a_choice_is_kept_and_what_was_typed_survives_it(people):
    ada = people("Ada")
    ada.open("/signup?next=%2Faccount")
    ada.fill(Name="Ada", E_mail=ada.email, Password=PASSWORD, Organization_name="Acme")
    expect(ada.page.get_by_role("button", name="English")).to_have_attribute("aria-current", "true")
    choose(ada, "Deutsch")
    ada.sees_heading("Registrieren")
    is_in(ada, "de")
    assert ada.path == "/signup?next=%2Faccount"
    expect(ada.page.get_by_role("button", name="Deutsch")).to_have_attribute("aria-current", "true")
    for label, value in {"Name": "Ada", "E-Mail-Adresse": ada.email, "Name der Organisation optional": "Acme"}.items():
        expect(ada.page.get_by_label(label, exact=True)).to_have_value(value)
    expect(ada.page.get_by_label("Passwort", exact=True)).to_have_value("")
    assert PASSWORD not in ada.page.evaluate("JSON.stringify({...sessionStorage})")
    assert cookie(ada)["value"] == "de" and cookie(ada)["sameSite"] == "Lax" and cookie(ada)["path"] == "/"
    ada.open("/login")
    ada.sees_heading("Anmelden")
    choose(ada, "English")
    ada.sees_heading("Log in")


def test_a_shown_password_is_not_kept_either(people):
    ada = people("Ada")
    ada.open("/login")
    ada.fill(E_mail=ada.email, Password=PASSWORD)
    ada.page.get_by_label("Remember me").check()
    ada.press("Show password")
    choose(ada, "Deutsch")
    ada.sees_heading("Anmelden")
    expect(ada.page.get_by_label("E-Mail-Adresse")).to_have_value(ada.email)
    expect(ada.page.get_by_label("Angemeldet bleiben")).to_be_checked()
    expect(ada.page.get_by_label("Passwort", exact=True)).to_have_value("")
    assert PASSWORD not in ada.page.evaluate("JSON.stringify({...sessionStorage})")


def test_a_link_survives_the_choice(people, server):
    grace, ada = people("Grace"), people("Ada")
    organization = grace.client.sign_up("Grace", organizationName="Acme")["organization"]
    ada.open(grace.client.invite(organization["id"])["link"])
    ada.sees_heading("Join Acme")
    ada.fill(Name="Ada", E_mail=ada.email)
    choose(ada, "Deutsch")
    ada.sees_heading("Acme beitreten")
    ada.sees("Grace lädt dich zu Acme ein, mit der Rolle Mitglied.")
    expect(ada.page.get_by_label("Name")).to_have_value("Ada")
    ada.page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    ada.press("Registrieren und beitreten")
    ada.sees_heading("Acme")
    is_in(ada, "de")
    ada.client.log_in("Ada")
    assert ada.client.me["user"]["language"] == "de"

    ada.client.post("/password/forgot", {"email": ada.email})
    ada.open(server.mailed_link("password-reset", ada.email))
    choose(ada, "English")
    ada.sees_heading("Choose a new password")
    ada.fill(New_password="a new one for ada")
    ada.press("Change password")
    ada.sees_heading("Password changed")


@pytest.mark.parametrize("language, locale", [("de", "en-US"), ("en", "de-DE")])
def test_after_a_log_in_the_accounts_language_counts(people, language, locale):
    ada = people("Ada", locale=locale)
    ada.client.sign_up("Ada")
    ada.client.patch("/me", {"language": language})
    ada.open("/login")
    is_in(ada, locale[:2])
    ada.page.locator("#email").fill(ada.email)
    ada.page.locator("#password").fill(PASSWORD)
    loads = []
    ada.page.on("request", lambda request: request.is_navigation_request() and loads.append(request.url))
    ada.page.locator(".primary").click()
    ada.sees_heading("Ada")
    is_in(ada, language)
    assert len(loads) == 1, "the next page comes in it at once"
    assert cookie(ada)["value"] == language


def test_a_session_in_a_browser_that_speaks_otherwise_loads_the_page_again_once(people):
    ada = people("Ada", locale="en-US")
    sign_in(ada, "de")
    loads = []
    ada.page.on("request", lambda request: request.is_navigation_request() and loads.append(request.url))
    ada.open("/account")
    ada.sees_heading("Konto")
    is_in(ada, "de")
    assert len(loads) == 2
    ada.open("/account")
    ada.sees_heading("Konto")
    assert len(loads) == 3


def test_a_server_that_speaks_one_language_only_is_not_asked_for_ever(people):
    ada = people("Ada", locale="en-US")
    sign_in(ada, "de")
    loads = []

    def in_english(route):
        loads.append(route.request.url)
        page = Client(ada.server).send("GET", "/account", headers={"Cookie": f"tenantry={ada.client.token}"})
        route.fulfill(body=page.body, content_type="text/html; charset=utf-8")

    ada.page.route("**/account", in_english)
    ada.open("/account")
    ada.sees_heading("Account")
    assert len(loads) == 2


def test_what_the_server_refuses_is_told_in_german(people):
    ada = people("Ada", locale="de-DE")
    ada.open("/signup")
    ada.press("Registrieren")
    ada.sees("Gib deinen Namen ein.")
    for field, value in {"name": "Ada", "email": ada.email, "password": "password123"}.items():
        ada.page.locator(f"#{field}").fill(value)
    ada.press("Registrieren")
    ada.sees("Das gehört zu den Passwörtern, die zuerst geraten werden. Wähl ein anderes.")
    ada.open("/login")
    ada.fill(E_Mail_Adresse=ada.email, Passwort="falsch")
    ada.press("Anmelden")
    expect(ada.page.get_by_role("alert")).to_have_text("E-Mail-Adresse oder Passwort stimmt nicht.")


def test_without_script_a_page_says_that_it_needs_it(chromium, server):
    context = chromium.new_context(base_url=server.origin, java_script_enabled=False, locale="de-DE")
    page = context.new_page()
    page.goto("/login")
    alert = page.locator("noscript .alert")  # in which Playwright looks for no text
    expect(alert).to_be_visible()
    assert alert.inner_text() == "Diese Seite braucht JavaScript."
    page.goto("/there/is/nothing")
    page.get_by_role("link", name="Zur Startseite").click()
    context.close()
