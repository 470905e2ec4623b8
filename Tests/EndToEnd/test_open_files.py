"""Files that everyone gets are answered where their requests arrive, everything else by the router: nobody can tell which it was."""

import json
import os
from pathlib import Path

import pytest
from support.client import Client
from support.server import ROOT, wait_for
from support.wire import Wire, login_body

#: With one of these a request takes the router's way.
DETOURS = ["Connection: close", "Content-Length: 0"]
CONDITIONS = [
    [], ["Accept-Encoding: gzip"], ["Accept-Encoding: gzip, deflate, br", "Accept-Language: de"], ["Accept-Encoding: br;q=1, *;q=0.5"],
    ["Accept-Encoding: gzip;q=0"], ["Cookie: tenantry-language=de", "Accept-Encoding: gzip"],
]


def asset(server):
    page = Client(server).send("GET", "/login").body.decode()
    return page[page.index("/assets/"):].split('"')[0]


def asked(server, path, *lines, method="GET"):
    """Status, headers without those that differ each time, and body."""
    with Wire(server) as wire:
        wire.get(path, *lines, method=method)
        status, headers, body = wire.answer(has_body=method != "HEAD")
        left = {name: value for name, value in headers.items() if name not in ("date", "x-request-id", "connection")}
        assert len(headers["x-request-id"]) > 20 and headers["date"].endswith(" GMT")
        return status, left, body


@pytest.mark.parametrize("detour", DETOURS)
@pytest.mark.parametrize("lines", CONDITIONS, ids=lambda lines: "; ".join(lines) or "nothing")
def test_both_ways_give_the_same_answer(server, lines, detour):
    public = sorted(f"/{file.relative_to(ROOT / 'Public')}" for file in (ROOT / "Public").glob("*.*") if file.suffix != ".swift")
    assert public
    for path in ["/login", "/signup?next=%2Faccount#x", asset(server), *public]:
        for method in ("GET", "HEAD"):
            answer = asked(server, path, *lines, method=method)
            assert answer == asked(server, path, *lines, detour, method=method), f"{method} {path}"
            assert answer[0] == 200 and (method == "HEAD" or len(answer[2]) == int(answer[1]["content-length"]) > 0)
        tag = answer[1]["etag"]
        fresh = asked(server, path, *lines, f"If-None-Match: {tag}")
        assert fresh == asked(server, path, *lines, f"If-None-Match: {tag}", detour) and fresh[0] == 304, path


@pytest.mark.parametrize("path", ["/assets/0000000000000000/pages/login.js", "/login/", "/LOGIN", "//login", "/login%2f", "/%6cogin", "/not-found", "/app"])
def test_what_is_no_file_is_the_routers(server, path):
    assert asked(server, path)[:2] == asked(server, path, "Connection: close")[:2]


def test_another_method_is_refused_as_ever(server):
    for method in ("POST", "DELETE", "PUT", "OPTIONS"):
        status, headers, _ = asked(server, "/login", "Content-Length: 0", method=method)
        assert status == 405 and headers["allow"] == "GET, HEAD"


def test_answers_leave_in_the_order_of_their_requests(server):
    """However long each takes: a page is there at once, a log in has to wait for a hash."""
    body = login_body()
    with Wire(server) as wire:
        head = f"POST /api/v1/login HTTP/1.1\r\nHost: localhost:{server.port}\r\nOrigin: {server.origin}\r\nContent-Type: application/json\r\n"
        log_in = f"{head}Content-Length: {len(body)}\r\n\r\n{body.decode()}"
        page = "GET /login HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"
        ready = "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n"
        wire.send("".join([page, log_in, page, ready, page, page, log_in, page]))
        found = [wire.answer() for _ in range(8)]
        assert [status for status, *_ in found] == [200, 401, 200, 200, 200, 200, 401, 200]
        kinds = [headers.get("content-type", "").split(";")[0] for _, headers, _ in found]
        assert kinds[0] == kinds[2] == kinds[4] == kinds[5] == kinds[7] == "text/html" and kinds[3] != "text/html"


def test_a_head_may_come_in_parts(server):
    with Wire(server) as wire:
        for part in ("GET /lo", "gin HTTP/1.1\r\nHo", "st: localhost\r\n", "\r\n"):
            wire.send(part)
        assert wire.answer()[0] == 200
        wire.get("/healthz")
        assert wire.answer()[0] == 200


def test_a_body_that_nobody_wants_is_read_and_forgotten(server):
    with Wire(server) as wire:
        wire.send("GET /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n0123456789GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert [wire.answer()[0] for _ in range(2)] == [200, 200]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/login", "/healthz"])
def test_a_client_that_takes_no_answers_is_not_read_from(make_server, path, method):
    """Answers that wait for it would fill the memory, on one connection."""
    server = make_server(log_level="warning").start()
    before = memory(server)
    with Wire(server) as wire:
        wire.socket.settimeout(5)
        sent, requests = 0, f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n".encode() * 2000
        with pytest.raises(TimeoutError):
            while sent < 40_000_000:
                sent += wire.socket.send(requests)
        assert Client(server).send("GET", "/login").status == 200, "others are served meanwhile"
        assert memory(server) - before < 40_000_000
        # What was held up goes on as soon as the client reads.
        wire.socket.settimeout(30)
        for _ in range(2000):
            assert wire.answer(has_body=method == "GET")[0] == 200


def memory(server):
    """In bytes."""
    return int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_they_are_in_the_log_and_counted(make_server):
    server = make_server(log_format="json").start()
    with Wire(server) as wire:
        for path in ("/login?next=private", asset(server)):
            wire.get(path, "Accept-Encoding: gzip")
            assert wire.answer()[0] == 200

    def lines():
        return [line for line in map(json.loads, server.log.splitlines()) if line["message"] == "request" and line["route"] != "/readyz"]

    wait_for(lambda: len(lines()) >= 3, "the lines")
    assert {line["route"] for line in lines()} == {"/login", "/assets/{hash}/**"} and "private" not in server.log
    metrics = Client(server).send("GET", "/metrics").body.decode()
    assert 'tenantry_http_requests_total{method="GET",route="/assets/{hash}/**",status="200"} 1' in metrics
