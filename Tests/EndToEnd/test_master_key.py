"""The key that everything sealed is sealed under: made, proven at each start, and changed while the server runs."""

import base64
import os
import random
import subprocess
import threading
import time

import pytest

from support.client import Client, address, token_in
from support.server import BINARY, clean_environment, rows, run


def new_key():
    return base64.b64encode(os.urandom(32)).decode()


def add(client, organization, name):
    body = {"name": name, "provider": "stripe", "value": f"value of {name}"}
    return client.post(f"/organizations/{organization}/secrets", body, 201).json


def key_files(server):
    return sorted(file.name for file in server.data.iterdir() if file.name.startswith("master.key") and file.suffix != ".dropped")


def refused(server, **settings):
    shown = run("serve", "--data", server.data, "--address", "127.0.0.1:0", **settings)
    assert shown.returncode == 78, shown.stderr
    return shown.stderr


def opens(server, link_for):
    """Whether what is sealed opens: a link that waits, and all secrets, as another rotation tells."""
    assert token_in(server.mailed_link("password-reset", address(link_for)))
    rotated = server.command("key", "rotate")
    assert rotated.returncode == 0 and "Did not open" not in rotated.stdout, rotated.stderr
    return rotated.stdout


def test_a_new_key_is_told_of_once(make_server):
    server = make_server().start()
    assert "made the master key: back it up with the database" in server.log and str(server.data / "master.key") in server.log
    assert (server.data / "master.key").read_text().strip() not in server.log
    server.stop()
    server.log_path.write_text("")
    server.start()
    assert "master key" not in server.log
    assert "master key" not in make_server(master_key=new_key()).start().log


def test_another_key_is_refused_at_the_start_and_by_each_command(server, client):
    client.sign_up("Ada")
    assert server.stop() == 0
    file = server.data / "master.key"
    right = file.read_text()
    before = server.database.read_bytes()
    file.write_text(new_key() + "\n")
    told = refused(server)
    assert "The key in master.key is not the one" in told and told.startswith("Error: ") and len(told.splitlines()) == 1
    assert "TENANTRY_MASTER_KEY is not the key" in refused(server, master_key=new_key())
    for command in (["outbox"], ["backup", server.data / "copy.db"], ["key", "rotate"]):
        assert server.command(*command).returncode == 78
    file.write_text(right)
    file.chmod(0o644)
    assert "can be read by others" in refused(server) and "chmod 600" in refused(server)
    file.chmod(0o600)
    assert server.database.read_bytes() == before
    server.start()
    assert client.me["user"]["name"] == "Ada"


@pytest.mark.parametrize("state", ["running", "stopped"])
def test_rotating(server, client, state, tmp_path):
    acme = client.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    for number in range(3):
        add(client, acme, f"Secret {number}")
    client.post("/password/forgot", {"email": address("Ada")}, 202)
    link = server.mailed_link("password-reset", address("Ada"))
    assert server.command("backup", tmp_path / "copy.db").returncode == 0
    old = (server.data / "master.key").read_text()
    if state == "stopped":
        server.stop()
    rotated = server.command("key", "rotate")
    assert rotated.returncode == 0, rotated.stderr
    assert "3 secrets, 1 message, " in rotated.stdout and "The old key is in " in rotated.stdout and "Backups" in rotated.stdout
    new = (server.data / "master.key").read_text()
    assert new != old and len(key_files(server)) == 2
    for key in (old, new):
        assert key.strip() not in rotated.stdout + rotated.stderr + server.log
    if state == "running":
        assert add(client, acme, "Afterwards")["name"] == "Afterwards"
        server.kill()
    server.start()
    assert server.mailed_link("password-reset", address("Ada")) == link
    opens(server, "Ada")
    server.stop()

    # A backup of before opens with the key of before, and with that alone.
    (server.data / "master.key").write_text(old)
    assert "is not the one" in refused(server)
    server.database.write_bytes((tmp_path / "copy.db").read_bytes())
    server.start()
    assert server.mailed_link("password-reset", address("Ada")) == link


