"""Every message that there is, as a mailbox gets it from a server that nobody here wrote, and its link followed to the end."""

import datetime
import re
import sqlite3
from contextlib import closing
from html.parser import HTMLParser

import pyotp
import pytest

from support.client import PASSWORD, Client, token_in
from support.openid import Provider
from support.post import SENDER, link_in, post_office
from support.server import rows, wait_for

NEW_PASSWORD = "eleven herons under cold stars"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CLEO = "cleo@example.com"

#: Who invites whom to what: each as people have them somewhere, or as they would like to have them here.
CASTS = {
    "Cyrillic": ("en", "Ада Лавлейс", "Объединение «Север»", "Грейс Хоппер", "grace@example.com"),
    "Chinese": ("de", "王小明", "北方合作社", "李娜", "grace@例え.example"),
    "emoji": ("en", "👩‍🚀 Ada", "🚀🌍 Space, Inc.", "Grace 👩‍👩‍👧‍👦", "grace+tag@example.com"),
    "right to left": ("de", "آدا لوفلايس", "שלום בע״מ", "גרייס", "غريس@example.com"),
    "dots": ("en", ".Ada.", "..", "...Grace", "g.race@example.com"),
    "mischief": ("de", "Bcc: eve@evil.com", "</p><a href=//evil.com>x", "https://evil.com/#x", "jürgen@example.com"),
}


class Text(HTMLParser):
    def __init__(self, document):
        super().__init__()
        self.words, self.links, self.tags = "", [], set()
        self.feed(document)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.links += [value for name, value in attributes if name in ("href", "src")]

    def handle_data(self, data):
        self.words += data


def as_typed(text):
    """Without what keeps mail programs from making more of a name than a name."""
    return re.sub("[\u200c\u2068\u2069]", "", text)


def words(letter):
    return as_typed(letter.get_body(("plain",)).get_content())


def expect_well_formed(letter, recipient, language):
    assert letter.defects == [] and all(part.defects == [] for part in letter.walk())
    assert letter["From"] == SENDER and letter["MIME-Version"] == "1.0" and letter["Auto-Submitted"] == "auto-generated"
    for header in ("To", "Subject", "Date", "Message-ID"):
        assert letter.get_all(header) and len(letter.get_all(header)) == 1, header
    [to] = letter["To"].addresses
    assert to.addr_spec.encode("utf-8", "surrogateescape").decode() == recipient  # which is how Python reads the bytes of RFC 6532
    assert not any(letter[header] for header in ("Bcc", "Cc", "List-Unsubscribe", "Reply-To", "Sender"))
    assert abs((letter["Date"].datetime - datetime.datetime.now(datetime.timezone.utc)).total_seconds()) < 300
    assert re.fullmatch(r"<msg_\w{26}@example\.com>", letter["Message-ID"])
    assert letter.get_content_type() == "multipart/alternative"
    plain, html = letter.iter_parts()
    for part, kind in ((plain, "text/plain"), (html, "text/html")):
        assert part.get_content_type() == kind and part.get_content_charset() == "utf-8"
        assert part["Content-Transfer-Encoding"] == "quoted-printable"
    assert all(len(line) <= 76 for line in letter.raw.split(b"\r\n"))
    assert b"\n" not in letter.raw.replace(b"\r\n", b"") and b"\0" not in letter.raw
    shown = Text(html.get_content())
    link = link_in(letter)
    assert shown.links == ([link] if link else []), "one link, and no other"
    assert f'<html lang="{language}">' in html.get_content() and not shown.tags & {"script", "img", "style", "iframe", "form"}
    assert len(re.findall(r"https?://", as_typed(plain.get_content()).replace("https://evil.com", ""))) == (1 if link else 0)
    paragraphs = [line for line in as_typed(plain.get_content()).splitlines() if line and line != link]
    for line in paragraphs:
        assert line.removesuffix(":") in as_typed(shown.words), "both parts say the same"


