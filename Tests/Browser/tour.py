"""Every page and every state of one that looks different, in an instance where something is going on."""

LONG = "The Extraordinarily Long-Named Society for the Advancement of Organizations"
UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


class Tour:
    """Ada owns Acme; Ben is a member; there are open, revoked and used invitations. `stops` leads a person to each page."""

    def __init__(self, people, server, **options):
        self.people, self.server, self.options = people, server, options
        ada, self.ben, self.visitor = people("Ada", **options), people("Ben", **options), people("Visitor", **options)
        self.ada = ada
        ada.sign_up(organization=LONG)
        ada.make_organization(UNBROKEN)
        ada.make_organization("Acme")
        self.used, self.revoked, self.open = (ada.make_link(uses=uses) for uses in ("1", "", "5"))
        self.ben.join(self.used, "Acme")
        ada.page.get_by_role("button", name="Revoke invitation link").nth(1).click()
        ada.press("Revoke invitation")
        ada.sees("was revoked")
        self.mailed = ada.invite_by_mail("somebody.with.a.rather.long.address@department.example.com")

    def stops(self):
        """Pairs of a name and the page that shows it."""
        yield from self.public()
        yield from self.signed_in(self.ada, "owner")
        yield from self.signed_in(self.ben, "member")

    def public(self):
        visitor = self.visitor
        for path, heading in [
            ("/login", "Log in"), ("/signup", "Sign up"), ("/forgot-password", "Forgot password"), ("/there/is/nothing", "Page not found"),
            ("/reset-password", "This link is incomplete"), ("/reset-password#" + "A" * 43, "Choose a new password"),
            ("/invite", "This link is incomplete"), ("/invite#" + "A" * 43, "This link is not valid"),
            (self.open, "Join Acme"), (self.mailed, "Join Acme"), (self.revoked, "This invitation is over"), (self.used, "This invitation is over"),
        ]:
            visitor.open("about:blank")
            visitor.open(path)
            visitor.sees_heading(heading)
            yield f"{path.removeprefix(self.server.origin).strip('/').split('#')[0]} {heading}", visitor.page
        for path in ("/login", "/signup"):
            self.ben.open(path)
            self.ben.sees("You are signed in as")
            yield f"{path.strip('/')} signed in", self.ben.page
        self.ben.open(self.mailed)
        self.ben.sees("The invitation is for")
        yield "invite of somebody else", self.ben.page
        visitor.open("/signup")
        visitor.press("Sign up")
        yield "signup with messages", visitor.page
        visitor.log_in("not the password")
        visitor.sees("is not correct")
        yield "login refused", visitor.page
        visitor.open("/forgot-password")
        visitor.fill(E_mail="nobody@example.com")
        visitor.press("Request link")
        visitor.sees_heading("Link requested")
        yield "forgot-password sent", visitor.page

    def signed_in(self, person, role):
        for path, heading in [
            ("/o/acme", "Acme"), ("/o/acme/members", "Members"), ("/account", "Account"), ("/organizations/new", "Create organization"),
            ("/o/nobodys", "No such organization"), ("/o/acme/nowhere", "Page not found"),
        ]:
            person.open(path)
            person.sees_heading(heading)
            person.settle()
            yield f"{role} {heading}", person.page
        person.open("/")
        person.show_sidebar()
        yield f"{role} sidebar", person.page
        person.open_switcher()
        yield f"{role} switcher", person.page
        person.page.keyboard.press("Escape")
        if role == "owner":
            yield from self.dialogs(person)
        other = person.name if role == "member" else UNBROKEN
        person.switch(other)
        person.show_sidebar()
        person.follow("Overview")
        person.sees_heading(other)
        yield f"{role} of another", person.page

    def dialogs(self, person):
        person.open("/o/acme/members")
        person.settle()
        person.press("Invite people")
        yield "dialog invite by mail", person.page
        person.page.get_by_label("By link").check()
        yield "dialog invite by link", person.page
        person.press("Cancel")
        person.press("Remove Ben")
        yield "dialog remove", person.page
        person.press("Cancel")
        person.page.get_by_label("Role of Ben").select_option(label="Viewer")
        yield "members unsaved role", person.page
        person.page.get_by_label("Role of Ben").select_option(label="Owner")
        person.press("Save role of Ben")
        yield "dialog owner", person.page
        person.press("Cancel")
        person.page.get_by_role("button", name="Save role").wait_for(state="hidden")
        person.page.get_by_label("Role of Ben").select_option(label="Viewer")
        person.press("Save role of Ben")
        person.sees("Ben is now Viewer.")
        yield "members notice", person.page
        person.page.get_by_label("Role of Ben").select_option(label="Member")
        person.press("Save role of Ben")
        person.sees("Ben is now Member.")
        person.press("New link in place of this one")
        yield "dialog link again", person.page
        person.press("Done")
        person.show_new_link()
        yield "dialog link", person.page
        person.press("Done")
        person.open("/o/acme")
        person.sees_heading("Acme")
        person.press("Save changes")
        person.sees("Nothing to save.")
        yield "overview notice", person.page
        person.show_sidebar()
