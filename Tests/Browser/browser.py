"""Starting Chromium, and noticing what goes wrong in a page."""

import os
import re
from urllib.parse import urlsplit

#: Chromium writes a line for every answer of 400 and up, also where the page expects it.
STATUS_LINE = re.compile(r"Failed to load resource: the server responded with a status of (\d+)\b")
API = "/api/v1"

WATCH = """
document.addEventListener("securitypolicyviolation", (event) =>
  noteViolation(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`));
"""


#: Chromium without windows: the same engine as `chromium --headless` with half the work around it.
HEADLESS = "/usr/bin/chromium-headless-shell"


def launch(playwright):
    executable = os.environ.get("CHROMIUM", HEADLESS)
    return playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])


class Watch:
    """Collects everything in a browser context that ought not to be.

    A refusal of what somebody wanted to write (a wrong password, say) is an answer like any other. What a page merely reads,
    and so whatever it does on its own when it is loaded, must succeed, unless a test names the status that it provokes."""

    def __init__(self, context, origin):
        self.origin = origin
        self.is_server_away = False
        self.noted = []
        self.excused = set()
        #: Each answer of 400 and up, as in `POST /login 401`.
        self.refused = set()
        self.under_way = set()
        context.expose_function("noteViolation", lambda violation: self.noted.append(f"policy: {violation}"))
        context.add_init_script(WATCH)
        context.on("console", self.on_console)
        context.on("weberror", lambda error: self.noted.append(f"error: {error.error}"))
        context.on("request", self.on_request)
        context.on("response", self.on_response)
        context.on("requestfinished", self.on_end)
        context.on("requestfailed", self.on_end)

    def excuse(self, *requests):
        """Answers that the test provokes, as in `GET /me 500`; the path is that of the API, or of a page."""
        self.excused.update(requests)

    @property
    def found(self):
        """Only at the end is it known which request a line of the console was about."""
        lines = [line if isinstance(line, str) else self.complaint(*line) for line in self.noted]
        return [line for line in lines if line]

    def complaint(self, status, path):
        known = {request for request in self.refused if request.endswith(f" {path} {status}")}
        is_write = status < 429 and any(not request.startswith("GET ") for request in known)
        return None if is_write or known & self.excused else f"error: {status} for {path}"

    def on_console(self, message):
        if message.type not in ("error", "warning"):
            return
        if self.is_server_away and "net::ERR_" in message.text:
            return
        status = STATUS_LINE.match(message.text)
        self.noted.append((int(status[1]), api_path(message.location["url"])) if status else f"{message.type}: {message.text}")

    def on_request(self, request):
        if request.url.startswith(self.origin + "/"):
            self.under_way.add(request)
        if not request.url.startswith((self.origin + "/", "data:", "blob:", "about:")):
            self.noted.append(f"request to {request.url}")

    def on_end(self, request):
        self.under_way.discard(request)

    def on_response(self, response):
        if response.status >= 400:
            self.refused.add(f"{response.request.method} {api_path(response.url)} {response.status}")


def api_path(url):
    """Of a call of the API without what comes before; ids are left out, since tests don't know them."""
    path = urlsplit(url).path.removeprefix(API)
    return re.sub(r"/[a-z]{3}_[0-9a-z]{26}", "/*", path)
