"""Mail leaves by SMTP: to servers that are as they should be, and to those that aren't."""

import datetime
import email
import email.utils
import random
import time
import unicodedata
from email.header import decode_header, make_header

import pytest

from support.server import run
from support.smtp import CLOSE, CREDENTIALS, HANG, PASSWORD, SECRETS, Authority, HostileServer, MailServer

SENDER = "Tenantry <accounts@example.com>"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def send(authority):
    """Runs `mail test` against a server, and sees to it that no secret is shown."""

    def send(server, *options, scheme="smtp", host="localhost", credentials=CREDENTIALS, to="grace@example.org", sender=SENDER):
        user = f"{credentials}@" if credentials else ""
        done = run(
            "mail", "test", to, *options, mail_from=sender, smtp=f"{scheme}://{user}{host}:{server.port}", smtp_ca=authority.file,
        )
        assert [secret for secret in SECRETS if secret in done.stdout + done.stderr] == []
        return done

    return send


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_message_arrives(authority, send, scheme, mechanism):
    context = {"starttls" if scheme == "smtp" else "tls": authority.context("localhost")}
    with MailServer(mechanisms=[mechanism], **context) as server:
        done = send(server, scheme=scheme)
    assert done.returncode == 0, done.stdout + done.stderr
    assert server.logins == [(mechanism, True)]
    [(sender, recipients, message)] = server.messages
    assert (sender, recipients) == ("accounts@example.com", ["grace@example.org"])
    assert (message["From"], message["To"]) == (SENDER, "grace@example.org")
    assert message["Auto-Submitted"] == "auto-generated" and message["MIME-Version"] == "1.0"
    assert abs((message["Date"].datetime - datetime.datetime.now(datetime.timezone.utc)).total_seconds()) < 60
    assert message["Message-ID"].endswith("@example.com>") and not message.defects
    text, html = message.iter_parts()
    assert message.get_content_type() == "multipart/alternative"
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert "http://localhost:8080" in text.get_content() and html.get_content().startswith("<!doctype html>")
    lines = done.stdout.splitlines()
    assert next(line for line in lines if line[0] != " ").startswith("S: 220 ") and "S: 250 2.0.0 kept" in lines
    assert "C: RCPT TO:<grace@example.org>" in lines and lines[-1] == "Accepted: 250 2.0.0 kept"
    assert any("•••" in line for line in lines)


def test_a_certificate_may_be_for_an_address(authority, send):
    with MailServer(starttls=authority.context("127.0.0.1")) as server:
        assert send(server, host="127.0.0.1").returncode == 0


def test_a_server_on_this_machine_needs_no_tls(send):
    with MailServer() as server:
        for scheme in ("smtp", "smtp+plain"):
            assert send(server, scheme=scheme, host="127.0.0.1").returncode == 0
    assert len(server.messages) == 2


def test_a_server_may_want_no_login(authority, send):
    with MailServer(starttls=authority.context("localhost"), wants_login=False) as server:
        done = send(server, credentials=None)
    assert done.returncode == 0 and "AUTH •••" not in done.stdout and server.logins == []


def test_a_wrong_password_is_said(authority, send):
    with MailServer(starttls=authority.context("localhost")) as server:
        done = send(server, credentials=CREDENTIALS + "x")
    assert done.returncode == 1 and "535" in done.stderr and server.messages == []


def test_names_in_any_script_arrive(authority, send):
    randomness = random.Random(5322)
    blocks = [(0x21, 0x7E), (0xC0, 0x24F), (0x3B1, 0x3C9), (0x5D0, 0x5EA), (0x3041, 0x3090), (0x4E00, 0x9FA0), (0x1F600, 0x1F640)]
    letters = [chr(code) for block in blocks for code in range(*block)]
    names = ["Grace Hopper", "Acme, Inc.", "=?utf-8?Q?forged?=", "eve@example.org", "株" * 100, "👩‍👩‍👧‍👦" * 14, "x" * 100, "a b " * 25]
    for _ in range(12):
        words = ["".join(randomness.choice(letters) for _ in range(randomness.randint(1, 12))) for _ in range(randomness.randint(1, 7))]
        names.append(" ".join(words))
    names = [unicodedata.normalize("NFC", name)[:100].strip() for name in names]
    with MailServer(starttls=authority.context("localhost")) as server:
        for name in names:
            quoted = name.replace("\\", "\\\\").replace('"', '\\"')
            done = send(server, to=f'"{quoted}" <grace@example.org>', sender=f'"{quoted}" <accounts@example.com>')
            assert done.returncode == 0, (name, done.stderr)
    for name, (_, recipients, message) in zip(names, server.messages, strict=True):
        assert recipients == ["grace@example.org"] and not message["To"].defects and not message.defects
        # Not message["To"].addresses: that puts a space between two encoded words.
        plain = email.message_from_bytes(message.raw)
        for header, address in (("To", "grace@example.org"), ("From", "accounts@example.com")):
            phrase, found = email.utils.parseaddr(plain[header])
            assert (str(make_header(decode_header(phrase))), found) == (name, address)
        assert all(len(line) <= 76 for line in message.raw.split(b"\r\n"))


