"""Secrets of an organization: added, replaced, deleted, and never seen again."""

import json

import pytest
from playwright.sync_api import expect
from support.client import PASSWORD

VALUE = " sk_live_4242424242 "


def secret(person, name):
    return person.page.locator("secret-list tbody tr").filter(has=person.page.get_by_text(name, exact=True))


def add(person, name="Payments", provider="stripe", value=VALUE):
    person.press("Add secret")
    person.fill(Name=name, Provider=provider, Value=value)


def presses(person, name):
    person.dialog().get_by_role("button", name=name, exact=True).click()


def kept(person):
    """Whatever the page holds of a value."""
    return [part for part in ("4242424242", "9876987698") if part in person.page.content() + json.dumps(storage(person))]


def storage(person):
    return person.page.evaluate("() => [{...localStorage}, {...sessionStorage}, location.href, history.state]")


def test_a_secret_is_added_replaced_and_deleted(people):
    ada, ben = people.team("Acme", "/secrets", Ada="owner", Ben="manager")
    ada.sees_heading("Secrets")
    ben.sees_heading("Not for your role")
    ben.sees("does not manage its secrets")
    expect(ben.page.get_by_role("link", name="Secrets", exact=True)).to_have_count(0)
    ada.stamp()
    ada.sees("No secrets yet")
    ada.sees("only its last four characters")

    sent = []
    ada.page.on("request", lambda request: request.method in ("POST", "PUT") and sent.append(json.loads(request.post_data or "{}")))
    add(ada)
    field = ada.page.get_by_label("Value", exact=True)
    expect(field).to_have_attribute("type", "password")
    expect(field).to_have_attribute("autocomplete", "off")
    presses(ada, "Show value")
    expect(field).to_have_attribute("type", "text")
    presses(ada, "Hide value")
    expect(field).to_have_attribute("type", "password")
    presses(ada, "Show value")
    ada.answers("Add secret")
    ada.is_told("Payments was added.")
    assert sent[-1]["value"] == VALUE, "spaces are part of it"
    expect(secret(ada, "Payments")).to_contain_text("not shown", use_inner_text=True)  # it ends in a space
    expect(ada.page.get_by_text("No secrets yet")).to_be_hidden()
    assert kept(ada) == []

    ada.press("Replace Payments")
    expect(ada.dialog("Replace the value of Payments")).to_contain_text("nobody can bring it back")
    ada.fill(Value="sk_live_9876987698")
    ada.answers("Replace value")
    ada.is_told("Payments has a new value.")
    expect(secret(ada, "Payments")).to_contain_text("••••ends in 7698")
    expect(secret(ada, "Payments")).to_contain_text("by Ada")
    assert kept(ada) == []

    ada.press("Delete Payments")
    expect(ada.dialog("Delete Payments?")).to_contain_text("Whatever works with Payments loses its way to stripe at once.")
    ada.answers("Delete secret")
    ada.is_told("Payments was deleted.")
    ada.sees("No secrets yet")
    assert ada.is_same_page()


def test_what_cannot_be_is_said_at_its_field(people):
    (ada,) = people.team("Acme", "/secrets", Ada="owner")
    ada.client.post(f"/organizations/{ada.client.me['organization']['id']}/secrets", {"name": "Payments", "provider": "stripe", "value": "x"}, 201)
    ada.press("Add secret")
    presses(ada, "Add secret")
    ada.sees_error("Name", "Give the secret a name.")
    ada.fill(Name="payments", Provider="Not a key", Value=VALUE)
    presses(ada, "Add secret")
    ada.sees_error("Provider", "Use lower-case letters")
    ada.fill(Provider="stripe", Value="x" * 16_385)
    presses(ada, "Add secret")
    ada.sees_error("Value", "This is too long: use 16384 bytes at most.")
    ada.fill(Value=VALUE)
    presses(ada, "Add secret")
    ada.sees_error("Name", "Another secret has this name.")
    expect(ada.page.get_by_label("Value", exact=True)).to_have_value(VALUE)
    ada.fill(Name="Other payments")
    ada.answers("Add secret")
    ada.is_told("Other payments was added.")


