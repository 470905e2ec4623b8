"""No answer tells by its time whether an address has an account. Loosely: a difference of half would be heard from afar."""

import http.client
import json
import statistics
import time

from support.client import PASSWORD, Client, address
from support.post import post_office

TRIES = 60


def seconds(connection, server, path, body):
    headers = {"Content-Type": "application/json", "Origin": server.origin}
    start = time.perf_counter()
    connection.request("POST", "/api/v1" + path, json.dumps(body), headers)
    answer = connection.getresponse()
    content = answer.read()
    return time.perf_counter() - start, answer.status, content


def medians(server, path, known, unknown):
    """Of tries that take turns, so that whatever else the machine does falls on both."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    times = {"known": [], "unknown": []}
    answers = {"known": set(), "unknown": set()}
    for number in range(TRIES + 5):
        for name, body in (("known", known(number)), ("unknown", unknown(number))):
            took, status, content = seconds(connection, server, path, body)
            answers[name].add((status, content.split(b'"requestId"')[0]))
            if number >= 5:
                times[name].append(took)
    connection.close()
    assert answers["known"] == answers["unknown"] and len(answers["known"]) == 1
    return statistics.median(times["known"]), statistics.median(times["unknown"])


def assert_alike(server, path, known, unknown):
    """In one of three rounds: what the code does differently shows in all of them, what the machine does in few."""
    rounds = []
    for _ in range(3):
        rounds.append(medians(server, path, known, unknown))
        if max(rounds[-1]) < 1.5 * min(rounds[-1]):
            return
    raise AssertionError([[f"{value * 1000:.2f} ms" for value in pair] for pair in rounds])


def test_log_in_takes_as_long_for_an_address_without_an_account(server):
    for number in range(TRIES + 5):  # too many tries at one address are refused
        Client(server).sign_up(f"Person {number}")
    assert_alike(
        server, "/login",
        lambda number: {"email": address(f"Person {number}"), "password": "not the password"},
        lambda number: {"email": address(f"Nobody {number}"), "password": "not the password"},
    )


def test_so_does_a_password_that_is_asked_for(server):
    for number in range(TRIES + 5):
        Client(server).sign_up(f"Person {number}")
    assert_alike(
        server, "/password/forgot",
        lambda number: {"email": address(f"Person {number}")},
        lambda number: {"email": address(f"Nobody {number}")},
    )


def test_and_one_that_is_asked_for_again_and_again(server):
    Client(server).sign_up("Ada")
    assert_alike(
        server, "/password/forgot", lambda _: {"email": address("Ada")}, lambda _: {"email": address("Nobody")},
    )


PAIRS = 500


def test_so_does_a_sign_up_where_addresses_are_proven_first(make_server, tmp_path):
    """Of a pair of times, one for a taken and one for a free address, which is the longer is a toss: `area` is how often it is the taken
    one's over all pairs of any two (the area under the ROC curve). By chance alone it is within 0.05 of one half in 99 of 100 rounds."""
    with post_office(tmp_path) as post:
        server = make_server(limits="off", **post.settings).start()
        people = [Client(server).sign_up(f"Person {number}") and number for number in range(PAIRS)]
        server.stop()
        server.settings["signup"] = "verified"
        server.start()
        areas = []
        for _ in range(3):
            areas.append(area_of_sign_ups(server, people))
            print(f"area under the curve over {PAIRS} pairs: {areas[-1]:.3f}")
            if abs(areas[-1] - 0.5) <= 0.05:
                return
    raise AssertionError(areas)


def area_of_sign_ups(server, people):
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    times, answers = {"Person": [], "Nobody": []}, set()
    for number in people:
        for name in ("Person", "Nobody") if number % 2 else ("Nobody", "Person"):
            body = {"name": "Eve", "email": address(f"{name} {number}"), "password": PASSWORD}
            took, status, content = seconds(connection, server, "/signup", body)
            answers.add((status, content))
            times[name].append(took)
    connection.close()
    assert answers == {(202, b"")}
    ranked = sorted((took, name) for name, tooks in times.items() for took in tooks)
    ranks = sum(rank for rank, (_, name) in enumerate(ranked, 1) if name == "Person")
    count = len(people)
    return (ranks - count * (count + 1) / 2) / count**2
