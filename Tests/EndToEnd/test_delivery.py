"""What waits in the outbox arrives: over TLS, in order, once, whatever happens to the server in between."""

import datetime
import re

import pytest

from support.client import Client, address, token_in
from support.post import Post, handing_over_to, post_office
from support.server import free_port, rows, wait_for
from support.smtp import CLOSE, HANG, SECRETS, Authority, HostileServer


@pytest.fixture
def post(tmp_path):
    with post_office(tmp_path) as post:
        yield post


@pytest.fixture
def server(make_server, post):
    """Mail is configured."""
    return make_server(**post.settings).start()


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
def test_nothing_is_lost_when_the_server_ends(make_server, post, end):
    server = make_server(limits="off", **post.settings).start()
    client = Client(server)
    client.sign_up("Ada")
    post.pause = 0.02
    addresses = invite_many(client, 499)
    ends = 0
    while len(post.messages) < 400:
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
    assert len(set(post.ids)) == 500
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
    server = make_server(**handing_over_to(authority, port)).start()
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
        server = make_server(**handing_over_to(authority, hanging.port)).start()
        Client(server).sign_up("Ada")
        wait_for(lambda: "DATA" in hanging.commands, "a message to be under way")
        assert server.stop() == 0
    line = line_of(server, address("Ada"))
    assert "waiting, 0 attempts" in line, "it is tried again at the next start"
    assert rows(server.database, "SELECT count(*) FROM outbox WHERE leased_until IS NOT NULL") == [(0,)]


@pytest.mark.parametrize("fault, state, answer", [
    pytest.param({"greeting": b"421 4.3.2 Too busy\r\n"}, "waiting", "421 4.3.2 Too busy", id="421 at first"),
    pytest.param({"RCPT": b"421 4.3.2 Going down\r\n"}, "waiting", "421 4.3.2 Going down", id="421 in between"),
    pytest.param({"RCPT": b"451 4.7.1 Greylisted\r\n"}, "waiting", "451 4.7.1 Greylisted", id="451"),
    pytest.param({"message": b"451 4.3.0 Not now\r\n"}, "waiting", "451 4.3.0 Not now", id="451 after the message"),
    pytest.param({"RCPT": b"550 5.1.1 Nobody here\r\n"}, "failed", "550 5.1.1 Nobody here", id="550"),
    pytest.param({"message": b"550 5.7.1 Spam\r\n"}, "failed", "550 5.7.1 Spam", id="550 after the message"),
    pytest.param({"message": CLOSE}, "waiting", "closed", id="closes after DATA"),
    pytest.param({"RCPT": HANG}, "waiting", "within 30 s", id="hangs"),
    pytest.param({"AUTH": b"535 5.7.8 Not you\r\n"}, "waiting", "535 5.7.8 Not you", id="refuses the password"),
    pytest.param("no STARTTLS", "waiting", "STARTTLS", id="no STARTTLS"),
    pytest.param("other name", "waiting", "certificate", id="a certificate for another name"),
    pytest.param("unknown authority", "waiting", "certificate", id="a certificate of somebody else's"),
])
def test_what_becomes_of_a_message_that_is_not_taken(make_server, tmp_path, fault, state, answer):
    """Its row says so, it is due again within 20 seconds if it is due at all, and neither it nor a password goes in the clear."""
    authority, strangers = Authority(tmp_path), tmp_path / "strangers"
    strangers.mkdir()
    issuer = Authority(strangers) if fault == "unknown authority" else authority
    context = issuer.context("mail.example.com" if fault == "other name" else "localhost")
    extensions = ["AUTH PLAIN LOGIN"] if fault == "no STARTTLS" else ["STARTTLS", "AUTH PLAIN LOGIN"]
    with HostileServer(context, extensions=extensions, **(fault if isinstance(fault, dict) else {})) as hostile:
        settings = handing_over_to(authority, hostile.port)
        if fault == "no STARTTLS":  # only where the server isn't known to be on this machine does that matter
            settings["smtp"] = settings["smtp"].replace("localhost", "0.0.0.0")
        server = make_server(**settings).start()
        Client(server).sign_up("Ada")
        line = wait_for(lambda: "1 attempt" in line_of(server, address("Ada")) and line_of(server, address("Ada")), "an attempt")
        noted = datetime.datetime.now(datetime.timezone.utc)
        assert f"  {state}, 1 attempt" in line and answer in line, line
        if state == "waiting":
            due = datetime.datetime.fromisoformat(re.search(r"next (\S+):", line).group(1))
            assert due - noted <= datetime.timedelta(seconds=20)
        shown = server.command("outbox", "show", line.split()[0]).stdout
        assert ("#" in shown) == (state == "waiting"), "what may still be sent keeps its link, and nothing else does"
        server.kill()
    in_clear = " ".join(hostile.in_clear)
    assert not any(secret in in_clear for secret in SECRETS) and "Subject:" not in in_clear and "RCPT" not in in_clear
    assert not any(secret in server.log for secret in SECRETS)
