"""Operators, from the shell."""

import re

import pytest

from support.client import Client, address, token_in
from support.server import rows, wait_for

ADA = address("Ada")
PASSWORD = "nine herons on one leg"


def link_in(shown):
    assert shown.returncode == 0, shown.stderr
    (link,) = re.findall(r"^http\S+$", shown.stdout, re.MULTILINE)
    return link


def set_password(server, link, expect=204):
    return Client(server).post("/password/reset", {"token": token_in(link), "password": PASSWORD}, expect)


def test_a_first_start(make_server):
    """On a folder that is not there yet, before any server has run."""
    server = make_server()
    made = server.command("operator", "add", ADA, "--organization", "Acme")
    link = link_in(made)
    assert link.startswith(f"{server.origin}/reset-password#")
    assert f"{ADA} is an operator now." in made.stdout and "Acme" in made.stdout
    server.start()
    refused = [Client(server).post("/login", {"email": ADA, "password": guess}, 401).code for guess in ("!", "", "password", "ada", "tenantry") if guess]
    assert set(refused) == {"invalid_credentials"}, "there is no default password"
    set_password(server, link)
    me = Client(server).post("/login", {"email": ADA, "password": PASSWORD}, 200).json
    assert me["user"]["operator"] is True and me["user"]["emailVerified"] is False and me["user"]["name"] == "ada"
    assert [(o["name"], o["kind"], o["role"]) for o in me["organizations"]] == [("ada", "personal", "owner"), ("Acme", "team", "owner")]
    assert set_password(server, link, 410).code == "token_invalid", "once"
    assert token_in(link) not in server.log


def test_again_it_does_no_harm(server, state, bring):
    first = link_in(server.command("operator", "add", ADA, "--organization", "Acme"))
    bring()
    again = server.command("operator", "add", ADA, "--organization", "ACME")
    second = link_in(again)
    assert f"{ADA} is an operator already." in again.stdout and "Made" not in again.stdout
    if state == "stopped":
        server.start()
    assert set_password(server, first, 410).code == "token_invalid", "the newest link alone stands"
    set_password(server, second)
    bring()
    last = server.command("operator", "add", ADA, "--organization", "Acme")
    assert last.returncode == 0 and "#" not in last.stdout, "an account with a password gets no link"
    if state == "stopped":
        server.start()
    me = Client(server).post("/login", {"email": ADA, "password": PASSWORD}, 200).json
    assert len(me["organizations"]) == 2


def test_an_account_that_is_there_stays_as_it_is(server, client, state, bring):
    client.sign_up("Ada", organizationName="Acme")
    Client(server).sign_up("Ben", organizationName="Acme")
    assert client.me["user"]["operator"] is False
    bring()
    made = server.command("operator", "add", ADA.upper())
    assert made.returncode == 0 and "#" not in made.stdout
    assert "Nobody has proven that this address is theirs" in made.stdout and "“Ada”" in made.stdout
    other = server.command("operator", "add", ADA, "--organization", "Initech")
    assert other.returncode == 0 and "Initech" in other.stdout
    if state == "stopped":
        server.start()
    me = client.me
    assert me["user"]["operator"] is True, "with the next request"
    assert [o["name"] for o in me["organizations"]] == ["Ada", "Acme", "Initech"]
    bring()
    assert server.command("operator", "remove", ADA).returncode == 0
    if state == "stopped":
        server.start()
    assert client.me["user"]["operator"] is False


def test_nobody_is_made_by_mistake(server, client):
    client.sign_up("Ada")
    for email, words in ((address("Ben"), "no account with this address"), ("ben", "must be an e-mail address"), ("", "must be an e-mail address")):
        refused = server.command("operator", "add", email)
        assert refused.returncode not in (0, None) and words in refused.stderr, refused
    assert "--organization" in server.command("operator", "add", address("Ben")).stderr
    bad = server.command("operator", "add", address("Ben"), "--organization", " ")
    assert bad.returncode not in (0, None) and "--organization must not be empty" in bad.stderr
    assert "There is no operator." in server.command("operator").stdout
    server.stop()
    assert rows(server.database, "SELECT email FROM account") == [(ADA,)]


def test_without_an_organization_nothing_is_made(make_server):
    server = make_server()
    for command in (["add", ADA], ["remove", ADA], ["list"]):
        refused = server.command("operator", *command)
        assert refused.returncode not in (0, None) and "no database" in refused.stderr
    assert not server.data.exists()


def test_the_list_and_the_last_one(server, client, bring):
    client.sign_up("Ada")
    server.command("operator", "add", address("Ben"), "--organization", "Acme")
    server.command("operator", "add", ADA)
    bring()
    lines = server.command("operator", "list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [ADA, address("Ben")]
    assert "no password yet" in lines[1] and "no password yet" not in lines[0] and "address not verified" in lines[0]
    first = server.command("operator", "remove", address("Ben"))
    assert first.returncode == 0 and "no operator any more" in first.stdout and "Warning" not in first.stdout
    last = server.command("operator", "remove", ADA)
    assert last.returncode == 0 and "Warning: there is no operator now" in last.stdout
    again = server.command("operator", "remove", ADA)
    assert again.returncode == 0 and f"{ADA} is no operator." in again.stdout
    unknown = server.command("operator", "remove", address("Cyd"))
    assert unknown.returncode not in (0, None) and "no account with this address" in unknown.stderr


def test_forgot_password_works_before_the_first_password(server):
    server.command("operator", "add", ADA, "--organization", "Acme")
    Client(server).post("/password/forgot", {"email": ADA}, 202)
    set_password(server, wait_for(lambda: server.mailed_link("password-reset", ADA), "the message"))
    Client(server).post("/login", {"email": ADA, "password": PASSWORD}, 200)
