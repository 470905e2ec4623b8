"""A backup in the place of the database: what was, what is, and what must not come back."""

import random
import sqlite3
import subprocess
import time

import pytest

from support.client import Client, address, token_in
from support.server import BINARY, clean_environment, rows


def names(database):
    return [name for (name,) in rows(database, "SELECT name FROM account ORDER BY name")]


def kept(server):
    return sorted(server.data.glob("tenantry.replaced-*.db"))


@pytest.fixture
def backup(server, client, tmp_path):
    """Of a server where Ada owns Acme and has invited. Ben signed up after it was made, and then the server was stopped."""
    client.acme = client.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    client.invitation = client.invite(client.acme)
    client.post("/password/forgot", {"email": address("Ada")}, 202)
    client.reset = token_in(server.mailed_link("password-reset", address("Ada")))
    copy = tmp_path / "copy.db"
    assert server.command("backup", copy).returncode == 0
    Client(server).sign_up("Ben")
    server.stop()
    return copy


def test_what_was_is_back_and_what_was_there_is_kept(server, client, backup):
    content = backup.read_bytes()
    restored = server.command("restore", backup)
    assert restored.returncode == 0, restored.stderr
    (old,) = kept(server)
    assert str(backup) in restored.stdout and str(old) in restored.stdout
    assert "1 session, 0 API keys, 1 invitation, 1 link, 0 domains, 0 linked sign-ins and 1 unsent message" in restored.stdout
    assert "The master key opens what is sealed in it." in restored.stdout
    assert (names(server.database), names(old)) == (["Ada"], ["Ada", "Ben"])
    assert backup.read_bytes() == content
    server.start()
    assert Client(server).log_in("Ada")["user"]["name"] == "Ada"
    assert Client(server).post("/login", {"email": address("Ben"), "password": "any password"}, 401)
    server.stop()
    assert server.command("restore", old).returncode == 0, "and back again"
    assert names(server.database) == ["Ada", "Ben"]


def test_nothing_that_was_open_then_opens_anything(server, client, backup):
    """Some of it may have been revoked since."""
    server.start()
    client.post("/logout", expect=204)
    other = Client(server)
    other.log_in("Ada")
    other.delete(f"/organizations/{client.acme}/invitations/{client.invitation['id']}", 204)
    server.stop()
    assert server.command("restore", backup).returncode == 0
    server.start()
    for token in (client.token, other.token):
        Client(server).call("GET", "/me", expect=401, headers={"Authorization": f"Bearer {token}"})
    ben = Client(server)
    ben.sign_up("Ben")
    assert ben.post("/invitations/accept", {"token": token_in(client.invitation["link"])}, 410).code == "invitation_revoked"
    assert ben.post("/password/reset", {"token": client.reset, "password": "brand new password"}, 410).code == "token_invalid"
    assert "No message" in server.command("outbox").stdout
    other.log_in("Ada")
    assert [item["status"] for item in other.get(f"/organizations/{client.acme}/invitations").json["items"]] == ["revoked"]


def test_a_running_server_is_left_alone(server, client, backup):
    server.start()
    before = server.database.stat()
    refused = server.command("restore", backup)
    assert refused.returncode not in (0, None) and f"in use by process {server.process.pid}" in refused.stderr
    assert "Stop the server first" in refused.stderr
    assert client.me["user"]["name"] == "Ada"
    assert server.database.stat().st_ino == before.st_ino and kept(server) == []


