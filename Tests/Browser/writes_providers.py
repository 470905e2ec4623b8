"""What writes about providers elsewhere. They are not gone to: what leads there leads to a page of the server's own."""

from playwright.sync_api import Error
from scene import presser, shows, tells, write

GITHUB = {"kind": "github", "name": "GitHub", "clientId": "tenantry", "clientSecret": "a secret of the client"}
ELSEWHERE = "/forgot-password"


def stays_here(person, path):
    """The server is asked, and what it answers is left out where it leads to another origin."""

    def answer(route):
        try:
            response = route.fetch()
        except Error:
            return route.abort()
        if response.status != 201:
            return route.fulfill(response=response)
        route.fulfill(status=201, json={"url": person.server.origin + ELSEWHERE})

    person.page.route(f"**/api/v1{path}", answer)


def instance_provider(scene):
    """One of the instance, by a name of its own: all scenes have one server."""
    operator = scene.operator()
    name = f"GitHub {scene.name}"
    operator.client.post("/admin/providers", {**GITHUB, "name": name}, 201)
    return operator, name


@write("POST /login/provider")
def log_in_with_a_provider(scene):
    _, name = instance_provider(scene)
    ada = scene.account()
    stays_here(ada, "/login/provider")
    ada.open("/login")
    return ada, presser(ada, f"Continue with {name}"), shows(ada, "Forgot password")


@write("POST /login/provider")
def sign_up_with_a_provider(scene):
    _, name = instance_provider(scene)
    ada = scene.somebody()
    stays_here(ada, "/login/provider")
    ada.open("/signup")
    return ada, presser(ada, f"Continue with {name}"), shows(ada, "Forgot password")


@write("POST /me/identities")
def link_a_provider(scene):
    _, name = instance_provider(scene)
    ada = scene.account("")
    scene.people.change("UPDATE account SET email_verified_at = 1 WHERE email = ?", ada.email)
    ada.take_session()
    stays_here(ada, "/me/identities")  # GET answers 200 and is passed on
    scene.look(ada, "/account")
    return ada, presser(ada, f"Link {name}"), shows(ada, "Forgot password")


@write("DELETE /me/identities/*")
def remove_a_sign_in(scene):
    _, name = instance_provider(scene)
    ada = scene.account("")
    scene.people.change(
        "INSERT INTO identity (id, account_id, provider_id, subject, created_at) "
        "SELECT 'idn_' || substr(account.id, 5), account.id, identity_provider.id, account.id, 1 FROM account, identity_provider "
        "WHERE account.email = ? AND identity_provider.name = ?", ada.email, name,
    )
    ada.take_session()
    scene.look(ada, "/account")
    ada.press(f"Remove {name}")
    return ada, presser(ada, "Remove sign-in"), tells(ada, f"{name} was removed.")


def adding(person):
    person.press("Add provider")
    dialog = person.dialog("Add a provider")
    dialog.get_by_label("Kind").select_option(label="GitHub")
    dialog.get_by_label("Name").fill("GitHub")
    dialog.get_by_label("Client ID").fill("tenantry")
    dialog.locator("#provider-secret").fill(GITHUB["clientSecret"])
    return lambda: dialog.get_by_role("button", name="Add provider").click()


@write("POST /organizations/*/providers")
def add_provider(scene):
    ada = scene.owner("/o/{slug}/settings")
    return ada, adding(ada), tells(ada, "GitHub was added.")


def saving(person):
    return lambda: person.dialog().get_by_role("button", name="Save changes").click()


def with_provider(scene):
    ada = scene.owner("")
    ada.client.post(f"/organizations/{ada.organization}/providers", GITHUB, 201)
    ada.take_session()
    scene.look(ada, "/o/{slug}/settings")
    return ada


@write("PATCH /organizations/*/providers/*")
def edit_provider(scene):
    ada = with_provider(scene)
    ada.press("Edit GitHub")
    ada.dialog("Edit GitHub").get_by_label("Client ID").fill("another")
    return ada, saving(ada), tells(ada, "Saved.")


@write("DELETE /organizations/*/providers/*")
def delete_provider(scene):
    ada = with_provider(scene)
    ada.press("Delete GitHub")
    return ada, presser(ada, "Delete provider"), tells(ada, "GitHub was deleted.")


def at_providers(scene):
    operator, name = instance_provider(scene)
    scene.look(operator, "/admin/providers")
    return operator, name


@write("POST /admin/providers")
def add_provider_of_the_instance(scene):
    operator = scene.operator()
    scene.look(operator, "/admin/providers")
    press = adding(operator)
    operator.dialog().get_by_label("Name").fill(f"Hub {scene.name}")
    return operator, press, tells(operator, f"Hub {scene.name} was added.")


@write("PATCH /admin/providers/*")
def edit_provider_of_the_instance(scene):
    operator, name = at_providers(scene)
    operator.press(f"Edit {name}")
    operator.dialog().get_by_label("Client ID").fill("another")
    return operator, saving(operator), tells(operator, "Saved.")


@write("DELETE /admin/providers/*")
def delete_provider_of_the_instance(scene):
    operator, name = at_providers(scene)
    operator.press(f"Delete {name}")
    return operator, presser(operator, "Delete provider"), tells(operator, f"{name} was deleted.")


@write("POST /logout")
def sign_in_again_for_a_proof(scene):
    """For an account without a password, which has nothing to type."""
    ada = scene.owner("/o/{slug}/settings")
    scene.age_sessions(ada)
    ada.watch.excuse("POST /organizations/*/providers 403")
    ada.page.route("**/api/v1/session/proof", lambda route: route.fulfill(json={"means": ["provider"]}))
    adding(ada)()
    return ada, presser(ada, "Sign in again"), shows(ada, "Log in")
