"""What Prometheus reads, and who may."""

import json
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.client import Client, address
from support.metrics import parse, value
from support.server import ROOT, run

TOKEN = "a-token-for-prometheus"


def scrape(server, **headers):
    answer = Client(server).send("GET", "/metrics", headers=headers)
    assert answer.status == 200, answer
    return parse(answer.body.decode())


def test_the_answer_is_what_prometheus_expects(server):
    answer = Client(server).send("GET", "/metrics")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    families = parse(answer.body.decode())
    assert all(name.startswith(("tenantry_", "process_")) for name in families)
    head = Client(server).send("HEAD", "/metrics")
    assert (head.status, head.body) == (200, b"") and head.headers["Content-Type"] == answer.headers["Content-Type"]


def test_each_metric_is_in_the_docs(server):
    Client(server).sign_up("Ada")
    documented = set(re.findall(r"^\| `([a-z_]+)`", (ROOT / "docs" / "operations.md").read_text(), re.MULTILINE))
    assert documented == set(scrape(server))


def test_requests_are_counted_by_route_and_status(server):
    ada = Client(server)
    acme = ada.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    before = scrape(server)
    for _ in range(5):
        ada.get("/me")
    Client(server).get("/me", 401)
    ada.get(f"/organizations/{acme}/members")
    ada.get("/organizations/org_01h455vb4pex5vsknk084sn02q/members", 404)
    for path in ("/nowhere", "/nowhere/else", "/.env"):
        ada.send("GET", path)
    ada.send("PROPFIND", "/api/v1/me")
    after = scrape(server)

    def more(name, **labels):
        return value(after, name, **labels) - value(before, name, **labels)

    me = {"method": "GET", "route": "/api/v1/me"}
    members = {"method": "GET", "route": "/api/v1/organizations/{organization}/members"}
    assert more("tenantry_http_requests_total", **me, status="200") == 5
    assert more("tenantry_http_requests_total", **me, status="401") == 1
    assert more("tenantry_http_request_duration_seconds_count", **me) == 6
    assert more("tenantry_http_request_duration_seconds_sum", **me) > 0
    assert more("tenantry_http_requests_total", **members, status="200") == 1
    assert more("tenantry_http_requests_total", **members, status="404") == 1
    assert more("tenantry_http_requests_total", method="GET", route="none", status="404") == 3
    assert more("tenantry_http_requests_total", method="other", route="none", status="405") == 1
    assert more("tenantry_http_requests_total", method="GET", route="/metrics", status="200") == 1
    assert more("tenantry_database_read_seconds_count") >= 7


def test_the_work_of_database_and_hashing_is_counted(server):
    before = scrape(server)
    for name in ("Ada", "Ben", "Cyd"):
        Client(server).sign_up(name)
    Client(server).post("/login", {"email": address("Ada"), "password": "not this one"}, 401)
    after = scrape(server)
    assert value(after, "tenantry_hashing_seconds_count") - value(before, "tenantry_hashing_seconds_count") == 4
    assert value(after, "tenantry_hashing_wait_seconds_count") == value(after, "tenantry_hashing_seconds_count")
    writes = value(after, "tenantry_database_write_seconds_count")
    assert writes - value(before, "tenantry_database_write_seconds_count") >= 3
    assert value(after, "tenantry_database_batch_writes_sum") == writes, "each write is in one batch"
    assert value(after, "tenantry_database_batch_writes_count") == value(after, "tenantry_database_commit_seconds_count")
    assert value(after, "tenantry_database_wait_seconds_count", queue="write") == writes
    assert value(after, "tenantry_hashing_queue_length") == 0
    for queue in ("read", "write"):
        assert value(after, "tenantry_database_queue_length", queue=queue) == 0


def test_refused_hashes_are_counted(server):
    """One network gets half of the queue. Each tries another account, of which many tries would be refused before."""
    body = lambda number: json.dumps({"email": f"nobody-{number}@example.com", "password": "not this one"})  # noqa: E731
    headers = {"Content-Type": "application/json", "Origin": server.origin}
    with ThreadPoolExecutor(60) as pool:
        answers = list(pool.map(lambda number: Client(server).send("POST", "/api/v1/login", body(number), headers).status, range(60)))
    busy = answers.count(503)
    assert busy > 0 and value(scrape(server), "tenantry_hashing_rejected_total") == busy


