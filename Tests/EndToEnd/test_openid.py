"""Signing in with a provider that nobody here wrote: whom its word lets in, and all that is no word of it."""

import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from support.client import PASSWORD, Client, address, token_in
from support.openid import ELSEWHERE, TOKENS, Provider
from support.post import Post, link_in
from support.server import rows, wait_for
from support.smtp import Authority


@pytest.fixture
def op(tmp_path, request):
    with Provider(Authority(tmp_path), claims_in_token=getattr(request, "param", True)) as op:
        yield op


@pytest.fixture
def post(op):
    with Post(op.authority) as post:
        yield post


@pytest.fixture
def server(make_server, op, post):
    server = make_server(**op.settings, **post.settings).start()
    server.post = post
    return server


@pytest.fixture
def ada(server):
    """An operator."""
    return operator(server)


@pytest.fixture
def provider(ada, op):
    """For everybody."""
    return make(ada, op)


def operator(server):
    ada = Client(server)
    ada.sign_up("Ada")
    assert server.command("operator", "add", address("Ada")).returncode == 0
    return ada


def proven(server, name, email=None):
    """Somebody who has proven their address."""
    person, email = Client(server), email or address(name)
    person.sign_up(name, email=email)
    person.post("/email/verify", {"token": token_in(link_in(server.post.next_letter(email, 1)))}, 204)
    return person


def wait_for_letters(server, recipient, count):
    """As many that name the provider."""
    def found():
        return [letter for letter in server.post.letters(recipient) if "Elsewhere" in letter.get_body(("plain",)).get_content()]

    wait_for(lambda: len(found()) == count, f"{count} letters about the provider")


def make(person, op, path="/admin/providers", name="Elsewhere", expect=201, **registering):
    registration = op.register(**registering)
    body = {"kind": "oidc", "name": name, "issuer": op.issuer, "clientId": registration.id}
    if registration.secret:
        body["clientSecret"] = registration.secret
    answer = person.post(path, body, expect)
    if expect != 201:
        return answer
    made = answer.json
    assert made["redirectUri"] == f"{person.server.origin}/login/return/{made['id']}"
    assert made["hasSecret"] == bool(registration.secret) and (made["issuer"], made["clientId"]) == (op.issuer, registration.id)
    op.allow(registration, made["redirectUri"])
    op.registration = registration
    return made


def choice(provider):
    return {"id": provider["id"], "kind": "oidc", "name": provider["name"]}


def begin(visitor, provider, **fields):
    return visitor.post("/login/provider", {"provider": provider["id"]} | fields, 201).json["url"]


def begin_link(person, provider):
    return person.post("/me/identities", {"provider": provider["id"]}, 201).json["url"]


def brought(provider, parameters):
    """What the page hands on of the query that the browser comes back with."""
    names = {"state": "state", "code": "code", "error": "error", "iss": "issuer"}
    return {"provider": provider["id"]} | {names[name]: value for name, value in parameters.items() if name in names}


def complete(visitor, provider, parameters, expect=200):
    return visitor.post("/login/provider/complete", brought(provider, parameters), expect)


def sign_in(server, op, provider, subject, expect=200, **fields):
    visitor = Client(server)
    visitor.answer = complete(visitor, provider, op.visit(begin(visitor, provider, **fields), subject), expect)
    if expect != 200:
        assert not visitor.token, "nobody is signed in"
        visitor.get("/me", 401)
    return visitor


def refused_as_not_linked(server, op, provider, subject):
    assert sign_in(server, op, provider, subject, 403).answer.code == "identity_not_linked"


def link(person, op, provider, subject, expect=201):
    return complete(person, provider, op.visit(begin_link(person, provider), subject), expect)


def account(person):
    return person.me["user"]["id"]


def counts(server):
    """How many accounts, identities and sessions there are, once the server has ended."""
    server.stop()
    return tuple(rows(server.database, f"SELECT count(*) FROM {table}")[0][0] for table in ("account", "identity", "session"))


WAYS = [
    pytest.param(True, "client_secret_basic", "RS256", id="basic, RS256"),
    pytest.param(True, "client_secret_basic", "ES256", id="basic, ES256"),
    pytest.param(False, "client_secret_post", "RS256", id="post, RS256, address on demand"),
    pytest.param(False, "public", "ES256", id="public client, ES256, address on demand"),
]


