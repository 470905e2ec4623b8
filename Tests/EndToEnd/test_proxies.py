"""Headers that anyone can write decide over nothing; a configured proxy's decide over the address alone."""

import pytest

from support.client import Client, address, token_in

HOSTILE = {
    "Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9",
    "Forwarded": "host=evil.example;proto=https", "X-Original-Host": "evil.example", "X-Rewrite-Url": "//evil.example/",
}


def address_seen(server, **headers):
    """The client's address as the list of sessions shows it."""
    client = Client(server, **headers)
    client.log_in("Ada")
    return next(item["ip"] for item in client.get("/sessions").json["items"] if item["current"])


def test_links_in_messages_have_the_configured_public_url(make_server):
    server = make_server(public_url="https://accounts.example.com").start()
    ada, ours = Client(server), {"Origin": "https://accounts.example.com"}
    body = {"name": "Ada", "email": address("Ada"), "password": "a password of mine", "organizationName": "Acme"}
    made = ada.post("/signup", body, 201, headers=ours | HOSTILE).json
    Client(server).post("/password/forgot", {"email": address("Ada")}, 202, headers=ours | HOSTILE)
    message = server.message("password-reset", address("Ada"))
    assert "https://accounts.example.com/reset-password#" in message and "evil" not in message

    path = f"/organizations/{made['organization']['id']}/invitations"
    cookie = {"Cookie": f"__Host-tenantry={ada.cookies['__Host-tenantry']}"}
    invitation = {"kind": "email", "role": "member", "email": address("Ben")}
    answer = ada.post(path, invitation, 201, headers=ours | HOSTILE | cookie).json
    assert answer["link"].startswith("https://accounts.example.com/invite#")
    message = server.message("invitation", address("Ben"))
    assert token_in(answer["link"]) in message and "evil" not in message


def test_a_hostile_host_gets_nothing_of_its_own_back(server):
    for path in ("/", "/login", "/invite", "/there/is/nothing", "/api/v1/me"):
        answer = Client(server).send("GET", path, headers=HOSTILE)
        assert b"evil" not in answer.body
        assert "evil" not in str(answer.headers)


def test_an_origin_is_judged_by_the_public_url_and_not_by_host(server):
    ada = Client(server)
    ada.sign_up("Ada")
    evil = {"Origin": "http://evil.example", "Host": "evil.example"}
    assert ada.post("/organizations", {"name": "X"}, 403, headers=evil).code == "cross_site"
    assert ada.post("/logout", expect=403, headers={"Origin": "null"}).code == "cross_site"
    assert ada.post("/logout", expect=403, headers={"Sec-Fetch-Site": "same-site"}).code == "cross_site"
    assert ada.post("/logout", expect=403, headers={"Sec-Fetch-Site": "cross-site"}).code == "cross_site"
    assert ada.me["user"]["name"] == "Ada"


def test_a_cookie_alone_changes_nothing(server):
    ada = Client(server)
    ada.sign_up("Ada")
    cookie = {"Cookie": f"tenantry={ada.token}"}
    refused = Client(server).send("POST", "/api/v1/logout", None, cookie)
    assert refused.status == 403 and refused.code == "cross_site"
    bearer = {"Authorization": f"Bearer {ada.token}", "Origin": "http://elsewhere.example"}
    assert Client(server).send("POST", "/api/v1/logout", None, bearer).status == 204


@pytest.mark.parametrize("header", ["203.0.113.9", "203.0.113.9, 127.0.0.1", "::1", "nonsense"])
def test_from_anyone_x_forwarded_for_counts_for_nothing(server, header):
    Client(server).sign_up("Ada")
    assert address_seen(server, X_Forwarded_For=header) == "127.0.0.1"


@pytest.mark.parametrize(
    ("header", "seen"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("203.0.113.9,198.51.100.7, 10.1.2.3", "198.51.100.7"),
        ("198.51.100.7, 10.1.2.3, 127.0.0.1", "198.51.100.7"),
        ("2001:DB8::7", "2001:db8::7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("10.1.2.3", "10.1.2.3"),
        ("198.51.100.7, nonsense", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_from_a_trusted_proxy_the_rightmost_untrusted_hop_does(make_server, header, seen):
    server = make_server("--trusted-proxies", "127.0.0.1, 10.0.0.0/8").start()
    Client(server).sign_up("Ada")
    assert address_seen(server, X_Forwarded_For=header) == seen
