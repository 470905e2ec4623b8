"""Joining by the domain of one's address: proven by a record in DNS, offered on the account page."""

import pytest
from playwright.sync_api import expect
from support.dns import NameServer
from support.server import Server

NAME = "_tenantry.example.com"


@pytest.fixture
def dns():
    with NameServer() as dns:
        yield dns


@pytest.fixture
def server(tmp_path, dns):
    server = Server(tmp_path, dns=dns.address).start()
    yield server
    server.end()


def listed(person):
    return person.page.locator("domain-list li")


def ask_for(person, domain, role="Member"):
    person.press("Add domain")
    person.dialog().get_by_label("Domain").fill(domain)
    person.dialog().get_by_label("Role of those who join").select_option(label=role)
    person.dialog().get_by_role("button", name="Add domain").click()


def check_again(person):
    """Once more than five seconds have passed, since DNS is asked no sooner."""
    person.page.wait_for_timeout(5_100)
    person.press("Check now example.com")


def test_a_domain_is_proven_and_somebody_joins_by_it(people, dns):
    ada, ben = people.team("Acme", "/settings", Ada="owner", Ben="member")
    eve = people("Eve")
    eve.client.sign_up("Eve")
    expect(ben.page.locator("domain-list")).to_have_count(0)

    ada.sees("Nobody can join by the domain of their address.")
    ask_for(ada, " Example.com. ", "Viewer")
    ada.is_told("example.com was added. Nobody can join by it before it is proven.")
    expect(listed(ada)).to_contain_text("not proven")
    expect(listed(ada)).to_contain_text("Joins as Viewer")
    expect(ada.page.get_by_label("Name of the record")).to_have_value(NAME)
    value = ada.page.get_by_label("Value of the record").input_value()
    assert value.startswith("tenantry-organization=org_")

    ada.press("Check now example.com")
    ada.is_told("There is no record for example.com yet.")
    expect(ada.page.get_by_role("button", name="Check now example.com")).to_be_focused()
    dns.records[NAME] = ["tenantry-organization=org_of_somebody_else"]
    check_again(ada)
    ada.is_told("There is another record for example.com")
    dns.faults[NAME] = "servfail"
    check_again(ada)
    ada.is_told("DNS gave no answer about example.com.")
    dns.faults.clear()
    dns.records[NAME].append(value)
    check_again(ada)
    ada.is_told("The record is there: example.com is proven.")
    expect(ada.page.get_by_label("Value of the record")).to_have_count(0)
    ada.press("Change role example.com")
    ada.dialog().get_by_label("Role of those who join").select_option(label="Member")
    ada.answers("Change role")
    expect(listed(ada)).to_contain_text("Joins as Member")

    eve.take_session()
    eve.open("/account")
    eve.sees_heading("Account")
    expect(eve.page.get_by_role("heading", name="You can join")).to_be_hidden()
    people.change("UPDATE account SET email_verified_at = 1 WHERE name = 'Eve'")
    eve.open("/account")
    eve.sees_heading("Account")
    eve.sees("Your address at example.com lets you join Acme as Member.")
    eve.press("Join Acme")
    eve.is_told("Welcome to Acme.")
    eve.sees_heading("Acme")

    ada.press("Remove example.com")
    expect(ada.dialog("Remove example.com?")).to_contain_text("Whoever has joined stays a member.")
    ada.answers("Remove domain")
    ada.is_told("example.com was removed.")
    expect(listed(ada)).to_have_count(0)
    assert ada.members() == ["Ada", "Ben", "Eve"]
    ada.follow("Audit log")
    ada.sees_heading("Audit log")
    ada.sees("Eve joined as Member, by an address at example.com")


def test_what_is_refused_is_told_at_its_field(people):
    (ada,) = people.team("Acme", "/settings", Ada="owner")
    for domain, message in (
        ("", "Enter a domain, such as example.com."), ("ada@example.com", "Enter a domain, such as example.com."),
        ("gmail.com", "Anyone can have an address there"),
    ):
        ask_for(ada, domain)
        expect(ada.dialog()).to_contain_text(message)
        ada.answers("Cancel")
    ask_for(ada, "example.com")
    ada.is_told("example.com was added.")
    ask_for(ada, "example.com")
    expect(ada.dialog()).to_contain_text("This domain is in the list already.")
    roles = ada.dialog().get_by_label("Role of those who join").locator("option").all_text_contents()
    assert roles == ["Member", "Viewer"]
