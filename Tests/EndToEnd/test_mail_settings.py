"""Where mail is handed over, and who it is from: what can't be used is named, and no password with it."""

import pytest

from support.server import run

SENDER = "Tenantry <accounts@example.com>"


@pytest.mark.parametrize("url", ["smtp+plain://ada:hunter2@mail.example.com", "ada:hunter2@mail.example.com", "smtp://ada:hunter2%@host"])
def test_an_address_that_cannot_be_used_is_named_without_its_password(url):
    refused = run("mail", "test", "grace@example.org", smtp=url, mail_from=SENDER)
    assert refused.returncode == 78 and "TENANTRY_SMTP " in refused.stderr and "hunter2" not in refused.stderr + refused.stdout


def test_what_is_missing_is_named():
    assert "TENANTRY_MAIL_FROM is missing" in run("mail", "test", "grace@example.org", smtp="smtp://localhost").stderr
    assert "TENANTRY_SMTP is missing" in run("mail", "test", "grace@example.org", mail_from=SENDER).stderr
    for arguments in ([], ["grace"], ["grace@example.org", "--timeout", "0"]):
        assert run("mail", "test", *arguments, smtp="smtp://localhost", mail_from=SENDER).returncode == 64


@pytest.mark.parametrize("control", [chr(code) for code in [*range(1, 32), *range(0x7F, 0xA0), 0x2028, 0x2029]])
def test_no_control_character_gets_into_a_header(control):
    for text in (f'"Ada{control}Bcc: eve@example.org" <ada@example.com>', f"ada@exam{control}ple.com", f"Ada <a{control}da@example.com>"):
        refused = run("mail", "test", "grace@example.org", smtp="smtp+plain://127.0.0.1:1", mail_from=text)
        assert refused.returncode == 78 and "TENANTRY_MAIL_FROM must" in refused.stderr
