"""Options and environment: what the operator decides, and what it does."""

import contextlib
import hashlib
import json
import re
import socket

import pytest

from support.client import Client, address, token_in
from support.server import run, wait_for


def test_every_fault_is_told_at_once(tmp_path):
    data = tmp_path / "data"
    refused = run(
        "serve", "--data", data, "--password-min", "5",
        address="nowhere", public_url="ftp://x", trusted_proxies="10.0.0.0/99", signup="maybe", master_key="short",
        log_level="loud", log_format="xml", smtp="smtp://ada:hunter2@", smtp_ca="/nowhere", mail_from="Ada", sign_up="open", colour="red",
    )
    assert refused.returncode == 78
    named = [
        "TENANTRY_ADDRESS", "TENANTRY_PUBLIC_URL", "TENANTRY_TRUSTED_PROXIES", "TENANTRY_SIGNUP", "--password-min",
        "TENANTRY_MASTER_KEY", "TENANTRY_LOG_LEVEL", "TENANTRY_LOG_FORMAT", "TENANTRY_SMTP", "TENANTRY_SMTP_CA", "TENANTRY_MAIL_FROM",
        "TENANTRY_SIGN_UP", "TENANTRY_COLOUR",
    ]
    lines = refused.stderr.splitlines()
    assert [name for name in named if not any(re.search(rf"{name}\b", line) for line in lines)] == []
    assert len(lines) == len(named) and refused.stdout == ""
    assert "short" not in refused.stderr, "a key is not shown, not even a wrong one"
    assert "hunter2" not in refused.stderr, "nor is a password"
    assert not data.exists(), "nothing is made before the settings are understood"


def test_accounts_that_start_with_a_link_want_a_mail_server(tmp_path):
    refused = run("serve", "--data", tmp_path / "data", signup="verified")
    assert refused.returncode == 78 and "TENANTRY_SMTP is missing" in refused.stderr and "verified" in refused.stderr


def test_limits_that_are_off_are_warned_of(make_server, tmp_path):
    refused = run("serve", "--data", tmp_path / "data", limits="none")
    assert refused.returncode == 78 and "TENANTRY_LIMITS must be on, off, or changes such as sign-in/address=200/5m" in refused.stderr
    assert "limits are off" in make_server(limits="off").start().log
    assert "limits are off" not in make_server(limits="on").start().log


def test_the_data_folder_has_room_for_a_socket(make_server):
    server = make_server()
    server.data = server.folder / ("d" * (103 - len(f"{server.folder}//tenantry.sock")))
    assert server.start().command("audit", "verify").returncode == 0
    refused = run("serve", "--data", f"{server.data}d")
    assert refused.returncode == 78 and "is too long for the socket in it: at most 103 bytes with /tenantry.sock" in refused.stderr


def test_an_unknown_variable_is_named(tmp_path):
    refused = run("serve", "--data", tmp_path / "data", dataa="x", pasword_min=9)
    assert refused.returncode == 78
    assert "TENANTRY_DATAA" in refused.stderr and "TENANTRY_PASWORD_MIN" in refused.stderr


def test_an_option_wins_over_the_environment(make_server):
    server = make_server("--password-min", "12", password_min=40, log_format="json", data="/nowhere/at/all").start()
    Client(server).sign_up("Ada", password="twelve+chars")
    assert json.loads(server.log.splitlines()[0])["message"]


def test_an_option_saves_a_variable_that_cannot_be_used(make_server):
    server = make_server("--signup", "open", signup="nonsense").start()
    Client(server).sign_up("Ada")


@pytest.mark.parametrize("what", ["address", "socket"])
def test_where_it_cannot_listen_it_says_so_and_ends(make_server, what):
    server = make_server().start()
    server.stop()
    server.log_path.write_text("")
    with contextlib.ExitStack() as taken:
        if what == "address":
            taken.enter_context(socket.create_server(("127.0.0.1", server.port)))
            reason = f"127.0.0.1:{server.port}: Address already in use"
        else:
            (server.data / "tenantry.sock").mkdir()
            reason = f"{server.data}/tenantry.sock: there is something else"
        server.launch()
        assert server.process.wait(60) == 1
    assert f"Error: Can't listen on {reason}.\n" in server.log and "ready: open" not in server.log


def test_port_0_takes_a_free_one_and_says_which(make_server):
    server = make_server(address="127.0.0.1:0").launch()
    found = wait_for(lambda: re.search(r"ready: open (\S+)/signup address=127\.0\.0\.1:(\d+)", server.log), "the address in the log")
    server.port = int(found.group(2))
    assert server.port > 0 and found.group(1) == server.origin
    wait_for(server.is_ready, "the server to be ready")
    Client(server).sign_up("Ada")


