"""One process owns a data folder, and one a port."""

import os
import stat

from support.client import Client
from support.server import Server, run


def test_a_second_server_names_the_first_and_goes(server, client):
    client.sign_up("Ada")
    second = run("serve", "--data", server.data, "--address", "127.0.0.1:0")
    assert second.returncode not in (0, None)
    assert f"in use by process {server.process.pid}" in second.stderr
    assert client.me["user"]["name"] == "Ada"
    assert server.command("outbox").returncode == 0, "the socket is still the first one's"


def test_a_folder_left_by_a_killed_server_is_free(server, client):
    client.sign_up("Ada")
    server.kill()
    assert (server.data / "tenantry.lock").read_text().strip() == str(server.process.pid)
    server.start()
    assert client.me["user"]["name"] == "Ada"


def test_a_port_in_use_is_said(server, client, tmp_path):
    other = run("serve", "--data", tmp_path / "other", "--address", f"127.0.0.1:{server.port}")
    assert other.returncode not in (0, None)
    assert f"127.0.0.1:{server.port}" in other.stderr and "in use" in other.stderr
    client.sign_up("Ada")


def test_what_is_in_the_folder_is_its_owners_alone(server, client):
    client.sign_up("Ada")
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
    files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in server.data.iterdir()}
    assert {"tenantry.db", "tenantry.lock", "tenantry.sock", "master.key"} <= files.keys()
    assert {name: oct(mode) for name, mode in files.items() if mode & 0o077} == {}


def test_a_loose_umask_changes_nothing(make_server):
    before = os.umask(0)
    try:
        server = make_server().start()
    finally:
        os.umask(before)
    Client(server).sign_up("Ada")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [server.data, *server.data.iterdir()]}
    assert {name: oct(mode) for name, mode in modes.items() if mode & 0o077} == {}


def test_a_lost_key_is_not_replaced(server: Server, client):
    client.sign_up("Ada")
    server.stop()
    key = server.data / "master.key"
    key.rename(server.folder / "key")
    refused = run("serve", "--data", server.data, "--address", "127.0.0.1:0")
    assert refused.returncode not in (0, None) and "master.key is missing" in refused.stderr
    assert not key.exists()
    (server.folder / "key").rename(key)
    server.start()
    assert client.me["user"]["name"] == "Ada"