class Story:
    """What happens between Ada, who invites, and Grace, with each letter as it arrives."""

    def __init__(self, server, post, op, cast):
        self.server, self.post, self.op = server, post, op
        self.language, self.ada_name, self.organization, self.grace_name, self.grace_address = cast
        self.ada_address = "ada@example.com"
        self.counts, self.kinds, self.tokens = {}, set(), set()
        self.ada = Client(server, User_Agent=FIREFOX, Accept_Language=self.language)
        self.grace = Client(server, User_Agent=FIREFOX, Accept_Language=self.language)

    def letter(self, kind, recipient, *parts):
        """The next one to that mailbox: well-formed, and with these parts in its words."""
        mailbox = ascii_domain(recipient)
        self.counts[mailbox] = self.counts.get(mailbox, 0) + 1
        letter = self.post.next_letter(mailbox, self.counts[mailbox])
        expect_well_formed(letter, mailbox, self.language)
        for part in parts:
            assert part in words(letter), f"{kind}: {words(letter)}"
        self.kinds.add(kind)
        link = link_in(letter)
        if link and "#" in link:
            self.tokens.add(token_in(link))
        assert link is None or link.startswith(self.server.origin + "/")
        return letter

    def token(self, letter, page):
        address, token = link_in(letter).split("#")
        assert address == self.server.origin + page and len(token) == 43
        return token

    def opens(self, letter, path, client):
        """A link without a token: a page of the server's, for whoever is signed in."""
        assert link_in(letter) == self.server.origin + path
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        assert client.send("GET", path, headers={"Cookie": cookies}).status == 200

    def tell(self):
        ada, grace = self.ada, self.grace
        fields = {"name": self.ada_name, "email": self.ada_address, "password": PASSWORD, "organizationName": self.organization}
        acme = ada.post("/signup", fields, 201).json["organization"]
        welcome = self.letter("welcome", self.ada_address)
        ada.post("/email/verify", {"token": self.token(welcome, "/verify-email")}, 204)
        assert ada.me["user"]["emailVerified"] is True

        ada.invite(acme["id"], kind="email", email=self.grace_address, role="manager")
        invitation = self.letter("invitation", self.grace_address, self.ada_name, self.organization, {"en": "manager", "de": "Manager"}[self.language])
        assert self.ada_name in as_typed(str(invitation["Subject"])) and self.organization in as_typed(str(invitation["Subject"]))
        fields = {
            "name": self.grace_name, "email": self.grace_address, "password": PASSWORD, "invitation": self.token(invitation, "/invite"),
        }
        joined = grace.post("/signup", fields, 201).json
        assert joined["organization"]["id"] == acme["id"] and joined["user"]["emailVerified"] is True
        accepted = self.letter("invitation-accepted", self.ada_address, self.ada_name, self.grace_name, self.organization)
        self.opens(accepted, f"/o/{acme['slug']}/members", ada)
        self.opens(self.letter("welcome", self.grace_address, self.grace_name), "/", grace)

        member = f"/organizations/{acme['id']}/members/{joined['user']['id']}"
        ada.patch(member, {"role": "viewer"})
        change = self.letter("role-change", self.grace_address, self.grace_name, self.organization)
        self.opens(change, f"/o/{acme['slug']}", grace)
        ada.delete(member, 204)
        assert link_in(self.letter("removal", self.grace_address, self.grace_name, self.organization)) is None

        elsewhere = Client(self.server, User_Agent=FIREFOX)
        elsewhere.post("/login", {"email": self.grace_address, "password": PASSWORD}, 200)
        sign_in = self.letter("sign-in", self.grace_address, self.grace_name, "Firefox", "Linux", "127.0.0.1")
        self.opens(sign_in, "/account", elsewhere)
        grace.put("/password", {"currentPassword": PASSWORD, "newPassword": NEW_PASSWORD}, 204)
        self.opens(self.letter("password-changed", self.grace_address, self.grace_name), "/forgot-password", grace)
        grace.post("/password/forgot", {"email": self.grace_address}, 202)
        reset = self.letter("password-reset", self.grace_address, self.grace_name)
        grace.post("/password/reset", {"token": self.token(reset, "/reset-password"), "password": PASSWORD}, 204)
        self.letter("password-changed", self.grace_address, self.grace_name)

        grace.post("/login", {"email": self.grace_address, "password": PASSWORD}, 200)
        self.letter("sign-in", self.grace_address, self.grace_name)  # by a new password every browser is a stranger again
        self.factors(grace)
        grace.put("/email", {"email": CLEO}, 202)
        requested = self.letter("email-change-requested", self.grace_address, self.grace_name, CLEO)
        self.opens(requested, "/forgot-password", grace)
        confirm = self.letter("email-change", CLEO)
        grace.post("/email/verify", {"token": self.token(confirm, "/verify-email")}, 204)
        assert grace.me["user"]["email"] == CLEO and grace.me["user"]["emailVerified"] is True
        assert link_in(self.letter("email-changed", self.grace_address, self.grace_name, CLEO)) is None

        # An address that waits to be confirmed: the first letter was the welcome, this is the second.
        dora = Client(self.server, Accept_Language=self.language)
        dora.post("/signup", {"name": self.grace_name, "email": "dora@example.com", "password": PASSWORD}, 201)
        self.letter("welcome", "dora@example.com")
        self.change_while_stopped("UPDATE outbox SET created_at = created_at - 61000")
        dora.post("/email/resend", expect=202)
        again = self.letter("email-verification", "dora@example.com")
        dora.post("/email/verify", {"token": self.token(again, "/verify-email")}, 204)
        dora.put("/email", {"email": self.ada_address}, 202)
        self.letter("email-change-requested", "dora@example.com", self.grace_name, self.ada_address)
        self.opens(self.letter("address-taken", self.ada_address, self.ada_name), "/login", Client(self.server))

        self.server.stop()
        self.server.settings["signup"] = "verified"
        self.server.start()
        ada.post("/signup", {"name": "Somebody", "email": self.ada_address, "password": PASSWORD}, 202)
        exists = self.letter("account-exists", self.ada_address, self.ada_name)
        self.opens(exists, "/login", Client(self.server))
        eve = Client(self.server, Accept_Language=self.language)
        eve.post("/signup", {"name": self.grace_name, "email": self.grace_address, "password": PASSWORD}, 202)
        start = self.letter("sign-up", self.grace_address)
        made = eve.post("/signup/confirm", {"token": self.token(start, "/verify-email"), "password": PASSWORD}, 201).json
        assert made["user"]["emailVerified"] is True

        assert self.server.command("operator", "add", self.ada_address).returncode == 0
        ada.post("/session/proof", {"password": PASSWORD}, 204)
        account = f"/admin/accounts/{made['user']['id']}"
        ada.post(f"{account}/disable", {}, 204)
        assert link_in(self.letter("account-disabled", self.grace_address, self.grace_name)) is None
        eve.post("/login", {"email": self.grace_address, "password": PASSWORD}, 401)
        ada.post(f"{account}/enable", expect=204)
        self.opens(self.letter("account-enabled", self.grace_address, self.grace_name), "/login", Client(self.server))

        self.provider(eve, ada)
        self.lost_factors(eve, ada, account)

        for _ in range(5):
            Client(self.server).post("/login", {"email": self.grace_address, "password": "anything"}, 401)
        self.opens(self.letter("guesses", self.grace_address, self.grace_name), "/forgot-password", eve)

        dora.post("/invitations/accept", {"token": token_in(ada.invite(acme["id"])["link"])}, 200)
        path = f"/organizations/{acme['id']}"
        ada.delete(path, 204)
        names = (self.ada_name, self.organization)
        assert link_in(self.letter("organization-deletion", "dora@example.com", self.grace_name, *names)) is None
        self.opens(self.letter("organization-deletion", self.ada_address, *names), "/account", ada)
        assert ada.post(f"{path}/restore", expect=200).json["name"] == acme["name"]
        self.opens(self.letter("organization-restoration", self.ada_address, *names), f"/o/{acme['slug']}", ada)
        self.opens(self.letter("organization-restoration", "dora@example.com", self.grace_name, *names), f"/o/{acme['slug']}", dora)
        ada.delete(f"{path}?confirm=true", 204)
        for address in ("dora@example.com", self.ada_address):
            assert link_in(self.letter("organization-erasure", address, *names)) is None
        ada.delete("/me?confirm=true", 204)
        assert link_in(self.letter("account-deletion", self.ada_address, self.ada_name)) is None

    def factors(self, grace):
        """An app that becomes a second factor, what stands in for it, and its end."""
        app = grace.post("/me/factors", {"name": "Phone"}, 201).json
        code = pyotp.TOTP(app["secret"]).now()
        codes = grace.post(f"/me/factors/{app['id']}/confirm", {"code": code}, 200).json["recoveryCodes"]
        self.opens(self.letter("factor-added", self.grace_address, self.grace_name, "Phone"), "/forgot-password", grace)
        grace.post("/login", {"email": self.grace_address, "password": PASSWORD}, 202)
        grace.post("/login/factor", {"recoveryCode": codes[0]}, 200)
        self.opens(self.letter("recovery-code-used", self.grace_address, self.grace_name), "/account", grace)
        grace.post("/me/recovery-codes", expect=201)
        self.opens(self.letter("recovery-codes-renewed", self.grace_address, self.grace_name), "/account", grace)
        grace.delete(f"/me/factors/{app['id']}", 204)
        self.opens(self.letter("factor-removed", self.grace_address, self.grace_name, "Phone"), "/forgot-password", grace)

    def provider(self, eve, ada):
        """Another way in, from elsewhere, and its end."""
        registration = self.op.register()
        fields = {"kind": "oidc", "name": "Elsewhere", "issuer": self.op.issuer, "clientId": registration.id, "clientSecret": registration.secret}
        provider = ada.post("/admin/providers", fields, 201).json
        self.op.allow(registration, provider["redirectUri"])
        self.op.person("grace", "grace@work.example")
        eve.post("/login", {"email": self.grace_address, "password": PASSWORD}, 200)
        brought = self.op.visit(eve.post("/me/identities", {"provider": provider["id"]}, 201).json["url"], "grace")
        answer = {"provider": provider["id"], "state": brought["state"], "code": brought["code"], "issuer": brought["iss"]}
        linked = eve.post("/login/provider/complete", answer, 201).json
        self.opens(self.letter("identity-linked", self.grace_address, self.grace_name, "Elsewhere"), "/forgot-password", eve)
        eve.delete(f"/me/identities/{linked['id']}", 204)
        self.opens(self.letter("identity-removed", self.grace_address, self.grace_name, "Elsewhere"), "/forgot-password", eve)

    def lost_factors(self, eve, ada, account):
        eve.post("/login", {"email": self.grace_address, "password": PASSWORD}, 200)
        app = eve.post("/me/factors", {"name": "Phone"}, 201).json
        eve.post(f"/me/factors/{app['id']}/confirm", {"code": pyotp.TOTP(app["secret"]).now()}, 200)
        self.opens(self.letter("factor-added", self.grace_address, self.grace_name, "Phone"), "/forgot-password", eve)
        thief = Client(self.server)
        thief.post("/login", {"email": self.grace_address, "password": PASSWORD}, 202)
        for _ in range(3):
            thief.post("/login/factor", {"code": "000000"}, 422)
        self.opens(self.letter("password-known", self.grace_address, self.grace_name), "/forgot-password", eve)
        ada.post(f"{account}/factor-removal", expect=202)
        self.opens(self.letter("factor-removal-announced", self.grace_address, self.grace_name), "/login", Client(self.server))
        self.change_while_stopped("UPDATE account SET factors_removable_at = factors_removable_at - 259200000 WHERE factors_removable_at > 0")
        ada.delete(f"{account}/factors", 204)
        self.opens(self.letter("factors-removed", self.grace_address, self.grace_name), "/forgot-password", eve)

    def change_while_stopped(self, statement, *values):
        wait_for(lambda: all(" sent, " in line for line in self.server.command("outbox").stdout.splitlines()), "all to be sent")
        self.server.stop()
        with closing(sqlite3.connect(self.server.database)) as database, database:
            assert database.execute(statement, values).rowcount > 0
        self.server.start()


