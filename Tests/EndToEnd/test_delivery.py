"""What waits in the outbox arrives: over TLS, in order, once, whatever happens to the server in between."""

import asyncio
import re

import pytest

from support.client import Client, address, token_in
from support.server import free_port, rows, wait_for
from support.smtp import CREDENTIALS, HANG, Authority, HostileServer, Keeper, MailServer


class Post(MailServer):
    """A mail server whose answers to recipients a test decides: `replies[address]` are used up one by one. `pause` is how long it thinks
    about a message, in seconds."""

    def __init__(self, authority, port=0):
        super().__init__(starttls=authority.context("localhost"))
        self.authority = authority
        self.port = port
        self.replies = {}
        self.pause = 0
        self.handler = Doorkeeper(self)

    @property
    def recipients(self):
        return [recipients[0] for _, recipients, _ in self.messages]

    @property
    def ids(self):
        return [message["Message-ID"] for _, _, message in self.messages]

    def letters(self, recipient):
        return [message for _, recipients, message in self.messages if recipients == [recipient]]

    def link(self, recipient):
        """In the newest letter."""
        text = self.letters(recipient)[-1].get_body(("plain",)).get_content()
        return re.search(r"^http\S+", text, re.MULTILINE).group()


class Doorkeeper(Keeper):
    def __init__(self, post):
        super().__init__(post.messages)
        self.post = post

    async def handle_RCPT(self, server, session, envelope, recipient, options):
        if self.post.replies.get(recipient):
            return self.post.replies[recipient].pop(0)
        envelope.rcpt_tos.append(recipient)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.post.pause)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def post(tmp_path):
    with Post(Authority(tmp_path)) as server:
        yield server


@pytest.fixture
def server(make_server, post):
    """Mail is configured."""
    return configured(make_server, post.authority, post.port).start()


def configured(make_server, authority, port):
    return make_server(
        smtp=f"smtp://{CREDENTIALS}@localhost:{port}", smtp_ca=authority.file, mail_from="Tenantry <accounts@example.com>",
    )


def line_of(server, recipient):
    """The newest line about the recipient."""
    return [line for line in server.command("outbox").stdout.splitlines() if recipient in line][-1]


def invite_many(client, count):
    addresses = [address(f"Guest {number}") for number in range(count)]
    for start in range(0, count, 150):
        organization = client.post("/organizations", {"name": f"Team {start}"}, 201).json["id"]
        for guest in addresses[start:start + 150]:
            assert client.invite(organization, kind="email", email=guest).get("link") is None
    return addresses


def wait_for_all(post, addresses):
    wait_for(lambda: set(addresses) <= set(post.recipients), "all messages")


def test_the_main_job_by_mail(server, post):
    ada, ben = Client(server), Client(server)
    acme = ada.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    wait_for_all(post, [address("Ada")])
    assert ada.me["user"]["emailVerified"] is False
    page, token = post.link(address("Ada")).split("#")
    assert page == f"{server.origin}/verify-email"
    ada.post("/email/verify", {"token": token}, 204)
    assert ada.me["user"]["emailVerified"] is True

    ada.invite(acme, kind="email", email=address("Ben"), role="admin")
    wait_for_all(post, [address("Ben")])
    joined = ben.sign_up("Ben", invitation=token_in(post.link(address("Ben"))))
    assert joined["organization"]["role"] == "admin" and joined["user"]["emailVerified"] is True
    wait_for(lambda: len(post.letters(address("Ben"))) == 2 and len(post.letters(address("Ada"))) == 2, "welcome and notice")
    assert post.letters(address("Ada"))[1]["Subject"] == "Ben has joined Acme"
    assert post.letters(address("Ben"))[1]["Subject"] == "Welcome to Tenantry"

    ben.post("/password/forgot", {"email": address("Ben")}, 202)
    wait_for(lambda: len(post.letters(address("Ben"))) == 3, "the reset")
    ben.post("/password/reset", {"token": token_in(post.link(address("Ben"))), "password": "brand new password"}, 204)
    wait_for(lambda: len(post.letters(address("Ben"))) == 4, "the notice")
    assert post.letters(address("Ben"))[3]["Subject"] == "Your password was changed"
    lines = wait_for(lambda: all_sent(server), "all to be noted")
    assert len(lines) == 6
    shown = server.command("outbox", "show", lines[0].split()[0]).stdout
    assert "is kept no longer" in shown and "#" not in shown and "Confirm" not in shown
    assert server.command("outbox", "retry", lines[0].split()[0]).returncode != 0


def all_sent(server, attempts="1 attempt"):
    lines = server.command("outbox").stdout.splitlines()
    return lines if all(f"  sent, {attempts}: 250" in line for line in lines) else None


