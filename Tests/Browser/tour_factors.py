"""The part of the tour that is about second factors: Finn gets one, and logs in with it."""

from factors import authenticator, code, enrol, keep_codes
from playwright.sync_api import expect
from support.client import PASSWORD

UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


class FactorTour:
    def factors(self):
        finn = self.people("Finn", **self.options)
        finn.client.sign_up("Finn")
        finn.take_session()
        authenticator(finn)
        yield from self.wanted(finn)
        yield from self.getting(finn)
        finn.loses_session()
        yield from self.giving(finn)

    def wanted(self, finn):
        """By an organization whose owner has one."""
        olga = self.people("Olga", **self.options)
        place = olga.client.sign_up("Olga", organizationName="Strict")["organization"]
        enrol(olga.client)
        olga.client.patch(f"/organizations/{place['id']}", {"factorRequired": True}, 200)
        self.people.add(finn, place["id"], "member", olga)
        self.view(finn, "/o/strict", "Strict wants a second factor")
        yield "factor wanted", finn.page

    def getting(self, finn):
        self.view(finn, "/account", "Account")
        finn.press("Add passkey")
        yield "dialog add passkey", finn.page
        dialog = finn.dialog("Add a passkey")
        dialog.get_by_label("Name").fill(UNBROKEN[:64])
        dialog.get_by_role("button", name="Next").click()
        expect(finn.dialog("Recovery codes")).to_be_visible()
        yield "dialog recovery codes", finn.page
        keep_codes(finn)
        finn.press("Add app")
        yield "dialog add app", finn.page
        finn.dialog("Add an app").get_by_role("button", name="Next").click()
        dialog = finn.dialog("Scan this code")
        dialog.get_by_text("No camera?").click()
        secret = dialog.get_by_label("Enter this key in the app").input_value()
        yield "dialog scan", finn.page
        dialog.get_by_role("textbox", name="Code").fill(code(secret))
        dialog.get_by_role("button", name="Turn on").click()
        finn.is_told("Phone is a second factor now.")
        yield "factors", finn.page
        for button in ("Rename Phone", "Remove Phone", "New recovery codes"):
            finn.press(button)
            expect(finn.dialog()).to_be_visible()
            yield f"dialog {button}", finn.page
            finn.page.keyboard.press("Escape")

    def giving(self, finn):
        finn.open("/login")
        finn.fill(E_mail=finn.email, Password=PASSWORD)
        finn.press("Log in")
        finn.sees("Your browser asks for your passkey next.")
        yield "login passkey", finn.page
        finn.press("Use the app")
        yield "login code", finn.page
        finn.press("Log in")
        expect(finn.page.locator("[aria-invalid=true]")).to_have_count(1)
        yield "login code with a message", finn.page
        finn.press("Use a recovery code")
        yield "login recovery code", finn.page