def ascii_domain(address):
    """As mail is addressed: only the part before the @ keeps its letters."""
    local, domain = address.rsplit("@", 1)
    return f"{local}@{domain.encode('idna').decode()}"


@pytest.mark.parametrize("cast", CASTS)
def test_every_message_arrives_whole_and_its_link_leads_to_the_end(make_server, tmp_path, cast):
    with post_office(tmp_path) as post, Provider(post.authority) as op:
        server = make_server(log_level="trace", **post.settings, **op.settings).start()
        story = Story(server, post, op, CASTS[cast])
        story.tell()
        assert post.logins and all(good for _, good in post.logins)
        assert {recipient for _, recipients, _ in post.messages for recipient in recipients} == set(story.counts)
        assert all(len(recipients) == 1 for _, recipients, _ in post.messages) and len(set(post.ids)) == len(post.ids)
        assert sum(story.counts.values()) == len(post.messages), "each was looked at"
        wait_for(lambda: all(" sent, " in line for line in server.command("outbox").stdout.splitlines()), "all to be noted")
        server.stop()
    assert story.kinds == kinds(server), "every kind that there is"
    assert len(story.tokens) == 7
    files = {file.name: file.read_bytes() for file in server.data.iterdir() if file.is_file()}
    for token in story.tokens:
        assert token not in server.log
        assert [name for name, content in files.items() if token.encode() in content] == []
    assert rows(server.database, "SELECT count(*) FROM outbox WHERE sealed_token IS NOT NULL OR message IS NOT NULL") == [(0,)]


