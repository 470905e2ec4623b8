"""The pages as people use them, in Chromium.

    pip install -r Tests/requirements.txt
    swift build --product tenantry
    pytest Tests/Browser

TENANTRY_BINARY names another build, CHROMIUM another browser.
"""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "EndToEnd"))

from people import People  # noqa: E402
from playwright.sync_api import expect, sync_playwright  # noqa: E402
from browser import launch  # noqa: E402
from support.server import BINARY, Server  # noqa: E402

expect.set_options(timeout=20_000)  # for whatever must happen at some time; never a measure of speed


def pytest_configure():
    if not BINARY.exists():
        pytest.exit(f"There is no {BINARY}: build it first, or name it in TENANTRY_BINARY.", returncode=2)


def pytest_collection_modifyitems(items):
    """A browser beside another on two cores does things late that no test can wait for: what fails here is tried once more, and said (`-r R`)."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path).start()
    yield server
    server.end()


@pytest.fixture(scope="module")
def module_server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("server")).start()
    yield server
    server.end()


@pytest.fixture
def shared_server(request, module_server, tmp_path):
    """For a file whose tests each make people of their own: there `server` is this one. A second try has one where nobody is yet."""
    if getattr(request.node, "execution_count", 1) == 1:
        yield module_server
        return
    server = Server(tmp_path).start()
    yield server
    server.end()


@pytest.fixture
def people(chromium, server):
    """Makes people, each in a browser context of their own. At the end nothing may have gone wrong in any of their pages."""
    people = People(chromium, server)
    yield people
    complaints = people.complaints()
    people.leave()
    assert complaints == []