def test_what_there_is_is_counted(server):
    ada, ben = Client(server), Client(server)
    acme = ada.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    ben.sign_up("Ben")
    gone = ada.post("/organizations", {"name": "Gone"}, 201).json["id"]
    ada.delete(f"/organizations/{gone}", 204)
    ada.invite(acme, kind="email", email=address("Cyd"))
    ben.post("/logout", expect=204)
    time.sleep(1.1)
    found = scrape(server)
    assert value(found, "tenantry_accounts") == 2
    assert value(found, "tenantry_sessions") == 1
    assert value(found, "tenantry_memberships") == 3
    assert value(found, "tenantry_organizations", status="active") == 3
    assert value(found, "tenantry_organizations", status="deleted") == 1
    assert {state: value(found, "tenantry_outbox_messages", state=state) for state in ("waiting", "sent", "failed")} == {
        "waiting": 1, "sent": 0, "failed": 0,
    }
    assert 1 < value(found, "tenantry_outbox_oldest_waiting_seconds") < 60
    assert 1e6 < value(found, "process_resident_memory_bytes") < 1e10
    assert abs(value(found, "process_start_time_seconds") - time.time()) < 120
    assert 0 < value(found, "process_open_fds") < value(found, "process_max_fds")
    assert value(found, "process_cpu_seconds_total") > 0


def test_nothing_of_any_tenant_is_in_it(server):
    """Names that would like to be labels, and whatever else tells one from another."""
    names = ['Acme"} 1', "acme\\", "Bill 'n' Board", "# TYPE evil counter", "tenantry_evil_total 1", "{organization}", "Ünïcode GmbH"]
    seen = set()
    for number, name in enumerate(names):
        client = Client(server)
        email = f"{'o' * 8}{number}.secret@example.org"
        me = client.post("/signup", {"name": name, "email": email, "password": "seven pelicans over", "organizationName": name + " Org"}, 201).json
        organization = me["organization"]
        client.get(f"/organizations/by-slug/{organization['slug']}")
        client.get(f"/organizations/{organization['id']}")
        client.send("GET", f"/o/{organization['slug']}/members")
        client.send("GET", f"/{organization['slug']}?token={client.token}")
        client.get(f"/organizations/{organization['id']}/members/{me['user']['id']}", 405)
        seen |= {name, email, organization["id"], me["user"]["id"], organization["slug"], me["session"]["id"], client.token}
    answer = Client(server).send("GET", "/metrics").body.decode()
    parse(answer)
    for text in seen - {"{organization}"}:
        assert text not in answer
    assert not re.search(r"(acc|org|ses|inv|msg|mem)_[0-9a-z]{20}|example\.org|evil|secret", answer)
    assert set(re.findall(r'([a-z]+)="', answer)) == {"method", "route", "status", "le", "queue", "state"}


def refused(answer):
    """As for what does not exist."""
    return answer.status == 404 and "tenantry_" not in answer.body.decode()


@pytest.fixture
def guarded(make_server):
    return make_server(metrics_token=TOKEN).start()


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"])
def test_behind_a_proxy_nobody_is_on_this_machine(guarded, header):
    client = Client(guarded)
    for text in ("127.0.0.1", "192.0.2.1", "", "for=127.0.0.1", "https"):
        assert refused(client.send("GET", "/metrics", headers={header: text})), text
    assert client.send("GET", "/metrics", headers={header: "192.0.2.1", "Authorization": f"Bearer {TOKEN}"}).status == 200