def kinds(server):
    """As the style guide lists them."""
    server.options = (*server.options, "--dev")
    server.start()
    letters = Client(server).send("GET", "/styleguide/letters").json["items"]
    server.stop()
    return {letter["kind"] for letter in letters}


def test_names_that_start_a_line_with_a_dot_keep_it(make_server, tmp_path):
    """RFC 5321 §4.5.2."""
    with post_office(tmp_path) as post:
        server = make_server(**post.settings).start()
        ada = Client(server)
        acme = ada.post("/signup", {"name": "..Ada", "email": "ada@example.com", "password": PASSWORD, "organizationName": "."}, 201).json
        ada.invite(acme["organization"]["id"], kind="email", email="grace@example.com")
        letter = post.next_letter("grace@example.com", 1)
        assert words(letter).splitlines()[0].startswith("..Ada invites you to join . as member")
        assert re.search(rb"\r\n\.", letter.raw), "such a line was on the wire"


@pytest.mark.parametrize("control", ["\r\n", "\n", "\r", "\0", "\r\n\r\n", "\x0b", "\x85", "\u2028"])
def test_no_field_adds_a_header_or_a_recipient(make_server, tmp_path, control):
    """Every name and address that gets into a letter: refused with its field named, and nothing goes out."""
    with post_office(tmp_path) as post:
        server = make_server(**post.settings).start()
        ada = Client(server)
        acme = ada.sign_up("Ada", organizationName="Acme")["organization"]["id"]
        post.next_letter("ada@example.com", 1)
        bad = f"Grace{control}Bcc: eve@example.com"
        addresses = [f"grace@example.com{control}Bcc: eve@example.com", f"gra{control}ce@example.com", f"grace@exam{control}ple.com"]
        someone = {"name": "Grace", "email": "grace@example.com", "password": PASSWORD}
        organization = f"/organizations/{acme}"
        calls = [("POST", "/signup", someone | {"name": bad}, "name"), ("PATCH", "/me", {"name": bad}, "name")]
        calls += [("POST", "/signup", someone | {"organizationName": bad}, "organizationName"), ("PATCH", organization, {"name": bad}, "name")]
        for address in addresses:
            calls += [("POST", "/signup", someone | {"email": address}, "email"), ("PUT", "/email", {"email": address}, "email")]
            calls += [("POST", "/password/forgot", {"email": address}, "email"), ("POST", "/login", someone | {"email": address}, "email")]
            calls += [("POST", f"{organization}/invitations", {"kind": "email", "role": "member", "email": address}, "email")]
        for method, path, body, field in calls:
            if path == "/login":
                body = {key: body[key] for key in ("email", "password")}
            refused = ada.call(method, path, body, 422)
            assert [error["field"] for error in refused.json["errors"]] == [field], (method, path)
        ada.invite(acme, kind="email", email="last@example.com")
        post.next_letter("last@example.com", 1)
        assert post.recipients == ["ada@example.com", "last@example.com"]


