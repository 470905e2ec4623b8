"""People at their browsers, and what they do there."""

import re

from browser import Watch
from playwright.sync_api import expect

PASSWORD = "seven pelicans over warm water"
STAMP = "here since the page was loaded"


def address(name):
    return f"{name.lower().replace(' ', '.')}@example.com"


class People:
    def __init__(self, chromium, server):
        self.chromium, self.server, self.all = chromium, server, []

    def __call__(self, name="Someone", **options):
        person = Person(name, self.chromium.new_context(base_url=self.server.origin, **options), self.server)
        self.all.append(person)
        return person

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
        self.page = context.new_page()
        self.page.set_default_timeout(20_000)

    @property
    def email(self):
        return address(self.name)

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

    def follow(self, name):
        """A link by its name: the first, since the sidebar's and the view's may have the same."""
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def sees_heading(self, name):
        expect(self.page.get_by_role("heading", level=1, name=name, exact=True)).to_be_visible()

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

    def make_link(self, role="Member", uses=""):
        """Invites by link; answers the link."""
        self.members()
        link = self.show_new_link(role, uses)
        self.close_link()
        return link

    def show_new_link(self, role="Member", uses=""):
        dialog = self.invite_dialog()
        dialog.get_by_label("By link").check()
        dialog.get_by_label("Role").select_option(label=role)
        dialog.get_by_label("Maximum uses").fill(uses)
        dialog.get_by_role("button", name="Create invitation").click()
        return self.shown_link()

    def invite_by_mail(self, email):
        """Where no mail is configured the link is shown; answers it."""
        self.members()
        dialog = self.invite_dialog()
        dialog.get_by_label("E-mail", exact=True).fill(email)
        dialog.get_by_role("button", name="Create invitation").click()
        link = self.shown_link()
        self.close_link()
        return link

    def invite_dialog(self):
        self.press("Invite people")
        return self.page.get_by_role("dialog")

    def shown_link(self):
        return self.page.get_by_role("dialog", name="Invitation link").get_by_role("textbox").input_value()

    def close_link(self):
        self.press("Done")
        expect(self.page.get_by_role("dialog")).to_have_count(0)

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

    def stamp(self):
        """Marks the page as it is loaded now."""
        self.page.evaluate("stamp => { window.stamp = stamp }", STAMP)

    def is_same_page(self):
        """Whether the marked page was never loaded again."""
        return self.page.evaluate(
            "stamp => window.stamp === stamp && performance.getEntriesByType('navigation').length === 1", STAMP
        )