@pytest.mark.parametrize("proxies", ["127.0.0.1", "127.0.0.0/8", "10.0.0.0/8,127.0.0.1"])
def test_a_trusted_proxy_is_no_reader(make_server, proxies):
    server = make_server("--trusted-proxies", proxies, metrics_token=TOKEN).start()
    assert refused(Client(server).send("GET", "/metrics"))
    assert Client(server).send("GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status == 200


def test_a_site_whose_name_leads_here_is_not_this_machine(server):
    """DNS rebinding: a page of theirs in a browser on this machine."""
    for host in ("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "192.0.2.1", "[2001:db8::1]", "", "localhost@evil.example"):
        assert refused(Client(server).send("GET", "/metrics", headers={"Host": host})), host
    for host in ("localhost", f"LOCALHOST:{server.port}", "127.0.0.1", f"127.9.9.9:{server.port}", f"[::1]:{server.port}"):
        assert Client(server).send("GET", "/metrics", headers={"Host": host}).status == 200, host


def test_the_token_opens_it_and_nothing_else_does(guarded):
    client = Client(guarded)
    away = {"X-Forwarded-For": "192.0.2.1"}
    for scheme in ("Bearer", "bearer"):
        assert client.send("GET", "/metrics", headers=away | {"Authorization": f"{scheme} {TOKEN}"}).status == 200
    for wrong in (TOKEN[:-1], TOKEN + "x", TOKEN[:-1] + "X", TOKEN.upper(), "", " " + TOKEN, f"{TOKEN}, {TOKEN}"):
        assert refused(client.send("GET", "/metrics", headers=away | {"Authorization": f"Bearer {wrong}"})), wrong
    assert refused(client.send("GET", "/metrics", headers=away | {"Authorization": f"Basic {TOKEN}"}))
    assert refused(client.send("GET", f"/metrics?token={TOKEN}", headers=away))
    ada = Client(guarded)
    ada.sign_up("Ada")
    for session in ({"Cookie": f"tenantry={ada.token}"}, {"Authorization": f"Bearer {ada.token}"}):
        assert refused(client.send("GET", "/metrics", headers=away | session)), "no session opens it"
    ada.call("GET", "/me", expect=401, headers={"Authorization": f"Bearer {TOKEN}"})
    assert TOKEN not in guarded.log


def test_without_a_token_no_token_opens_it(server):
    for presented in ("", "nil", "None", TOKEN):
        headers = {"X-Forwarded-For": "192.0.2.1", "Authorization": f"Bearer {presented}"}
        assert refused(Client(server).send("GET", "/metrics", headers=headers))


def test_another_machine_is_not_this_one(make_server):
    """This machine's own address in its network stands in for it."""
    here = own_address()
    server = make_server(metrics_token=TOKEN)
    server.options = ("--address", f"0.0.0.0:{server.port}")
    server.start()
    client = Client(server)
    assert refused(client.send("GET", "/metrics", host=here))
    assert refused(client.send("GET", "/metrics", host=here, headers={"Host": "localhost"}))
    assert client.send("GET", "/metrics", host=here, headers={"Authorization": f"Bearer {TOKEN}"}).status == 200
    assert client.send("GET", "/metrics").status == 200, "from this one it is open as ever"


def own_address():
    """Not a loopback one; skips where there is no other."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            pytest.skip("this machine has no address but loopback")


def test_refused_it_is_as_if_it_did_not_exist(guarded):
    client = Client(guarded)
    away = {"X-Forwarded-For": "192.0.2.1"}

    def plain(answer):
        headers = {name: text for name, text in answer.headers.items() if name not in ("X-Request-Id", "Date")}
        return answer.status, headers, re.sub(rb'"requestId":"[^"]*"', b"", answer.body)

    for method in ("GET", "HEAD", "POST", "DELETE", "OPTIONS"):
        expected = plain(client.send(method, "/metricz", headers=away))
        assert plain(client.send(method, "/metrics", headers=away)) == expected, method


@pytest.mark.parametrize("token", ["", "fifteen-letters", "has a space in its midst", "x" * 257, "umlauts-are-out-ü"])
def test_a_token_that_is_none_is_refused(tmp_path, token):
    refused = run("serve", "--data", tmp_path / "data", metrics_token=token)
    assert refused.returncode == 78 and "TENANTRY_METRICS_TOKEN must have 16 to 256" in refused.stderr
    assert not token or token not in refused.stderr
    assert run("serve", "--metrics-token", TOKEN).returncode not in (0, None), "it is no option: others can read those"


def test_the_token_may_be_in_a_file(make_server, tmp_path):
    file = tmp_path / "token"
    file.write_text(TOKEN + "\n")
    server = make_server(metrics_token_file=file).start()
    away = {"X-Forwarded-For": "192.0.2.1"}
    assert Client(server).send("GET", "/metrics", headers=away | {"Authorization": f"Bearer {TOKEN}"}).status == 200
    assert refused(Client(server).send("GET", "/metrics", headers=away))
    both = run("serve", "--data", tmp_path / "data", metrics_token=TOKEN, metrics_token_file=file)
    assert both.returncode == 78 and "TENANTRY_METRICS_TOKEN_FILE" in both.stderr
    file.write_text("short\n")
    for path, words in ((file, "first line must have 16"), (tmp_path / "none", "can't be read")):
        bad = run("serve", "--data", tmp_path / "data", metrics_token_file=path)
        assert bad.returncode == 78 and words in bad.stderr and "short" not in bad.stderr
