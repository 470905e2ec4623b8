"""What was acknowledged is there after `kill -9`, and what was ended stays ended.

    TENANTRY_KILLS=200 TENANTRY_SEED=7 pytest -s Tests/EndToEnd/test_crash.py

The seed decides what everybody does, but not when the server dies: that depends on the machine, too.
"""

import http.client
import os
import random
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

from support.client import PASSWORD, Client, address, token_in
from support.server import rows, wait_for

KILLS = int(os.environ.get("TENANTRY_KILLS", 10))
SEED = os.environ.get("TENANTRY_SEED", "pelican")
CLIENTS = 6

#: Stands for whatever may be found.
ANYTHING = object()
#: What was there before anything was noted.
BEFORE = {"role": None, "reset": "fresh"}


@dataclass
class Person:
    client: Client
    id: str
    name: str
    own: str  # the organization that they have made
    #: Role by organization, as they should find it in /me.
    roles: dict = field(default_factory=dict)
    #: Sessions beside the client's own, and API keys by their id: what can be ended.
    others: list = field(default_factory=list)
    #: Organizations whose older links don't let them in again.
    removed_from: set = field(default_factory=set)
    keys: list = field(default_factory=list)


class Visitor(threading.Thread):
    """Does what people do, over and over until the server is gone, and notes what of it was acknowledged.

    `facts` has, for everything that can be looked at, what may be found there: one thing, or two while an answer is awaited."""

    def __init__(self, server, label):
        super().__init__()
        self.server, self.label = server, label
        self.random = random.Random(f"{SEED} {label}")
        self.people, self.pending, self.facts = [], [], {}
        self.acknowledged = 0
        self.fault = None

    def run(self):
        acts = [
            (self.sign_up, 2), (self.invite, 4), (self.accept, 5), (self.withdraw, 2), (self.switch, 4), (self.change_role, 3),
            (self.remove, 2), (self.rename, 2), (self.log_in, 1), (self.log_out, 2), (self.revoke, 2), (self.make_key, 2),
            (self.end_key, 2), (self.reset_password, 1),
        ]
        try:
            self.sign_up()
            self.sign_up()
            while True:
                act = self.random.choices([act for act, _ in acts], [weight for _, weight in acts])[0]
                act()
        except (OSError, http.client.HTTPException):
            pass  # the server was killed
        except Exception as fault:
            self.fault = fault

    @contextmanager
    def turning(self, changes):
        """Until it is acknowledged, either may be found."""
        for key, new in changes.items():
            self.facts[key] = self.facts.get(key, {BEFORE.get(key[0], ANYTHING)}) | {new}
        yield
        self.note(changes)

    def note(self, facts):
        self.facts |= {key: {value} for key, value in facts.items()}
        self.acknowledged += 1

    def pick(self, among):
        among = list(among)
        return self.random.choice(among) if among else None

    # What they do. Where there is nothing to do it to, they do something else.

    def sign_up(self):
        client = Client(self.server)
        name = f"{self.label} {len(self.people)}"
        me = client.sign_up(name, organizationName=f"Team of {name}")
        own = me["organization"]["id"]
        person = Person(client, me["user"]["id"], name, own, {own: "owner"})
        self.people.append(person)
        self.note({("name", client.token): name, ("current", client.token): own, ("role", client.token, own): "owner"})

    def invite(self):
        person = self.pick(self.people)
        invitation = person.client.invite(person.own, maxUses=1)
        token = token_in(invitation["link"])
        self.pending.append((person, invitation["id"], token))
        self.note({("invitation", token): "pending"})

    def accept(self):
        found = self.pick(self.pending)
        if not found:
            return
        inviter, _, token = found
        person = self.pick(person for person in self.people if inviter.own not in person.removed_from | person.roles.keys())
        if not person:
            return
        session = person.client.token
        self.pending.remove(found)
        with self.turning({("invitation", token): "exhausted", ("role", session, inviter.own): "member", ("current", session): inviter.own}):
            person.client.post("/invitations/accept", {"token": token}, 200)
        assert person.client.token == session
        person.roles[inviter.own] = "member"

    def withdraw(self):
        found = self.pick(self.pending)
        if found:
            inviter, id, token = found
            self.pending.remove(found)
            with self.turning({("invitation", token): "revoked"}):
                inviter.client.delete(f"/organizations/{inviter.own}/invitations/{id}", 204)

    def switch(self):
        person = self.pick(self.people)
        organization = self.pick(person.roles)
        with self.turning({("current", person.client.token): organization}):
            person.client.put("/session/organization", {"organizationId": organization}, 200)

    def change_role(self):
        if found := self.member():
            owner, member = found
            role = self.random.choice(["viewer", "manager", "admin", "member"])
            with self.turning({("role", member.client.token, owner.own): role}):
                owner.client.patch(f"/organizations/{owner.own}/members/{member.id}", {"role": role}, 200)
            member.roles[owner.own] = role

    def remove(self):
        if found := self.member():
            owner, member = found
            del member.roles[owner.own]
            member.removed_from.add(owner.own)
            self.facts[("current", member.client.token)] = {ANYTHING}  # elsewhere, if it was there
            with self.turning({("role", member.client.token, owner.own): None}):
                owner.client.delete(f"/organizations/{owner.own}/members/{member.id}", 204)

    def member(self):
        return self.pick(
            (owner, member) for owner in self.people for member in self.people if member is not owner and owner.own in member.roles
        )

    def rename(self):
        person = self.pick(self.people)
        name = f"{person.name} {self.random.randrange(1000)}"
        with self.turning({("name", person.client.token): name}):
            person.client.patch("/me", {"name": name}, 200)

    def log_in(self):
        person = self.pick(self.people)
        other = Client(self.server)
        me = other.log_in(person.name)
        person.others.append((other, me["session"]["id"]))
        self.note({("session", other.token): "open"})

    def log_out(self):
        if found := self.other_session():
            _, other, _ = found
            with self.turning({("session", other.token): "ended"}):
                other.post("/logout", expect=204)

    def revoke(self):
        if found := self.other_session():
            person, other, id = found
            with self.turning({("session", other.token): "ended"}):
                person.client.delete(f"/sessions/{id}", 204)

    def other_session(self):
        person = self.pick(person for person in self.people if person.others)
        return person and (person, *person.others.pop())

    def make_key(self):
        person = self.pick(self.people)
        fields = {"name": f"Key {len(self.facts)}", "permissions": ["organization.read"]}
        key = person.client.post(f"/organizations/{person.own}/api-keys", fields, 201).json
        person.keys.append((key["id"], key["secret"]))
        self.note({("key", key["secret"], person.own): "open"})

    def end_key(self):
        person = self.pick(person for person in self.people if person.keys)
        if person:
            id, secret = person.keys.pop()
            with self.turning({("key", secret, person.own): "ended"}):
                person.client.delete(f"/organizations/{person.own}/api-keys/{id}", 204)

    def reset_password(self):
        """Of somebody who does nothing else: all their sessions end with it."""
        client = Client(self.server)
        name = f"{self.label} forgetful {len(self.facts)}"
        client.sign_up(name)
        self.note({("session", client.token): "open"})
        client.post("/password/forgot", {"email": address(name)}, 202)
        try:
            token = token_in(self.server.mailed_link("password-reset", address(name)))
        except AssertionError:
            client.get("/me", 200)  # fails otherwise if the server was killed
            raise
        with self.turning({("session", client.token): "ended", ("reset", token): "spent"}):
            client.post("/password/reset", {"token": token, "password": "eight herons in a row"}, 204)


