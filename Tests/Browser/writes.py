"""Everything in the pages that writes: where it stands, what does it, and how one sees that it was done.

Each function leads somebody there, with everything typed in, and answers who that is, what they do (again and again, if need
be) and what they see once it has worked."""

from factors import enrol
from pictures import as_file, picture
from playwright.sync_api import expect
from scene import confirmation, new_address, presser, shows, tells, write
from support.client import PASSWORD, Client, token_in

NEW_PASSWORD = "nine herons over cold sand"


@write("POST /login")
def log_in(scene):
    ada = scene.account()
    ada.open("/login")
    ada.fill(E_mail=ada.email, Password=PASSWORD)
    return ada, presser(ada, "Log in"), shows(ada, ada.name)


@write("POST /signup")
def sign_up(scene):
    ada = scene.somebody()
    ada.open("/signup")
    ada.fill(Name=ada.name, E_mail=ada.email, Password=PASSWORD, Organization_name="Team")
    return ada, presser(ada, "Sign up"), shows(ada, "Team")


@write("POST /password/forgot")
def forgot_password(scene):
    ada = scene.somebody()
    ada.open("/forgot-password")
    ada.fill(E_mail=ada.email)
    return ada, presser(ada, "Request link"), shows(ada, "Link requested")


@write("POST /password/reset")
def reset_password(scene):
    ada = scene.account()
    ada.client.post("/password/forgot", {"email": ada.email})
    ada.open(ada.server.mailed_link("password-reset", ada.email))
    ada.fill(New_password=NEW_PASSWORD)
    return ada, presser(ada, "Change password"), shows(ada, "Password changed")


@write("POST /email/verify")
def verify_email(scene):
    ada = scene.account()
    link = confirmation(ada)
    scene.people.change("UPDATE email_verification SET proves_address = 1")
    ada.take_session()
    ada.open(link)
    return ada, presser(ada, "Confirm this address"), shows(ada, "Your address is confirmed")


@write("POST /email/resend")
def verify_email_again(scene):
    ada = scene.account()
    ada.take_session()
    ada.open("/verify-email#" + "A" * 43)
    return ada, presser(ada, "Send a new link"), shows(ada, "A new link is made")


@write("POST /signup")
def invite_sign_up(scene):
    ada, ben = scene.owner(""), scene.somebody("Ben")
    ben.open(ada.client.invite(ada.organization)["link"])
    ben.fill(Name="Ben", E_mail=ben.email, Password=PASSWORD)
    return ben, presser(ben, "Sign up and join"), shows(ben, f"Team {scene.name}")


@write("POST /invitations/accept")
def invite_accept(scene):
    ada, ben = scene.owner(""), scene.account("/", "Ben")
    ben.open(ada.client.invite(ada.organization)["link"])
    return ben, presser(ben, "Accept"), shows(ben, f"Team {scene.name}")


@write("POST /logout")
def invite_another_account(scene):
    ada, ben = scene.owner(""), scene.account("/", "Ben")
    ben.open(ada.client.invite(ada.organization)["link"])
    again = lambda: ben.page.get_by_role("button", name="Use another account").or_(ben.page.get_by_role("button", name="Try again")).click()  # noqa: E731
    return ben, again, lambda: ben.sees("or with a new account")


@write("POST /organizations")
def new_organization(scene):
    ada = scene.account("/organizations/new")
    ada.fill(Name="Borealis", Web_address="borealis")
    return ada, presser(ada, "Create organization"), shows(ada, "Borealis")


@write("PATCH /organizations/*")
def settings(scene):
    ada = scene.owner("/o/{slug}/settings")
    ada.fill(Name="Another")
    return ada, presser(ada, "Save changes"), tells(ada, "Saved.")


@write("PATCH /organizations/*")
def invitation_defaults(scene):
    ada = scene.owner("/o/{slug}/settings")
    ada.page.get_by_label("Role", exact=True).select_option(label="Viewer")
    return ada, presser(ada, "Save invitations"), tells(ada, "Saved.")


@write("PATCH /organizations/*")
def members_hidden(scene):
    ada = scene.owner("/o/{slug}/settings")
    ada.page.get_by_label("Only managers and those above see the members").check()
    return ada, presser(ada, "Save members"), tells(ada, "Saved.")


