"""The part of the tour that is about signing in with providers elsewhere. What these answer is made up."""

import json

from playwright.sync_api import expect

CHOICES = [{"id": "idp_" + "1" * 26, "kind": "oidc", "name": "Google"}, {"id": "idp_" + "2" * 26, "kind": "github", "name": "Identity Provider of a Department With a Long Name"}]
AT = "2026-03-07T12:00:00.000Z"
IDENTITIES = [{"id": "idn_" + "1" * 26, "provider": CHOICES[0], "email": "somebody.with.a.rather.long.address@department.example.com", "createdAt": AT, "lastUsedAt": None}]


def answered(status=200, **body):
    return lambda route: route.fulfill(status=status, content_type="application/json", body=json.dumps(body))


class ProviderTour:
    def providers(self):
        yield from self.offered(self.visitor)
        yield from self.returned(self.visitor)
        yield from self.linked(self.ada)
        yield from self.provider_settings(self.ada, "/o/acme/settings", "Settings")
        yield from self.provider_settings(self.vera, "/admin/providers", "Sign-in")

    def offered(self, visitor):
        visitor.page.route("**/login/providers/lookup", answered(items=CHOICES))
        for path, heading in (("/login", "Log in"), ("/signup", "Sign up")):
            self.fresh(visitor, path, heading)
            visitor.sees("Continue with Google")
            yield f"{path} with providers", visitor.page
        visitor.page.unroute("**/login/providers/lookup")

    def returned(self, visitor):
        path = f"/login/return/{CHOICES[0]['id']}"
        yield "return without an answer", self.fresh(visitor, path, "Begin again")
        for status, code, heading in [
            (410, "token_invalid", "Begin again"), (403, "provider_refused", "You are not logged in"),
            (403, "identity_not_linked", "No account goes with this"), (409, "identity_taken", "Nothing was linked"),
            (502, "provider_unavailable", "That did not work"),
        ]:
            visitor.page.route("**/login/provider/complete", answered(status, code=code))
            yield f"return {code}", self.fresh(visitor, f"{path}?code=c&state=s", heading)
            assert "?" not in visitor.page.url
            visitor.page.unroute("**/login/provider/complete")
        visitor.page.route("**/login/provider/complete", answered(202, factors=["code", "recoveryCode"]))
        self.fresh(visitor, f"{path}?code=c&state=s", "Log in")
        expect(visitor.page.get_by_label("Code", exact=True)).to_be_focused()
        yield "return second factor", visitor.page
        visitor.page.unroute("**/login/provider/complete")

    def linked(self, ada):
        for items in (IDENTITIES, []):
            ada.page.route("**/me/identities", answered(items=items, providers=CHOICES))
            self.view(ada, "/account", "Account")
            yield f"{len(items)} linked sign-ins", ada.page
            if items:
                ada.page.locator("identity-list").get_by_role("button", name="Remove Google").click()
                expect(ada.dialog("Remove Google?")).to_be_visible()
                yield "dialog remove sign-in", ada.page
                ada.page.keyboard.press("Escape")
            ada.page.unroute("**/me/identities")
        ada.page.route("**/session/proof", answered(means=["provider"]))
        ada.page.route("**/me/identities", lambda route: answered(403, code="proof_required")(route) if route.request.method == "POST" else answered(items=[], providers=CHOICES)(route))
        self.view(ada, "/account", "Account")
        ada.press("Link Google")
        expect(ada.dialog("Confirm it's you")).to_be_visible()
        yield "dialog proof without a password", ada.page
        ada.page.keyboard.press("Escape")
        ada.page.unroute("**/session/proof")
        ada.page.unroute("**/me/identities")

    def provider_settings(self, person, path, heading):
        api = "/admin/providers" if path.startswith("/admin") else f"/organizations/{self.acme}/providers"
        person.client.post(api, {"kind": "github", "name": "GitHub", "clientId": "tenantry", "clientSecret": "a secret"}, 201)
        self.view(person, path, heading)
        yield f"providers at {path}", person.page
        person.press("Add provider")
        yield f"dialog add provider at {path}", person.page
        person.dialog().get_by_role("button", name="Add provider").click()
        expect(person.page.locator("[aria-invalid=true]")).to_have_count(3)
        yield f"dialog add provider with messages at {path}", person.page
        person.dialog().get_by_label("Kind").select_option(label="GitHub")
        yield f"dialog add provider of GitHub at {path}", person.page
        person.page.keyboard.press("Escape")
        for button in ("Edit GitHub", "Delete GitHub"):
            person.press(button)
            expect(person.dialog()).to_be_visible()
            yield f"dialog {button} at {path}", person.page
            person.page.keyboard.press("Escape")