def test_international_addresses(authority, send):
    jürgen = "Jürgen <jürgen@müller.example>"
    with MailServer(starttls=authority.context("localhost")) as server:
        assert send(server, to=jürgen).returncode == 0
        assert send(server, to="info@müller.example").returncode == 0
    assert [recipients for _, recipients, _ in server.messages] == [["jürgen@xn--mller-kva.example"], ["info@xn--mller-kva.example"]]
    assert "\r\nTo: =?utf-8?Q?J=C3=BCrgen?= <jürgen@xn--mller-kva.example>\r\n".encode() in server.messages[0][2].raw
    with MailServer(starttls=authority.context("localhost"), enable_SMTPUTF8=False) as server:
        refused = send(server, to=jürgen)
        assert refused.returncode == 1 and "Refused" in refused.stderr and "SMTPUTF8" in refused.stderr
        assert send(server, to="info@müller.example").returncode == 0
    assert len(server.messages) == 1


def test_without_starttls_nothing_goes_in_the_clear(send):
    """0.0.0.0 leads to this machine, too, but isn't known as such."""
    with HostileServer(extensions=["AUTH PLAIN LOGIN"]) as server:
        done = send(server, host="0.0.0.0")
    assert done.returncode == 1 and "STARTTLS" in done.stderr
    assert set(server.commands) <= {"EHLO", "QUIT"}
    for secret in SECRETS:
        assert secret not in " ".join(server.heard)


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
@pytest.mark.parametrize("fault", ["other name", "other address", "address of the name", "unknown authority", "expired", "not yet valid"])
def test_a_certificate_that_is_not_right_ends_it(authority, send, tmp_path, scheme, fault):
    day, now = datetime.timedelta(days=1), datetime.datetime.now(datetime.timezone.utc)
    host = "127.0.0.1" if fault == "other address" else "localhost"
    context = {
        "other name": lambda: authority.context("mail.example.com"),
        "other address": lambda: authority.context("127.0.0.2", "localhost"),
        "address of the name": lambda: authority.context("127.0.0.1", "::1"),
        "unknown authority": lambda: Authority(tmp_path).context("localhost"),
        "expired": lambda: authority.context("localhost", not_before=now - 2 * day, not_after=now - day),
        "not yet valid": lambda: authority.context("localhost", not_before=now + day, not_after=now + 2 * day),
    }[fault]()
    if scheme == "smtp":
        with HostileServer(context) as server:
            done = send(server, host=host)
        assert server.in_clear[1:] == ["STARTTLS"] and server.in_tls == []
    else:
        with MailServer(tls=context) as server:
            done = send(server, scheme=scheme, host=host)
        assert server.logins == [] and server.messages == []
    assert done.returncode == 1 and "certificate" in done.stderr, done.stderr


def test_a_reply_slipped_in_before_tls_ends_it(authority, send):
    """CVE-2011-0411."""
    with HostileServer(authority.context("localhost"), STARTTLS=b"220 go on\r\n250-injected\r\n250 AUTH PLAIN\r\n") as server:
        done = send(server)
    assert done.returncode == 1 and "before it was asked" in done.stderr
    assert server.commands == ["EHLO", "STARTTLS"]


def test_what_was_offered_in_the_clear_counts_for_nothing(authority, send):
    with HostileServer(authority.context("localhost"), extensions=["STARTTLS"], EHLO=b"250-here\r\n250-STARTTLS\r\n250 HELP\r\n") as server:
        done = send(server)
    assert done.returncode == 1 and "AUTH" in done.stderr and "AUTH" not in server.commands
    assert [line.split()[0] for line in server.in_tls] == ["EHLO"]


