"""What somebody has besides the password: an app, which is `pyotp`, and an authenticator, which Chromium imitates. Nobody here wrote them."""

import time

import pyotp
from playwright.sync_api import expect


def code(secret, steps=0):
    """As the app shows it, or will after so many steps."""
    return pyotp.TOTP(secret).at(time.time() + 30 * steps)


def enrol(client):
    """By way of the API. Answers the key of the app, and the recovery codes."""
    app = client.post("/me/factors", {"name": "Phone"}, 201).json
    confirmed = client.post(f"/me/factors/{app['id']}/confirm", {"code": code(app["secret"])}, 200).json
    return app["secret"], confirmed["recoveryCodes"]


def authenticator(person, verifies=True):
    """Of the person's device, in place of the one before: it can verify its owner, or can't."""
    devtools = person.context.new_cdp_session(person.page)
    devtools.send("WebAuthn.disable")
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": verifies, "isUserVerified": verifies}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"automaticPresenceSimulation": True}})


def keep_codes(person):
    """Answers them."""
    codes = person.dialog("Recovery codes")
    expect(codes.locator("li code")).to_have_count(10)
    shown = codes.locator("li code").all_inner_texts()
    codes.get_by_role("button", name="Copy").click()
    codes.get_by_role("button", name="Done").click()
    return shown
