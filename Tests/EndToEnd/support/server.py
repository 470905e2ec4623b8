"""The program as a child process on a data folder of its own."""

import http.client
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from itertools import cycle
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BINARY = ROOT / os.environ.get("TENANTRY_BINARY", ".build/debug/tenantry")

#: For whatever must happen at some time; never a measure of speed.
PATIENCE = 60


def claimed_ports():
    """A thousand ports that no other process that tests has, of this run or another, for as long as this one lives.

    A server that is down for a moment, to be started again, finds its own free, and nobody else answers there: they are below those that the
    system gives to outgoing connections.
    """
    for first in range(12_000, 32_000, 1000):
        try:
            CLAIM.bind(f"\0tenantry-tests-{first}")  # a name without a file, which ends with the process (unix(7))
            return cycle(range(first, first + 1000))
        except OSError:
            continue
    raise AssertionError("twenty processes test already")


CLAIM = socket.socket(socket.AF_UNIX)
PORTS = claimed_ports()


def free_port():
    for port in PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


def clean_environment(settings):
    """The parent's environment without its `TENANTRY_*` variables, and with `settings` as such."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TENANTRY_")}
    return inherited | {f"TENANTRY_{name.upper()}": str(value) for name, value in settings.items()}


def run(*arguments, **settings):
    """Runs the program to its end."""
    return subprocess.run(
        [BINARY, *map(str, arguments)],
        env=clean_environment(settings), capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL,
    )


def wait_for(condition, what):
    """The first value of `condition()` that holds."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"waited in vain for {what}")


#: Where nobody answers: no test asks the DNS of the world.
NO_DNS = "127.0.0.1:9"


#: A test does in a minute, from one address, what people do in a day: nothing is counted but messages and wrong passwords.
UNCOUNTED = ",".join(
    f"{name}=off"
    for name in ("sign-in/address", "sign-in/account", "sign-up/address", "sign-up/instance", "visit/address", "read/account", "write/account")
)


class Server:
    """`tenantry serve` on 127.0.0.1. Started and ended any number of times, always on the same folder and port."""

    def __init__(self, folder, *options, **settings):
        self.folder = Path(folder)
        self.data = self.folder / "data"
        self.port = free_port()
        self.options = options
        self.settings = settings
        self.process = None
        self.log_path = self.folder / "server.log"

    @property
    def origin(self):
        return f"http://localhost:{self.port}"

    @property
    def log(self):
        return self.log_path.read_text()

    @property
    def database(self):
        return self.data / "tenantry.db"

    def launch(self):
        """Starts without waiting until it answers."""
        arguments = ["serve", "--data", self.data, *self.options]
        if "--address" not in self.options and "address" not in self.settings:
            arguments += ["--address", f"127.0.0.1:{self.port}"]
        with self.log_path.open("a") as log:
            self.process = subprocess.Popen(
                [BINARY, *map(str, arguments)],
                env=clean_environment({"dns": NO_DNS, "limits": UNCOUNTED} | self.settings), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
            )
        return self

    def start(self):
        self.launch()
        wait_for(self.is_ready, "the server to be ready")
        return self

    def is_ready(self):
        assert self.process.poll() is None, f"the server ended with {self.process.returncode}:\n{self.log}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self, by=signal.SIGTERM):
        """Tells it to stop, and answers its exit status."""
        self.process.send_signal(by)
        return self.process.wait(PATIENCE)

    def kill(self):
        """As a crash would: `kill -9`."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def end(self):
        if self.process and self.process.poll() is None:
            self.kill()

    def command(self, *arguments):
        """Another command of the program on the same data folder."""
        settings = {name: value for name, value in self.settings.items() if name != "data"}
        if "public_url" not in settings and "--public-url" not in self.options:
            settings["public_url"] = self.origin
        return run(*arguments, "--data", self.data, **settings)

    def message(self, kind, recipient):
        """The waiting message of that kind, as `outbox show` prints it; the newest, if there are several."""
        listed = self.command("outbox")
        lines = [line for line in listed.stdout.splitlines() if kind in line and recipient in line]
        assert lines, f"no {kind} for {recipient} waits: {listed}"
        shown = self.command("outbox", "show", lines[-1].split()[0])
        assert shown.returncode == 0, shown.stderr
        return shown.stdout

    def mailed_link(self, kind, recipient):
        return re.search(r"https?://\S+#\S+", self.message(kind, recipient)).group()


def rows(database, query):
    """What a query finds in a copy of a database that nobody has open. Checks the copy first."""
    copy = database.with_name("copy-" + database.name)
    shutil.copy(database, copy)
    log = database.with_name(database.name + "-wal")
    copied_log = copy.with_name(copy.name + "-wal")
    if log.exists():
        shutil.copy(log, copied_log)
    connection = sqlite3.connect(copy)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return connection.execute(query).fetchall()
    finally:
        connection.close()
        for file in copy.parent.glob(copy.name + "*"):
            file.unlink()
