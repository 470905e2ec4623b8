"""Connections that nobody uses: what thousands of them cost, and that others don't notice."""

import resource
import select

import pytest
from support.client import Client
from support.wire import Wire

ADDRESSES, EACH = 20, 250
#: In MB, of all of them together: 30 KiB each. Seen: 20.
MOST_MEMORY = 150


@pytest.fixture(autouse=True)
def open_files():
    """As many as there have to be, for the server as well."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = ADDRESSES * EACH + 1000
    if limits[1] != resource.RLIM_INFINITY and limits[1] < needed:
        pytest.skip(f"a process may have only {limits[1]} files open here, and {needed} are needed")
    if limits[0] != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(limits[0], needed), limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def memory(server):
    """What is resident, in MB."""
    with open(f"/proc/{server.process.pid}/status") as status:
        return int(next(line for line in status if line.startswith("VmRSS")).split()[1]) / 1024


def test_thousands_of_idle_connections_hold_up_nobody(server):
    ada = Client(server)
    ada.sign_up("Ada")
    before = memory(server)
    wires = []
    try:
        for index in range(ADDRESSES):
            wires += [Wire(server, f"127.0.2.{index + 1}") for _ in range(EACH)]
        for wire in wires[::2]:  # some have been used
            wire.get("/healthz")
        for wire in wires[::2]:
            assert wire.answer()[0] == 200
        for _ in range(20):
            assert ada.send("GET", "/healthz").status == 200
        ada.log_in("Ada")
        assert ada.me["user"]["name"] == "Ada"
        poll = select.poll()
        for wire in wires:
            poll.register(wire.socket, select.POLLIN)
        assert poll.poll(0) == [], "all of them are still held"
        growth = memory(server) - before
        print(f"{len(wires)} connections: {growth:.0f} MB more than the {before:.0f} MB before")
        assert growth < MOST_MEMORY
    finally:
        for wire in wires:
            wire.socket.close()
    assert ada.send("GET", "/healthz").status == 200
