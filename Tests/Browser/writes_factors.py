"""What writes about second factors. The app is `pyotp`, the authenticator Chromium's."""

from factors import authenticator, code, enrol, keep_codes
from scene import presser, shows, tells, write
from support.client import PASSWORD


def with_app(scene):
    ada = scene.account("")
    ada.secret, ada.codes = enrol(ada.client)
    ada.take_session()
    scene.look(ada, "/account")
    return ada


def beginning(scene):
    ada = scene.account("/account")
    ada.press("Add app")
    return ada, lambda: ada.dialog("Add an app").get_by_role("button", name="Next").click()


@write("POST /me/factors")
def begin_with_an_app(scene):
    ada, go_on = beginning(scene)
    return ada, go_on, lambda: ada.dialog("Scan this code").wait_for()


@write("POST /me/factors/*/confirm")
def confirm_an_app(scene):
    ada, go_on = beginning(scene)
    go_on()
    dialog = ada.dialog("Scan this code")
    dialog.get_by_text("No camera?").click()
    secret = dialog.get_by_label("Enter this key in the app").input_value()
    dialog.get_by_role("textbox", name="Code").fill(code(secret))
    return ada, lambda: dialog.get_by_role("button", name="Turn on").click(), lambda: ada.dialog("Recovery codes").wait_for()


@write("POST /me/passkeys")
def make_a_passkey(scene):
    ada = scene.account("/account")
    authenticator(ada)
    ada.press("Add passkey")
    dialog = ada.dialog("Add a passkey")

    def act():
        """Each time the device is a new one: what it made before stays in it."""
        authenticator(ada)
        dialog.get_by_role("button", name="Next").click()

    return ada, act, lambda: ada.dialog("Recovery codes").wait_for()


@write("PATCH /me/factors/*")
def rename_a_factor(scene):
    ada = with_app(scene)
    ada.press("Rename Phone")
    dialog = ada.dialog("Rename Phone")
    dialog.get_by_label("Name").fill("Tablet")
    return ada, lambda: dialog.get_by_role("button", name="Rename").click(), tells(ada, "Saved.")


@write("DELETE /me/factors/*")
def remove_a_factor(scene):
    ada = with_app(scene)
    ada.press("Remove Phone")
    return ada, lambda: ada.dialog("Remove Phone?").get_by_role("button", name="Remove").click(), tells(ada, "Phone was removed.")


@write("POST /me/recovery-codes")
def renew_the_codes(scene):
    ada = with_app(scene)
    ada.press("New recovery codes")
    dialog = ada.dialog("New recovery codes?")
    return ada, lambda: dialog.get_by_role("button", name="New recovery codes").click(), lambda: ada.dialog("Recovery codes").wait_for()


@write("POST /login/factor")
def give_the_factor(scene):
    ada = with_app(scene)
    ada.loses_session()
    ada.open("/login")
    ada.fill(E_mail=ada.email, Password=PASSWORD)
    ada.press("Log in")
    ada.press("Use a recovery code")
    ada.page.get_by_label("Recovery code").fill(ada.codes[0])
    return ada, presser(ada, "Log in"), shows(ada, ada.name)


@write("POST /login/passkey")
def log_in_with_a_passkey(scene):
    ada = scene.account("/account")
    authenticator(ada)
    ada.press("Add passkey")
    ada.dialog("Add a passkey").get_by_role("button", name="Next").click()
    keep_codes(ada)
    ada.loses_session()
    ada.open("/login")
    return ada, presser(ada, "Log in with a passkey"), shows(ada, ada.name)