@pytest.mark.parametrize(("op", "method", "algorithm"), WAYS, indirect=["op"])
def test_it_makes_an_account_and_leads_back_to_it(server, op, ada, method, algorithm):
    provider = make(ada, op, method=method, algorithm=algorithm)
    op.person("grace-7", "grace@example.com", name="Grace Hopper")
    grace = Client(server)
    assert grace.post("/login/providers/lookup", {}, 200).json["items"] == [choice(provider)]

    began = grace.post("/login/provider", {"provider": provider["id"], "email": "grace@example.com"}, 201)
    [cookie] = [header for header in began.headers.get_all("Set-Cookie") if header.startswith("tenantry-sign-in=")]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Max-Age=600" in cookie
    asked = parse_qs(urlsplit(began.json["url"]).query)
    assert asked["login_hint"] == ["grace@example.com"] and asked["code_challenge_method"] == ["S256"] and asked["response_type"] == ["code"]
    assert asked["redirect_uri"] == [provider["redirectUri"]] and "openid" in asked["scope"][0].split()
    assert not {*asked["state"], *asked["nonce"], *asked["code_challenge"]} & {grace.cookies["tenantry-sign-in"]}

    me = complete(grace, provider, op.visit(began.json["url"], "grace-7")).json
    assert me == grace.me and me["user"]["emailVerified"] is True
    assert (me["user"]["email"], me["user"]["name"]) == ("grace@example.com", "Grace Hopper")
    [identity] = grace.get("/me/identities").json["items"]
    assert identity["provider"] == choice(provider) and identity["email"] == "grace@example.com"

    op.person("grace-7", "hopper@example.com", name="Admiral Hopper")
    again = sign_in(server, op, provider, "grace-7")
    assert account(again) == me["user"]["id"] and again.me["user"]["email"] == "grace@example.com"
    [identity] = again.get("/me/identities").json["items"]
    assert identity["email"] == "hopper@example.com" and identity["lastUsedAt"] is not None
    op.person("grace-7", "grace@example.com", verified=False)
    assert account(sign_in(server, op, provider, "grace-7")) == me["user"]["id"], "whom it is about is the subject"

    op.person("another-7", "grace2@example.com")
    assert account(sign_in(server, op, provider, "another-7")) != me["user"]["id"]
    server.stop()
    assert rows(server.database, "SELECT subject FROM identity ORDER BY subject") == [("another-7",), ("grace-7",)]


@pytest.mark.parametrize("op", [True, False], ids=["in the token", "on demand"], indirect=True)
@pytest.mark.parametrize("said", ["not verified", "verified by nobody", "false as a text", "none"])
@pytest.mark.parametrize("is_there", [True, False], ids=["account", "no account"])
def test_an_address_that_the_provider_does_not_vouch_for_opens_nothing(server, op, provider, said, is_there):
    if is_there:
        proven(server, "Grace")
    op.person("eve", None if said == "none" else address("Grace"), verified={"not verified": False, "false as a text": "false"}.get(said))
    refused_as_not_linked(server, op, provider, "eve")
    assert counts(server) == ((2, 0, 2) if is_there else (1, 0, 1))


def test_where_both_sides_have_proven_the_address_it_is_the_same_person(server, op, provider):
    grace = proven(server, "Grace")
    op.person("grace-7", address("Grace").upper())
    assert account(sign_in(server, op, provider, "grace-7")) == account(grace)
    assert [item["provider"] for item in grace.get("/me/identities").json["items"]] == [choice(provider)]
    Client(server).log_in("Grace")
    wait_for_letters(server, address("Grace"), 1)


def test_whoever_signed_up_with_an_address_of_somebody_else_loses_it(server, op, provider):
    eve = Client(server)
    eve.sign_up("Grace")
    op.person("grace-7", address("Grace"))
    grace = sign_in(server, op, provider, "grace-7")
    assert grace.me["user"]["emailVerified"] is True
    eve.get("/me", 401)
    Client(server).post("/login", {"email": address("Grace"), "password": PASSWORD}, 401)