def test_a_key_from_the_settings_is_changed_for_another(make_server):
    old, new = new_key(), new_key()
    server = make_server(master_key=old).start()
    ada = Client(server)
    acme = ada.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    add(ada, acme, "Before")
    ada.post("/password/forgot", {"email": address("Ada")}, 202)
    missing = server.command("key", "rotate")
    assert missing.returncode not in (0, 78) and "TENANTRY_NEW_MASTER_KEY" in missing.stderr and "Nothing was changed" in missing.stderr
    server.settings["new_master_key"] = "short"
    assert server.command("key", "rotate").returncode == 78
    server.settings["new_master_key"] = old
    assert "has already" in server.command("key", "rotate").stderr
    server.settings["new_master_key"] = new
    rotated = server.command("key", "rotate")
    assert rotated.returncode == 0 and "Set TENANTRY_MASTER_KEY to the new key" in rotated.stdout, rotated.stderr
    assert old not in rotated.stdout and new not in rotated.stdout + server.log
    add(ada, acme, "Afterwards")
    assert server.mailed_link("password-reset", address("Ada")), "without a restart"
    server.stop()
    assert "TENANTRY_MASTER_KEY is not the key" in refused(server, master_key=old)
    assert key_files(server) == []
    server.settings = {"master_key": new, "new_master_key": old}
    server.start()
    assert "2 secrets, 1 message, " in opens(server, "Ada")


def test_a_new_key_from_the_settings_goes_with_an_old_one_from_there(server, client):
    client.sign_up("Ada")
    server.settings["new_master_key"] = new_key()
    unwanted = server.command("key", "rotate")
    assert unwanted.returncode not in (0, 78) and "TENANTRY_MASTER_KEY only" in unwanted.stderr and key_files(server) == ["master.key"]


class Keeper(threading.Thread):
    """Adds secrets and has mail waiting, over and over until told to stop. Any refusal is a fault."""

    def __init__(self, server, number):
        super().__init__()
        self.client, self.label = Client(server), f"Keeper {number}"
        self.organization = self.client.sign_up(self.label, organizationName=f"Team {number}")["organization"]["id"]
        self.is_over, self.added, self.fault = threading.Event(), 0, None

    def run(self):
        try:
            while not self.is_over.is_set() and self.added < 90:
                add(self.client, self.organization, f"Secret {self.added}")
                self.added += 1
                self.client.post("/password/forgot", {"email": address(self.label)}, 202)
        except Exception as fault:
            self.fault = fault


def test_those_who_are_at_work_meanwhile_notice_nothing(server):
    keepers = [Keeper(server, number) for number in range(8)]
    for keeper in keepers:
        keeper.start()
    for _ in range(5):
        rotated = server.command("key", "rotate")
        assert rotated.returncode == 0 and "Did not open" not in rotated.stdout, rotated.stderr
    for keeper in keepers:
        keeper.is_over.set()
        keeper.join()
        assert keeper.fault is None, keeper.fault
    added = sum(keeper.added for keeper in keepers)
    assert added > 8
    server.kill()
    server.start()
    assert f"{added} secrets, 8 messages, " in opens(server, keepers[0].label)
    for keeper in keepers:
        assert token_in(server.mailed_link("password-reset", address(keeper.label)))
    server.stop()
    assert rows(server.database, "SELECT count(*) FROM secret") == [(added,)]


@pytest.mark.parametrize("killed", ["server", "command"])
def test_killed_at_any_moment_it_starts_with_the_right_key(server, client, killed):
    acme = client.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    for number in range(60):
        add(client, acme, f"Secret {number}")
    client.post("/password/forgot", {"email": address("Ada")}, 202)
    link = server.mailed_link("password-reset", address("Ada"))
    chance, keys = random.Random(1), set()
    for _ in range(12):
        if killed == "command":
            server.stop()
        arguments = [BINARY, "key", "rotate", "--data", server.data]
        command = subprocess.Popen(arguments, env=clean_environment({}), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(chance.uniform(0.0, 0.2))
        if killed == "command":
            command.kill()
        else:
            server.kill()
        command.communicate()
        server.start()
        keys.add((server.data / "master.key").read_text())
        assert "master.key.new" not in key_files(server)
        assert server.mailed_link("password-reset", address("Ada")) == link
    assert len(key_files(server)) == len(keys) or len(key_files(server)) == len(keys) + 1
    assert "60 secrets, 1 message, " in opens(server, "Ada")