def test_both_parts_have_the_link_and_no_name_makes_another(server, post):
    client = Client(server)
    acme = client.sign_up("Ada", organizationName="<img src=x onerror=alert(1)> evil.com/x")["organization"]["id"]
    client.patch("/me", {"name": "www.evil.com", "language": "de"})
    client.invite(acme, kind="email", email=address("Grace"))
    wait_for_all(post, [address("Grace")])
    [letter] = post.letters(address("Grace"))
    text, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for part in (text, html, letter["Subject"]):
        assert "evil.com" not in part and "evil.\u200ccom" in part
    assert len(re.findall("https?://", text)) == len(re.findall("https?://", html)) == 1
    assert "<img" not in html and "&lt;img src=x" in html and html.count("<a ") == 1


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_nothing_is_lost_when_the_server_ends(server, post, end):
    client = Client(server)
    client.sign_up("Ada")
    post.pause = 0.02
    addresses = invite_many(client, 300)
    ends = 0
    while len(post.messages) < 200:
        count = len(post.messages)
        wait_for(lambda: len(post.messages) >= count + 60, "some to arrive")
        if end == "kill":
            server.kill()
        else:
            assert server.stop() == 0
        ends += 1
        server.start()
    assert ends >= 2
    wait_for_all(post, addresses)
    wait_for(lambda: all_sent(server), "all to be noted")
    doubled = len(post.ids) - len(set(post.ids))
    assert len(set(post.ids)) == 301
    assert doubled <= (ends if end == "kill" else 0), "only those that were under way"


def test_a_server_that_wants_it_later(server, post):
    post.replies[address("Ada")] = ["451 4.7.1 Greylisted, come back later"]
    client = Client(server)
    client.sign_up("Ada", organizationName="Acme")
    line = wait_for(lambda: "1 attempt" in line_of(server, address("Ada")) and line_of(server, address("Ada")), "a first attempt")
    assert re.search(r"waiting, 1 attempt, next \S+Z: 451 4.7.1 Greylisted", line)
    wait_for_all(post, [address("Ada")])
    wait_for(lambda: all_sent(server, attempts="2 attempts"), "the note")


def test_a_message_that_is_refused(server, post):
    post.replies[address("Ben")] = ["550 5.1.1 No such user here"]
    client = Client(server)
    acme = client.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    client.invite(acme, kind="email", email=address("Ben"))
    client.invite(acme, kind="email", email=address("Cyd"))
    wait_for_all(post, [address("Ada"), address("Cyd")])
    line = wait_for(lambda: "failed" in line_of(server, address("Ben")) and line_of(server, address("Ben")), "the refusal to be noted")
    assert "failed, 1 attempt: 550 5.1.1 No such user here" in line
    message = line.split()[0]
    shown = server.command("outbox", "show", message).stdout
    assert "Subject: Ada invites you to Acme" in shown and "#" not in shown, "its token is erased"
    retried = server.command("outbox", "retry", message)
    assert retried.returncode == 0 and "due now" in retried.stdout
    wait_for_all(post, [address("Ben")])
    Client(server).sign_up("Ben", invitation=token_in(post.link(address("Ben"))))


def test_a_mail_server_that_comes_up_later(make_server, tmp_path):
    authority, port = Authority(tmp_path), free_port()
    server = configured(make_server, authority, port).start()
    Client(server).sign_up("Ada")
    line = wait_for(lambda: "waiting, 1 attempt" in line_of(server, address("Ada")) and line_of(server, address("Ada")), "an attempt")
    with Post(authority, port) as post:
        server.command("outbox", "retry", line.split()[0])
        wait_for_all(post, [address("Ada")])
        wait_for(lambda: all_sent(server, attempts="2 attempts"), "the note")
    assert address("Ada") not in server.log, "addresses are in no log"
    assert "no message could be handed over" in server.log


def test_what_is_withdrawn_while_it_waits_is_not_sent(server, post):
    post.replies[address("Ben")] = ["451 4.7.1 Later"]
    client = Client(server)
    acme = client.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    invitation = client.invite(acme, kind="email", email=address("Ben"))["id"]
    wait_for(lambda: "1 attempt" in line_of(server, address("Ben")), "an attempt")
    client.delete(f"/organizations/{acme}/invitations/{invitation}", 204)
    assert address("Ben") not in server.command("outbox").stdout
    client.invite(acme, kind="email", email=address("Cyd"))
    wait_for_all(post, [address("Cyd")])
    assert address("Ben") not in post.recipients


def test_a_mail_server_that_hangs_holds_up_the_end_no_longer_than_requests_do(make_server, tmp_path):
    authority = Authority(tmp_path)
    with HostileServer(authority.context("localhost"), message=HANG) as hanging:
        server = configured(make_server, authority, hanging.port).start()
        Client(server).sign_up("Ada")
        wait_for(lambda: "DATA" in hanging.commands, "a message to be under way")
        assert server.stop() == 0
    line = line_of(server, address("Ada"))
    assert "waiting, 0 attempts" in line, "it is tried again at the next start"
    assert rows(server.database, "SELECT count(*) FROM outbox WHERE leased_until IS NOT NULL") == [(0,)]
