"""Every page and every state of one that looks different, in an instance where something is going on."""

import json

from playwright.sync_api import expect
from support.client import PASSWORD, Client, token_in
from tour_console import ConsoleTour
from tour_factors import FactorTour
from tour_plan import PlanTour
from tour_providers import ProviderTour
from tour_signed_in import LONG, UNBROKEN, SignedInTour

GARBAGE = "A" * 43
NEW_ADDRESS = "somebody.with.a.rather.long.address@another-department.example.com"

#: What the server refuses in the course of the tour, and no more.
REFUSED = {
    "GET /there/is/nothing 404", "GET /me 500", "POST /login 401", "POST /password/reset 410", "POST /invitations/lookup 410",
    "POST /invitations/lookup 500", "POST /invitations/accept 403", "POST /invitations/accept 409", "POST /email/lookup 410", "POST /email/verify 403",
    "POST /email/verify 409", "POST /email/verify 410", "POST /signup/confirm 410", "POST /signup/confirm 422", "POST /setup/lookup 410", "PUT /email 403", "PUT /email 422",
    "PATCH /organizations/* 409", "POST /organizations/*/invitations 409", "POST /organizations/*/api-keys 422", "POST /me/api-keys 422",
    "PUT /password 422", "POST /login/provider/complete 403", "POST /login/provider/complete 409", "POST /login/provider/complete 410",
    "POST /login/provider/complete 502", "POST /me/identities 403",
}


def answered(**answer):
    """In place of the server."""
    return lambda route: route.fulfill(**answer)


