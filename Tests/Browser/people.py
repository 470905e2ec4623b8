"""People at their browsers, and what they do there."""

import re
import sqlite3
import time
from contextlib import closing, contextmanager

from browser import Watch
from playwright.sync_api import expect
from support.client import PASSWORD, Client, address, token_in

STAMP = "here since the page was loaded"


class People:
    def __init__(self, chromium, server):
        self.chromium, self.server, self.all = chromium, server, []

    def __call__(self, name="Someone", **options):
        person = Person(name, self.chromium.new_context(base_url=self.server.origin, **options), self.server)
        self.all.append(person)
        return person

    def team(self, organization, path="", **roles):
        """People of an organization, by name and role, each signed in and looking at `path` of it. The first made it."""
        maker, *others = [self(name) for name in roles]
        place = maker.client.sign_up(maker.name, organizationName=organization)["organization"]
        for person in others:
            person.client.sign_up(person.name)
            self.add(person, place["id"], roles[person.name], maker)
        for person in (maker, *others):
            person.take_session()
            person.open(f"/o/{place['slug']}{path}")
            expect(person.page.locator("main")).to_have_attribute("aria-busy", "false")
        return maker, *others

    def add(self, person, organization, role, maker):
        """`maker`, an owner, lets somebody into an organization."""
        link = maker.client.invite(organization, maxUses=1, role="admin" if role == "owner" else role)["link"]
        user = person.client.post("/invitations/accept", {"token": token_in(link)}).json["user"]
        if role == "owner":
            maker.client.patch(f"/organizations/{organization}/members/{user['id']}", {"role": "owner"})

    @contextmanager
    def stopped_database(self):
        """The server is stopped meanwhile: for what would take days, a mail server or a crowd."""
        for person in self.all:
            person.rests()
        self.server.kill()
        with closing(sqlite3.connect(self.server.database)) as connection, connection:
            yield connection
        self.server.start()

    def change(self, statement, *values):
        with self.stopped_database() as database:
            assert database.execute(statement, values).rowcount > 0, statement

    def complaints(self):
        return [f"{person.name}: {fault}" for person in self.all for fault in person.watch.found]

    def server_goes_away(self):
        """From now on connections that are refused or break off are nothing to complain of: the console tells them late."""
        for person in self.all:
            person.watch.is_server_away = True

    def leave(self):
        for person in self.all:
            person.context.close()


