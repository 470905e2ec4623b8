"""Everything in the console that writes, as in `writes.py`, and what goes with acting as somebody else."""

from factors import enrol
from playwright.sync_api import expect
from scene import presser, shows, tells, write
from support.client import PASSWORD


def about_team(scene, button, *before):
    """An operator who is asked whether it shall be done to somebody's team; `before` are writes of the API that made it so."""
    ada = scene.owner("")
    operator = scene.operator()
    for method, path, body in before:
        operator.client.call(method, f"/admin/organizations/{ada.organization}{path}", body)
    scene.look(operator, "/admin/organizations")
    with operator.page.expect_response(lambda response: "query=" in response.url):
        operator.page.get_by_label("Search").fill(ada.slug)
    operator.settle()
    operator.page.get_by_role("button", name=f"{button} Team {scene.name}", exact=True).click()
    return operator, lambda: operator.dialog().get_by_role("button", name=button, exact=True).click()


@write("PUT /admin/organizations/*/subscription")
def suspend(scene):
    operator, act = about_team(scene, "Suspend")
    return operator, act, tells(operator, f"Team {scene.name} is suspended.")


@write("PUT /admin/organizations/*/subscription")
def activate(scene):
    operator, act = about_team(scene, "Activate", ("PUT", "/subscription", {"status": "suspended", "seats": None}))
    return operator, act, tells(operator, f"Team {scene.name} is active.")


@write("DELETE /admin/organizations/*")
def delete_as_operator(scene):
    operator, act = about_team(scene, "Delete")
    return operator, act, tells(operator, f"Team {scene.name} was deleted.")


@write("POST /admin/organizations/*/restore")
def restore_as_operator(scene):
    operator, act = about_team(scene, "Bring back", ("DELETE", "", None))
    return operator, act, tells(operator, f"Team {scene.name} is back.")


def domain_of(scene):
    """One that nobody else in the tests has."""
    return f"{scene.name.replace(' ', '-')}.example"


def at_team(scene):
    ada = scene.owner("")
    operator = scene.operator()
    return ada, operator, lambda: scene.look(operator, f"/admin/organizations/{ada.organization}")


@write("PUT /admin/organizations/*/subscription")
def change_plan(scene):
    _, operator, look = at_team(scene)
    look()
    operator.press("Change plan")
    operator.dialog().get_by_label("Seats").fill("7")
    return operator, lambda: operator.dialog().get_by_role("button", name="Change plan").click(), tells(operator, "was changed.")


@write("POST /admin/organizations/*/domains")
def confirm_domain(scene):
    _, operator, look = at_team(scene)
    look()
    operator.press("Confirm a domain")
    operator.dialog().get_by_label("Domain").fill(domain_of(scene))
    return operator, lambda: operator.dialog().get_by_role("button", name="Confirm", exact=True).click(), tells(operator, "is confirmed.")


@write("DELETE /admin/organizations/*/domains/*")
def remove_confirmed_domain(scene):
    ada, operator, look = at_team(scene)
    domain = domain_of(scene)
    operator.client.post(f"/admin/organizations/{ada.organization}/domains", {"domain": domain}, 200)
    look()
    operator.press(f"Remove {domain}")
    return operator, lambda: operator.dialog().get_by_role("button", name="Remove domain").click(), tells(operator, f"{domain} was removed.")


def about_account(scene, button, prepare=lambda operator, ada, path: None):
    """An operator at somebody's page, who is asked whether it shall be done; `prepare` did something before."""
    ada = scene.account()
    operator = scene.operator()
    path = f"/admin/accounts/{ada.me['user']['id']}"
    prepare(operator, ada, path)
    scene.look(operator, path)
    operator.press(button)
    return operator, ada, lambda: operator.dialog().get_by_role("button", name=button, exact=True).click()


@write("POST /admin/accounts/*/disable")
def disable(scene):
    operator, ada, act = about_account(scene, "Disable")
    return operator, act, tells(operator, f"{ada.name} is disabled.")