def found(server, key):
    """What is there by now."""
    visitor = Client(server)
    bearer = {"Authorization": f"Bearer {key[1]}"}
    match key:
        case "session", _:
            return {200: "open", 401: "ended"}[visitor.send("GET", "/api/v1/me", headers=bearer).status]
        case "key", _, organization:
            return {200: "open", 401: "ended"}[visitor.send("GET", f"/api/v1/organizations/{organization}", headers=bearer).status]
        case "name", _:
            return visitor.call("GET", "/me", headers=bearer).json["user"]["name"]
        case "current", _:
            return visitor.call("GET", "/me", headers=bearer).json["organization"]["id"]
        case "role", _, organization:
            me = visitor.call("GET", "/me", headers=bearer).json
            return next((item["role"] for item in me["organizations"] if item["id"] == organization), None)
        case "invitation", token:
            return visitor.post("/invitations/lookup", {"token": token}, 200).json["status"]
        case "reset", token:
            answer = visitor.call("POST", "/password/reset", {"token": token, "password": PASSWORD}, 410)
            assert answer.code == "token_invalid"
            return "spent"
    raise AssertionError(key)


def check(server, facts):
    for key, allowed in facts.items():
        # To ask whether a token is spent would spend it.
        if ANYTHING in allowed or "fresh" in allowed:
            continue
        assert found(server, key) in allowed, (key, allowed)


def verify(server):
    log = server.command("audit", "verify")
    assert log.returncode == 0, log.stderr


def test_what_was_acknowledged_survives_a_kill(server):
    chance = random.Random(SEED)
    settled, facts, acknowledged, awaited = {}, 0, 0, 0
    for number in range(KILLS):
        visitors = [Visitor(server, f"Visitor {number} {place}") for place in range(CLIENTS)]
        for visitor in visitors:
            visitor.start()
        enough = chance.randint(5, 150)
        wait_for(lambda: sum(visitor.acknowledged for visitor in visitors) >= enough or any(visitor.fault for visitor in visitors), "writes")
        time.sleep(chance.random() / 50)
        server.kill()
        for visitor in visitors:
            visitor.join()
            assert visitor.fault is None, (visitor.label, visitor.fault)

        rows(server.database, "SELECT 1")  # checks the whole
        verifies_first = chance.random() < 0.5  # what is open is put right by the server else
        if verifies_first:
            verify(server)
        if chance.random() < 0.2:  # and once more, while it picks itself up
            server.launch()
            time.sleep(chance.random() / 20)
            server.kill()
        server.start()
        if not verifies_first:
            verify(server)

        seen = {key: allowed for visitor in visitors for key, allowed in visitor.facts.items()}
        awaited += sum(len(allowed) > 1 for allowed in seen.values())
        check(server, seen)
        check(server, dict(chance.sample(list(settled.items()), min(20, len(settled)))))
        settled |= {key: allowed for key, allowed in seen.items() if len(allowed) == 1}
        facts += len(seen)
        acknowledged += sum(visitor.acknowledged for visitor in visitors)
    print(f"{KILLS} kills, {acknowledged} acknowledged writes, {facts} facts as they were, {awaited} that were awaited, seed {SEED}")


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
