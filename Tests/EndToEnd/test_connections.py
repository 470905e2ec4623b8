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