def test_linking_from_the_account_page(server, op, provider):
    ben = proven(server, "Ben")
    op.person("ben-at-work", "ben@work.example", verified=False)
    listed = ben.get("/me/identities").json
    assert listed == {"items": [], "providers": [choice(provider)]}
    refused_as_not_linked(server, op, provider, "ben-at-work")

    linked = link(ben, op, provider, "ben-at-work").json
    assert linked["provider"] == choice(provider) and linked["email"] == "ben@work.example" and linked["lastUsedAt"] is None
    assert ben.get("/me/identities").json["items"] == [linked]
    assert account(sign_in(server, op, provider, "ben-at-work")) == account(ben)
    wait_for_letters(server, address("Ben"), 1)

    cyd = proven(server, "Cyd")
    assert link(cyd, op, provider, "ben-at-work", 409).code == "identity_taken"
    assert cyd.get("/me/identities").json["items"] == []
    assert account(sign_in(server, op, provider, "ben-at-work")) == account(ben)


def test_a_link_is_of_the_session_that_asked_for_it(server, op, provider):
    """Nobody's identity is slipped into an account: not in another browser, and not where another is signed in by then."""
    ben, eve = proven(server, "Ben"), proven(server, "Eve")
    op.person("eve-7", "eve@work.example")
    parameters = op.visit(begin_link(eve, provider), "eve-7")
    assert complete(ben, provider, parameters, 410).code == "token_invalid"
    ben.cookies["tenantry-sign-in"] = eve.cookies["tenantry-sign-in"]
    assert complete(ben, provider, parameters, 410).code == "token_invalid"
    visitor = Client(server)
    visitor.cookies["tenantry-sign-in"] = eve.cookies["tenantry-sign-in"]
    assert complete(visitor, provider, parameters, 410).code == "token_invalid"
    assert not visitor.token and op.count("/token") == 0
    Client(server).post("/me/identities", {"provider": provider["id"]}, 401)
    assert counts(server)[1] == 0


def test_a_second_factor_stays_due(server, op, provider):
    ben = proven(server, "Ben")
    op.person("ben-7", "ben@work.example")
    link(ben, op, provider, "ben-7")
    app = ben.post("/me/factors", {"name": "Phone"}, 201).json
    codes = ben.post(f"/me/factors/{app['id']}/confirm", {"code": pyotp.TOTP(app["secret"]).now()}, 200).json["recoveryCodes"]

    visitor = Client(server)
    answer = complete(visitor, provider, op.visit(begin(visitor, provider), "ben-7"), 202)
    assert answer.json == Client(server).post("/login", {"email": address("Ben"), "password": PASSWORD}, 202).json
    assert set(answer.json["factors"]) == {"code", "recoveryCode"} and not visitor.token
    assert not any(header.startswith("tenantry=") for header in answer.headers.get_all("Set-Cookie"))
    visitor.get("/me", 401)
    visitor.post("/login/factor", {"code": "000000"}, 422)
    assert not visitor.token
    visitor.post("/login/factor", {"recoveryCode": codes[0]}, 200)
    assert account(visitor) == account(ben)

    op.person("stranger", address("Ben"))
    refused_as_not_linked(server, op, provider, "stranger")
    assert len(ben.get("/me/identities").json["items"]) == 1, "what a factor guards is linked by nobody who has not shown it"


def test_what_is_removed_leads_nowhere_any_more(server, op, provider):
    ben = proven(server, "Ben")
    op.person("ben-7", "ben@work.example", verified=False)
    linked = link(ben, op, provider, "ben-7").json
    elsewhere = sign_in(server, op, provider, "ben-7")
    eve = proven(server, "Eve")
    eve.delete(f"/me/identities/{linked['id']}", 404)
    ben.delete(f"/me/identities/{linked['id']}", 204)
    ben.delete(f"/me/identities/{linked['id']}", 404)
    elsewhere.get("/me", 401)
    assert ben.get("/me/identities").json["items"] == []
    wait_for_letters(server, address("Ben"), 2)
    refused_as_not_linked(server, op, provider, "ben-7")
    op.person("ben-7", "ben@work.example", verified=True)
    assert account(sign_in(server, op, provider, "ben-7")) != account(ben)


def test_the_last_way_in_stays(server, op, provider):
    op.person("grace-7", "grace@example.com")
    grace = sign_in(server, op, provider, "grace-7")
    assert grace.get("/session/proof").json["means"] == ["provider"]
    [identity] = grace.get("/me/identities").json["items"]
    assert grace.delete(f"/me/identities/{identity['id']}", 409).code == "last_way_in"
    op.person("grace-8", "hopper@example.com")
    link(grace, op, provider, "grace-8")
    grace.delete(f"/me/identities/{identity['id']}", 204)
    assert account(sign_in(server, op, provider, "grace-8")) == account(grace)
    Client(server).post("/login", {"email": "grace@example.com", "password": "anything at all"}, 401)


