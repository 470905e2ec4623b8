"""An organization moves to another instance: exported by its owner, imported by who runs the other."""

import hashlib
import io
import json
import zipfile

import pytest

from support.client import Client, address, token_in
from support.server import rows

PASSWORD = "nine herons on one leg"
FILES = ["organization.jsonl", "roles.jsonl", "accounts.jsonl", "memberships.jsonl", "invitations.jsonl", "audit.jsonl"]


def export(client, organization, expect=200):
    return client.get(f"/organizations/{organization}/export", expect)


def contents(archive):
    """Of an archive's files, as Python's own reader finds them: nothing is wrong with it, and it holds what its manifest says."""
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        assert file.testzip() is None
        assert file.namelist() == [*FILES, "manifest.json"]
        manifest = json.loads(file.read("manifest.json"))
        files = {name: file.read(name).decode() for name in FILES}
    assert (manifest["format"], manifest["version"]) == ("tenantry-organization", 1)
    for said in manifest["files"]:
        content = files[said["name"]]
        assert said["rows"] == content.count("\n") == len([json.loads(line) for line in content.splitlines()])
        assert said["sha256"] == hashlib.sha256(content.encode()).hexdigest()
    return files


@pytest.fixture
def acme(server, client, tmp_path):
    """Exported from a server where Ada owns it, Ben is its clerk, and somebody is invited."""
    client.acme = client.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    role = client.post(f"/organizations/{client.acme}/roles", {"name": "Clerk", "rank": 30, "permissions": ["members.read"]}, 201).json
    client.patch(f"/organizations/{client.acme}", {"accentColor": "#0b6b5c", "metadata": {"crm": "A-17"}, "defaultRole": role["key"]})
    client.link = client.invite(client.acme)["link"]
    Client(server).sign_up("Ben", invitation=token_in(client.invite(client.acme, role=role["key"])["link"]))
    path = tmp_path / "acme.zip"
    path.write_bytes(export(client, client.acme).body)
    return path


@pytest.fixture
def other(make_server, state):
    """An instance that nobody has used: it runs, or has never run."""
    other = make_server()
    return other.start() if state == "running" else other


def enters(server, name):
    """Somebody who came with an import: by “Forgot password?”."""
    client = Client(server)
    client.post("/login", {"email": address(name), "password": "!"}, 401)
    client.post("/password/forgot", {"email": address(name)}, 202)
    client.post("/password/reset", {"token": token_in(server.mailed_link("password-reset", address(name))), "password": PASSWORD}, 204)
    client.log_in(name, password=PASSWORD)
    return client


def test_what_is_imported_is_what_was_exported(client, acme, other):
    imported = other.command("import", acme)
    assert imported.returncode == 0, imported.stderr
    assert f"Imported the organization “Acme”, {client.acme}, at /o/acme: 2 members, 1 role of its own, 2 invitations" in imported.stdout
    assert "Made 2 accounts without a password." in imported.stdout
    if not other.process:
        other.start()
    ada = enters(other, "Ada")
    assert ada.me["user"]["id"] == client.me["user"]["id"]
    assert ada.member_names(client.acme) == ["Ada", "Ben"]
    before, after = contents(acme.read_bytes()), contents(export(ada, client.acme).body)
    assert {name: after[name] for name in FILES[:-1]} == {name: before[name] for name in FILES[:-1]}
    assert after["audit.jsonl"].startswith(before["audit.jsonl"])
    added = [json.loads(line)["action"] for line in after["audit.jsonl"].removeprefix(before["audit.jsonl"]).splitlines()]
    assert added == ["organization.imported", "organization.exported"]
    assert other.command("audit", "verify").returncode == 0
    assert ada.post("/invitations/lookup", {"token": token_in(client.link)}, 410).code == "token_invalid", "no link travels"
    assert enters(other, "Ben").me["user"]["name"] == "Ben"


def test_what_is_taken_is_named_and_nothing_is_imported(client, acme, other):
    if not other.process:
        other.start()
    Client(other).sign_up("Ada", organizationName="Acme")
    before = contents_of(other)
    refused = other.command("import", acme)
    assert refused.returncode not in (0, None)
    assert "Nothing was imported." in refused.stderr and "“acme” is another organization's" in refused.stderr
    assert f"The address {address('Ada')} is that of another account" in refused.stderr
    assert contents_of(other) == before


def contents_of(server):
    return [rows(server.database, f"SELECT count(*) FROM {table}") for table in ("account", "organization", "membership", "audit_event", "role")]


@pytest.mark.parametrize("spoil, words", [
    (lambda archive: archive[:-10], "is not an archive"),
    (lambda archive: archive[:60] + bytes(8) + archive[68:], "is damaged"),
    (lambda archive: repacked(archive, {"../evil.txt": b"x"}), "has more in it than belongs there"),
    (lambda archive: repacked(archive, {"roles.jsonl": b"{}\n"}), "roles.jsonl, line 1: "),
    (lambda archive: repacked(archive, {"accounts.jsonl": b"0" * 200_000_000}), "has more than 524288 bytes"),
], ids=["short", "damaged", "another file", "other lines", "a bomb"])
def test_what_is_no_export_is_named(server, acme, spoil, words):
    spoiled = acme.with_name("spoiled.zip")
    spoiled.write_bytes(spoil(acme.read_bytes()))
    refused = server.command("import", spoiled)
    assert refused.returncode not in (0, None) and words in refused.stderr, refused.stderr
    assert "Nothing was imported." in refused.stderr


def repacked(archive, changes):
    """By somebody else's tool, with other content."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in ({name: old.read(name) for name in old.namelist()} | changes).items():
            new.writestr(name, content)
    return made.getvalue()


def test_another_tool_may_have_packed_it(acme, other):
    acme.write_bytes(repacked(acme.read_bytes(), {}))
    imported = other.command("import", acme)
    assert imported.returncode == 0, imported.stderr
