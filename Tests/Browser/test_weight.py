"""What pages weigh on the wire, heads of answers included, and what a second look at them costs."""

from urllib.parse import urlsplit

import pytest


@pytest.fixture
def server(shared_server):
    return shared_server


class Traffic:
    """The answers that a page got, and the bytes that came for them. What the browser had already counts nothing."""

    def __init__(self, person):
        self.person, self.answers = person, {}
        self.session = person.context.new_cdp_session(person.page)
        self.session.on("Network.requestWillBeSent", lambda event: self.note(event, url=event["request"]["url"]))
        self.session.on("Network.requestServedFromCache", lambda event: self.note(event, cached=True))
        self.session.on("Network.responseReceived", lambda event: self.note(event, cached=event["response"]["fromDiskCache"]))
        self.session.on("Network.responseReceivedExtraInfo", lambda event: self.note(event, status=event["statusCode"]))
        self.session.on("Network.loadingFinished", lambda event: self.note(event, bytes=event["encodedDataLength"]))
        self.session.send("Network.enable")

    def note(self, event, **values):
        """What is told of a request, in any order."""
        self.answers.setdefault(event["requestId"], {"url": "", "bytes": 0}).update({key: value for key, value in values.items() if value})

    def open(self, path, heading):
        """Answers what came for it."""
        self.answers = {}
        self.person.open(path)
        self.person.sees_heading(heading)
        self.person.settle()
        came = [one for one in self.answers.values() if not one.get("cached") and not one["url"].startswith("data:")]
        weight = sum(one["bytes"] for one in came)
        print(f"\n{path}: {len(came)} requests, {weight / 1000:.1f} kB")
        for one in came:
            print(f"  {one['bytes']:>7.0f} {one.get('status')} {urlsplit(one['url']).path}")
        return came, weight


def test_log_in_is_light_and_costs_almost_nothing_the_second_time(people, server):
    visitor = people("Visitor")
    traffic = Traffic(visitor)
    came, weight = traffic.open("/login", "Log in")
    assert weight <= 35_000 and len(came) <= 7, came
    assert all(one["url"].startswith(server.origin + "/") for one in came)

    visitor.open("about:blank")
    came, weight = traffic.open("/login", "Log in")
    assert not [one for one in came if "/assets/" in one["url"]], came
    assert {one["status"] for one in came if not urlsplit(one["url"]).path.startswith("/api/")} <= {304}, came
    assert weight <= 3_000


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_first_view_after_logging_in_is_light(people, server, language):
    ada = people(f"Ada {language}")
    ada.client.sign_up(ada.name, organizationName=f"Acme {language}")
    ada.client.patch("/me", {"language": language})
    ada.context.add_cookies([{"name": "tenantry-language", "value": language, "url": server.origin}])
    ada.take_session()
    traffic = Traffic(ada)
    came, weight = traffic.open(f"/o/acme-{language}", f"Acme {language}")
    assert weight <= 90_000 and len(came) <= 12, came
    assert all(one["url"].startswith(server.origin + "/") for one in came)

    came, weight = traffic.open(f"/o/acme-{language}/members", {"en": "Members", "de": "Mitglieder"}[language])
    assert not [one for one in came if "/assets/" in one["url"]], came
    assert weight <= 15_000


def test_what_is_not_for_the_first_view_comes_once_it_is_wanted(people):
    ada = people("Later")
    ada.client.sign_up(ada.name, organizationName="Later Acme")
    ada.take_session()
    ada.open("/o/later-acme")
    ada.sees_heading("Later Acme")
    loaded = []
    ada.page.on("request", lambda request: "/assets/" in request.url and loaded.append(request.url.rsplit("/", 1)[1]))
    for section, modules in [("Roles", ["roles.js"]), ("Overview", []), ("Roles", []), ("Settings", ["settings.js"])]:
        loaded.clear()
        ada.follow(section)
        ada.sees_heading("Later Acme" if section == "Overview" else section)
        assert loaded == modules


def test_the_audit_log_comes_without_a_load(people):
    ada = people("Audit")
    ada.client.sign_up(ada.name, organizationName="Audit Acme")
    ada.take_session()
    traffic = Traffic(ada)
    traffic.open("/o/audit-acme", "Audit Acme")
    for number in range(60):
        ada.client.patch(f"/organizations/{ada.client.me['organization']['id']}", {"name": f"Acme {number}"})
    came, weight = traffic.open("/o/audit-acme/audit", "Audit log")
    assert not [one for one in came if "/assets/" in one["url"]], came
    assert weight <= 45_000


def test_every_open_page_is_light_and_has_one_module_and_one_stylesheet(people, server):
    visitor = people("Pages")
    traffic = Traffic(visitor)
    for path, heading in [
        ("/login", "Log in"), ("/signup", "Sign up"), ("/forgot-password", "Forgot password"), ("/reset-password", "This link is incomplete"),
        ("/verify-email", "This link is incomplete"), ("/invite", "This link is incomplete"), ("/setup", "This link is incomplete"),
    ]:
        visitor.open("about:blank")
        came, weight = traffic.open(path, heading)
        files = [urlsplit(one["url"]).path for one in traffic.answers.values()]
        assert sum(path.endswith(".js") for path in files) == 1, files
        assert sum(path.endswith(".css") for path in files) == 1, files
        assert weight <= 35_000