@write("PATCH /organizations/*")
def factor_required(scene):
    ada = scene.owner("")
    enrol(ada.client)
    ada.take_session()
    scene.look(ada, "/o/{slug}/settings")
    ada.page.get_by_label("Members need a second factor").check()
    return ada, presser(ada, "Save logging in"), tells(ada, "Saved.")


@write("PATCH /organizations/*")
def accent_color(scene):
    ada = scene.owner("/o/{slug}/settings")
    ada.fill(Accent_colour="#6a1b9a")
    return ada, presser(ada, "Save appearance"), tells(ada, "Saved.")


@write("PUT /organizations/*/logo")
def set_logo(scene):
    ada = scene.owner("/o/{slug}/settings")
    field = ada.page.get_by_label("Picture", exact=True)

    def choose():
        field.focus()  # as whoever opens the browser's own dialog has done
        field.set_input_files(as_file(picture(32)))

    return ada, choose, tells(ada, "Saved.")


@write("DELETE /organizations/*/logo")
def remove_logo(scene):
    ada = scene.owner("")
    ada.client.upload(f"/organizations/{ada.organization}/logo", picture(32))
    ada.take_session()
    scene.look(ada, "/o/{slug}/settings")
    return ada, presser(ada, "Remove logo"), tells(ada, "The logo was removed.")


@write("PATCH /me")
def profile(scene):
    ada = scene.account("/account")
    ada.fill(Name="Ada Lovelace")
    return ada, presser(ada, "Save profile"), tells(ada, "Saved.")


@write("PUT /password")
def change_password(scene):
    ada = scene.account("/account")
    ada.fill(Current_password=PASSWORD, New_password=NEW_PASSWORD)
    return ada, presser(ada, "Change password"), tells(ada, "Password changed.")


@write("POST /email/resend")
def send_confirmation(scene):
    ada = scene.account("/account")
    return ada, presser(ada, "Send confirmation link"), tells(ada, "A message with a link")


@write("PUT /email")
def change_address(scene):
    ada = scene.account("/account")
    ada.press("Change address")
    ada.fill(New_address="another@example.com")
    return ada, presser(ada, "Send link"), lambda: ada.sees("another@example.com waits to be confirmed")


def with_new_address(scene):
    ada = scene.account("")
    email = new_address(ada)
    ada.take_session()
    scene.look(ada, "/account")
    return ada, email


@write("PUT /email")
def change_address_again(scene):
    ada, email = with_new_address(scene)
    return ada, presser(ada, "Send again"), tells(ada, f"Asked for again. {email} gets")


@write("DELETE /email/change")
def give_up_new_address(scene):
    ada, _ = with_new_address(scene)
    return ada, presser(ada, "Give up"), tells(ada, f"Your address stays {ada.email}.")


@write("POST /email/verify")
def confirm_new_address(scene):
    ada = scene.account("")
    link = ada.server.mailed_link("email-change", new_address(ada))
    ada.take_session()
    ada.open(link)
    return ada, presser(ada, "Change the address"), shows(ada, "Your address was changed")


@write("POST /logout")
def verify_email_another_account(scene):
    ada, ben = scene.account(), scene.account("/", "Ben")
    ben.open(confirmation(ada))
    again = lambda: ben.page.get_by_role("button", name="Use another account").or_(ben.page.get_by_role("button", name="Try again")).click()  # noqa: E731
    return ben, again, lambda: ben.sees("Log in to the account whose address this is about.")


def invite(scene, addresses, button, title):
    ada = scene.owner("/o/{slug}/members")
    ada.invite_dialog().get_by_label("E-mail addresses").fill(addresses)

    def act():
        rest = ada.page.get_by_role("button", name="Edit the others")
        if rest.is_visible():
            rest.click()
        assert ada.page.get_by_label("E-mail addresses").input_value() == addresses
        ada.press(button)

    return ada, act, lambda: expect(ada.dialog(title)).to_be_visible()


@write("POST /organizations/*/invitations")
def invite_one(scene):
    return invite(scene, "ben@example.com", "Invite", "Invitations made")


