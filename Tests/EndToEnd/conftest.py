"""Tests of the built program over real sockets.

    pip install -r Tests/requirements.txt
    swift build --product tenantry
    pytest Tests/EndToEnd

TENANTRY_BINARY names another build.
"""

import pytest

from support.client import Client
from support.server import BINARY, Server


def pytest_configure():
    if not BINARY.exists():
        pytest.exit(f"There is no {BINARY}: build it first, or name it in TENANTRY_BINARY.", returncode=2)


@pytest.fixture
def make_server(tmp_path):
    """Makes servers that are not started yet, each in a folder of its own. They end with the test."""
    servers = []

    def make(*options, **settings):
        folder = tmp_path / str(len(servers))
        folder.mkdir()
        servers.append(Server(folder, *options, **settings))
        return servers[-1]

    yield make
    for server in servers:
        server.end()


@pytest.fixture
def server(make_server):
    return make_server().start()


@pytest.fixture(params=["running", "stopped"])
def state(request):
    """Of the server: commands do the same with and without it."""
    return request.param


@pytest.fixture
def bring(server, state):
    """Call it once all is as a command is to find it."""

    def bring():
        if state == "stopped":
            assert server.stop() == 0

    return bring


@pytest.fixture
def client(server):
    return Client(server)