@write("POST /admin/accounts/*/enable")
def enable(scene):
    operator, ada, act = about_account(scene, "Enable", lambda operator, ada, path: operator.client.post(f"{path}/disable", {"successors": []}))
    return operator, act, tells(operator, f"{ada.name} can sign in again.")


@write("POST /admin/accounts/*/revoke-sessions")
def sign_out_everywhere(scene):
    operator, ada, act = about_account(scene, "Sign out everywhere")
    return operator, act, tells(operator, f"{ada.name} is signed out.")


@write("POST /admin/accounts/*/send-reset")
def send_reset(scene):
    """The server's own answer: it has no mail server."""
    operator, _, act = about_account(scene, "Send reset link")
    return operator, act, lambda: expect(operator.dialog().get_by_role("alert")).to_contain_text("Mail is not configured")


def about_factors(scene, button, days=None):
    """Of somebody whose factors are lost; `days` after that was announced."""

    def prepare(operator, ada, path):
        enrol(ada.client)
        if days is not None:
            operator.client.post(f"{path}/factor-removal", expect=202)
        if days:
            earlier = "UPDATE account SET factors_removable_at = factors_removable_at - ? WHERE id = ?"
            scene.people.change(earlier, days * 86_400_000, ada.me["user"]["id"])

    return about_account(scene, button, prepare)


@write("POST /admin/accounts/*/factor-removal")
def announce_lost_factors(scene):
    operator, ada, act = about_factors(scene, "Factors are lost")
    return operator, act, tells(operator, f"The factors of {ada.name} can be removed in three days.")


@write("DELETE /admin/accounts/*/factor-removal")
def keep_factors(scene):
    operator, ada, act = about_factors(scene, "Keep factors", days=0)
    return operator, act, tells(operator, f"{ada.name} keeps the factors.")


@write("DELETE /admin/accounts/*/factors")
def remove_lost_factors(scene):
    operator, ada, act = about_factors(scene, "Remove factors", days=3)
    return operator, act, tells(operator, f"The factors of {ada.name} were removed.")


@write("POST /admin/accounts/*/impersonate")
def begin_acting(scene):
    operator, _, _ = about_account(scene, "Act as this person")
    operator.fill(Reason="A ticket")
    operator.page.get_by_label("Also change settings").check()
    act = lambda: operator.dialog().locator("button.primary").click()  # noqa: E731
    return operator, act, lambda: expect(operator.page.get_by_role("region", name="Acting as somebody else")).to_be_visible()


@write("POST /session/impersonation/end")
def stop_acting(scene):
    operator, act, sees_that_it_is_done = begin_acting(scene)
    act()
    sees_that_it_is_done()
    return operator, presser(operator, "Stop"), shows(operator, "Organizations")


def with_message(scene):
    ada = scene.account()
    ada.client.post("/password/forgot", {"email": ada.email}, 202)
    operator = scene.operator()
    scene.look(operator, "/admin/outbox")
    return operator, ada


@write("POST /admin/outbox/*/retry")
def retry_message(scene):
    operator, ada = with_message(scene)
    return operator, presser(operator, f"Try now {ada.email}"), tells(operator, "It is due now.")


@write("DELETE /admin/outbox/*")
def drop_message(scene):
    operator, ada = with_message(scene)
    operator.press(f"Drop {ada.email}")
    return operator, lambda: operator.dialog().get_by_role("button", name="Drop", exact=True).click(), tells(operator, "It was dropped.")


@write("POST /session/proof")
def prove(scene):
    operator, act = about_team(scene, "Suspend")
    scene.age_sessions(operator)
    act()
    proof = operator.dialog("Confirm it's you")
    proof.get_by_label("Password", exact=True).fill(PASSWORD)
    return operator, lambda: proof.locator("button.primary").click(), tells(operator, f"Team {scene.name} is suspended.")