def test_a_disabled_account_stays_shut(server, op, ada, provider):
    op.person("grace-7", "grace@example.com")
    grace = sign_in(server, op, provider, "grace-7")
    id = account(grace)
    ada.post(f"/admin/accounts/{id}/disable", {}, 204)
    grace.get("/me", 401)
    refused_as_not_linked(server, op, provider, "grace-7")
    op.person("grace-8", "grace@example.com")
    refused_as_not_linked(server, op, provider, "grace-8")
    ada.post(f"/admin/accounts/{id}/enable", None, 204)
    assert account(sign_in(server, op, provider, "grace-7")) == id


@pytest.mark.parametrize("mode", ["invited", "closed"])
def test_where_nobody_may_sign_up_nobody_does(make_server, op, mode):
    server = make_server(signup=mode, **op.settings)
    [page] = [word for word in server.command("operator", "add", address("Ada"), "--organization", "Acme").stdout.split() if "#" in word]
    server.start()
    Client(server).post("/password/reset", {"token": token_in(page), "password": PASSWORD}, 204)
    ada = Client(server)
    ada.log_in("Ada")
    provider = make(ada, op)
    op.person("grace-7", "grace@example.com")
    refused_as_not_linked(server, op, provider, "grace-7")
    op.person("ada-7", "ada@work.example")
    link(ada, op, provider, "ada-7")
    assert account(sign_in(server, op, provider, "ada-7")) == account(ada)


@pytest.mark.parametrize("altered", TOKENS)
def test_an_altered_token_opens_nothing_and_links_nothing(server, op, provider, altered):
    op.person("grace-7", "grace@example.com")
    sign_in(server, op, provider, "grace-7")
    ben = proven(server, "Ben")
    op.person("eve", "eve@example.com")
    op.alteration = altered
    for subject in ("eve", "grace-7"):
        assert sign_in(server, op, provider, subject, 403).answer.code == "provider_refused"
    assert link(ben, op, provider, "eve", 403).code == "provider_refused"
    assert op.count("/token") == 4 and server.log.count("a provider let nobody in") == 3
    assert not any(token in server.log for token in op.tokens)
    assert counts(server) == (3, 1, 3)
    server.start()
    op.alteration = None
    sign_in(server, op, provider, "eve")


@pytest.mark.parametrize("altered", [{"sub": "somebody-else"}, {"sub": None}, {"sub": 7}], ids=["somebody else", "nobody", "a number"])
@pytest.mark.parametrize("op", [False], ids=["on demand"], indirect=True)
def test_what_is_said_of_somebody_else_counts_for_nobody(server, op, provider, altered):
    op.person("eve", "grace@example.com")
    op.altered_profile = altered
    assert sign_in(server, op, provider, "eve", 403).answer.code == "provider_refused"
    assert op.count("/userinfo") == 1 and counts(server) == (1, 0, 1)


ANSWERS = {
    "issuer": lambda parameters: parameters | {"iss": ELSEWHERE},
    "no issuer, though the provider always says one": lambda parameters: without("iss", parameters),
    "no code": lambda parameters: without("code", parameters),
    "empty code": lambda parameters: parameters | {"code": ""},
    "code that the provider never gave": lambda parameters: parameters | {"code": "AAAA" + parameters["code"][4:]},
    "code and refusal": lambda parameters: parameters | {"error": "access_denied"},
    "refusal": lambda parameters: without("code", parameters) | {"error": "server_error"},
    "refusal of another issuer": lambda parameters: without("code", parameters) | {"error": "access_denied", "iss": ELSEWHERE},
}


def without(name, parameters):
    return {key: value for key, value in parameters.items() if key != name}


@pytest.mark.parametrize("altered", ANSWERS)
def test_nobody_gets_in_by_an_altered_answer(server, op, provider, altered):
    op.person("eve", "eve@example.com")
    visitor = Client(server)
    parameters = op.visit(begin(visitor, provider), "eve")
    assert complete(visitor, provider, ANSWERS[altered](parameters), 403).code == "provider_refused"
    assert op.count("/token") == (1 if altered == "code that the provider never gave" else 0)
    assert not visitor.token
    assert complete(visitor, provider, parameters, 410).code == "token_invalid", "each answer has one try"
    assert counts(server) == (1, 0, 1)