class Person:
    """One browser with one tab; `page` may be set to another."""

    def __init__(self, name, context, server):
        self.name, self.context, self.server = name, context, server
        self.watch = Watch(context, server.origin)
        self.client = Client(server)
        self.page = self.new_tab()

    @property
    def email(self):
        return address(self.name)

    def new_tab(self):
        page = self.context.new_page()
        page.set_default_timeout(20_000)
        return page

    def take_session(self):
        """The browser is signed in as the client of the API is."""
        self.context.add_cookies([{"name": "tenantry", "value": self.client.token, "url": self.server.origin}])

    @property
    def path(self):
        return self.page.url.removeprefix(self.server.origin)

    def open(self, path):
        return self.page.goto(path)

    def fill(self, **fields):
        """Fields by their label, with `_` for what a name cannot hold."""
        for label, value in fields.items():
            self.page.get_by_label(re.compile("^" + label.replace("_", ".?"), re.I)).and_(self.page.locator("input")).fill(value)

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def show_sidebar(self):
        """Opens the drawer, where the screen is too narrow for a sidebar."""
        menu = self.page.get_by_role("button", name="Menu")
        if menu.is_visible() and not self.switcher.is_visible():
            menu.click()
            expect(self.switcher).to_be_visible()

    def settle(self):
        """Until nothing is being loaded any more."""
        expect(self.page.locator("[aria-busy=true]:visible")).to_have_count(0)
        self.page.wait_for_load_state("networkidle")

    def loses_session(self):
        """The cookie goes; the device stays."""
        self.rests()  # an answer that comes without it would send the page elsewhere
        self.context.clear_cookies()

    def rests(self, seconds=3):
        """Until no request is under way, nor begins; or for so long, where a test holds one back."""
        quiet, deadline = 0, time.monotonic() + seconds
        while quiet < 3 and time.monotonic() < deadline and not self.page.is_closed():
            quiet = 0 if self.watch.under_way else quiet + 1
            self.page.wait_for_timeout(20)

    def follow(self, name):
        """A link by its name: the first, since the sidebar's and the view's may have the same."""
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def sees_heading(self, name):
        """And the page has come to life: what comes with a page by itself is seen before its modules have run."""
        expect(self.page.get_by_role("heading", level=1, name=name, exact=True)).to_be_visible()
        self.page.wait_for_load_state()

    def sees(self, text):
        expect(self.page.get_by_text(text).first).to_be_visible()

    def sign_up(self, organization=""):
        self.open("/signup")
        self.fill(Name=self.name, E_mail=self.email, Password=PASSWORD, Organization_name=organization)
        self.press("Sign up")
        self.sees_heading(organization or self.name)

    def log_in(self, password=PASSWORD, path="/login"):
        self.open(path)
        self.fill(E_mail=self.email, Password=password)
        self.press("Log in")

    def log_out(self):
        self.press("Log out")
        self.sees_heading("Log in")

    def members(self):
        """The names in the members table of the organization one is in."""
        self.show_sidebar()
        self.follow("Members")
        self.sees_heading("Members")
        self.settle()
        return self.listed_members()

    def listed_members(self):
        table = self.page.get_by_role("table", name="Members")
        expect(table).to_be_visible()
        return table.locator("tbody strong").all_inner_texts()

    def row(self, name):
        """In the members table, if it is the one on screen; else of the invitations."""
        return self.page.locator("member-list tbody tr, invitation-list tbody tr").filter(has_text=name)

    def role_menu(self, name):
        """Opens it."""
        self.row(name).get_by_role("button", name=f"Role of {name}").click()
        return self.page.get_by_role("menu", name=f"Role of {name}")

    def choose_role(self, name, role):
        self.role_menu(name).locator(".choice").get_by_text(role, exact=True).click()

    def sees_role(self, name, role):
        expect(self.row(name).get_by_role("cell").first).to_have_text(re.compile(rf"\b{role}\s*$"))

    def is_told(self, text):
        """By a notice."""
        expect(self.page.locator("#notices")).to_contain_text(text)

    def saves(self, name):
        """Presses it and is told, by a notice of now: one of before may still stand there."""
        with self.page.expect_response(lambda answer: answer.request.method == "PATCH"):
            self.press(name)
        self.is_told("Saved.")

    def sees_error(self, label, message):
        """At its field, tied to it, with the focus there."""
        field = self.page.get_by_label(label, exact=True)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_be_focused()
        expect(field).to_have_accessible_description(re.compile(re.escape(message)))

    def dialog(self, name=None):
        return self.page.get_by_role("dialog", name=name)

    def answers(self, name):
        """Presses that button in the open dialog, which then closes."""
        self.dialog().get_by_role("button", name=name, exact=True).click()
        expect(self.page.locator("dialog.dialog")).to_have_count(0)

    def make_link(self, role="Member", uses=""):
        """Invites by link; answers the link."""
        self.members()
        link = self.show_new_link(role, uses)
        self.close_link()
        return link

    def show_new_link(self, role="Member", uses="", **fields):
        dialog = self.invite_dialog()
        dialog.get_by_text("By link", exact=True).click()
        dialog.get_by_label("Role").select_option(label=role)
        self.fill(Maximum_uses=uses, **fields)
        dialog.get_by_role("button", name="Create link").click()
        return self.shown_link()

    def invite_by_mail(self, email):
        """Where no mail is configured the link is shown; answers it."""
        self.members()
        dialog = self.invite_dialog()
        dialog.get_by_label("E-mail addresses").fill(email)
        dialog.get_by_role("button", name="Invite", exact=True).click()
        link = self.shown_link()
        self.close_link()
        return link

    def invite_dialog(self):
        self.press("Invite people")
        return self.dialog("Invite people to")

    def shown_link(self):
        link = self.dialog().locator("copy-field input")
        expect(link).to_be_visible()
        return link.input_value()

    def close_link(self):
        self.answers("Done")

    def join(self, link, organization):
        """As somebody without an account."""
        self.open(link)
        self.sees_heading(f"Join {organization}")
        self.fill(Name=self.name, E_mail=self.email, Password=PASSWORD)
        self.press("Sign up and join")
        self.sees_heading(organization)

    def make_organization(self, name):
        self.open_switcher()
        self.page.get_by_role("option", name="Create organization").click()
        self.sees_heading("Create organization")
        self.fill(Name=name)
        self.press("Create organization")
        self.sees_heading(name)

    @property
    def switcher(self):
        return self.page.get_by_role("button", name="switch organization")

    def open_switcher(self):
        self.show_sidebar()
        self.switcher.click()
        expect(self.page.get_by_role("dialog", name="Switch organization")).to_be_visible()

    def switch(self, name):
        self.open_switcher()
        self.page.get_by_role("option").filter(has=self.page.get_by_text(name, exact=True)).first.click()
        expect(self.page.locator("organization-switcher")).to_contain_text(name)

    def turn_to(self, tab):
        self.page = tab
        tab.bring_to_front()

    def comes_back(self):
        """To this tab, from whatever else was in front of it."""
        self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    def stamp(self):
        """Marks the page as it is loaded now."""
        self.page.evaluate("stamp => { window.stamp = stamp }", STAMP)

    def is_same_page(self):
        """Whether the marked page was never loaded again."""
        return self.page.evaluate(
            "stamp => window.stamp === stamp && performance.getEntriesByType('navigation').length === 1", STAMP
        )