def test_what_has_several_lines_is_not_made_one(people):
    (ada,) = people.team("Acme", "/secrets", Ada="owner")
    ada.press("Add secret")
    paste = """text => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text", text);
      return document.querySelector("#secret-value").dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true, bubbles: true }));
    }"""
    assert ada.page.evaluate(paste, "one line\n") is True
    assert ada.page.evaluate(paste, "-----BEGIN KEY-----\nMIIE\n-----END KEY-----\n") is False
    ada.sees_error("Value", "This has several lines, which this field would join.")
    ada.fill(Value="x")
    expect(ada.page.get_by_label("Value", exact=True)).not_to_have_attribute("aria-invalid", "true")


def test_a_proof_is_asked_for_in_place(people):
    (ada,) = people.team("Acme", "/secrets", Ada="owner")
    people.change("UPDATE session SET proven_at = 1")
    add(ada)
    presses(ada, "Add secret")
    proof = ada.dialog("Confirm it's you")
    proof.get_by_label("Password", exact=True).fill("not the password")
    proof.get_by_role("button", name="Continue").click()
    ada.sees("This is not your password.")
    ada.page.keyboard.press("Escape")
    expect(proof).to_have_count(0)
    expect(ada.page.get_by_label("Value", exact=True)).to_have_value(VALUE)
    presses(ada, "Add secret")
    proof.get_by_label("Password", exact=True).fill(PASSWORD)
    proof.get_by_role("button", name="Continue").click()
    ada.is_told("Payments was added.")
    expect(ada.page.locator("dialog.dialog")).to_have_count(0)


@pytest.mark.parametrize("button", [None, "Show value"], ids=["hidden", "shown"])
def test_a_value_is_not_kept_when_the_session_ends(people, button):
    (ada,) = people.team("Acme", "/secrets", Ada="owner")
    add(ada)
    ada.client.post("/logout", expect=204)
    if button:  # shown at the moment at which another tab finds out
        presses(ada, button)
        ada.watch.excuse("GET /me 401")
        ada.comes_back()
    else:
        presses(ada, "Add secret")
    ada.sees_heading("Log in")
    assert kept(ada) == []
    assert "Payments" in json.dumps(storage(ada)), "what is no secret is"


def test_there_can_be_more_than_a_page(people):
    (ada,) = people.team("Acme", "/secrets", Ada="owner")
    organization = ada.client.me["organization"]["id"]
    for number in range(51):
        fields = {"name": f"Secret {number:02}", "provider": "stripe", "value": "a value"}
        ada.client.post(f"/organizations/{organization}/secrets", fields, 201)
    ada.page.reload()
    ada.sees("1–50 of 51")
    ada.press("Next")
    expect(secret(ada, "Secret 50")).to_be_visible()
    ada.press("Delete Secret 50")
    ada.answers("Delete secret")
    expect(ada.page.locator("secret-list tbody tr")).to_have_count(50)


def test_in_german(people):
    ada = people("Ada")
    slug = ada.client.sign_up("Ada", organizationName="Acme")["organization"]["slug"]
    ada.client.patch("/me", {"language": "de"})
    ada.take_session()
    ada.open(f"/o/{slug}/secrets")
    ada.sees_heading("Geheimnisse")
    ada.sees("Noch keine Geheimnisse")
    for name in ("Zahlungen", "zahlungen"):
        ada.press("Geheimnis hinzufügen")
        ada.fill(Name=name, Anbieter="stripe", Wert="sk_live_4242")
        presses(ada, "Hinzufügen")
        if name == "Zahlungen":
            ada.is_told("Zahlungen wurde hinzugefügt.")
    ada.sees_error("Name", "Ein anderes Geheimnis heißt schon so.")
    ada.answers("Abbrechen")
    expect(secret(ada, "Zahlungen")).to_contain_text("••••endet auf 4242")
