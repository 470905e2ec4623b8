"""Joining by e-mail domain: what DNS says, and what becomes of it."""

import time

import pytest
from support.client import Client
from support.dns import TXT, NameServer

DOMAIN = "bücher.example"
NAME = "_tenantry.xn--bcher-kva.example"


@pytest.fixture
def dns():
    with NameServer() as dns:
        yield dns


@pytest.fixture
def ada(make_server, dns):
    """An owner whose organization has added DOMAIN."""
    ada = Client(make_server("--dns", dns.address).start())
    ada.organization = ada.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    ada.path = f"/organizations/{ada.organization}/domains"
    ada.domain = ada.post(ada.path, {"domain": DOMAIN}, 201).json
    return ada


def check(ada):
    return ada.post(f"{ada.path}/{ada.domain['id']}/check", None, 200).json


def test_the_record_proves_it(ada, dns):
    record = ada.domain["record"]
    assert record == {"name": NAME, "type": "TXT", "value": f"tenantry-organization={ada.organization}"}
    dns.records[NAME] = ["v=spf1 -all", record["value"]]
    checked = check(ada)
    assert checked["proof"] == "dns" and checked["lastCheck"]["finding"] == "found" and checked["provenAt"]
    assert dns.asked == [(NAME, TXT, "udp")]
    assert ada.post(f"{ada.path}/{ada.domain['id']}/check", None, 429).headers["Retry-After"] == "5"
    assert len(dns.asked) == 1, "nobody has it asked all the time"


def test_it_counts_by_way_of_an_alias_and_in_pieces(ada, dns):
    value = ada.domain["record"]["value"]
    dns.records[NAME] = ["x" * 255, [value[:7], "", value[7:]], ["y" * 255, "z" * 255]]
    dns.faults[NAME] = "alias"
    assert check(ada)["proof"] == "dns"
    assert {way for *_, way in dns.asked} == {"udp"}


@pytest.mark.parametrize(
    ("texts", "fault", "finding"),
    [
        (None, None, "absent"), ([], None, "absent"), ([], "alias", "absent"), (["tenantry-organization=org_other"], None, "different"),
        (None, "servfail", "unavailable"), (None, "garbage", "unavailable"), (None, "silent", "unavailable"), (["x" * 255], "truncated", "unavailable"),
    ],
)
def test_anything_else_proves_nothing_and_says_what_it_is(ada, dns, texts, fault, finding):
    if texts is not None:
        dns.records[NAME] = texts
    dns.faults[NAME] = fault
    began = time.monotonic()
    checked = check(ada)
    assert checked["proof"] is None and checked["lastCheck"]["finding"] == finding
    assert time.monotonic() - began < 20, "it is not waited for long"


def test_without_a_server_to_ask_nothing_is_proven(make_server):
    ada = Client(make_server().start())
    ada.organization = ada.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    ada.path = f"/organizations/{ada.organization}/domains"
    ada.domain = ada.post(ada.path, {"domain": DOMAIN}, 201).json
    assert check(ada)["lastCheck"]["finding"] == "unavailable"


@pytest.mark.parametrize("address", ["dns.example.com", "127.0.0.1:0", "127.0.0.1:x", ""])
def test_a_server_that_is_no_address_is_refused_at_start(make_server, address):
    server = make_server("--dns", address).launch()
    assert server.process.wait(20) == 78
    assert "--dns must be the IP address of a DNS server" in server.log
