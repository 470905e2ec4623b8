"""All that an organization has, as a file."""

import json
import zipfile

import pytest
from playwright.sync_api import expect
from test_organization_ends import proof_is_due, proves


@pytest.mark.parametrize("status", ["active", "suspended"])
def test_an_owner_takes_everything_along(people, status):
    ada, ben = people.team("Acme", "/settings", Ada="owner", Ben="admin")
    people.change("UPDATE organization SET status = ? WHERE kind = 'team'", status)
    ada.page.reload()
    ada.sees_heading("Settings")
    proof_is_due(people)
    ada.watch.excuse("GET /organizations/*/export 403")
    with ada.page.expect_download() as download:
        ada.press("Export")
        proves(ada)
    ada.is_told("Acme was exported.")
    assert download.value.suggested_filename.startswith("organization-")
    with zipfile.ZipFile(download.value.path()) as file:
        assert json.loads(file.read("manifest.json"))["organization"]["name"] == "Acme"
        assert b"ben@example.com" in file.read("accounts.jsonl")


def test_nobody_else_is_offered_it(people):
    ada, ben = people.team("Acme", "/settings", Ada="owner", Ben="admin")
    ben.sees_heading("Settings")
    expect(ben.page.get_by_role("heading", name="Leave Acme")).to_be_visible()
    expect(ben.page.get_by_role("button", name="Export", exact=True)).to_have_count(0)
