"""Passkeys, made and used by an authenticator that nobody here wrote: what counts, and all that does not."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.authenticator import PRESENT, VERIFIED, Authenticator, text
from support.client import PASSWORD, Client

ELSEWHERE = "https://evil.example"


@pytest.fixture
def server(make_server):
    return make_server().start()


@pytest.fixture
def ada(server):
    ada = Client(server)
    ada.sign_up("Ada")
    return ada


def make(person, authenticator, name="Key", expect=201, **other):
    options = person.post("/me/passkeys/options", {"name": name}, expect=201).json
    return person.post("/me/passkeys", {"name": name, "passkey": authenticator.make(options, person.server.origin, **other)}, expect)


def log_in(server, authenticator, expect=200, **other):
    visitor = Client(server)
    options = visitor.post("/login/passkey/options", expect=201).json
    assert options["userVerification"] == "required" and options["allowCredentials"] == []
    visitor.post("/login/passkey", {"passkey": authenticator.use(options, server.origin, **other)}, expect)
    return visitor


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA", "RS256"])
def test_it_lets_in_without_a_password_and_behind_one(server, ada, algorithm):
    key = Authenticator(algorithm)
    made = make(ada, key).json
    assert made["kind"] == "passkey" and made["name"] == "Key" and len(made["recoveryCodes"]) == 10
    assert log_in(server, key).me["user"]["id"] == ada.me["user"]["id"]

    visitor = Client(server)
    email = ada.me["user"]["email"]
    assert visitor.post("/login", {"email": email, "password": PASSWORD}, 202).json["factors"] == ["passkey", "recoveryCode"]
    options = visitor.post("/login/factor/options", expect=201).json
    assert [one["id"] for one in options["allowCredentials"]] == [text(key.id)] and options["userVerification"] == "preferred"
    visitor.post("/login/factor", {"passkey": key.use(options, server.origin, flags=PRESENT)}, 200)
    options = visitor.post("/session/proof/options", expect=201).json
    visitor.post("/session/proof", {"passkey": key.use(options, server.origin, flags=PRESENT)}, 204)
    assert ada.get("/me/factors").json["items"][0]["lastUsedAt"] is not None


ALTERED = {
    "type": {"type": "webauthn.get"},
    "challenge of somebody else": {"challenge": text(bytes(36))},
    "origin": {"origin": ELSEWHERE},
    "origin on another port": {"origin": "http://localhost:1"},
    "in a frame": {"cross_origin": True},
    "relying party": {"rp": "evil.example"},
    "nobody was there": {"flags": VERIFIED & ~PRESENT},
    "attestation that nobody asked for": {"format": "fido-u2f"},
    "none with a statement": {"statement": {"alg": -7}},
}


@pytest.mark.parametrize("altered", ALTERED)
def test_none_is_made_of_what_is_altered(server, ada, altered):
    refused = make(ada, Authenticator(), expect=422, **ALTERED[altered])
    assert [error["field"] for error in refused.json["errors"]] == ["passkey"]
    assert ada.get("/me/factors").json["items"] == []


USED = {name: value for name, value in ALTERED.items() if not {"format", "statement"} & value.keys()} | {
    "type": {"type": "webauthn.create"},
    "nobody was verified": {"flags": PRESENT},
    "signature": {"signature": bytes(70)},
    "no signature": {"signature": b""},
    "somebody else's": {"owner": b"acc_01jv0000000000000000000000"},
    "nobody's": {"owner": None},
    "counter that stands still": {"counter": 7},
    "counter that goes back": {"counter": 3},
    "backed up all of a sudden": {"flags": VERIFIED | 0x18},
}


@pytest.mark.parametrize("altered", USED)
def test_nobody_gets_in_by_what_is_altered(server, ada, altered):
    key = Authenticator()
    key.counter = 7
    make(ada, key)
    visitor = log_in(server, key, expect=422, **USED[altered])
    visitor.get("/me", 401)
    assert PASSWORD not in server.log and "a passkey was refused" in server.log
    key.counter = 7
    log_in(server, key)


def test_a_key_of_another_opens_nothing(server, ada):
    mine, other = Authenticator(), Authenticator()
    make(ada, mine)
    eve = Client(server)
    eve.sign_up("Eve")
    make(eve, other)
    other.owner = mine.owner
    log_in(server, other, expect=422)
    other.id, kept = mine.id, other.id
    log_in(server, other, expect=422)
    other.id = kept
    make(eve, mine, name="Mine", expect=422)  # the same credential in two accounts
    options = eve.post("/session/proof/options", expect=201).json
    eve.post("/session/proof", {"passkey": mine.use(options, server.origin)}, 422)


def test_a_challenge_counts_once_for_what_it_was_given(server, ada):
    key = Authenticator()
    make(ada, key)
    visitor = Client(server)
    options = visitor.post("/login/passkey/options", expect=201).json
    answers = [{"passkey": key.use(options, server.origin)} for _ in range(64)]
    with ThreadPoolExecutor(64) as pool:
        statuses = list(pool.map(lambda answer: status(server, answer), answers))
    assert sorted(statuses) == [200] + [422] * 63
    proof = ada.post("/session/proof/options", expect=201).json
    visitor.post("/login/passkey", {"passkey": key.use(proof, server.origin)}, 422)
    options = visitor.post("/login/passkey/options", expect=201).json
    ada.post("/session/proof", {"passkey": key.use(options, server.origin)}, 422)


def status(server, answer):
    given = {"Origin": server.origin, "Content-Type": "application/json"}
    return Client(server).send("POST", "/api/v1/login/passkey", json.dumps(answer), given).status


def test_what_was_asked_before_a_restart_counts_no_more(server, ada):
    key = Authenticator()
    make(ada, key)
    options = Client(server).post("/login/passkey/options", expect=201).json
    server.stop()
    server.start()
    Client(server).post("/login/passkey", {"passkey": key.use(options, server.origin)}, 422)
    log_in(server, key)


def test_it_ends_with_the_account_and_with_its_removal(server, ada):
    key, second = Authenticator(), Authenticator()
    made = make(ada, key).json
    make(ada, second, name="Second")
    ada.delete(f"/me/factors/{made['id']}", 204)
    log_in(server, key, expect=422)
    log_in(server, second)
    ada.delete("/me?confirm=true", 204)
    log_in(server, second, expect=422)


def test_at_an_ip_address_there_are_none(make_server):
    server = make_server(public_url="http://127.0.0.1:8080").start()
    refused = Client(server).send("POST", "/api/v1/login/passkey/options", "", {"Origin": "http://127.0.0.1:8080"})
    assert refused.status == 403 and "IP address" in refused.json["detail"]
