"""After an account is deleted nothing in the database says whose it was, but for what counts against limits a day longer."""

import sqlite3
from contextlib import closing

from support.client import PASSWORD, Client, address, token_in
from support.post import link_in, post_office
from support.server import wait_for

TRACES = ("Wilhelmina", "wilhelmina", "Lighthouse", "203.0.113")


def traces(server, leaving_out=()):
    """Where in the database there is a word of hers, as table and column."""
    found = set()
    with closing(sqlite3.connect(server.database)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
        for table in tables:
            cursor = database.execute(f"SELECT * FROM {table}")
            columns = [column[0] for column in cursor.description]
            for row in cursor:
                found |= {(table, column) for column, value in zip(columns, row) if isinstance(value, str) and any(word in value for word in TRACES)}
    return {place for place in found if place[0] not in leaving_out}


def test_no_word_of_whoever_is_gone(make_server, tmp_path):
    with post_office(tmp_path) as post:
        server = make_server(trusted_proxies="127.0.0.1", **post.settings).start()
        ada, her = Client(server), Client(server, X_Forwarded_For="203.0.113.7", User_Agent="Lighthouse/1.0")
        acme = ada.sign_up("Ada", organizationName="Acme")["organization"]["id"]
        ada.invite(acme, kind="email", role="admin", email=address("Wilhelmina"))
        invitation = post.next_letter(address("Wilhelmina"), 1)
        assert her.sign_up("Wilhelmina", invitation=token_in(link_in(invitation)))["user"]["emailVerified"]
        her.invite(acme, kind="email", email=address("Guest"))
        her.post(f"/organizations/{acme}/secrets", {"name": "Payments", "provider": "stripe", "value": "value"}, 201)
        her.put("/email", {"email": "wilhelmina@elsewhere.example"}, 202)
        Client(server, User_Agent="Lighthouse/2.0", X_Forwarded_For="203.0.113.8").log_in("Wilhelmina")
        her.post("/organizations", {"name": "Old"}, 201)
        old = next(one["id"] for one in her.me["organizations"] if one["name"] == "Old")
        her.delete(f"/organizations/{old}", 204)
        wait_for(lambda: all(" sent, " in line for line in server.command("outbox").stdout.splitlines()), "all to be sent")
        assert {table for table, _ in traces(server)} >= {"account", "session", "organization", "audit_detail", "outbox", "invitation"}

        her.delete("/me?confirm=true", 204)
        wait_for(lambda: "deleted" in post.letters(address("Wilhelmina"))[-1]["Subject"], "the farewell")
        wait_for(lambda: all(" sent, " in line for line in server.command("outbox").stdout.splitlines()), "all to be sent")
        assert traces(server) <= {("outbox", "recipient"), ("outbox", "recipient_key")}
        assert server.command("audit", "verify").returncode == 0
        her.post("/login", {"email": address("Wilhelmina"), "password": PASSWORD}, 401)
