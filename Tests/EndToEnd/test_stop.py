"""Told to stop, the server finishes what is under way and leaves nothing behind."""

import contextlib
import signal
import time

import pytest

from support.client import Client
from support.server import rows, wait_for
from support.wire import Wire, login_body

SIGNALS = [signal.SIGTERM, signal.SIGINT]


def refuses_connections(server):
    try:
        Wire(server).socket.close()
    except ConnectionError:
        return True
    return False


def write_ahead_log_size(server):
    file = server.database.with_name("tenantry.db-wal")
    return file.stat().st_size if file.exists() else 0


@pytest.mark.parametrize("by", SIGNALS)
def test_a_quiet_server_stops_cleanly(server, client, by):
    client.sign_up("Ada")
    assert server.stop(by) == 0
    assert write_ahead_log_size(server) == 0
    assert rows(server.database, "SELECT name FROM account") == [("Ada",)]
    server.start()
    assert client.me["user"]["name"] == "Ada"


@pytest.mark.parametrize("by", SIGNALS)
def test_a_body_that_is_still_arriving_gets_its_answer(server, client, by):
    client.sign_up("Ada")
    body = login_body("ada@example.com", "seven pelicans over warm water")
    with Wire(server) as wire:
        wire.post("/login", len(body))
        wire.send(body[:10])
        time.sleep(0.3)  # the server is in the middle of it
        server.process.send_signal(by)
        wait_for(lambda: refuses_connections(server), "the server to take no more connections")
        for byte in body[10:]:
            wire.send(bytes([byte]))
            time.sleep(0.005)
        status, headers, _ = wire.answer()
    assert status == 200 and "set-cookie" in headers
    assert server.process.wait(60) == 0
    assert write_ahead_log_size(server) == 0


@pytest.mark.parametrize("by", SIGNALS)
def test_logins_under_way_are_answered(server, by):
    with contextlib.ExitStack() as stack:
        wires = [stack.enter_context(Wire(server)) for _ in range(30)]
        for wire in wires:
            wire.get("/healthz")
            assert wire.answer()[0] == 200
        for number, wire in enumerate(wires):
            body = login_body(f"nobody-{number}@example.com")
            wire.post("/login", len(body))
            wire.send(body)
        time.sleep(0.2)  # all have arrived; the hashes of most are still to be made
        server.process.send_signal(by)
        assert [wire.answer()[0] for wire in wires] == [401] * len(wires)
    assert server.process.wait(60) == 0


def test_idle_connections_do_not_hold_it_up(server):
    with Wire(server) as idle, Wire(server) as used:
        used.get("/healthz")
        assert used.answer()[0] == 200
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < 20, "it waited for connections that wait for nothing"
        assert idle.rest() == used.rest() == b""


def test_a_second_signal_does_no_harm(server, client):
    client.sign_up("Ada")
    server.process.send_signal(signal.SIGTERM)
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(60)
    server.start()
    assert client.me["user"]["name"] == "Ada"
