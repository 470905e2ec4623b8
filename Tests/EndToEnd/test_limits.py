"""What a client may cost, and what HTTP asks of a server."""

import json
import threading

import pytest

from support.client import Client
from support.wire import Wire, login_body, status_of

KIB = 1024


def is_well(server):
    return Client(server).send("GET", "/healthz").status == 200


def send_all(wire, data):
    """Sends on while the server takes it."""
    try:
        wire.send(data)
    except ConnectionError:
        pass


def follow_up(wire):
    """What the next request over the connection is answered: nothing, if it was closed."""
    send_all(wire, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    return status_of(wire.rest())


@pytest.mark.parametrize("lines", [1, 20, 200])
def test_a_head_over_16_kib_is_refused_and_the_connection_closed(server, lines):
    with Wire(server) as wire:
        padding = "".join(f"X-Padding-{number}: {'x' * (17 * KIB // lines)}\r\n" for number in range(lines))
        send_all(wire, f"GET /healthz HTTP/1.1\r\nHost: localhost\r\n{padding}\r\n")
        answer = wire.rest()
    assert status_of(answer) in (400, 431) and answer.count(b"HTTP/1.1 ") == 1
    assert is_well(server)


def test_an_endless_request_line_is_refused(server):
    with Wire(server) as wire:
        send_all(wire, "GET /" + "x" * (100 * KIB))
        assert status_of(wire.rest()) in (400, 414, 431)
    assert is_well(server)


def test_a_head_within_the_limit_is_read(server):
    with Wire(server) as wire:
        wire.get("/healthz", f"X-Padding: {'x' * (15 * KIB)}")
        assert wire.answer()[0] == 200


@pytest.mark.parametrize("size", [64 * KIB + 1, 10 * KIB * KIB])
def test_a_body_over_64_kib_is_refused(server, size):
    with Wire(server) as wire:
        wire.post("/login", size)
        sender = threading.Thread(target=send_all, args=(wire, b" " * size))
        sender.start()
        status, _, body = wire.answer()
        assert status == 413 and json.loads(body)["code"] == "content_too_large"
        sender.join()
        assert follow_up(wire) in (None, 200)
    assert is_well(server)


@pytest.mark.parametrize("size", [65 * KIB, 10 * KIB * KIB])
def test_so_is_one_that_does_not_say_its_length(server, size):
    with Wire(server) as wire:
        wire.post("/login")
        chunk = b"2000\r\n" + b" " * 0x2000 + b"\r\n"
        sender = threading.Thread(target=send_all, args=(wire, chunk * (size // 0x2000 + 1) + b"0\r\n\r\n"))
        sender.start()
        assert wire.answer()[0] == 413
        sender.join()
        assert follow_up(wire) in (None, 200)
    assert is_well(server)


def test_a_body_is_refused_before_it_is_sent(server):
    with Wire(server) as wire:
        wire.post("/login", 10 * KIB * KIB)
        assert wire.answer()[0] == 413


def test_a_body_of_64_kib_is_read(server):
    body = login_body().ljust(64 * KIB)
    with Wire(server) as wire:
        wire.post("/login", len(body))
        wire.send(body)
        assert wire.answer()[0] == 401


def test_a_logo_may_have_256_kib_and_no_more(server):
    ada = Client(server)
    ada.sign_up("Ada")
    path = f"/organizations/{ada.me['organization']['id']}/logo"
    head = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x20\0\0\0\x20\x08\x06\0\0\0\0\0\0\0"
    content = head.ljust(256 * KIB, b"\0")
    address = ada.upload(path, content).json["logo"]
    assert ada.send("GET", address).body == content
    assert ada.upload(path, content + b"\0", expect=413).code == "content_too_large"
    assert ada.send("GET", address).body == content


def test_chunks_make_a_body(server):
    with Wire(server) as wire:
        wire.post("/login")
        for byte in login_body():
            wire.send(b"1\r\n" + bytes([byte]) + b"\r\n")
        wire.send("0\r\n\r\n")
        assert wire.answer()[0] == 401
        wire.get("/healthz")
        assert wire.answer()[0] == 200, "the connection goes on"


def test_a_configured_proxy_may_have_more(make_server):
    server = make_server(trusted_proxies="127.0.0.1").start()
    wires = [Wire(server) for _ in range(300)]
    try:
        wires[-1].get("/healthz")
        assert wires[-1].answer()[0] == 200
    finally:
        for wire in wires:
            wire.socket.close()


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100), bytes(64), b"hello\r\n\r\n", b"GET\r\n\r\n", b"\r\n" * 20 + b"\0",
        b"GET /healthz HTTP/1.1\r\nHost localhost\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        b"POST /api/v1/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnot a length\r\n",
    ],
)
def test_what_is_not_http_ends_the_connection_alone(server, garbage):
    with Wire(server) as wire:
        send_all(wire, garbage)
        status = status_of(wire.rest())
    assert status is None or 400 <= status < 600 and status not in (500, 503)
    assert is_well(server)


def test_length_and_chunks_at_once_smuggle_nothing(server):
    with Wire(server) as wire:
        wire.post("/login", 4, ["Transfer-Encoding: chunked"])
        send_all(wire, "0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answer = wire.rest()
    assert status_of(answer) == 400 and answer.count(b"HTTP/1.1 ") == 1


def test_pipelined_requests_are_answered_in_order(server):
    paths = ["/healthz", "/login", "/there/is/nothing", "/api/v1/me", "/robots.txt"] * 4
    with Wire(server) as wire:
        wire.send("".join(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n" for path in paths))
        assert [wire.answer()[0] for _ in paths] == [200, 200, 404, 401, 200] * 4


def test_pipelined_writes_are_answered_in_order(server):
    bodies = [login_body(), b"{", b"[]", login_body("broken")] * 3
    head = f"POST /api/v1/login HTTP/1.1\r\nHost: localhost\r\nOrigin: {server.origin}\r\nContent-Type: application/json\r\n"
    with Wire(server) as wire:
        wire.send(b"".join(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body for body in bodies))
        assert [wire.answer()[0] for _ in bodies] == [401, 400, 400, 422] * 3


@pytest.mark.parametrize("path", ["/login", "/healthz", "/robots.txt", "/api/v1/me"])
def test_head_is_get_without_a_body(server, path):
    with Wire(server) as wire:
        wire.get(path)
        status, headers, _ = wire.answer()
        wire.get(path, method="HEAD")
        assert wire.answer(has_body=False)[0] == status
        wire.get(path, method="HEAD")
        _, bare, _ = wire.answer(has_body=False)
        names = ["content-type", "content-length", "etag", "content-security-policy"]
        assert {name: headers.get(name) for name in names} == {name: bare.get(name) for name in names}


def test_a_wrong_method_is_told_what_is_allowed(server):
    answer = Client(server).call("PUT", "/login", {}, expect=405)
    assert answer.headers["Allow"] == "POST" and answer.code == "method_not_allowed"


def test_connection_close_is_honoured(server):
    with Wire(server) as wire:
        wire.get("/healthz", "Connection: close")
        assert status_of(wire.rest()) == 200
