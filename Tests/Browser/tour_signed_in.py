"""The part of the tour that is for those who are signed in."""

from playwright.sync_api import expect

LONG = "The Extraordinarily Long-Named Society for the Advancement of Organizations"
UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


class SignedInTour:
    def signed_in(self):
        yield from self.views(self.ada, [
            ("/o/acme", "Acme"), ("/o/acme/members", "Members"), ("/o/acme/roles", "Roles"), ("/o/acme/secrets", "Secrets"), ("/o/unbroken/secrets", "Secrets"), ("/o/acme/api-keys", "API keys"), ("/o/unbroken/api-keys", "API keys"), ("/o/acme/audit", "Audit log"), ("/o/acme/settings", "Settings"), ("/account", "Account"),
            ("/organizations/new", "Create organization"), ("/o/nobodys", "No such organization"), ("/o/acme/nowhere", "Page not found"),
            ("/o/long", LONG), ("/o/long/members", "Members"), ("/o/unbroken", UNBROKEN), ("/o/unbroken/settings", "Settings"),
            (self.home, "Ada"), (self.home + "/members", "Members"), (self.home + "/settings", "Settings"),
        ])
        yield from self.views(self.ben, [("/o/acme", "Acme"), ("/o/acme/members", "Members"), ("/o/acme/settings", "Not for your role")])
        yield from self.views(self.vera, [("/o/acme/members", "Members"), ("/o/acme/audit", "Not for your role"), ("/account", "Account")])
        yield from self.views(self.eve, [("/", "Eve"), ("/account", "Account")])
        yield from self.surroundings(self.ada)
        yield from self.lists(self.ada)
        yield from self.events(self.ada)
        yield from self.inviting(self.ada)
        yield from self.dialogs(self.ada)
        yield from self.secrets(self.ada)
        yield from self.keys(self.ada)
        yield from self.address(self.ada)
        yield from self.refusals(self.ada)

    def views(self, person, stops):
        for path, heading in stops:
            self.view(person, path, heading)
            yield f"{person.name} {path} {heading}", person.page

    def view(self, person, path, heading):
        person.open(path)
        person.sees_heading(heading)
        self.loaded(person.page)

    def loaded(self, page):
        """Lists load on their own."""
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        for name in ("member-list", "invitation-list", "secret-list", "api-key-list", "audit-log", "session-list"):
            expect(page.locator(f"{name}:not(:has(:is(tr[data-id], li, .empty:not([hidden]))))")).to_have_count(0)

    def surroundings(self, person):
        self.view(person, "/o/acme", "Acme")
        person.show_sidebar()
        yield "sidebar", person.page
        person.open_switcher()
        yield "switcher", person.page
        person.page.keyboard.type("nothing like it")
        person.sees("No organization matches.")
        yield "switcher without a match", person.page
        person.page.keyboard.press("Escape")
        person.page.route("**/api/v1/me", lambda route: route.fulfill(status=500, body='{"requestId": "req_1"}'))
        person.open("/o/acme")
        person.sees_heading("This did not load")
        yield "not loaded", person.page
        person.page.unroute("**/api/v1/me")

    def lists(self, person):
        self.view(person, "/o/acme/members", "Members")
        person.page.get_by_label("Search members").fill("nobody at all")
        person.sees("No member matches.")
        yield "members without a match", person.page
        self.view(person, "/o/acme/members", "Members")
        menu = person.role_menu("Ben")
        expect(menu).to_be_visible()
        yield "role menu", person.page
        person.page.keyboard.press("Escape")
        for status in ("Expired", "Revoked", "All"):
            person.page.locator(".tabs").get_by_text(status, exact=True).click()
            self.loaded(person.page)
            yield f"invitations {status}", person.page
        self.view(person, "/o/long/members", "Members")
        person.sees("No invitation is waiting.")
        yield "no invitations", person.page

    def events(self, person):
        self.view(person, "/o/acme/audit", "Audit log")
        for number in range(4):
            person.page.get_by_role("button", name="Details of event").nth(number).click()
        yield "events opened", person.page
        person.press("Export")
        yield "export menu", person.page
        person.page.keyboard.press("Escape")
        person.page.locator("[data-act=actor]").first.click()
        expect(person.page.get_by_role("button", name="Only what Ada did")).to_be_focused()
        self.loaded(person.page)
        yield "events of one person", person.page
        self.view(person, "/o/acme/audit?to=2020-01-01", "Audit log")
        yield "no events", person.page
        self.view(person, "/o/unbroken/audit", "Audit log")
        person.page.get_by_role("button", name="Details of event").click()
        yield "event of a long name", person.page

    def inviting(self, person):
        self.view(person, "/o/acme/members", "Members")
        dialog = person.invite_dialog()
        yield "dialog invite by mail", person.page
        addresses = dialog.get_by_label("E-mail addresses")
        addresses.fill("nobody, nor@this@that")
        dialog.get_by_role("button", name="Invite 2 people").click()
        person.sees("Not an e-mail address")
        yield "dialog invite with a message", person.page
        addresses.fill("a-very-long-address-of-somebody@department.example.com ben@example.com x@example.com")
        dialog.get_by_role("button", name="Invite 3 people").click()
        expect(person.dialog("2 of 3 invited")).to_be_visible()
        yield "dialog invite results", person.page
        person.answers("Done")
        self.loaded(person.page)
        person.invite_dialog().get_by_text("By link", exact=True).click()
        yield "dialog invite by link", person.page
        person.dialog().get_by_role("button", name="Create link").click()
        expect(person.page.get_by_role("img", name="QR code")).to_be_visible()
        yield "dialog link", person.page
        person.answers("Done")

    def dialogs(self, person):
        self.view(person, "/o/acme/members", "Members")
        for name, button in (("revoke", "Revoke invitation link"), ("new link", "New link in place of this one"), ("remove", "Remove Ben"), ("last owner", "Leave")):
            person.page.get_by_role("button", name=button, exact=True).first.click()
            expect(person.dialog()).to_be_visible()
            yield f"dialog {name}", person.page
            person.page.keyboard.press("Escape")
        person.choose_role("Ben", "Owner")
        expect(person.dialog("Make Ben an owner?")).to_be_visible()
        yield "dialog owner", person.page
        person.page.keyboard.press("Escape")
        person.choose_role("Ben", "Manager")
        person.is_told("Ben is now Manager.")
        yield "members notice", person.page
        self.view(person, "/o/acme/roles", "Roles")
        person.page.locator("summary").first.click()
        yield "role opened", person.page
        for name, button in (("new role", "New role"), ("edit role", "Edit Bookkeeper"), ("delete role", "Delete Bookkeeper")):
            person.press(button)
            expect(person.dialog()).to_be_visible()
            yield f"dialog {name}", person.page
            person.page.keyboard.press("Escape")
        self.view(person, "/account", "Account")
        person.press("Sign out others")
        yield "dialog sign out others", person.page
        person.page.keyboard.press("Escape")
        person.press("Delete for good Old Acme")
        yield "dialog erase", person.page
        person.page.keyboard.press("Escape")
        person.press("Delete account")
        expect(person.dialog("These organizations need you")).to_be_visible()
        yield "dialog organizations that need one", person.page
        self.view(self.eve, "/account", "Account")
        self.eve.press("Delete account")
        expect(self.eve.dialog("Delete your account?")).to_be_visible()
        yield "dialog delete account", self.eve.page
        self.eve.page.keyboard.press("Escape")
        self.view(person, "/o/unbroken/settings", "Settings")
        for button in ("Transfer ownership", "Delete organization"):
            person.press(button)
            expect(person.dialog()).to_be_visible()
            yield f"dialog {button}", person.page
            person.dialog().locator("button:not([type])").click()
            expect(person.page.locator("[aria-invalid=true]")).to_have_count(1)
            yield f"dialog {button} with a message", person.page
            person.page.keyboard.press("Escape")
        self.view(person, "/o/acme/settings", "Settings")
        person.fill(Accent_colour="#ffff00")
        yield "settings with a colour", person.page
        person.fill(Accent_colour="yellow")
        person.press("Save appearance")
        expect(person.page.locator("[aria-invalid=true]")).to_have_count(1)
        yield "settings with a message", person.page
        self.view(person, "/o/acme/settings", "Settings")
        for button in ("Add domain", "Change role example.net", "Remove example.net"):
            person.press(button)
            expect(person.dialog()).to_be_visible()
            yield f"dialog {button}", person.page
            person.page.keyboard.press("Escape")
        self.view(person, "/o/acme/settings", "Settings")
        person.press("Transfer ownership")
        person.fill(E_mail_of_a_member="ben@example.com")
        person.press("Next")
        expect(person.dialog("Make Ben owner in your place?")).to_be_visible()
        yield "dialog transfer confirmed", person.page
        person.page.keyboard.press("Escape")
        self.view(self.eve, "/account", "Account")
        self.eve.page.get_by_role("button", name="Decline").click()
        yield "dialog decline", self.eve.page
        self.eve.page.keyboard.press("Escape")
        self.view(self.ben, "/o/acme/members", "Members")
        self.ben.press("Leave")
        yield "dialog leave", self.ben.page
        self.ben.page.keyboard.press("Escape")

    def secrets(self, person):
        self.view(person, "/o/acme/secrets", "Secrets")
        for name, button in (("add secret", "Add secret"), ("replace secret", "Replace Payments"), ("delete secret", f"Delete {UNBROKEN}")):
            person.press(button)
            expect(person.dialog()).to_be_visible()
            yield f"dialog {name}", person.page
            person.page.keyboard.press("Escape")
        person.press("Add secret")
        person.dialog().get_by_role("button", name="Add secret").click()
        expect(person.page.locator("[aria-invalid=true]")).to_have_count(3)
        yield "dialog add secret with messages", person.page
        person.dialog().get_by_role("button", name="Show value").click()
        person.fill(Value=UNBROKEN * 3)
        yield "dialog add secret with a value shown", person.page
        person.page.keyboard.press("Escape")

    def keys(self, person):
        for path, heading in (("/o/acme/api-keys", "API keys"), ("/account", "Account")):
            self.view(person, path, heading)
            person.page.locator("api-key-list summary").first.click()
            yield f"what a key may at {path}", person.page
            person.press(f"Revoke {UNBROKEN}")
            expect(person.dialog(f"Revoke {UNBROKEN}?")).to_be_visible()
            yield f"dialog revoke key at {path}", person.page
            person.page.keyboard.press("Escape")
            person.page.locator("#make-api-key").click()
            expect(person.dialog("New API key")).to_be_visible()
            yield f"dialog new key at {path}", person.page
            person.dialog().get_by_role("button", name="New key").click()
            expect(person.page.locator("[aria-invalid=true]")).to_have_count(1)
            person.dialog().get_by_label("Name", exact=True).fill(f"{UNBROKEN} again")
            person.dialog().get_by_role("button", name="New key").click()
            person.sees("Choose at least one permission.")
            yield f"dialog new key with a message at {path}", person.page
            person.dialog().get_by_label("See members").check()
            person.dialog().get_by_role("button", name="New key").click()
            expect(person.page.locator("#key-secret")).to_be_visible()
            yield f"dialog key shown at {path}", person.page
            person.press("Done")
            expect(person.page.locator("dialog.dialog")).to_have_count(0)

    def address(self, person):
        self.view(person, "/account", "Account")
        person.press("Change address")
        dialog = person.dialog("Change your address")
        yield "dialog address", person.page
        dialog.get_by_label("New address").fill(person.email)
        dialog.get_by_role("button", name="Send link").click()
        person.sees("This is the address of your account already.")
        yield "dialog address with a message", person.page
        person.page.route("**/api/v1/email", lambda route: route.fulfill(status=403, body='{"code": "proof_required"}'))
        dialog.get_by_label("New address").fill(f"{UNBROKEN[:60].lower()}@{UNBROKEN[:60].lower()}.example.com".replace("ä", "ae"))
        dialog.get_by_role("button", name="Send link").click()
        expect(person.dialog("Confirm it's you")).to_be_visible()
        yield "dialog address wants proof", person.page
        person.page.keyboard.press("Escape")
        person.page.unroute("**/api/v1/email")
        dialog.get_by_role("button", name="Send link").click()
        person.sees("waits to be confirmed")
        yield "address that waits", person.page
        person.press("Change address")
        yield "dialog address in place of another", person.page
        person.page.keyboard.press("Escape")

    def refusals(self, person):
        self.view(person, "/o/acme/settings", "Settings")
        person.fill(Web_address="long")
        person.press("Save changes")
        person.sees_error("Web address", "This web address is taken.")
        yield "settings refused", person.page
        self.view(person, "/account", "Account")
        person.fill(Current_password="not this", New_password="password1234")
        person.press("Change password")
        expect(person.page.locator("#change-password [aria-invalid=true]").first).to_be_visible()
        yield "password refused", person.page

    def german_views(self):
        page = self.ada.page
        for path in ("/o/acme", "/o/acme/members", "/o/acme/secrets", "/o/long/secrets", "/o/acme/api-keys", "/o/long/api-keys", "/o/acme/audit", "/o/acme/settings", "/account", "/organizations/new", "/o/long"):
            self.ada.open(path)
            expect(page.locator("html")).to_have_attribute("lang", "de")
            expect(page.locator("main")).to_have_attribute("aria-busy", "false")
            self.loaded(page)
            yield f"german {path}", page
        self.ada.open("/o/acme/secrets")
        self.loaded(page)
        for name, control in (("add secret", "#add-secret"), ("replace secret", "[data-act=replace]"), ("delete secret", "[data-act=delete]")):
            page.locator(control).first.click()
            yield f"german {name}", page
            page.keyboard.press("Escape")
        self.ada.open("/o/acme/api-keys")
        self.loaded(page)
        for name, control in (("new key", "#make-api-key"), ("revoke key", "[data-act=revoke]")):
            page.locator(control).first.click()
            yield f"german {name}", page
            page.keyboard.press("Escape")
        self.ada.open("/o/acme/members")
        expect(page.locator("main")).to_have_attribute("aria-busy", "false")
        self.loaded(page)
        for name, control in (("role menu", "[data-act=role]"), ("remove", "[data-act=remove]"), ("invite", "#invite-people")):
            page.locator(control).last.click()
            yield f"german {name}", page
            if name != "invite":
                page.keyboard.press("Escape")
        page.locator("#invite-kind-link").check(force=True)
        yield "german invite by link", page
