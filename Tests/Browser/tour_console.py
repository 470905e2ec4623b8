"""The part of the tour that is for those who run the instance: Vera does."""

from factors import enrol
from playwright.sync_api import expect


class ConsoleTour:
    def console(self):
        vera = self.vera
        self.view(self.ben, "/admin", "Not for you")
        yield "console not for you", self.ben.page
        for section, heading in [("organizations", "Organizations"), ("accounts", "Accounts"), ("providers", "Sign-in"), ("outbox", "Messages"), ("audit", "Log"), ("system", "System")]:
            self.in_console(section, heading)
            yield f"console {section}", vera.page
        vera.page.locator("summary").click()
        yield "console system with its table", vera.page
        self.in_console("organizations", "Organizations")
        vera.page.get_by_label("Search").fill("nothing is called like that")
        vera.sees("Nothing matches.")
        yield "console nothing matches", vera.page
        self.in_console("organizations", "Organizations")
        vera.page.get_by_role("button", name="Delete").first.click()
        expect(vera.dialog()).to_be_visible()
        yield "console dialog delete", vera.page
        vera.page.keyboard.press("Escape")
        yield from self.console_organization()
        vera.open(f"/admin/accounts/{self.ada.client.me['user']['id']}")
        vera.sees_heading("Ada")
        yield "console account", vera.page
        yield from self.console_factors()
        vera.open(f"/admin/accounts/{self.ada.client.me['user']['id']}")
        vera.press("Disable")
        expect(vera.dialog("Disable Ada?")).to_be_visible()
        yield "console dialog disable", vera.page
        vera.page.keyboard.press("Escape")
        vera.client.patch("/me", {"language": "de"})
        for section, heading in [("organizations", "Organisationen"), ("accounts", "Konten"), ("providers", "Anmeldung"), ("system", "System")]:
            self.in_console(section, heading)
            yield f"german console {section}", vera.page
        vera.client.patch("/me", {"language": "en"})

    def console_factors(self):
        """Of somebody who has lost them; and what that person sees who has not."""
        lost = self.people("Lotte", **self.options)
        id = lost.client.sign_up("Lotte")["user"]["id"]
        enrol(lost.client)
        self.vera.open(f"/admin/accounts/{id}")
        self.vera.press("Factors are lost")
        expect(self.vera.dialog("Has Lotte lost every second factor?")).to_be_visible()
        yield "console dialog factors", self.vera.page
        self.vera.answers("Factors are lost")
        self.vera.sees("all of which can be removed from")
        yield "console account with lost factors", self.vera.page
        lost.take_session()
        self.view(lost, "/account", "Account")
        lost.sees("I still have one")
        yield "factors that are held for lost", lost.page

    def console_organization(self):
        vera = self.vera
        vera.open(f"/admin/organizations/{self.acme}")
        vera.sees_heading("Acme")
        yield "console organization", vera.page
        for button, dialog in [("Change plan", "plan"), ("Confirm a domain", "confirm domain")]:
            vera.press(button)
            expect(vera.dialog()).to_be_visible()
            yield f"console dialog {dialog}", vera.page
            vera.page.keyboard.press("Escape")

    def in_console(self, section, heading):
        self.vera.open(f"/admin/{section}")
        self.vera.sees_heading(heading)
        expect(self.vera.page.locator("[aria-busy=true]")).to_have_count(0)
