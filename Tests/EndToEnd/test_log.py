"""One line a request: who, what, how long; never what is private."""

import json

import pytest

from support.client import Client, address, token_in
from support.wire import Wire


@pytest.fixture
def json_server(make_server):
    return make_server(log_format="json").start()


def requests(server):
    return [line for line in map(json.loads, server.log.splitlines()) if line["message"] == "request"]


def test_json_has_one_object_a_line_with_what_there_is_to_know(json_server):
    ada = Client(json_server)
    me = ada.sign_up("Ada", organizationName="Acme")
    answer = ada.get(f"/organizations/{me['organization']['id']}/members?query=private&limit=5")
    line = requests(json_server)[-1]
    assert line["method"] == "GET" and line["status"] == "200" and line["account"] == me["user"]["id"]
    assert line["route"] == "/api/v1/organizations/{organization}/members"
    assert line["request"] == answer.headers["X-Request-Id"]
    assert float(line["ms"]) >= 0 and line["time"].endswith("Z") and line["level"] == "info"


def test_nobody_is_a_dash_and_an_unknown_path_is_not_told(json_server):
    Client(json_server).send("GET", "/there/is/nothing?secret=1")
    line = requests(json_server)[-1]
    assert (line["account"], line["status"]) == ("-", "404") and "there" not in json.dumps(line)


def test_what_is_refused_says_why_and_where_it_came_from(json_server):
    ada = Client(json_server)
    ada.sign_up("Ada")
    assert not {"code", "client"} & requests(json_server)[-1].keys()
    Client(json_server).post("/login", {"email": ada.me["user"]["email"], "password": "wrong"}, 401)
    line = requests(json_server)[-1]
    assert (line["code"], line["client"]) == ("invalid_credentials", "127.0.0.1") and "wrong" not in json.dumps(line)
    ada.post("/logout", headers={"Origin": "https://evil.example"}, expect=403)
    assert requests(json_server)[-1]["code"] == "cross_site"


def test_every_request_has_an_id_of_its_own(json_server):
    client = Client(json_server)
    ids = [client.send("GET", "/login").headers["X-Request-Id"] for _ in range(20)]
    assert len(set(ids)) == 20
    assert {line["request"] for line in requests(json_server)} >= set(ids)
    refused = client.get("/me", 401)
    assert refused.json["requestId"] == refused.headers["X-Request-Id"]


def test_a_line_cannot_be_forged(json_server):
    Client(json_server).send("GET", '/a%0A{"message":"request"}%0D%22?x=%0Ay', headers={"User-Agent": 'x"} {"message":"request"'})
    with Wire(json_server) as wire:
        wire.send(b'GET /\x0b"\xff HTTP/1.1\r\nHost: localhost\r\n\r\n')
        wire.rest()
    for line in json_server.log.splitlines():
        json.loads(line)


def test_levels_leave_out_what_is_below_them(make_server):
    server = make_server(log_level="warning").start()
    Client(server).sign_up("Ada")
    assert len(server.log.splitlines()) == 1 and "warning made the master key" in server.log


@pytest.mark.parametrize("format", ["text", "json"])
@pytest.mark.parametrize("level", ["info", "trace"])
def test_no_secret_is_ever_in_the_log(make_server, format, level):
    server = make_server(log_format=format, log_level=level).start()
    secrets = mixed_run(server)
    log = server.log
    assert {name for name, secret in secrets.items() if secret in log} == set()


def mixed_run(server):
    """A bit of everything. Answers what must not be in the log, by what it is."""
    ada, ben = Client(server, User_Agent="agent-of-ada"), Client(server)
    password, other = "correct horse of ada", "another horse of ada"
    acme = ada.sign_up("Ada Alpha", password, organizationName="Acme Secretive")["organization"]["id"]
    link = token_in(ada.invite(acme)["link"])
    mailed = token_in(ada.invite(acme, kind="email", email=address("Cyd"))["link"])
    first = ada.token
    ben.sign_up("Ben Beta", password + "2", invitation=link)
    ada.get(f"/organizations/{acme}/members?query=needle-in-the-query&sort=name")
    ada.post("/login", {"email": address("Ada Alpha"), "password": "guessed-wrongly"}, 401)
    ada.post("/login", {"email": "broken", "password": 7, "extra-field": "extra-value"}, 422)
    ada.call("GET", "/me", expect=401, headers={"Authorization": "Bearer bearer-of-nothing"})
    ada.send("GET", "/reset-password?token=token-in-a-query")
    ada.send("GET", "/nowhere/path-with-a-secret")
    ada.send("POST", "/api/v1/login", "not json at all", {"Content-Type": "application/json"})
    ada.send("GET", "/login", headers={"Cookie": "tenantry=cookie-of-nobody", "Referer": "http://x/referrer-with-it"})
    ada.put("/password", {"currentPassword": password, "newPassword": other}, 204)
    ada.post("/password/forgot", {"email": address("Ada Alpha")}, 202)
    ada.post("/password/forgot", {"email": address("Unknown Person")}, 202)
    reset = token_in(server.mailed_link("password-reset", address("Ada Alpha")))
    ada.post("/password/reset", {"token": reset, "password": "third horse of ada"}, 204)
    with Wire(server) as wire:
        wire.send("GET /?garbage-in-a-head HTTP/9.9\r\nno header at all\r\n\r\n")
        wire.rest()
    spoken = [
        password, other, "third horse of ada", "guessed-wrongly", "extra-field", "extra-value", "bearer-of-nothing", "needle-in-the-query",
        "token-in-a-query", "path-with-a-secret", "not json at all", "cookie-of-nobody", "referrer-with-it", "garbage-in-a-head",
        address("Ada Alpha"), address("Ben Beta"), address("Cyd"), address("Unknown Person"), "Ada Alpha", "Acme Secretive", "agent-of-ada",
    ]
    issued = {"first session": first, "session": ada.token, "Ben's session": ben.token, "link": link, "mailed": mailed, "reset": reset}
    assert all(len(token) >= 40 for token in issued.values())
    return {text: text for text in spoken} | issued
