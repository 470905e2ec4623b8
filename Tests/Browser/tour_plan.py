"""The part of the tour that shows what people see of plan, status and seats."""

from datetime import datetime, timedelta, timezone

from playwright.sync_api import expect


class PlanTour:
    def grant(self, status, **fields):
        """To Acme, by Vera, who runs the instance."""
        self.vera.client.put(f"/admin/organizations/{self.acme}/subscription", {"status": status} | fields, 200)

    def on_trial(self, **fields):
        end = datetime.now(timezone.utc) + timedelta(days=12, hours=1)
        self.grant("trial", trialEndsAt=end.strftime("%Y-%m-%dT%H:%M:%S.000Z"), **fields)

    def plans(self):
        yield from self.trial()
        yield from self.read_only()
        self.grant("active")

    def trial(self):
        ada = self.ada
        taken = ada.client.get(f"/organizations/{self.acme}/subscription").json
        self.on_trial(seats=taken["used"] + taken["pending"])
        yield from self.views(ada, [("/o/acme", "Acme"), ("/o/acme/members", "Members"), ("/o/acme/settings", "Settings")])
        self.view(ada, "/o/acme/members", "Members")
        dialog = ada.invite_dialog()
        dialog.get_by_label("E-mail addresses").fill("one.too.many@example.com")
        dialog.get_by_role("button", name="Invite", exact=True).click()
        ada.sees("All seats are taken.")
        yield "dialog invite without a seat", ada.page
        dialog.get_by_label("E-mail addresses").fill("one.too.many@example.com two.too.many@example.com")
        dialog.get_by_role("button", name="Invite 2 people").click()
        expect(ada.dialog("0 of 2 invited")).to_be_visible()
        yield "dialog invite results without seats", ada.page
        ada.press("Edit the others")
        ada.dialog().get_by_text("By link", exact=True).click()
        yield "dialog invite by link without a seat", ada.page
        ada.page.keyboard.press("Escape")
        self.on_trial(seats=taken["used"])  # not even the one that her own invitation holds
        self.closed_to_eve("no seat left")
        yield "invite without a seat", self.eve.page

    def read_only(self):
        self.grant("past_due")
        yield from self.views(self.ben, [("/o/acme", "Acme"), ("/o/acme/settings", "Not for your role")])
        self.grant("canceled")
        yield from self.views(self.ada, [
            ("/o/acme", "Acme"), ("/o/acme/members", "Members"), ("/o/acme/roles", "Roles"), ("/o/acme/secrets", "Secrets"), ("/o/acme/settings", "Settings"),
        ])
        self.closed_to_eve("read-only")
        yield "invite to what is read-only", self.eve.page
        self.ada.client.patch("/me", {"language": "de"})
        for path in ("/o/acme/members", "/o/acme/settings"):
            self.ada.open(path)
            expect(self.ada.page.get_by_role("region", name="Tarif")).to_be_visible()
            self.loaded(self.ada.page)
            yield f"german {path} read-only", self.ada.page
        self.ada.client.patch("/me", {"language": "en"})

    def closed_to_eve(self, words):
        self.fresh(self.eve, self.open, "Join Acme")
        self.eve.press("Accept")
        expect(self.eve.page.get_by_role("alert")).to_contain_text(words)