def test_whoever_declines_is_not_signed_in(server, op, provider):
    assert sign_in(server, op, provider, None, 403).answer.code == "provider_refused"
    assert op.count("/token") == 0 and counts(server) == (1, 0, 1)


def test_a_code_of_somebody_else_is_of_no_use(server, op, provider):
    """An answer that is put together of two: PKCE and nonce tie a code to the browser that asked for it."""
    op.person("grace-7", "grace@example.com")
    op.person("eve", "eve@example.com")
    grace, eve = Client(server), Client(server)
    stolen = op.visit(begin(grace, provider), "grace-7")
    own = op.visit(begin(eve, provider), "eve")
    assert complete(eve, provider, own | {"code": stolen["code"]}, 403).code == "provider_refused"
    assert not eve.token and counts(server) == (1, 0, 1)


@pytest.mark.parametrize("has_begun", [True, False], ids=["that has begun itself", "that never began"])
def test_an_answer_counts_in_the_browser_that_asked(server, op, provider, has_begun):
    op.person("eve", "eve@example.com")
    eve, grace = Client(server), Client(server)
    parameters = op.visit(begin(eve, provider), "eve")
    if has_begun:
        begin(grace, provider)
    assert complete(grace, provider, parameters, 410).code == "token_invalid"
    assert not grace.token and op.count("/token") == 0
    assert complete(eve, provider, parameters).json["user"]["email"] == "eve@example.com", "and that one it still opens"


def test_an_answer_counts_once(server, op, provider):
    op.person("grace-7", "grace@example.com")
    grace = Client(server)
    parameters = op.visit(begin(grace, provider), "grace-7")
    kept = {"tenantry-sign-in": grace.cookies["tenantry-sign-in"]}
    complete(grace, provider, parameters)
    assert complete(grace, provider, parameters, 410).code == "token_invalid"
    grace.get("/me", 200)
    other = Client(server)
    other.cookies = kept
    assert complete(other, provider, parameters, 410).code == "token_invalid"
    assert not other.token and op.count("/token") == 1


@pytest.mark.parametrize("altered", ["A", "AAAA", "*", "+", "=", "é", "x" * 5000], ids=lambda altered: altered[:4])
def test_a_state_that_nobody_gave_is_none(server, op, provider, altered):
    visitor = Client(server)
    parameters = op.visit(begin(visitor, provider), op.person("eve", "eve@example.com"))
    for state in (altered, parameters["state"] + altered, altered + parameters["state"]):
        assert complete(visitor, provider, parameters | {"state": state}, 410).code == "token_invalid"
    assert op.count("/token") == 0
    complete(visitor, provider, parameters)


def test_of_two_at_once_one_counts(server, op, provider):
    op.person("grace-7", "grace@example.com")
    for count in (2, 2, 2, 16):
        grace = Client(server)
        parameters = op.visit(begin(grace, provider), "grace-7")
        asked = op.count("/token")
        with ThreadPoolExecutor(count) as pool:
            statuses = list(pool.map(lambda _: status(server, grace.cookies, brought(provider, parameters)), range(count)))
        assert sorted(statuses) == [200] + [410] * (count - 1)
        assert op.count("/token") == asked + 1
    assert counts(server) == (2, 1, 5)


def test_many_who_come_for_the_first_time_at_once_become_one_account(server, op, provider):
    """The same person in several windows: each answer counts, and all of them are about one."""
    op.person("grace-7", "grace@example.com")
    windows = [Client(server) for _ in range(8)]
    answers = [brought(provider, op.visit(begin(window, provider), "grace-7")) for window in windows]
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda pair: status(server, pair[0].cookies, pair[1]), zip(windows, answers)))
    assert statuses == [200] * 8
    assert counts(server) == (2, 1, 9)


