"""Clients that take their time. Those are the limits' own times, so this takes as long as the longest of them."""

import threading
import time

from support.client import Client
from support.wire import Wire, login_body, status_of

HEAD, BODY, IDLE = 10, 30, 60
#: What a busy machine may add.
SLACK = 15


class Slow(threading.Thread):
    """A client that goes on until the server ends the connection. Notes when, and with which answer."""

    def __init__(self, server, begin, drip=b""):
        super().__init__()
        self.wire, self.begin, self.drip = Wire(server), begin, drip
        self.answer, self.took = None, None

    def run(self):
        with self.wire as wire:
            start = time.monotonic()
            self.begin(wire)
            dripping = threading.Thread(target=self.send_drops, daemon=True)
            dripping.start()
            self.answer = wire.rest()
            self.took = time.monotonic() - start

    def send_drops(self):
        try:
            for byte in self.drip:
                time.sleep(0.5)
                self.wire.send(bytes([byte]))
        except OSError:
            pass  # cut


def test_slow_clients_are_cut_and_others_served_meanwhile(server):
    endless = b"X-A: 1\r\n" * 100
    body = login_body().ljust(1000)
    whole = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    clients = {
        "half a head": Slow(server, lambda wire: wire.send("GET /healthz HTTP/1.1\r\nHost: loc")),
        "a dripping head": Slow(server, lambda wire: wire.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n"), endless),
        "half a second head": Slow(server, lambda wire: wire.send(whole + "GET /he")),
        "a dripping second head": Slow(server, lambda wire: wire.send(whole + "GET / HTTP/1.1\r\n"), endless),
        "half a body": Slow(server, lambda wire: (wire.post("/login", len(body)), wire.send(body[:50]))),
        "a dripping body": Slow(server, lambda wire: (wire.post("/login", len(body)), wire.send(body[:50])), body[50:]),
        "no chunk": Slow(server, lambda wire: wire.post("/login")),
        "silence": Slow(server, lambda wire: None),
        "silence after a request": Slow(server, lambda wire: (wire.get("/healthz"), wire.answer())),
    }
    for client in clients.values():
        client.start()
    while any(client.is_alive() for client in clients.values()):
        assert Client(server).send("GET", "/readyz").status == 200
        time.sleep(0.5)
    times = {name: client.took for name, client in clients.items()}
    for name in ("half a head", "a dripping head", "a dripping second head"):
        assert HEAD - 2 <= times[name] <= HEAD + SLACK, times
    for name in ("half a body", "a dripping body", "no chunk"):
        assert BODY - 2 <= times[name] <= BODY + SLACK, times
        assert status_of(clients[name].answer) in (None, 408)
    for name in ("silence", "silence after a request", "half a second head"):
        assert times[name] <= IDLE + SLACK, times
    assert clients["silence"].answer == clients["silence after a request"].answer == b""