@write("POST /organizations/*/invitations")
def invite_many(scene):
    return invite(scene, "ben@example.com\neve@example.com\nzoe@example.com", "Invite 3 people", "Invitations made")


@write("POST /organizations/*/invitations")
def invite_by_link(scene):
    ada = scene.owner("/o/{slug}/members")
    ada.invite_dialog().get_by_text("By link", exact=True).click()
    ada.fill(Maximum_uses="3", Only_addresses_at="example.org")
    return ada, presser(ada, "Create link"), lambda: ada.sees("It is shown this once only.")


@write("POST /organizations/*/invitations/*/resend")
def resend(scene):
    ada = scene.owner("")
    ada.client.invite(ada.organization, kind="email", email="ben@example.com")
    ada.take_session()
    scene.look(ada, "/o/{slug}/members")
    return ada, presser(ada, "Resend invitation to ben@example.com"), lambda: ada.sees("The earlier link no longer works.")


def with_link(scene):
    ada = scene.owner("")
    ada.client.invite(ada.organization)
    ada.take_session()
    scene.look(ada, "/o/{slug}/members")
    return ada


@write("POST /organizations/*/invitations/*/resend")
def new_link(scene):
    ada = with_link(scene)
    ada.press("New link in place of this one")
    return ada, presser(ada, "Make new link"), lambda: ada.sees("The earlier link no longer works.")


@write("DELETE /organizations/*/invitations/*")
def revoke(scene):
    ada = with_link(scene)
    ada.press("Revoke invitation link")
    return ada, presser(ada, "Revoke invitation"), tells(ada, "The invitation was revoked.")


@write("PATCH /organizations/*/members/*")
def role(scene):
    ada = scene.team()
    return ada, lambda: ada.choose_role("Ben role", "Viewer"), tells(ada, "Ben role is now Viewer.")


@write("PATCH /organizations/*/members/*")
def owner(scene):
    ada = scene.team()
    ada.choose_role("Ben owner", "Owner")
    return ada, presser(ada, "Make owner"), tells(ada, "Ben owner is now Owner.")


@write("DELETE /organizations/*/members/*")
def remove(scene):
    ada = scene.team()
    ada.press("Remove Ben remove")
    return ada, presser(ada, "Remove member"), tells(ada, "Ben remove was removed.")


@write("POST /organizations/*/leave")
def leave(scene):
    ada, ben = scene.owner(""), scene.account("/", "Ben")
    ben.client.post("/invitations/accept", {"token": token_in(ada.client.invite(ada.organization)["link"])})
    ben.slug = ada.slug
    scene.look(ben, "/o/{slug}/members")
    ben.press("Leave")
    return ben, presser(ben, "Leave organization"), tells(ben, f"You have left Team {scene.name}.")


@write("POST /organizations/*/transfer")
def transfer(scene):
    ada = scene.team("/o/{slug}/settings")
    ada.press("Transfer ownership")
    ada.fill(E_mail_of_a_member=f"ben.{scene.name.replace(' ', '.')}@example.com")
    ada.dialog().get_by_role("button", name="Next").click()
    expect(ada.dialog(f"Make Ben {scene.name} owner in your place?")).to_be_visible()
    press = lambda: ada.dialog().get_by_role("button", name="Transfer ownership").click()  # noqa: E731
    return ada, press, tells(ada, f"Ben {scene.name} is owner")


@write("DELETE /organizations/*")
def delete_organization(scene):
    ada = scene.owner("/o/{slug}/settings")
    ada.press("Delete organization")
    ada.fill(Type=ada.slug)
    press = lambda: ada.dialog().get_by_role("button", name="Delete organization").click()  # noqa: E731
    return ada, press, tells(ada, f"Team {scene.name} was deleted.")


@write("POST /organizations/*/roles")
def make_role(scene):
    ada = scene.owner("/o/{slug}/roles")
    ada.press("New role")
    ada.fill(Name="Clerk", Rank="30")
    press = lambda: ada.dialog().get_by_role("button", name="New role").click()  # noqa: E731
    return ada, press, tells(ada, "Role Clerk was made.")


def with_role(scene):
    ada = scene.owner("")
    ada.client.post(f"/organizations/{ada.organization}/roles", {"name": "Clerk", "rank": 30, "permissions": ["members.read"]}, 201)
    ada.take_session()
    scene.look(ada, "/o/{slug}/roles")
    return ada


