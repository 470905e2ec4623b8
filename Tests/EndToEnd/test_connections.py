"""Connections: how many there may be, and what HTTP/1.1 lets a client do on one."""

import os
import time

import pytest
from support.server import wait_for
from support.wire import Wire, login_body, status_of


def open_files(server):
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


def ask(wire):
    try:
        wire.get("/healthz", "Connection: close")
    except ConnectionError:
        pass
    return status_of(wire.rest())


def test_one_address_has_256_connections(server):
    before = open_files(server)
    wires = [Wire(server) for _ in range(256)]
    try:
        for wire in (wires[0], wires[255]):
            wire.get("/healthz")
            assert wire.answer()[0] == 200
        with Wire(server) as one_too_many:
            assert ask(one_too_many) is None
        wires[0].get("/healthz")
        assert wires[0].answer()[0] == 200, "the others are served meanwhile"
        refused = [Wire(server) for _ in range(100)]
        assert [ask(wire) for wire in refused] == [None] * 100
        for wire in [*refused, *wires[:5]]:
            wire.socket.close()
        wait_for(lambda: ask(Wire(server)) == 200, "a place")
    finally:
        for wire in wires:
            wire.socket.close()
    wait_for(lambda: open_files(server) <= before + 10, "the connections to be given up")


@pytest.mark.parametrize("path", ["/there/is/nothing", "/api/v1/there/is/nothing"])
def test_head_of_what_is_not_there_has_no_body(server, path):
    with Wire(server) as wire:
        wire.get(path, "Connection: close", method="HEAD")
        assert wire.answer(has_body=False)[0] == 404
        assert wire.rest() == b""


@pytest.mark.parametrize("path", ["/login", "/healthz", "/api/v1/me"])
@pytest.mark.parametrize(
    "lines",
    [
        ["Connection: close"], ["Connection: Close"], ["Connection: x,\tCLOSE , y"], ["Connection: keep-alive", "Connection: close"],
        ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQBAAAAAAIAAAAA"],
        ["Connection: upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"],
    ],
    ids=lambda lines: "; ".join(lines),
)
def test_after_the_last_request_the_connection_ends(server, path, lines):
    """The answer says so, and what is sent behind it is not looked at."""
    expected = 401 if path.startswith("/api") else 200
    with Wire(server) as wire:
        head = "\r\n".join([f"GET {path} HTTP/1.1", "Host: localhost", *lines]) + "\r\n\r\n"
        wire.send(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n{head}GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        status, headers, _ = wire.answer()
        assert status == expected and "connection" not in headers
        status, headers, _ = wire.answer()
        assert status == expected and headers["connection"] == "close"
        assert wire.rest() == b""


@pytest.mark.parametrize("path", ["/login", "/healthz", "/api/v1/me"])
@pytest.mark.parametrize("line", ["", "Host: localhost\r\n", "Connection: keep-alive\r\n", "Connection: close\r\n"])
def test_so_it_does_after_each_of_http_1_0(server, path, line):
    with Wire(server) as wire:
        wire.send(f"GET {path} HTTP/1.0\r\n{line}\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        status, headers, _ = wire.answer()
        assert status == (401 if path.startswith("/api") else 200) and headers["connection"] == "close"
        assert wire.rest() == b""


@pytest.mark.parametrize("line", ["Connection: keep-alive", "Connection: closed", "Connection: upgrade", "Upgrade: h2c"])
def test_after_others_it_goes_on(server, line):
    with Wire(server) as wire:
        for _ in range(2):
            wire.get("/healthz", line)
            status, headers, _ = wire.answer()
            assert status == 200 and "connection" not in headers


def test_the_body_of_the_last_request_is_read(server):
    body = login_body()
    with Wire(server) as wire:
        wire.post("/login", len(body), ["Connection: Close"])
        wire.send(body[:10])
        time.sleep(0.2)
        wire.send(body[10:])
        status, headers, _ = wire.answer()
        assert status == 401 and headers["connection"] == "close"
        assert wire.rest() == b""


def test_a_client_that_waits_for_100_continue_is_not_left_waiting(server):
    body = login_body()
    with Wire(server) as wire:
        wire.post("/login", len(body), ["Expect: 100-continue"])
        assert wire.head()[0] == 100
        wire.send(body)
        assert wire.answer()[0] == 401


def test_a_client_that_announces_too_much_is_not_told_to_continue(server):
    with Wire(server) as wire:
        wire.post("/login", 10 * 1024 * 1024, ["Expect: 100-continue"])
        assert wire.answer()[0] == 413


def test_pipelined_bodies_may_come_in_parts(server):
    bodies = [b"{", b"[]"] * 4
    with Wire(server) as wire:
        for body in bodies:
            wire.post("/login", len(body))
            time.sleep(0.01)
            wire.send(body)
        assert [wire.answer()[0] for _ in bodies] == [400] * len(bodies)
