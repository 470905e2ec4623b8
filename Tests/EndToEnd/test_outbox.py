"""What an operator sees of messages and does about them, with the server running and without."""

import re

import pytest

from support.client import Client, address, token_in


@pytest.fixture
def waiting(server, client):
    """Ids of two invitations that wait."""
    acme = client.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    for name in ("Ben", "Cyd"):
        client.invite(acme, kind="email", email=address(name))
    return [line.split()[0] for line in server.command("outbox").stdout.splitlines()]


def test_a_line_for_each(server, waiting, bring):
    bring()
    lines = server.command("outbox", "list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == waiting
    for line, name in zip(lines, ("Ben", "Cyd")):
        assert re.fullmatch(rf"msg_\w{{26}}  \S+Z  invitation  {address(name)}  waiting, 0 attempts, next \S+Z", line)


def test_a_message_as_it_would_be_sent(server, waiting, bring):
    bring()
    shown = server.command("outbox", "show", waiting[0]).stdout
    assert shown.startswith("State: waiting, 0 attempts, next ") and f"\nTo: {address('Ben')}\n" in shown
    assert "\nSubject: Ada invites you to Acme\n" in shown
    assert len(re.findall(rf"^{server.origin}/invite#\S{{43}}$", shown, re.MULTILINE)) == 1


def test_dropped_is_gone(server, client, waiting, state, bring):
    link = server.mailed_link("invitation", address("Ben"))
    bring()
    dropped = server.command("outbox", "drop", waiting[0])
    assert dropped.returncode == 0 and waiting[0] in dropped.stdout
    assert [line.split()[0] for line in server.command("outbox").stdout.splitlines()] == waiting[1:]
    for command in ("show", "retry", "drop"):
        refused = server.command("outbox", command, waiting[0])
        assert refused.returncode not in (0, None) and "no message" in refused.stderr
    if state == "stopped":
        server.start()
    assert client.post("/invitations/lookup", {"token": token_in(link)}, 200).json["status"] == "pending", "the invitation stands"


def test_retrying_without_mail_says_so(server, waiting, bring):
    bring()
    retried = server.command("outbox", "retry", waiting[1])
    assert retried.returncode == 0 and "until mail is configured" in retried.stdout
    assert [line.split()[0] for line in server.command("outbox").stdout.splitlines()] == waiting


@pytest.mark.parametrize("command", ["show", "retry", "drop"])
def test_what_is_no_message_is_named(server, waiting, bring, command):
    bring()
    for unknown in ("msg_01h455vb4pex5vsknk084sn02q", "nonsense", "acc_01h455vb4pex5vsknk084sn02q"):
        refused = server.command("outbox", command, unknown)
        assert refused.returncode not in (0, None) and unknown in refused.stderr
    assert server.command("outbox", command).returncode not in (0, None)
    assert len(server.command("outbox").stdout.splitlines()) == 2


def test_without_mail_nothing_is_sent_and_nobody_told(server, client):
    acme = client.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    Client(server).sign_up("Ben", invitation=token_in(client.invite(acme, kind="email", email=address("Ben"))["link"]))
    client.put("/password", {"currentPassword": "seven pelicans over warm water", "newPassword": "eight herons in a row"}, 204)
    assert "No message" in server.command("outbox").stdout
