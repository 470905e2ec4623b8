"""What was acknowledged is there after `kill -9`, and what was revoked stays revoked."""

import http.client
import threading

import pytest

from support.client import Client, token_in
from support.server import rows, wait_for

CLIENTS = 6


class Visitor(threading.Thread):
    """Signs up, invites, makes organizations, changes the name, logs out, over and over until the server is gone.
    Notes what was acknowledged, and nothing else."""

    def __init__(self, server, name):
        super().__init__()
        self.server, self.label = server, name
        self.accounts, self.left, self.organizations, self.invitations, self.renamed = [], [], [], [], {}
        self.acknowledged = 0
        self.fault = None

    def run(self):
        try:
            for number in range(1000):
                self.visit(f"{self.label} {number}")
        except (OSError, http.client.HTTPException):
            pass  # the server was killed
        except AssertionError as fault:
            self.fault = fault

    def visit(self, name):
        client = Client(self.server)
        me = client.sign_up(name, organizationName=f"Team of {name}")
        self.note(self.accounts, (client, me["organization"]["id"]))
        for _ in range(3):
            self.note(self.invitations, (client, client.invite(me["organization"]["id"])))
        self.note(self.organizations, (client, client.post("/organizations", {"name": f"Other of {name}"}).json["id"]))
        client.patch("/me", {"name": name + " renamed"})
        self.renamed[client] = name + " renamed"
        self.acknowledged += 1
        leaver = Client(self.server)
        leaver.log_in(name)
        token = leaver.token
        leaver.post("/logout", expect=204)
        self.note(self.left, token)

    def note(self, kept, what):
        kept.append(what)
        self.acknowledged += 1


def wait_and_kill(server, visitors, writes):
    wait_for(lambda: sum(visitor.acknowledged for visitor in visitors) >= writes, "acknowledged writes")
    server.kill()
    for visitor in visitors:
        visitor.join()
        assert visitor.fault is None, visitor.fault


@pytest.mark.parametrize("writes", [25, 60, 110])
def test_acknowledged_writes_survive_a_kill(server, writes):
    for round in range(2):
        visitors = [Visitor(server, f"Visitor {round} {number}") for number in range(CLIENTS)]
        for visitor in visitors:
            visitor.start()
        wait_and_kill(server, visitors, writes)

        stored = {name for (name,) in rows(server.database, "SELECT name FROM account")}
        server.start()
        for visitor in visitors:
            check(server, visitor, stored)


def check(server, visitor, stored):
    for client, organization in visitor.accounts:
        me = client.me
        assert me["organization"]["id"] == organization and me["user"]["name"] in stored
        assert me["user"]["name"] == visitor.renamed.get(client, me["user"]["name"])
    for client, invitation in visitor.invitations:
        found = client.post("/invitations/lookup", {"token": token_in(invitation["link"])}, 200).json
        assert found["status"] == "pending"
    for client, organization in visitor.organizations:
        assert client.get(f"/organizations/{organization}").json["role"] == "owner"
    for token in visitor.left:
        Client(server).call("GET", "/me", expect=401, headers={"Authorization": f"Bearer {token}"})


def test_no_way_of_ending_a_session_is_undone_by_a_kill(server):
    ada = Client(server)
    ada.sign_up("Ada")
    others = [Client(server) for _ in range(4)]
    for other in others:
        other.log_in("Ada")
    tokens = [other.token for other in others]
    others[0].post("/logout", expect=204)
    listed = {item["id"] for item in ada.get("/sessions").json["items"]}
    assert others[1].me["session"]["id"] in listed
    ada.delete(f"/sessions/{others[1].me['session']['id']}", 204)
    ada.post("/sessions/revoke-others", expect=204)
    old = ada.token
    ada.put("/password", {"currentPassword": "seven pelicans over warm water", "newPassword": "eight herons in a row"}, 204)
    server.kill()
    server.start()
    for token in [*tokens, old]:
        Client(server).call("GET", "/me", expect=401, headers={"Authorization": f"Bearer {token}"})
    assert ada.me["user"]["name"] == "Ada"
