"""`tenantry audit verify`: what shows that nobody has written to the audit log but the server; and for how long it is kept."""

import re
import sqlite3
from contextlib import closing

import pytest

from support.client import Client, token_in
from support.server import rows, run

TRIGGERS = [
    "audit_event_is_the_next", "audit_event_stays_as_it_is", "audit_detail_stays_as_it_is", "audit_event_stays", "audit_chain_only_grows",
    "audit_chain_stays",
]


@pytest.fixture(params=["running", "stopped"])
def state(request):
    return request.param


@pytest.fixture
def acme(server, client):
    """An organization in which four things have happened."""
    acme = client.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    link = client.invite(acme)["link"]
    Client(server).sign_up("Ben", invitation=token_in(link))
    client.patch(f"/organizations/{acme}", {"name": "Acme & Co"})
    return acme


def tamper(server, *statements):
    """As somebody who can write to the file and has no key."""
    with closing(sqlite3.connect(server.database)) as connection, connection:
        for name in TRIGGERS:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount > 0, statement


def verify(server, state):
    if state == "stopped":
        assert server.stop() == 0
    return server.command("audit", "verify")


def test_a_log_that_is_whole(server, acme, state):
    shown = verify(server, state)
    assert shown.returncode == 0, shown.stderr
    if state == "running":
        server.stop()
    events, chains = rows(server.database, "SELECT (SELECT count(*) FROM audit_event), (SELECT count(*) FROM audit_chain)")[0]
    assert rows(server.database, f"SELECT count(*) FROM audit_event WHERE chain = '{acme}'") == [(4,)]
    assert shown.stdout.splitlines()[0] == f"The audit log is whole: {events} events in {chains} chains."


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE audit_event SET facts = '{{}}' WHERE chain = '{acme}' AND number = 3", "Event 3 of {acme} was changed"),
        ("UPDATE audit_event SET actor = NULL WHERE chain = '{acme}' AND number >= 2", "Event 2 of {acme} was changed"),
        ("DELETE FROM audit_event WHERE chain = '{acme}' AND number = 2", "Event 2 of {acme} is missing"),
        ("DELETE FROM audit_event WHERE chain = '{acme}' AND number = 4", "Event 4 of {acme} is missing"),
        ("UPDATE audit_detail SET content = replace(content, 'Ada', 'Eve') WHERE chain = '{acme}' AND number = 4",
         "Event 4 of {acme} has other names or addresses than it had"),
    ],
)
def test_the_first_event_that_was_touched_is_named(server, acme, state, change, found):
    assert server.stop() == 0
    tamper(server, change.format(acme=acme))
    if state == "running":
        server.start()
    shown = server.command("audit", "verify")
    assert shown.returncode not in (0, None) and shown.stdout == ""
    assert "The audit log is not as it was written." in shown.stderr and found.format(acme=acme) in shown.stderr


def test_what_is_erased_leaves_it_whole(server, acme):
    assert server.stop() == 0
    tamper(server, f"DELETE FROM audit_detail WHERE chain = '{acme}' AND number = 3")
    shown = server.command("audit", "verify")
    assert shown.returncode == 0 and "Names and addresses erased: from 1 event." in shown.stdout


def test_it_goes_on_where_it_was_after_a_crash(server, client, acme):
    server.kill()
    server.start()
    client.patch(f"/organizations/{acme}", {"name": "Acme"})
    shown = server.command("audit", "verify")
    assert shown.returncode == 0, shown.stderr
    numbers = [item["number"] for item in client.get(f"/organizations/{acme}/audit").json["items"]]
    assert numbers == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("days", ["7", "29", "36501", "-30", "30.5", "a month", "never", "∞"])
def test_for_how_long_it_is_kept_is_checked_at_start(tmp_path, days):
    explained = "must be forever, or a number of days from 30 to 36500"
    by_option = run("serve", "--data", tmp_path / "data", f"--audit-days={days}")
    by_variable = run("serve", "--data", tmp_path / "data", audit_days=days)
    for refused, name in ((by_option, "--audit-days"), (by_variable, "TENANTRY_AUDIT_DAYS")):
        assert refused.returncode == 78 and re.search(rf"{name} {explained}", refused.stderr), refused.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("days", ["30", "36500", "forever"])
def test_what_is_young_is_kept(make_server, days):
    server = make_server(audit_days=days).start()
    client = Client(server)
    acme = client.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    server.stop()
    server.start()
    assert [item["action"] for item in client.get(f"/organizations/{acme}/audit").json["items"]] == ["organization.created"]
    assert "Removed because they were old: 0." in server.command("audit", "verify").stdout