class Tour(SignedInTour, FactorTour, ProviderTour, PlanTour, ConsoleTour):
    """Ada owns Acme; Ben is a member, Vera a viewer, Eve in no team; there are invitations in every state. `stops` leads
    a person to each page."""

    def __init__(self, people, server, **options):
        self.people, self.server, self.options = people, server, options
        self.ada, self.ben, self.vera, self.eve = (people(name, **options) for name in ("Ada", "Ben", "Vera", "Eve"))
        self.visitor = people("Visitor", **options)
        me = self.ada.client.sign_up("Ada", organizationName="Acme")
        self.acme = me["organization"]["id"]
        self.home = next(f"/o/{one['slug']}" for one in me["organizations"] if one["kind"] == "personal")
        for person, role in ((self.ben, "member"), (self.vera, "viewer")):
            person.client.sign_up(person.name)
            people.add(person, self.acme, role, self.ada)
        self.eve.client.sign_up("Eve")
        Client(self.server, User_Agent="curl/8.5").log_in("Ada")  # a second session
        self.ada.client.put("/session/organization", {"organizationId": self.acme})
        self.make_invitations()
        for person in (self.ada, self.ben, self.vera, self.eve):
            person.take_session()
        self.ada.client.post("/organizations", {"name": LONG, "slug": "long"})
        self.ada.client.post("/organizations", {"name": UNBROKEN, "slug": "unbroken"})
        for name, rank, permissions in (("Bookkeeper", 30, ["organization.read", "billing.manage"]), (UNBROKEN, 90, [])):
            self.ada.client.post(f"/organizations/{self.acme}/roles", {"name": name, "rank": rank, "permissions": permissions}, 201)
        for name in ("Old Acme", LONG + " of Yore"):
            deleted = self.ada.client.post("/organizations", {"name": name}).json["id"]
            self.ada.client.delete(f"/organizations/{deleted}")
        for person in (self.ada, self.vera):
            person.client.post("/email/resend")
        people.change("UPDATE email_verification SET proves_address = 1 WHERE account_id = (SELECT id FROM account WHERE name = 'Vera')")
        people.change("UPDATE account SET email_verified_at = 1 WHERE name = 'Eve'")
        people.change("UPDATE account SET is_operator = 1 WHERE name = 'Vera'")
        people.change("UPDATE invitation SET expires_at = created_at + 1 WHERE maximum_uses = 77")
        self.ada.client.post(f"/organizations/{self.acme}/domains", {"domain": "example.com"}, 201)
        people.change("UPDATE joining_domain SET proof = 'operator', proven_at = 1")  # so Eve can join
        for person in people.all:
            person.watch.excuse(*REFUSED)

        for domain in ("example.net", f"{'long-' * 11}domain.example"):
            self.ada.client.post(f"/organizations/{self.acme}/domains", {"domain": domain, "role": "viewer"}, 201)
        for name, provider in (("Payments", "stripe"), (UNBROKEN, UNBROKEN[:64].lower().replace("ä", "a"))):
            fields = {"name": name, "provider": provider, "value": "sk_live_4242424242"}
            self.ada.client.post(f"/organizations/{self.acme}/secrets", fields, 201)
        for path in (f"/organizations/{self.acme}/api-keys", "/me/api-keys"):
            for name, permissions in (("Deployment", ["members.read"]), (UNBROKEN, ["invitations.manage", "audit.read"]), ("Old", ["records.read"])):
                key = self.ada.client.post(path, {"name": name, "permissions": permissions, "expiresAt": "2080-01-01"}, 201).json
            self.ada.client.delete(f"{path}/{key['id']}")

    def make_invitations(self):
        invite = lambda **fields: self.ada.client.invite(self.acme, **fields)  # noqa: E731
        self.used, self.open, self.old = (invite(maxUses=uses)["link"] for uses in (1, 5, 77))
        self.limited = invite(domains=["example.org", "example.net"], maxUses=3)["link"]
        revoked = invite(role="viewer")
        self.revoked = revoked["link"]
        self.ada.client.delete(f"/organizations/{self.acme}/invitations/{revoked['id']}")
        carl = Client(self.server)
        carl.sign_up("Carl")
        self.accepted = invite(kind="email", email="carl@example.com")["link"]
        carl.post("/invitations/accept", {"token": token_in(self.accepted)})
        dora = Client(self.server)
        dora.sign_up("Dora", invitation=token_in(self.used))
        self.mailed = invite(kind="email", email="somebody.with.a.rather.long.address@department.example.com", role="admin")["link"]
        invite(kind="email", email="eve@example.com", role="manager")

    def stops(self):
        """Pairs of a name and the page that shows it."""
        yield from self.entry()
        yield from self.docs()
        yield from self.forms()
        yield from self.password()
        yield from self.confirmation()
        yield from self.another_address()
        yield from self.confirmed_sign_up()
        yield from self.setups()
        yield from self.invitations()
        yield from self.signed_in()
        yield from self.factors()
        yield from self.providers()
        yield from self.plans()
        yield from self.acting()
        yield from self.console()
        yield from self.german()

    def acting(self):
        """Vera, who runs the instance, as Ada."""
        vera, ada = self.vera, self.ada.client.me["user"]["id"]
        vera.client.post("/session/proof", {"password": PASSWORD})  # with a new token
        vera.client.post(f"/admin/accounts/{ada}/impersonate", {"reason": "A ticket", "writes": True}, 201)
        vera.take_session()
        yield from self.views(vera, [("/o/acme", "Acme"), ("/o/acme/members", "Members"), ("/account", "Account")])
        vera.client.post("/session/impersonation/end")
        vera.take_session()

    def fresh(self, person, path, heading):
        """Opens it as if nothing had been opened before."""
        person.open("about:blank")
        person.open(path)
        person.sees_heading(heading)
        return person.page

    def entry(self):
        for path, heading in [
            ("/login", "Log in"), ("/login?next=%2Finvite", "Log in"), ("/signup", "Sign up"), ("/forgot-password", "Forgot password"),
            ("/there/is/nothing", "Page not found"),
        ]:
            yield f"{path} {heading}", self.fresh(self.visitor, path, heading)
        for path in ("/login", "/signup"):
            self.fresh(self.ben, path, "Log in" if path == "/login" else "Sign up")
            self.ben.sees("Signed in as")
            yield f"{path} signed in", self.ben.page

    def docs(self):
        for person in (self.visitor, self.ada):
            page = self.fresh(person, "/docs#getOrganizationsOrganizationMembers", "API")
            person.sees("Try it out")
            yield f"/docs {person.name}", page
            page.get_by_role("button", name="Send request").click()
            person.sees("This belongs to the path.")
            yield f"/docs {person.name} with messages", page
        page = self.fresh(self.ada, "/docs#getMe", "API")
        page.get_by_role("button", name="Send request").click()
        self.ada.sees("200 OK, in")
        yield "/docs with an answer", page

    def forms(self):
        visitor = self.visitor
        self.fresh(visitor, "/signup", "Sign up")
        visitor.press("Sign up")
        visitor.sees("Enter your name.")
        visitor.fill(Password="correct horse")
        visitor.press("Show password")
        yield "signup with messages", visitor.page
        visitor.page.route("**/api/v1/signup", lambda route: route.fulfill(status=202))
        visitor.fill(Name="Visitor", E_mail=visitor.email, Password="seven pelicans over warm water")
        visitor.press("Sign up")
        visitor.sees_heading("Check your mail")
        yield "signup check mail", visitor.page
        visitor.page.unroute("**/api/v1/signup")
        visitor.log_in("not the password")
        visitor.sees("is not correct")
        yield "login refused", visitor.page
        self.fresh(visitor, "/forgot-password", "Forgot password")
        visitor.fill(E_mail="nobody@example.com")
        visitor.press("Request link")
        visitor.sees_heading("Link requested")
        yield "forgot-password sent", visitor.page

    def password(self):
        visitor = self.visitor
        yield "reset incomplete", self.fresh(visitor, "/reset-password", "This link is incomplete")
        yield "reset", self.fresh(visitor, "/reset-password#" + GARBAGE, "Choose a new password")
        visitor.fill(New_password="seven pelicans over warm water")
        visitor.press("Change password")
        visitor.sees_heading("This link no longer works")
        yield "reset over", visitor.page
        self.fresh(visitor, "/reset-password#" + GARBAGE, "Choose a new password")
        visitor.page.route("**/api/v1/password/reset", lambda route: route.fulfill(status=204))
        visitor.fill(New_password="seven pelicans over warm water")
        visitor.press("Change password")
        visitor.sees_heading("Password changed")
        yield "reset done", visitor.page

    def confirmation(self):
        ada, ben, vera = self.ada, self.ben, self.vera
        yield "verify incomplete", self.fresh(self.visitor, "/verify-email", "This link is incomplete")
        yield "verify over signed out", self.fresh(self.visitor, "/verify-email#" + GARBAGE, "This link no longer works")
        yield "verify signed out", self.fresh(self.visitor, self.server.mailed_link("email-verification", ada.email), "Confirm your address")
        yield "verify of another", self.fresh(ben, self.server.mailed_link("email-verification", ada.email), "Confirm your address")
        yield "verify", self.fresh(ada, self.server.mailed_link("email-verification", ada.email), "Confirm your address")
        ada.press("Confirm this address")
        ada.sees_heading("This link proves nothing")
        yield "verify proves nothing", ada.page
        yield "verify over", self.fresh(ben, "/verify-email#" + GARBAGE, "This link no longer works")
        ben.press("Send a new link")
        ben.sees_heading("A new link is made")
        yield "verify sent", ben.page
        self.fresh(vera, self.server.mailed_link("email-verification", vera.email), "Confirm your address")
        vera.press("Confirm this address")
        vera.sees_heading("Your address is confirmed")
        yield "verify done", vera.page
        yield "verify over and confirmed", self.fresh(vera, "/verify-email#" + GARBAGE, "This link no longer works")

    def another_address(self):
        """Vera's; nobody here gets it in the end, so that she stays who she is."""
        ben, vera = self.ben, self.vera
        vera.client.put("/email", {"email": NEW_ADDRESS})
        link = self.server.mailed_link("email-change", NEW_ADDRESS)
        yield "change signed out", self.fresh(self.visitor, link, "Change your address")
        self.fresh(ben, link, "Change your address")
        ben.press("Change the address")
        ben.sees_heading("This link no longer works")
        yield "change of another", ben.page
        for status, heading in ((409, "This address is taken"), (204, "Your address was changed")):
            yield f"change {status}", self.fresh(vera, link, "Change your address")
            vera.page.route("**/email/verify", answered(status=status, body='{"code": "email_taken"}'))
            vera.press("Change the address")
            vera.sees_heading(heading)
            yield f"change {heading}", vera.page
            vera.page.unroute("**/email/verify")

    def confirmed_sign_up(self):
        """As where accounts start with a link; this server sends none."""
        preview = json.dumps({"purpose": "signup", "email": NEW_ADDRESS})
        for person in (self.visitor, self.ben):
            person.page.route("**/email/lookup", answered(body=preview))
            yield f"sign-up of {person.name}", self.fresh(person, "/verify-email#" + GARBAGE, "Finish signing up")
            person.page.unroute("**/email/lookup")
        visitor = self.visitor
        wrong = json.dumps({"errors": [{"field": "password", "message": "is not the one that was chosen when signing up"}]})
        for status, answer, text in ((422, wrong, "This is not the password"), (410, '{"code": "invitation_expired"}', "This invitation has expired.")):
            visitor.page.route("**/signup/confirm", answered(status=status, body=answer))
            visitor.fill(Password="seven pelicans over warm water")
            visitor.press("Confirm and start")
            visitor.sees(text)
            yield f"sign-up refused {status}", visitor.page
            visitor.page.unroute("**/signup/confirm")

    def setups(self):
        """As where nobody runs the instance; here somebody does."""
        yield "setup incomplete", self.fresh(self.visitor, "/setup", "This link is incomplete")
        yield "setup over", self.fresh(self.visitor, "/setup#" + GARBAGE, "This link no longer works")
        for person in (self.visitor, self.ben):
            person.page.route("**/setup/lookup", answered(status=204))
            yield f"setup by {person.name}", self.fresh(person, "/setup#" + GARBAGE, "Run this instance")
            person.page.unroute("**/setup/lookup")

    def invitations(self):
        visitor = self.visitor
        for name, link, heading in [
            ("incomplete", "/invite", "This link is incomplete"), ("invalid", "/invite#" + GARBAGE, "This link is not valid"),
            ("open", self.open, "Join Acme"), ("mailed", self.mailed, "Join Acme"), ("revoked", self.revoked, "This invitation was withdrawn"),
            ("expired", self.old, "This invitation has expired"), ("used", self.used, "This invitation is used up"),
            ("accepted", self.accepted, "This invitation was accepted"),
        ]:
            yield f"invite {name}", self.fresh(visitor, link, heading)
        yield "invite member", self.fresh(self.ben, self.open, "You are already a member")
        yield "invite of another", self.fresh(self.eve, self.mailed, "Join Acme")
        yield "invite accept", self.fresh(self.eve, self.open, "Join Acme")
        self.fresh(visitor, self.open, "Join Acme")
        visitor.page.route("**/api/v1/signup", lambda route: route.fulfill(status=202))
        visitor.fill(Name="Visitor", E_mail=visitor.email, Password="seven pelicans over warm water")
        visitor.press("Sign up and join")
        visitor.sees_heading("Check your mail")
        yield "invite check mail", visitor.page
        visitor.page.unroute("**/api/v1/signup")
        yield from self.refused_invitations()

    def refused_invitations(self):
        eve, visitor = self.eve, self.visitor
        self.fresh(eve, self.limited, "Join Acme")
        problem = json.dumps({"code": "email_unverified"})
        eve.page.route("**/invitations/accept", lambda route: route.fulfill(status=403, body=problem))
        eve.press("Accept")
        expect(eve.page.get_by_role("button", name="Send confirmation link")).to_be_visible()
        yield "invite wants proof", eve.page
        eve.page.unroute("**/invitations/accept")
        visitor.page.route("**/api/v1/invitations/lookup", lambda route: route.fulfill(status=500, body='{"requestId": "req_1"}'))
        yield "invite failed", self.fresh(visitor, self.open, "Invitation")
        visitor.page.unroute("**/api/v1/invitations/lookup")

    def german(self):
        """The main pages once more, which are wider in German."""
        guest = self.people("Gast", locale="de-DE", **self.options)
        for path in ("/login", "/signup", "/forgot-password", "/reset-password#" + GARBAGE, "/verify-email#" + GARBAGE, self.open, self.old):
            guest.open("about:blank")
            guest.open(path)
            expect(guest.page.locator("html")).to_have_attribute("lang", "de")
            expect(guest.page.locator(".loading")).to_have_count(0)
            yield f"german {guest.path}", guest.page
        yield from self.german_links(guest)
        self.ada.client.patch("/me", {"language": "de"})
        yield from self.german_views()
        self.ada.client.patch("/me", {"language": "en"})

    def german_links(self, guest):
        for purpose in ("verification", "change", "signup"):
            preview = json.dumps({"purpose": purpose, "email": NEW_ADDRESS})
            for person in (guest, self.ben):
                person.context.add_cookies([{"name": "tenantry-language", "value": "de", "url": self.server.origin}])
                person.page.route("**/email/lookup", answered(body=preview))
                person.open("about:blank")
                person.open("/verify-email#" + GARBAGE)
                expect(person.page.locator(".loading")).to_have_count(0)
                yield f"german {purpose} of {person.name}", person.page
                person.page.unroute("**/email/lookup")
        for person in (guest, self.ben):
            person.page.route("**/setup/lookup", answered(status=204))
            person.open("about:blank")
            person.open("/setup#" + GARBAGE)
            expect(person.page.locator(".loading")).to_have_count(0)
            yield f"german setup by {person.name}", person.page
            person.page.unroute("**/setup/lookup")