@pytest.mark.parametrize("step, reply, kind", [
    ("greeting", b"421 4.3.2 too busy\r\n", "Not sent"),
    ("greeting", b"554 5.3.2 no mail here\r\n", "Not sent"),
    ("EHLO", b"502 5.5.1 what?\r\n", "Not sent"),
    ("STARTTLS", b"454 4.7.0 not now\r\n", "Not sent"),
    ("AUTH", b"535 5.7.8 not you\r\n", "Not sent"),
    ("AUTH", b"334 more\r\n", "Not sent"),
    ("MAIL", b"451 4.3.0 later\r\n", "Not sent"),
    ("MAIL", b"550 5.7.1 not from there\r\n", "Not sent"),
    ("MAIL", b"552 5.3.4 too long\r\n", "Refused"),
    ("RCPT", b"451 4.7.1 greylisted\r\n", "Not sent"),
    ("RCPT", b"550 5.1.1 nobody of that name\r\n", "Refused"),
    ("RCPT", b"421 4.3.2 going down\r\n", "Not sent"),
    ("DATA", b"452 4.3.1 full\r\n", "Not sent"),
    ("DATA", b"250 ok\r\n", "Not sent"),
    ("message", b"554 5.6.0 spam\r\n", "Refused"),
    ("message", b"451-4.3.0 first\r\n451 4.3.0 second\r\n", "Not sent"),
])
def test_what_the_server_says_is_told(authority, send, step, reply, kind):
    with HostileServer(authority.context("localhost"), **{step: reply}) as server:
        done = send(server)
    assert done.returncode == 1 and kind in done.stderr, done.stderr
    assert reply.split(b"\r\n")[0].decode().replace("-", " ", 1) in done.stderr


@pytest.mark.parametrize("step", ["greeting", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "message"])
@pytest.mark.parametrize("fault", [HANG, CLOSE])
def test_silence_and_a_lost_connection_are_failures_at_every_step(authority, send, step, fault):
    began = time.monotonic()
    with HostileServer(authority.context("localhost"), **{step: fault}) as server:
        done = send(server, "--timeout", 1)
    assert done.returncode == 1 and "Not sent" in done.stderr
    assert ("within 1 s" if fault is HANG else "closed") in done.stderr, done.stderr
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_handshake_that_never_comes_is_a_failure(send, scheme):
    """For smtps a server that waits for us is one that never answers."""
    answers = {"STARTTLS": b"220 go on\r\n"} if scheme == "smtp" else {"greeting": HANG}
    with HostileServer(Deaf(), **answers) as server:
        done = send(server, "--timeout", 1, scheme=scheme)
    assert done.returncode == 1 and "no answer to the TLS handshake within 1 s" in done.stderr


class Deaf:
    """Instead of a TLS context: takes whatever comes, and says nothing."""

    def wrap_socket(self, connection, server_side):
        while connection.recv(65536):
            pass
        raise EOFError


def test_a_message_that_was_taken_needs_no_goodbye(authority, send):
    with HostileServer(authority.context("localhost"), QUIT=CLOSE) as server:
        assert send(server).returncode == 0


@pytest.mark.parametrize("answer", [
    pytest.param(lambda: (b"250-more\r\n" for _ in iter(int, 1)), id="lines without end"),
    pytest.param(lambda: (b"2" * 65536 for _ in iter(int, 1)), id="a line without end"),
    pytest.param(lambda: (b"250 ok\r\n" for _ in iter(int, 1)), id="replies without end"),
    pytest.param(lambda: (b"\0" * 3000,), id="zeros"),
    pytest.param(lambda: (b"HTTP/1.1 400 Bad Request\r\n\r\n",), id="another protocol"),
    pytest.param(lambda: (b"220-one\r\n250 two\r\n",), id="codes that change"),
])
@pytest.mark.parametrize("step", ["greeting", "EHLO", "RCPT", "message"])
def test_nonsense_without_end_has_an_end(authority, send, step, answer):
    began = time.monotonic()
    with HostileServer(authority.context("localhost"), **{step: answer()}) as server:
        done = send(server, "--timeout", 5)
    assert done.returncode == (0 if step == "message" and b"250 ok" in next(iter(answer())) else 1), done.stderr
    assert len(done.stdout) < 100_000 and time.monotonic() - began < 20


def test_a_server_that_repeats_what_it_was_told_gives_no_secret_away(authority, send):
    shown = f"535 {PASSWORD} {SECRETS[-1]} \x1b[2Jis wrong\r\n".encode()
    with HostileServer(authority.context("localhost"), AUTH=shown) as server:
        done = send(server)
    assert done.returncode == 1 and "535 ••• ••• �[2Jis wrong" in done.stderr and "\x1b" not in done.stdout + done.stderr
