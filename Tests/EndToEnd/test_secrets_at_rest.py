"""A stolen database opens nothing: no token is in it, sealed ones aside."""

import base64
import hashlib

from support.client import Client, PASSWORD, address, token_in
from support.server import rows


def everything_in(server):
    return {file.name: file.read_bytes() for file in server.data.iterdir() if file.is_file()}


def forms_of(token):
    """A token as text, and the bytes that it stands for."""
    return {token.encode(), base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))}


def test_no_token_and_no_password_is_in_any_file(server):
    ada, ben = Client(server), Client(server)
    acme = ada.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    tokens = {"Ada's session": ada.token}
    for number in range(3):
        tokens[f"link {number}"] = token_in(ada.invite(acme)["link"])
        tokens[f"mailed {number}"] = token_in(ada.invite(acme, kind="email", email=address(f"Guest {number}"))["link"])
        forgetful = f"Forgetful {number}"
        Client(server).sign_up(forgetful)
        ada.post("/password/forgot", {"email": address(forgetful)}, 202)
        tokens[f"reset {number}"] = token_in(server.mailed_link("password-reset", address(forgetful)))
    ben.sign_up("Ben", invitation=tokens["link 0"])
    tokens["Ben's session"] = ben.token
    remembered = Client(server)
    remembered.log_in("Ada", remember=True)
    tokens["remembered session"] = remembered.token
    assert len(set(tokens.values())) == len(tokens)

    assert found(tokens, everything_in(server)) == [], "running"
    server.kill()
    assert found(tokens, everything_in(server)) == [], "killed"
    server.start()
    server.stop()
    assert found(tokens, everything_in(server)) == [], "stopped"
    hashes = {value for (value,) in rows(server.database, "SELECT token_hash FROM session")}
    assert hashlib.sha256(base64.urlsafe_b64decode(ada.token + "=")).digest() in hashes \
        or hashlib.sha256(ada.token.encode()).digest() in hashes, "only a hash is kept"


def test_no_secret_of_an_organization_is_in_any_file_or_log(make_server):
    server = make_server(log_level="trace").start()
    ada = Client(server)
    acme = ada.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    path = f"/organizations/{acme}/secrets"
    values = {f"value {number}": f"sk_live_{number}_" + "Zq8Ty" * (1 + 400 * number) for number in range(8)}
    ids = [ada.post(path, {"name": name, "provider": "stripe", "value": value}, 201).json["id"] for name, value in values.items()]
    values["replaced"] = "sk_test_Wn5Rk" * 20
    ada.put(f"{path}/{ids[0]}", {"value": values["replaced"]}, 200)
    ada.put(f"{path}/{ids[0]}", {"value": values["replaced"], "more": values["replaced"]}, 422)
    ada.delete(f"{path}/{ids[1]}", 204)
    shown = ada.get(path).body
    pieces = {name: value[:24] for name, value in values.items()}

    def leaks():
        files = everything_in(server) | {"log": server.log_path.read_bytes(), "list": shown}
        return [(name, file) for file, content in files.items() for name, piece in pieces.items() if piece.encode() in content]

    assert server.command("backup", server.data / "copy.db").returncode == 0
    assert leaks() == [], "running"
    server.kill()
    assert leaks() == [], "killed"
    server.start()
    server.stop()
    assert leaks() == [], "stopped"
    assert rows(server.database, "SELECT count(*) FROM secret") == [(7,)]


def found(tokens, files):
    return [
        (name, file)
        for file, content in files.items()
        for name, form in [(name, form) for name, token in tokens.items() for form in forms_of(token)] + [("password", PASSWORD.encode())]
        if form in content
    ]


def test_a_used_token_leaves_no_sealed_copy(server, client):
    client.sign_up("Ada")
    client.post("/password/forgot", {"email": address("Ada")}, 202)
    link = server.mailed_link("password-reset", address("Ada"))
    client.post("/password/reset", {"token": token_in(link), "password": "brand new password"}, 204)
    server.stop()
    assert rows(server.database, "SELECT count(*) FROM outbox") == [(0,)]
    assert rows(server.database, "SELECT count(*) FROM password_reset") == [(0,)]


def test_the_sealed_token_opens_with_its_own_key_only(server, client):
    client.sign_up("Ada")
    client.post("/password/forgot", {"email": address("Ada")}, 202)
    message = server.command("outbox").stdout.split()[0]
    server.stop()
    (server.data / "master.key").write_text(base64.b64encode(bytes(32)).decode() + "\n")
    refused = server.command("outbox", "show", message)
    assert refused.returncode not in (0, None) and "#" not in refused.stdout