@write("PATCH /organizations/*/roles/*")
def edit_role(scene):
    ada = with_role(scene)
    ada.press("Edit Clerk")
    ada.fill(Name="Bookkeeper")
    press = lambda: ada.dialog().get_by_role("button", name="Save changes").click()  # noqa: E731
    return ada, press, tells(ada, "Role Bookkeeper was changed.")


@write("DELETE /organizations/*/roles/*")
def delete_role(scene):
    ada = with_role(scene)
    ada.press("Delete Clerk")
    press = lambda: ada.dialog().get_by_role("button", name="Delete role").click()  # noqa: E731
    return ada, press, tells(ada, "Role Clerk was deleted.")


@write("POST /organizations/*/secrets")
def add_secret(scene):
    ada = scene.owner("/o/{slug}/secrets")
    ada.press("Add secret")
    ada.fill(Name="Payments", Provider="stripe", Value=" sk_live_4242 ")
    press = lambda: ada.dialog().get_by_role("button", name="Add secret").click()  # noqa: E731
    return ada, press, tells(ada, "Payments was added.")


def with_secret(scene):
    ada = scene.owner("")
    ada.client.post(f"/organizations/{ada.organization}/secrets", {"name": "Payments", "provider": "stripe", "value": "sk_live_4242"}, 201)
    ada.take_session()
    scene.look(ada, "/o/{slug}/secrets")
    return ada


@write("PUT /organizations/*/secrets/*")
def replace_secret(scene):
    ada = with_secret(scene)
    ada.press("Replace Payments")
    ada.fill(Value="sk_live_9876")
    return ada, presser(ada, "Replace value"), tells(ada, "Payments has a new value.")


@write("DELETE /organizations/*/secrets/*")
def delete_secret(scene):
    ada = with_secret(scene)
    ada.press("Delete Payments")
    return ada, presser(ada, "Delete secret"), tells(ada, "Payments was deleted.")


@write("POST /organizations/*/domains")
def add_domain(scene):
    ada = scene.owner("/o/{slug}/settings")
    ada.press("Add domain")
    ada.dialog().get_by_label("Domain").fill("example.com")
    press = lambda: ada.dialog().get_by_role("button", name="Add domain").click()  # noqa: E731
    return ada, press, tells(ada, "example.com was added.")


def with_domain(scene):
    ada = scene.owner("")
    ada.client.post(f"/organizations/{ada.organization}/domains", {"domain": "example.com"}, 201)
    ada.take_session()
    scene.look(ada, "/o/{slug}/settings")
    return ada


@write("POST /organizations/*/domains/*/check")
def check_domain(scene):
    ada = with_domain(scene)
    return ada, presser(ada, "Check now example.com"), tells(ada, "DNS gave no answer about example.com.")


@write("PATCH /organizations/*/domains/*")
def change_role_of_domain(scene):
    ada = with_domain(scene)
    ada.press("Change role example.com")
    ada.dialog().get_by_label("Role of those who join").select_option(label="Viewer")
    press = lambda: ada.dialog().get_by_role("button", name="Change role").click()  # noqa: E731
    return ada, press, lambda: expect(ada.page.locator("domain-list")).to_contain_text("Joins as Viewer")


@write("DELETE /organizations/*/domains/*")
def remove_domain(scene):
    ada = with_domain(scene)
    ada.press("Remove example.com")
    return ada, presser(ada, "Remove domain"), tells(ada, "example.com was removed.")


@write("POST /me/offers/*/join")
def join_by_domain(scene):
    """By a domain that nobody else in the tests has."""
    ada, ben = scene.owner(""), scene.account("", "Ben")
    domain = f"{scene.name}.example".lower().replace("_", "-").replace(" ", "-")
    ada.client.post(f"/organizations/{ada.organization}/domains", {"domain": domain}, 201)
    with scene.people.stopped_database() as database:
        database.execute("UPDATE joining_domain SET proof = 'operator', proven_at = 1 WHERE domain = ?", (domain,))
        address = f"ben@{domain}"
        database.execute("UPDATE account SET email = ?, email_key = ?, email_verified_at = 1 WHERE name = ?", (address, address, ben.name))
    ben.take_session()
    scene.look(ben, "/account")
    return ben, presser(ben, f"Join Team {scene.name}"), shows(ben, f"Team {scene.name}")