def test_closed_refuses_everyone_without_an_account(make_server):
    server = make_server().start()
    ada, ben = Client(server), Client(server)
    acme = ada.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    ben.sign_up("Ben")
    server.stop()
    server.settings["signup"] = "closed"
    server.start()
    token = token_in(ada.invite(acme)["link"])
    eve = {"name": "Eve", "email": address("Eve"), "password": "a stranger at the door"}
    assert Client(server).post("/signup", eve, 403).code == "forbidden"
    assert Client(server).post("/signup", eve | {"invitation": token}, 403).code == "forbidden"
    assert ben.post("/invitations/accept", {"token": token}, 200).json["organization"]["id"] == acme


def test_invited_admits_those_with_an_invitation_alone(make_server):
    server = make_server().start()
    ada = Client(server)
    acme = ada.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    server.stop()
    server.settings["signup"] = "invited"
    server.start()
    eve = {"name": "Eve", "email": address("Eve"), "password": "a stranger at the door"}
    assert Client(server).post("/signup", eve, 403).code == "forbidden"
    assert Client(server).post("/signup", eve | {"organizationName": "Mine"}, 403).code == "forbidden"
    assert Client(server).post("/signup", eve | {"invitation": "A" * 43}, 410).code == "token_invalid"
    token = token_in(ada.invite(acme, maxUses=1)["link"])
    assert Client(server).post("/signup", eve | {"invitation": token}, 201).json["organization"]["id"] == acme
    assert Client(server).post("/signup", eve | {"email": address("Fay"), "invitation": token}, 410).code == "invitation_exhausted"
    assert ada.member_names(acme) == ["Ada", "Eve"], "a refused invitation makes no account"


def test_a_longer_password_can_be_asked_for(make_server):
    server = make_server(password_min=15).start()
    ada = Client(server)
    body = {"name": "Ada", "email": address("Ada"), "password": "fourteen chars"}
    refused = ada.post("/signup", body, 422).json
    assert [error["field"] for error in refused["errors"]] == ["password"] and "15" in refused["errors"][0]["message"]
    ada.post("/signup", body | {"password": "fifteen chars.."}, 201)
    change = {"currentPassword": "fifteen chars..", "newPassword": "fourteen chars"}
    assert [error["field"] for error in ada.put("/password", change, 422).json["errors"]] == ["newPassword"]


def test_a_wish_for_a_longer_password_locks_nobody_out(make_server):
    server = make_server().start()
    Client(server).sign_up("Ada", password="short+but+fine")
    server.stop()
    server.settings["password_min"] = 15
    server.start()
    Client(server).log_in("Ada", password="short+but+fine")


def test_breached_passwords_are_refused(make_server, tmp_path):
    folder = tmp_path / "ranges"
    refused = run("serve", "--data", tmp_path / "data", breached_passwords=folder)
    assert refused.returncode == 78 and "TENANTRY_BREACHED_PASSWORDS must name a folder of ranges" in refused.stderr
    folder.mkdir()
    digits = hashlib.sha1(b"seven stolen spoons").hexdigest().upper()
    for prefix in ("00000", digits[:5], "FFFFF"):
        (folder / f"{prefix}.txt").write_text(f"{digits[5:]}:3\r\n")
    server = make_server(breached_passwords=folder).start()
    body = {"name": "Ada", "email": address("Ada"), "password": "seven stolen spoons"}
    assert "breach" in Client(server).post("/signup", body, 422).json["errors"][0]["message"]
    Client(server).post("/signup", body | {"password": "seven silver spoons"}, 201)
    assert "can't be looked up" in server.log, "of all ranges there are three"
    assert "seven" not in server.log and digits[:5] not in server.log


def test_the_public_url_decides_over_origins_links_and_the_cookie(make_server):
    server = make_server(public_url="https://accounts.example.com").start()
    ada = Client(server)
    body = {"name": "Ada", "email": address("Ada"), "password": "a password of mine", "organizationName": "Acme"}
    refused = ada.post("/signup", body, 403)
    assert refused.code == "cross_site" and "https://accounts.example.com" in refused.json["detail"]
    ours = {"Origin": "https://accounts.example.com"}
    made = ada.post("/signup", body, 201, headers=ours)
    cookie = made.headers["Set-Cookie"]
    assert cookie.startswith("__Host-tenantry=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; ")[1:])
    assert "max-age=" in made.headers["Strict-Transport-Security"]
    invitation = {"kind": "link", "role": "member"}
    path = f"/organizations/{made.json['organization']['id']}/invitations"
    assert ada.post(path, invitation, 201, headers=ours).json["link"].startswith("https://accounts.example.com/invite#")


def test_a_key_from_the_environment_is_written_nowhere(make_server):
    key = "c2l4dGVlbi1ieXRlcy1vciB0d2ljZSBhcyBtYW55ISE="
    server = make_server(master_key=key).start()
    ada = Client(server)
    ada.sign_up("Ada")
    ada.post("/password/forgot", {"email": address("Ada")}, 202)
    assert server.mailed_link("password-reset", address("Ada"))
    server.stop()
    assert server.mailed_link("password-reset", address("Ada"))
    assert [file.name for file in server.data.iterdir() if key.encode() in file.read_bytes()] == []
    assert key not in server.log