def spoil(backup, how):
    content = backup.read_bytes()
    if how == "foreign":
        backup.unlink()
        with sqlite3.connect(backup) as connection:
            connection.execute("CREATE TABLE bookmark (url TEXT)")
    elif how == "truncated":
        backup.write_bytes(content[: len(content) // 2])
    elif how == "newer":
        with sqlite3.connect(backup) as connection:
            connection.execute("PRAGMA user_version = 1000")
    elif how == "text":
        backup.write_text("Dear diary\n")
    elif how == "empty":
        backup.write_bytes(b"")
    elif how == "missing":
        backup.unlink()


@pytest.mark.parametrize("how, words", [
    ("foreign", "not a database of Tenantry"), ("truncated", "is damaged"), ("newer", "newer version of Tenantry"), ("text", "is damaged"),
    ("empty", "it is empty"), ("missing", "No such file"),
])
def test_what_is_no_backup_is_refused(server, backup, how, words):
    before = {path.name: path.read_bytes() for path in server.data.iterdir() if path.is_file()}
    spoil(backup, how)
    refused = server.command("restore", backup)
    assert refused.returncode not in (0, None) and words in refused.stderr and str(backup) in refused.stderr
    after = {path.name: path.read_bytes() for path in server.data.iterdir() if path.is_file()}
    assert before | {"tenantry.lock": b""} == after | {"tenantry.lock": b""}
    server.start()


def test_another_master_key_is_refused(server, client, backup):
    key = server.data / "master.key"
    own = key.read_text()
    key.write_text("c2l4dGVlbi1ieXRlcy1vciB0d2ljZSBhcyBtYW55ISE=\n")
    refused = server.command("restore", backup)
    assert refused.returncode not in (0, None) and "master key" in refused.stderr and kept(server) == []
    server.settings["master_key"] = own.strip()
    assert server.command("restore", backup).returncode == 0, "that of the environment counts"


def test_into_a_folder_that_is_not_there(make_server, server, backup):
    other = make_server()
    restored = other.command("restore", backup)
    assert restored.returncode == 0, restored.stderr
    assert f"{other.data}/master.key" in restored.stdout and "There was no database before." in restored.stdout
    refused = other.command("outbox")
    assert refused.returncode not in (0, None) and "master.key is missing" in refused.stderr
    (other.data / "master.key").write_bytes((server.data / "master.key").read_bytes())
    (other.data / "master.key").chmod(0o600)
    other.start()
    Client(other).log_in("Ada")


def test_a_log_that_a_crash_has_left_goes_with_the_old_one(server, client, backup):
    server.start()
    Client(server).sign_up("Cyd")
    server.kill()
    assert server.database.with_name("tenantry.db-wal").stat().st_size > 0
    assert server.command("restore", backup).returncode == 0
    assert names(kept(server)[0]) == ["Ada", "Ben", "Cyd"]
    assert names(server.database) == ["Ada"]
    assert {path.name for path in server.data.iterdir()} - {"tenantry.sock"} == {
        "tenantry.db", "master.key", "tenantry.lock", kept(server)[0].name,
    }


def test_a_kill_at_any_moment_leaves_the_one_or_the_other(server, client, backup):
    """Kills close in on the moment at which the one becomes the other."""
    arguments = [str(BINARY), "restore", str(backup), "--data", str(server.data)]
    started = time.monotonic()
    assert subprocess.run(arguments, env=clean_environment({}), capture_output=True).returncode == 0
    moment = time.monotonic() - started
    chance = random.Random(1)
    outcomes = set()
    for _ in range(40):
        (old,) = kept(server)[:1]
        for path in server.data.glob("tenantry.*"):
            if path != old and path.name != "tenantry.lock":
                path.unlink()
        server.database.write_bytes(old.read_bytes())
        process = subprocess.Popen(arguments, env=clean_environment({}), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.6, 1.1) * moment)
        process.kill()
        process.wait()
        found = names(server.database)
        outcomes.add(tuple(found))
        moment *= 0.92 if found == ["Ada"] else 1.08
        made = [path for path in kept(server) if path != old]
        assert found == ["Ada", "Ben"] or (found == ["Ada"] and [names(path) for path in made] == [["Ada", "Ben"]])
    assert outcomes == {("Ada",), ("Ada", "Ben")}, "kills came before and after"
    server.start()
    Client(server).log_in("Ada")
    assert not list(server.data.glob("*.restoring*"))