def test_what_a_browser_calls_itself_is_no_header_either(make_server, tmp_path):
    with post_office(tmp_path) as post:
        server = make_server(**post.settings).start()
        Client(server).sign_up("Ada")
        Client(server, User_Agent="Bcc:eve@example.com, http://evil.com/x").log_in("Ada")
        letter = post.next_letter("ada@example.com", 2)
        assert letter["Bcc"] is None and post.recipients == ["ada@example.com"] * 2
        text = letter.get_body(("plain",)).get_content()
        assert "evil.com" not in text and "Bcc:\u200ceve@\u200cexample.\u200ccom" in text


def test_links_are_of_the_public_url_whatever_a_request_says(make_server, tmp_path):
    with post_office(tmp_path) as post:
        server = make_server(public_url="https://accounts.example.com", **post.settings).start()
        headers = {
            "Content-Type": "application/json", "Origin": "https://accounts.example.com", "Host": "evil.com", "X-Forwarded-Host": "evil.com",
            "Forwarded": "host=evil.com", "X-Forwarded-Proto": "http",
        }
        body = '{"name": "Ada", "email": "ada@example.com", "password": "seven pelicans over warm water"}'
        answer = Client(server).send("POST", "/api/v1/signup", body, headers)
        assert answer.status == 201
        link = link_in(post.next_letter("ada@example.com", 1))
        assert link.startswith("https://accounts.example.com/verify-email#")
        assert token_in(link).encode() not in answer.body and token_in(link) not in str(answer.headers)
        assert b"evil.com" not in post.messages[0][2].raw
