"""The other commands, with the server running and without."""

import re
import shutil
import sqlite3
import stat

import pytest

from support.client import Client, address, token_in
from support.server import rows, run


def test_version():
    for arguments in (["version"], ["--version"]):
        shown = run(*arguments)
        assert shown.returncode == 0 and re.search(r"\d+\.\d+\.\d+", shown.stdout)


@pytest.mark.parametrize("command", [
    [], ["serve"], ["backup"], ["restore"], ["operator"], ["operator", "add"], ["operator", "remove"], ["outbox"], ["outbox", "show"],
    ["outbox", "list"], ["key"], ["key", "rotate"], ["mail"], ["mail", "test"], ["audit"], ["audit", "verify"], ["version"],
])
def test_each_command_explains_itself(command):
    shown = run(*command, "--help")
    assert shown.returncode == 0 and shown.stdout.startswith("OVERVIEW") and "USAGE: tenantry" in shown.stdout


def test_help_names_each_setting():
    shown = run("serve", "--help").stdout
    for name in [
        "DATA", "ADDRESS", "PUBLIC_URL", "TRUSTED_PROXIES", "SIGNUP", "PASSWORD_MIN", "LOG_LEVEL", "LOG_FORMAT", "SMTP", "SMTP_CA", "MAIL_FROM",
        "BACKUP_EVERY", "BACKUP_KEEP", "BACKUP_FOLDER", "METRICS_TOKEN", "METRICS_TOKEN_FILE", "AUDIT_DAYS", "TRIAL_DAYS", "SEATS", "STRIPE_SECRET",
    ]:
        assert f"TENANTRY_{name}" in shown


def test_what_is_no_command_is_refused():
    for arguments in (["sevre"], ["serve", "--adress", "x"], ["backup"], ["restore"], ["operator", "add"], ["outbox", "show"]):
        refused = run(*arguments)
        assert refused.returncode not in (0, None) and "Usage:" in refused.stderr + refused.stdout


def test_backup(server, client, bring, tmp_path):
    client.sign_up("Ada", organizationName="Acme")
    bring()
    copy = tmp_path / "copy.db"
    made = server.command("backup", copy)
    assert made.returncode == 0, made.stderr
    assert str(copy) in made.stdout
    assert rows(copy, "SELECT name FROM account") == [("Ada",)]
    assert set(rows(copy, "SELECT name FROM organization")) == {("Ada",), ("Acme",)}
    assert stat.S_IMODE(copy.stat().st_mode) & 0o077 == 0, "it holds what the database holds"
    content = copy.read_bytes()
    again = server.command("backup", copy)
    assert again.returncode not in (0, None) and "exists already" in again.stderr
    assert copy.read_bytes() == content
    nowhere = server.command("backup", tmp_path / "no" / "folder" / "copy.db")
    assert nowhere.returncode not in (0, None) and nowhere.stderr


def test_a_backup_is_a_data_folder_s_database(make_server, server, client, tmp_path):
    client.sign_up("Ada")
    client.post("/password/forgot", {"email": address("Ada")}, 202)
    assert server.command("backup", tmp_path / "copy.db").returncode == 0
    other = make_server()
    other.data.mkdir(mode=0o700)
    (tmp_path / "copy.db").rename(other.database)
    shutil.copy(server.data / "master.key", other.data / "master.key")
    other.start()
    Client(other).log_in("Ada")
    assert other.mailed_link("password-reset", address("Ada")).startswith(other.origin)


def test_commands_want_a_database(tmp_path):
    for command in (["backup", tmp_path / "copy.db"], ["outbox"], ["outbox", "show", "msg_x"], ["audit", "verify"]):
        refused = run(*command, "--data", tmp_path / "data")
        assert refused.returncode not in (0, None) and "no database" in refused.stderr
    assert not (tmp_path / "data").exists(), "asking makes nothing"


def test_the_outbox(server, client, bring):
    client.sign_up("Ada", organizationName="Acme")
    empty = server.command("outbox")
    assert empty.returncode == 0 and "No message" in empty.stdout
    client.post("/password/forgot", {"email": address("Ada")}, 202)
    message = re.search(r"`tenantry (outbox show (msg_\w+))`", server.log)
    assert message, "the log names the command"
    bring()
    listed = server.command("outbox").stdout.splitlines()
    assert len(listed) == 1 and listed[0].split()[0] == message.group(2) and "password-reset" in listed[0]
    shown = server.command(*message.group(1).split())
    assert shown.returncode == 0 and f"To: {address('Ada')}" in shown.stdout
    assert f"{server.origin}/reset-password#" in shown.stdout
    for unknown in ("msg_01h455vb4pex5vsknk084sn02q", "nonsense", "acc_01h455vb4pex5vsknk084sn02q"):
        refused = server.command("outbox", "show", unknown)
        assert refused.returncode not in (0, None) and unknown in refused.stderr


def test_the_reset_link_that_is_shown_works_to_the_end(server, client, state, bring):
    client.sign_up("Ada")
    old = client.token
    client.post("/password/forgot", {"email": address("Ada")}, 202)
    bring()
    link = server.mailed_link("password-reset", address("Ada"))
    if state == "stopped":
        server.start()
    page, token = link.split("#")
    assert page == f"{server.origin}/reset-password"
    client.post("/password/reset", {"token": token, "password": "brand new password"}, 204)
    client.call("GET", "/me", expect=401, headers={"Authorization": f"Bearer {old}"})
    Client(server).log_in("Ada", "brand new password")
    assert client.post("/password/reset", {"token": token, "password": "once more please"}, 410).code == "token_invalid"
    assert "No message" in server.command("outbox").stdout, "a spent token's message is gone"


def test_the_invitation_that_is_shown_works_to_the_end(server, client, state, bring):
    acme = client.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    made = client.invite(acme, kind="email", email=address("Ben"), role="admin")
    assert re.search(r"`tenantry outbox show msg_\w+`", server.log)
    bring()
    link = server.mailed_link("invitation", address("Ben"))
    if state == "stopped":
        server.start()
    assert link == made["link"], "no mail is configured, so the one who invites may pass it on"
    ben, cyd = Client(server), Client(server)
    cyd.sign_up("Cyd")
    assert cyd.post("/invitations/accept", {"token": token_in(link)}, 403).code == "invitation_email_mismatch"
    joined = ben.sign_up("Ben", invitation=token_in(link))
    assert (joined["organization"]["id"], joined["organization"]["role"]) == (acme, "admin")
    assert joined["user"]["emailVerified"] is False, "such a token proves no address"


def test_a_resent_invitation_replaces_the_first(server, client):
    acme = client.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    made = client.invite(acme, kind="email", email=address("Ben"))
    again = client.post(f"/organizations/{acme}/invitations/{made['id']}/resend", expect=200).json
    assert len(server.command("outbox").stdout.splitlines()) == 1
    assert server.mailed_link("invitation", address("Ben")) == again["link"] != made["link"]
    body = {"name": "Ben", "email": address("Ben"), "password": "a password of ben's"}
    Client(server).post("/signup", body | {"invitation": token_in(made["link"])}, 410)
    Client(server).post("/signup", body | {"invitation": token_in(again["link"])}, 201)


def test_a_backup_while_many_write_is_whole(server, client, tmp_path):
    acme = client.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    for number in range(5):
        for _ in range(20):
            client.invite(acme)
        copy = tmp_path / f"copy-{number}.db"
        assert server.command("backup", copy).returncode == 0
        assert rows(copy, "SELECT count(*) FROM invitation") == [((number + 1) * 20,)]
    assert sqlite3.connect(copy).execute("PRAGMA journal_mode").fetchone()
