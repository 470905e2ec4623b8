"""All that is kept of a person, as a file."""

import json

from test_organization_ends import proof_is_due, proves


def test_ones_data_is_a_file(people):
    ada, _ = people.team("Acme", "/members", Ada="owner", Ben="member")
    ada.open("/account")
    ada.sees_heading("Account")
    proof_is_due(people)
    ada.watch.excuse("GET /me/export 403")
    with ada.page.expect_download() as download:
        ada.press("Export")
        proves(ada)
    ada.is_told("Your data was exported.")
    file = download.value
    assert file.suggested_filename.startswith("account-") and file.suggested_filename.endswith(".json")
    exported = json.loads(file.path().read_text())
    assert exported["format"] == "tenantry-account" and exported["account"]["email"] == ada.email
    assert "ben@example.com" not in file.path().read_text()


def test_who_does_not_prove_it_gets_nothing(people):
    (ada,) = people.team("Acme", Ada="owner")
    ada.open("/account")
    ada.sees_heading("Account")
    proof_is_due(people)
    ada.watch.excuse("GET /me/export 403")
    ada.press("Export")
    ada.dialog("Confirm it's you").get_by_role("button", name="Cancel").click()
    button = ada.page.get_by_role("button", name="Export")
    button.and_(ada.page.locator("[aria-busy=false]")).wait_for()
