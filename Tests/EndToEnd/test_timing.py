"""No answer tells by its time whether an address has an account. A sample; `script/soak timing` takes 2,000 pairs of each."""

import os
import statistics

import pytest
from support.client import PASSWORD, address
from support.server import Server, wait_for
from support.sink import mail_sink
from support.timing import Stopwatch, area, limit, times

PAIRS = int(os.environ.get("TENANTRY_PAIRS", 150))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Addresses are proven first, mail is delivered, and each of the people has an account."""
    folder = tmp_path_factory.mktemp("timing")
    with mail_sink(folder) as mail:
        server = Server(folder, limits="off", **mail).start()
        try:
            with Stopwatch(server) as client:
                for number in range(PAIRS):
                    _, (status, body) = client.post("/signup", {"name": "Somebody", "email": address(f"Person {number}"), "password": PASSWORD})
                    assert status == 201, body
            server.stop()
            server.settings["signup"] = "verified"
            yield server.start()
        finally:
            server.end()


def assert_alike(server, path, **fields):
    wait_for(lambda: "waiting" not in server.command("outbox").stdout, "all messages to be sent")
    known, unknown = times(
        server, path,
        lambda number: {"email": address(f"Person {number}")} | fields,
        lambda number: {"email": address(f"Nobody {number}")} | fields,
        PAIRS,
    )
    medians = [f"{statistics.median(took) / 1e6:.3f} ms" for took in (known, unknown)]
    figure = area(known, unknown)
    print(f"POST {path}: area {figure:.3f} over {PAIRS} pairs, at most {limit(PAIRS):.3f}; medians {medians[0]} known, {medians[1]} unknown")
    assert figure <= limit(PAIRS)


def test_log_in(server):
    assert_alike(server, "/login", password="not the password")


def test_a_password_that_is_asked_for(server):
    assert_alike(server, "/password/forgot")


def test_sign_up_where_addresses_are_proven_first(server):
    assert_alike(server, "/signup", name="Eve", password=PASSWORD)