def making_key(ada, name):
    ada.page.locator("#make-api-key").click()
    ada.dialog().get_by_label("Name", exact=True).fill(name)
    ada.dialog().get_by_label("See members").check()
    return ada, lambda: ada.dialog().get_by_role("button", name="New key").click(), lambda: expect(ada.dialog(f"The key {name}")).to_be_visible()


@write("POST /organizations/*/api-keys")
def make_key(scene):
    return making_key(scene.owner("/o/{slug}/api-keys"), "Deployment")


@write("POST /me/api-keys")
def make_own_key(scene):
    return making_key(scene.account("/account"), "Script")


def with_key(scene, path, place):
    ada = scene.owner("")
    ada.client.post(path.format(organization=ada.organization), {"name": "Deployment", "permissions": ["members.read"]}, 201)
    ada.take_session()
    scene.look(ada, place)
    ada.press("Revoke Deployment")
    return ada, presser(ada, "Revoke key"), tells(ada, "Deployment was revoked.")


@write("DELETE /organizations/*/api-keys/*")
def revoke_key(scene):
    return with_key(scene, "/organizations/{organization}/api-keys", "/o/{slug}/api-keys")


@write("DELETE /me/api-keys/*")
def revoke_own_key(scene):
    return with_key(scene, "/me/api-keys", "/account")


def with_deleted(scene):
    ada = scene.owner("")
    ada.client.delete(f"/organizations/{ada.organization}")
    ada.take_session()
    scene.look(ada, "/account")
    return ada


@write("POST /organizations/*/restore")
def restore_organization(scene):
    ada = with_deleted(scene)
    return ada, presser(ada, f"Bring back Team {scene.name}"), shows(ada, f"Team {scene.name}")


@write("DELETE /organizations/*")
def erase_organization(scene):
    ada = with_deleted(scene)
    ada.press(f"Delete for good Team {scene.name}")
    return ada, presser(ada, "Delete for good"), tells(ada, f"Team {scene.name} was deleted for good.")


@write("DELETE /me")
def delete_account(scene):
    ada = scene.account("/account")
    ada.press("Delete account")
    ada.fill(Type=ada.email)
    press = lambda: ada.dialog().get_by_role("button", name="Delete account").click()  # noqa: E731
    return ada, press, shows(ada, "Log in")


def with_sessions(scene):
    ada = scene.account("")
    Client(ada.server, User_Agent="curl/8.5").log_in(ada.name)
    ada.take_session()
    scene.look(ada, "/account")
    return ada


@write("DELETE /sessions/*")
def sign_out_a_session(scene):
    ada = with_sessions(scene)
    return ada, lambda: ada.page.locator("session-list li").get_by_role("button").click(), tells(ada, "That session was signed out.")


@write("POST /sessions/revoke-others")
def sign_out_others(scene):
    ada = with_sessions(scene)
    ada.press("Sign out others")
    press = lambda: ada.dialog().get_by_role("button", name="Sign out others").click()  # noqa: E731
    return ada, press, tells(ada, "All other sessions were signed out.")


@write("POST /logout")
def log_out(scene):
    ada = scene.account("/account")
    return ada, presser(ada, "Log out"), shows(ada, "Log in")


@write("PUT /session/organization")
def switch(scene):
    ada = scene.owner("/o/{slug}")

    def act():
        ada.open_switcher()
        ada.page.get_by_role("option", name=ada.name).click()

    return ada, act, shows(ada, ada.name)


@write("POST /me/invitations/*/accept")
def accept_waiting(scene):
    ben = scene.waiting()
    return ben, presser(ben, f"Accept the invitation to Team {scene.name}"), tells(ben, f"Welcome to Team {scene.name}.")


@write("POST /me/invitations/*/decline")
def decline_waiting(scene):
    ben = scene.waiting()
    ben.press(f"Decline the invitation to Team {scene.name}")
    return ben, presser(ben, "Decline invitation"), tells(ben, "was declined.")
