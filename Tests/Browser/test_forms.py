"""What forms say besides what is wrong with their fields."""

import pytest
from people import PASSWORD
from playwright.sync_api import expect


@pytest.mark.parametrize("path", ["/login", "/signup", "/verify-email#x", "/invite#x"])
def test_a_page_asks_who_is_signed_in_without_an_error(people, path):
    """The status is 200 for strangers, too: else the console would say so."""
    ada = people("Ada")
    with ada.page.expect_response("**/api/v1/session") as answer:
        ada.open(path)
    assert answer.value.status == 200 and answer.value.json() == {"user": None}


@pytest.mark.parametrize("path", ["/login", "/signup"])
def test_who_is_signed_in_is_told_so_and_led_on(people, path):
    ada = people("Ada")
    ada.sign_up(organization="Acme")
    ada.open("about:blank")
    ada.open(path + "?next=%2Fo%2Facme%2Fmembers")
    before = ada.page.locator("form").bounding_box()
    expect(ada.page.locator("#signed-in")).to_contain_text("Signed in as Ada")
    assert ada.page.locator("form").bounding_box() == before
    ada.follow("Continue")
    ada.sees_heading("Members")


def test_a_server_that_makes_no_accounts_says_why(people, server):
    server.kill()
    server.settings["signup"] = "invited"
    server.start()
    ada = people("Ada")
    ada.open("/signup")
    ada.fill(Name="Ada", E_mail=ada.email, Password=PASSWORD)
    ada.press("Sign up")
    expect(ada.page.get_by_role("alert")).to_have_text("New accounts are made by invitation here.")


def test_a_form_in_which_nothing_changed_says_so(people):
    ada = people("Ada")
    ada.sign_up(organization="Acme")
    ada.open("/o/acme/settings")
    ada.press("Save changes")
    ada.is_told("Nothing to save.")
    ada.open("/account")
    ada.press("Save profile")
    ada.is_told("Nothing to save.")
    ada.fill(Name="Ada L")
    ada.press("Save profile")
    ada.is_told("Saved.")
