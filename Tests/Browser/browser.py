"""Starting Chromium, and noticing what goes wrong in a page."""

import os
import re

#: A status that a page expects and deals with is still an error to the console.
ANSWERED = re.compile(r"Failed to load resource: the server responded with a status of (401|403|404|409|410|422)\b")

WATCH = """
document.addEventListener("securitypolicyviolation", (event) =>
  noteViolation(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`));
"""


def launch(playwright):
    executable = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])


class Watch:
    """Collects everything in a browser context that ought not to be."""

    def __init__(self, context, origin):
        self.origin = origin
        self.found = []
        self.is_server_away = False
        context.expose_function("noteViolation", lambda violation: self.found.append(f"policy: {violation}"))
        context.add_init_script(WATCH)
        context.on("console", self.on_console)
        context.on("weberror", lambda error: self.found.append(f"error: {error.error}"))
        context.on("request", self.on_request)

    def on_console(self, message):
        if message.type not in ("error", "warning") or ANSWERED.match(message.text):
            return
        if self.is_server_away and "net::ERR_" in message.text:
            return
        self.found.append(f"{message.type}: {message.text}")

    def on_request(self, request):
        if not request.url.startswith((self.origin + "/", "data:", "blob:", "about:")):
            self.found.append(f"request to {request.url}")