def status(server, cookies, answer):
    headers = {"Origin": server.origin, "Content-Type": "application/json", "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    return Client(server).send("POST", "/api/v1/login/provider/complete", json.dumps(answer), headers).status


def test_an_answer_of_one_provider_is_none_of_another(server, op, ada, provider):
    """What comes back to one's address was never asked of the other (RFC 9700 §4.4)."""
    other = make(ada, op, name="Other")
    op.person("eve", "eve@example.com")
    visitor = Client(server)
    parameters = op.visit(begin(visitor, provider), "eve")
    assert complete(visitor, other, parameters, 410).code == "token_invalid"
    assert not visitor.token and op.count("/token") == 0
    complete(visitor, provider, parameters)
    assert sign_in(server, op, other, "eve").me["user"]["id"] == account(visitor), "by the address that both vouch for"
    assert counts(server)[1] == 2


def test_with_a_provider_goes_all_that_hangs_on_it(server, op, ada, provider):
    ben = proven(server, "Ben")
    op.person("ben-7", "ben@work.example")
    link(ben, op, provider, "ben-7")
    visitor = Client(server)
    parameters = op.visit(begin(visitor, provider), "ben-7")
    ada.delete(f"/admin/providers/{provider['id']}", 204)
    assert complete(visitor, provider, parameters, 410).code == "token_invalid"
    visitor.post("/login/provider", {"provider": provider["id"]}, 404)
    ben.post("/me/identities", {"provider": provider["id"]}, 404)
    assert ben.get("/me/identities").json == {"items": [], "providers": []}
    assert visitor.post("/login/providers/lookup", {}, 200).json["items"] == []
    assert counts(server)[1] == 0


def test_what_was_asked_before_a_restart_counts_no_more(server, op, provider):
    op.person("grace-7", "grace@example.com")
    grace = Client(server)
    parameters = op.visit(begin(grace, provider), "grace-7")
    server.stop()
    server.start()
    assert complete(grace, provider, parameters, 410).code == "token_invalid"
    sign_in(server, op, provider, "grace-7")


class Acme:
    """An organization with a provider of its own and the domain example.com."""

    def __init__(self, server, op, ada):
        self.ben = Client(server)
        self.id = self.ben.sign_up("Ben", organizationName="Acme")["organization"]["id"]
        self.path = f"/organizations/{self.id}/providers"
        self.domains = f"/admin/organizations/{self.id}/domains"
        self.provider = make(self.ben, op, self.path, name="Acme's")
        self.domain = ada.post(self.domains, {"domain": "example.com"}, 200).json


@pytest.fixture
def acme(server, op, ada):
    return Acme(server, op, ada)


def test_an_organizations_own_speaks_for_its_domains_alone(server, op, ada, acme):
    provider = acme.provider
    op.person("zoe", "zoe@example.com")
    op.person("mallory", "mallory@elsewhere.example")
    op.person("near", "near@sub.example.com")
    for subject in ("mallory", "near"):
        refused_as_not_linked(server, op, provider, subject)
    zoe = sign_in(server, op, provider, "zoe")
    assert zoe.me["user"]["emailVerified"] is True and zoe.me["user"]["email"] == "zoe@example.com"

    op.person("zoe", "zoe@elsewhere.example")
    assert account(sign_in(server, op, provider, "zoe")) == account(zoe), "what counts is the account's address"
    ada.delete(f"{acme.domains}/{acme.domain['id']}", 204)
    refused_as_not_linked(server, op, provider, "zoe")
    assert zoe.get("/me/identities").json["providers"] == []
    zoe.post("/me/identities", {"provider": provider["id"]}, 404)


def test_an_organizations_own_is_shown_to_those_it_is_for(server, op, ada, acme, provider):
    visitor = Client(server)

    def shown(**body):
        return visitor.post("/login/providers/lookup", body, 200).json["items"]

    assert shown() == shown(email="eve@elsewhere.example") == shown(email="eve@sub.example.com") == [choice(provider)]
    assert shown(email="nobody@EXAMPLE.com") == [choice(acme.provider), choice(provider)]
    cyd = proven(server, "Cyd")
    assert cyd.get("/me/identities").json["providers"] == [choice(acme.provider), choice(provider)]
    dora = Client(server)
    dora.sign_up("Dora")
    assert dora.get("/me/identities").json["providers"] == [choice(provider)], "the address isn't proven"


def test_into_an_account_that_is_there_an_organizations_own_leads_only_once_linked(server, op, acme):
    cyd = proven(server, "Cyd")
    op.person("cyd-7", address("Cyd"))
    refused_as_not_linked(server, op, acme.provider, "cyd-7")
    link(cyd, op, acme.provider, "cyd-7")
    assert account(sign_in(server, op, acme.provider, "cyd-7")) == account(cyd)


def test_an_organizations_own_is_linked_by_nobody_of_another_domain(server, op, acme):
    eve = proven(server, "Eve", "eve@elsewhere.example")
    eve.post("/me/identities", {"provider": acme.provider["id"]}, 404)
    dora = Client(server)
    dora.sign_up("Dora")
    assert dora.post("/me/identities", {"provider": acme.provider["id"]}, 403).code == "email_unverified"


def test_an_organizations_own_says_nothing_about_subjects_of_another(server, op, ada, acme, provider):
    """Its makers could put whatever they like behind it, the subjects of others among it."""
    op.person("grace-7", "grace@elsewhere.example")
    grace = sign_in(server, op, provider, "grace-7")
    refused_as_not_linked(server, op, acme.provider, "grace-7")
    op.person("grace-7", "other@example.com")
    assert account(sign_in(server, op, acme.provider, "grace-7")) != account(grace)


def test_who_may_make_providers(server, op, ada, acme, provider):
    cyd = Client(server)
    cyd.sign_up("Cyd", invitation=token_in(acme.ben.invite(acme.id)["link"]))
    eve = Client(server)
    eve.sign_up("Eve")
    new = {"kind": "oidc", "name": "Mine", "issuer": op.issuer, "clientId": "mine"}
    for person, path, status in ((cyd, acme.path, 403), (eve, acme.path, 404), (acme.ben, "/admin/providers", 403), (eve, "/admin/providers", 403)):
        asked = op.count("/.well-known/openid-configuration")
        person.get(path, status)
        person.post(path, new, status)
        person.patch(f"{path}/{acme.provider['id']}", {"name": "Mine"}, status)
        person.delete(f"{path}/{acme.provider['id']}", status)
        assert op.count("/.well-known/openid-configuration") == asked, "nobody has the server ask about"
    acme.ben.patch(f"{acme.path}/{provider['id']}", {"name": "Mine"}, 404)
    acme.ben.delete(f"{acme.path}/{provider['id']}", 404)
    ada.delete(f"/admin/providers/{acme.provider['id']}", 404)
    personal = next(one["id"] for one in acme.ben.me["organizations"] if one["kind"] == "personal")
    assert acme.ben.post(f"/organizations/{personal}/providers", new, 409).code == "personal_organization"
    for number in range(4):
        acme.ben.post(acme.path, new | {"name": f"Number {number}"}, 201)
    assert fields(acme.ben.post(acme.path, new, 422)) == ["name"]


def fields(refused):
    return [error["field"] for error in refused.json["errors"]]


@pytest.mark.parametrize(
    ("altered", "field"),
    [
        ({"kind": "saml"}, "kind"), ({"kind": None}, "kind"), ({"name": " "}, "name"), ({"issuer": None}, "issuer"),
        ({"issuer": "http://localhost"}, "issuer"), ({"issuer": "https://localhost:1"}, "issuer"), ({"issuer": "https://169.254.169.254"}, "issuer"),
        ({"clientId": ""}, "clientId"), ({"clientSecret": ""}, "clientSecret"), ({"kind": "github", "issuer": None}, "clientSecret"),
    ],
)
def test_what_is_no_provider(ada, op, altered, field):
    new = {"kind": "oidc", "name": "Elsewhere", "issuer": op.issuer, "clientId": "tenantry"} | altered
    refused = ada.post("/admin/providers", {name: value for name, value in new.items() if value is not None}, 422)
    assert fields(refused) == [field]
    assert ada.get("/admin/providers").json["items"] == []


@pytest.mark.parametrize("altered", [{"issuer": ELSEWHERE}, {"issuer": None}, {"token_endpoint": "http://localhost/token"}, {"jwks_uri": None}])
def test_an_issuer_must_say_of_itself_what_it_is(ada, op, altered):
    op.says |= altered
    assert fields(make(ada, op, expect=422)) == ["issuer"]


def unavailable(server, op, provider):
    refused = Client(server).post("/login/provider", {"provider": provider["id"]}, 502)
    assert refused.code == "provider_unavailable" and "tenantry-sign-in" not in str(refused.headers.get_all("Set-Cookie") or "")


@pytest.mark.parametrize("missing", ["outbound_allow", "outbound_ca"])
def test_at_addresses_that_are_not_public_it_is_asked_only_where_listed(make_server, server, op, ada, provider, missing):
    server.stop()
    del server.settings[missing]
    server.start()
    asked = len(op.asked)
    unavailable(server, op, provider)
    assert fields(make(ada, op, name="Another", expect=422)) == ["issuer"]
    assert len(op.asked) == asked


def test_a_provider_that_is_down(server, op, provider):
    op.person("grace-7", "grace@example.com")
    op.faults["/.well-known/openid-configuration"] = (503, b"")
    unavailable(server, op, provider)
    del op.faults["/.well-known/openid-configuration"]
    for path, answer in {"/jwks": (500, b"{}"), "/token": (500, b"oh no")}.items():
        op.faults[path] = answer
        assert sign_in(server, op, provider, "grace-7", 502).answer.code == "provider_unavailable"
        del op.faults[path]
    sign_in(server, op, provider, "grace-7")


GARBAGE = {
    "nothing": b"", "a list": b"[]", "no fields": b"{}", "a page": b"<html>", "much depth": b"{" * 5000, "half of it": b'{"access_token": "x',
    "no ID token": b'{"access_token": "x", "token_type": "Bearer"}', "no bearer": b'{"access_token": "x", "token_type": "mac", "id_token": "x.y.z"}',
}


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_in_place_of_a_token_signs_nobody_in(server, op, provider, garbage):
    op.faults["/token"] = (200, GARBAGE[garbage])
    refused = sign_in(server, op, provider, op.person("grace-7", "grace@example.com"), 403)
    assert refused.answer.code == "provider_refused" and counts(server) == (1, 0, 1)


def test_nothing_is_read_without_end(server, op, provider):
    op.faults["/token"] = (200, b"x" * 2_000_000)
    assert sign_in(server, op, provider, op.person("grace-7", "grace@example.com"), 502).answer.code == "provider_unavailable"


@pytest.mark.parametrize("refusal", [b'{"error": "invalid_client"}', b'{"error": "invalid_grant", "error_description": "\\u202e<script>"}'])
def test_a_refusal_is_noted_without_the_providers_words(server, op, provider, refusal):
    op.faults["/token"] = (400, refusal)
    assert sign_in(server, op, provider, op.person("grace-7", "grace@example.com"), 403).answer.code == "provider_refused"
    assert json.loads(refusal)["error"] in server.log and "script" not in server.log


def test_its_secret_goes_nowhere_but_to_the_provider(make_server, op):
    server = make_server(log_level="trace", **op.settings).start()
    ada = operator(server)
    provider = make(ada, op)
    secret = op.registration.secret
    op.person("grace-7", "grace@example.com")
    grace = Client(server)
    url = begin(grace, provider)
    parameters = op.visit(url, "grace-7")
    complete(grace, provider, parameters)
    first, path = secret, f"/admin/providers/{provider['id']}"
    op.renew_secret(op.registration)
    assert sign_in(server, op, provider, "grace-7", 403).answer.code == "provider_refused"
    second = op.registration.secret
    answers = [ada.patch(path, {"clientSecret": second}, 200), ada.patch(path, {"name": "Renamed"}, 200)]
    assert answers[-1].json["name"] == "Renamed" and answers[-1].json["hasSecret"] is True
    sign_in(server, op, provider, "grace-7")
    ada.patch(path, {"clientSecret": second, "more": second}, 422)
    answers += [
        ada.get("/admin/providers"), ada.get("/admin/audit"), Client(server).post("/login/providers/lookup", {}, 200), grace.get("/me/identities"),
        ada.patch(path, {"clientSecret": None}, 200),
    ]
    assert answers[-1].json["hasSecret"] is False and second not in url
    assert server.command("backup", server.data / "copy.db").returncode == 0
    secrets = [first, second]
    once = [parameters["code"], parameters["state"], grace.cookies["tenantry-sign-in"], grace.token, *op.tokens]
    assert not [answer for answer in answers if any(secret.encode() in answer.body for secret in secrets)]

    def leaks():
        files = {file.name: file.read_bytes() for file in server.data.iterdir() if file.is_file()} | {"log": server.log_path.read_bytes()}
        return [(text, name) for name, content in files.items() for text in secrets + once if text and text.encode() in content]

    assert leaks() == [], "running"
    server.stop()
    assert leaks() == [], "stopped"
