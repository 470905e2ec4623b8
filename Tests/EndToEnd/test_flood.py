"""Many who guess passwords at once, from many addresses, and what those who know theirs notice of it."""

import asyncio
import json
import threading
from collections import Counter

from support.client import PASSWORD, Client, address

ADDRESSES, EACH = 20, 100


async def guess(server, source, email):
    """Tries one password from an address of this machine; the status of the answer."""
    body = json.dumps({"email": email, "password": "not the right one"}).encode()
    head = f"POST /api/v1/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, local_addr=(source, 0))
    try:
        writer.write(head.encode() + body)
        return int((await reader.read()).split()[1])
    finally:
        writer.close()


async def flood(server, email):
    """All at once: half of them at one account, the others at addresses that have none."""
    guesses = [
        guess(server, f"127.0.1.{index + 1}", email if number % 2 else f"nobody-{index}-{number}@example.com")
        for index in range(ADDRESSES) for number in range(EACH)
    ]
    return Counter(await asyncio.gather(*guesses))


def peak_memory(server):
    """In MB."""
    with open(f"/proc/{server.process.pid}/status") as status:
        return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) / 1024


def test_a_flood_of_guesses_holds_up_nobody_who_is_known(make_server):
    server = make_server(limits="on").start()
    ada = Client(server)
    ada.sign_up("Ada")  # her browser is known from now on
    before = peak_memory(server)
    statuses = Counter()
    attack = threading.Thread(target=lambda: statuses.update(asyncio.run(flood(server, address("Ada")))))
    attack.start()
    entered = 0
    while attack.is_alive():
        assert ada.send("GET", "/healthz").status == 200
        ada.post("/login", {"email": address("Ada"), "password": PASSWORD}, 200)
        entered += 1
    attack.join()
    print(statuses, entered, before, peak_memory(server))
    assert entered > 0 and set(statuses) <= {401, 429, 503}, statuses
    assert sum(statuses.values()) == ADDRESSES * EACH and statuses[429] > 0, statuses
    assert peak_memory(server) < before + 200

    stranger = Client(server)
    refused = stranger.post("/login", {"email": address("Ada"), "password": PASSWORD}, 429)
    assert int(refused.headers["Retry-After"]) > 0, "who is not known waits, even with the right password"
    ada.post("/login", {"email": address("Ada"), "password": PASSWORD}, 200)


def looks_up(server, source):
    """What somebody gets who comes by way of a proxy on this machine."""
    return Client(server).send(
        "POST", "/api/v1/invitations/lookup", '{"token": "x"}', {"Content-Type": "application/json", "X-Forwarded-For": source},
    ).status


def test_each_address_has_its_share(make_server):
    server = make_server(limits="visit/address=2/1h", trusted_proxies="127.0.0.1").start()
    for source, statuses in [
        ("192.0.2.1", [410, 410, 429]), ("192.0.2.2", [410, 410, 429]),
        ("2001:db8::1", [410]), ("2001:db8::2", [410]), ("2001:db8::3", [429]), ("2001:db8:0:1::1", [410]),
    ]:
        assert [looks_up(server, source) for _ in statuses] == statuses, source
    assert "TENANTRY_TRUSTED_PROXIES" not in server.log


def test_a_proxy_that_nobody_trusts_is_named_in_the_log(make_server):
    """Whoever claims to have come by way of one is counted as where they come from."""
    server = make_server(limits="visit/address=2/1h").start()
    assert [looks_up(server, f"192.0.2.{number}") for number in range(3)] == [410, 410, 429]
    assert "127.0.0.1" in server.log and "name it in TENANTRY_TRUSTED_PROXIES" in server.log


def test_one_address_gets_no_more_than_its_share(make_server):
    server = make_server(limits="sign-in/address=10/1h").start()
    for number, status in enumerate([401] * 10 + [429] * 3):
        Client(server).post("/login", {"email": f"nobody-{number}@example.com", "password": "x"}, status)
    ada = Client(server)
    ada.sign_up("Ada")
    assert ada.me["user"]["name"] == "Ada", "what does not sign in is not counted with it"
