"""What is measured: Tenantry, PocketBase and nginx, each as a process on a folder of its own, with the same data in it.

Every subject has `works`: by name, how `wrk` asks for it. Both have their defaults, so each logs every request; Tenantry goes without limits, since PocketBase has none that are on.
"""

import http.client
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import string
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "plum cloud ferry nine"
MEMBERS = 10_000


@dataclass
class Work:
    """A request, again and again. `script` is Lua for `wrk`, where one request isn't like the other."""

    path: str
    headers: dict = field(default_factory=dict)
    script: str = ""
    connections: int = 32


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Subject:
    name = ""
    health = "/"

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.process = None
        self.works = {}

    def command(self):
        raise NotImplementedError

    def start(self):
        """Returns how many seconds passed until the first answer."""
        started = time.perf_counter()
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(self.command(), env=self.environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        while True:
            try:
                if self.ask("GET", self.health)[0] == 200:
                    return time.perf_counter() - started
            except OSError:
                pass
            if self.process.poll() is not None:
                raise SystemExit(f"{self.name} ended: {(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.0005)

    def environment(self):
        return {name: value for name, value in os.environ.items() if not name.startswith("TENANTRY_")}

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)

    def memory(self):
        """Resident, in bytes, with that of the children."""
        return sum(resident(pid) for pid in [self.process.pid, *children(self.process.pid)])

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            given = {"Content-Type": "application/json"} if body is not None else {}
            connection.request(method, path, None if body is None else json.dumps(body), given | (headers or {}))
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def call(self, method, path, body=None, headers=None):
        status, found, content = self.ask(method, path, body, headers)
        if status >= 400:
            raise SystemExit(f"{self.name}: {method} {path}: {status} {content[:400]!r}")
        return found, json.loads(content) if content else None


def children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def resident(pid):
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


class Tenantry(Subject):
    name, health = "Tenantry", "/healthz"

    def __init__(self, folder, binary, organizations=1, members=1, largest=MEMBERS, accounts=MEMBERS):
        super().__init__(folder)
        self.binary = binary
        self.shape = {"organizations": organizations, "members": members, "largest": largest, "accounts": accounts}

    def command(self):
        return [
            self.binary, "serve", "--data", self.folder / "data", "--address", f"127.0.0.1:{self.port}",
            "--public-url", f"http://localhost:{self.port}", "--limits", "off",
        ]

    def fill(self):
        """Returns how many seconds it took."""
        started = time.perf_counter()
        options = [item for name, value in self.shape.items() for item in (f"--{name}", str(value))]
        done = subprocess.run(
            [self.binary, "dev", "seed", "--data", self.folder / "data", "--password", PASSWORD, *options],
            env=self.environment(), capture_output=True, text=True,
        )
        if done.returncode != 0:
            raise SystemExit(f"seed: {done.stderr}")
        return time.perf_counter() - started

    def log_in(self, number):
        headers, me = self.call("POST", "/api/v1/login", {"email": f"person-{number}@example.com", "password": PASSWORD})
        token = next(value for value in headers.get_all("Set-Cookie") if value.startswith("tenantry=")).split(";")[0].split("=", 1)[1]
        return token, me

    def prepare(self):
        """While it runs."""
        token, me = self.log_in(2)
        as_session = {"Cookie": f"tenantry={token}"}
        organization = next(item["id"] for item in me["organizations"] if item["kind"] == "team")
        self.works = {
            "who am I": Work("/api/v1/me", as_session),
            "members, 50 a page": Work(f"/api/v1/organizations/{organization}/members?limit=50", as_session),
            "page": Work("/login", {"Accept-Encoding": "gzip"}),
        }

    def prepare_writes(self):
        """An organization has at most 200 invitations that wait, and an account at most 500 organizations."""
        owned = []
        for number in range(101, 111):
            token, _ = self.log_in(number)
            for count in range(300):
                _, made = self.call(
                    "POST", "/api/v1/organizations", {"name": f"Team {number} {count}"}, {"Authorization": f"Bearer {token}"}
                )
                owned.append((made["id"], token))
        random.Random(1).shuffle(owned)
        targets = "".join(f'{{"{organization}", "{token}"}},\n' for organization, token in owned)
        invite = (
            f"local targets = {{{targets}}}\nlocal turn = 0\n"
            'request = function()\n  turn = turn % #targets + 1\n  local target = targets[turn]\n'
            '  return wrk.format("POST", "/api/v1/organizations/" .. target[1] .. "/invitations", {["Content-Type"] = "application/json", '
            '["Authorization"] = "Bearer " .. target[2]}, \'{"kind":"link","role":"member","maxUses":1}\')\nend\n'
        )
        self.works |= {
            "log in": Work("/", script=log_in("/api/v1/login", "email"), connections=16),
            "create a record": Work("/", script=invite),
        }


def log_in(path, field):
    return (
        "math.randomseed(7)\nrequest = function()\n"
        f'  return wrk.format("POST", "{path}", {{["Content-Type"] = "application/json"}}, '
        f'\'{{"{field}":"person-\' .. math.random({MEMBERS}) .. \'@example.com","password":"{PASSWORD}"}}\')\nend\n'
    )


class PocketBase(Subject):
    name, health = "PocketBase", "/api/health"

    def __init__(self, folder, binary, page):
        super().__init__(folder)
        self.binary = binary
        (self.folder / "public").mkdir()
        (self.folder / "public" / "index.html").write_bytes(page)

    def command(self):
        return [
            self.binary, "serve", f"--http=127.0.0.1:{self.port}", f"--dir={self.folder / 'data'}", f"--publicDir={self.folder / 'public'}",
        ]

    def fill(self):
        subprocess.run(
            [self.binary, "superuser", "upsert", "root@example.com", PASSWORD, f"--dir={self.folder / 'data'}"], check=True, capture_output=True
        )
        self.start()
        _, root = self.call(
            "POST", "/api/collections/_superusers/auth-with-password", {"identity": "root@example.com", "password": PASSWORD}
        )
        as_root = {"Authorization": root["token"]}

        def collection(name, fields, indexes=()):
            rules = {rule: '@request.auth.id != ""' for rule in ("listRule", "viewRule", "createRule")}
            body = {"name": name, "type": "base", "fields": fields, "indexes": list(indexes)} | rules
            return self.call("POST", "/api/collections", body, as_root)[1]["id"]

        organizations = collection("organizations", [{"name": "name", "type": "text"}])
        users = self.call("GET", "/api/collections/users", None, as_root)[1]["id"]
        # What a member may see of another.
        self.call("PATCH", "/api/collections/users", {"listRule": '@request.auth.id != ""', "viewRule": '@request.auth.id != ""'}, as_root)
        relation = lambda name, to: {"name": name, "type": "relation", "collectionId": to, "maxSelect": 1}  # noqa: E731
        times = [{"name": "joined", "type": "autodate", "onCreate": True}]
        collection(
            "memberships", [relation("organization", organizations), relation("user", users), {"name": "role", "type": "text"}, *times],
            ["CREATE INDEX memberships_by_organization ON memberships (organization, joined)"],
        )
        collection(
            "invitations",
            [relation("organization", organizations), relation("inviter", users)]
            + [{"name": name, "type": "text"} for name in ("kind", "role", "token", "status")] + [{"name": "uses", "type": "number"}, *times],
            ["CREATE INDEX invitations_by_organization ON invitations (organization)"],
        )
        self.organization = self.call("POST", "/api/collections/organizations/records", {"name": "Organization 1"}, as_root)[1]["id"]
        first = {"email": "person-1@example.com", "password": PASSWORD, "passwordConfirm": PASSWORD, "name": "Ada Adler 1", "emailVisibility": True}
        self.call("POST", "/api/collections/users/records", first, as_root)
        self.stop()
        self.copy_people()

    def copy_people(self):
        """The others are the first one again, with names and addresses of their own: to hash a password for each takes minutes."""
        chance = random.Random(1)
        word = lambda length: "".join(chance.choices(string.ascii_lowercase + string.digits, k=length))  # noqa: E731
        database = sqlite3.connect(self.folder / "data" / "data.db")
        columns = [row[1] for row in database.execute("PRAGMA table_info(users)")]
        first = dict(zip(columns, database.execute("SELECT * FROM users").fetchone()))
        people = [first["id"]]
        for number in range(2, MEMBERS + 1):
            person = first | {"id": word(15), "email": f"person-{number}@example.com", "name": f"Ada Adler {number}", "tokenKey": word(50)}
            if "username" in person:
                person["username"] = f"person{number}"
            database.execute(f"INSERT INTO users ({', '.join(person)}) VALUES ({', '.join('?' * len(person))})", list(person.values()))
            people.append(person["id"])
        for person in people:
            database.execute(
                "INSERT INTO memberships (id, organization, user, role, joined) VALUES (?, ?, ?, 'member', '2026-01-01 00:00:00.000Z')",
                (word(15), self.organization, person),
            )
        database.commit()
        database.close()

    def prepare(self):
        body = {"identity": "person-2@example.com", "password": PASSWORD}
        _, found = self.call("POST", "/api/collections/users/auth-with-password", body)
        token, person = found["token"], found["record"]["id"]
        as_user = {"Authorization": token}
        members = f"/api/collections/memberships/records?perPage=50&sort=joined&expand=user&filter=organization%3D%22{self.organization}%22"
        create = (
            'request = function()\n  return wrk.format("POST", "/api/collections/invitations/records", '
            f'{{["Content-Type"] = "application/json", ["Authorization"] = "{token}"}}, '
            f'\'{{"organization":"{self.organization}","inviter":"{person}","kind":"link","role":"member","status":"pending","uses":0,'
            '"token":"3q2-7wvKJ0yKq0c5u1xkq6kPp8m2YxZr9dG1t4hXbVs"}\')\nend\n'
        )
        self.works = {
            "who am I": Work(f"/api/collections/users/records/{person}", as_user),
            "members, 50 a page": Work(members, as_user),
            "page": Work("/", {"Accept-Encoding": "gzip"}),
            "log in": Work("/", script=log_in("/api/collections/users/auth-with-password", "identity"), connections=16),
            "create a record": Work("/", script=create),
        }


class Nginx(Subject):
    """For pages alone."""

    name, health = "nginx", "/"

    def __init__(self, folder, page):
        super().__init__(folder)
        self.page = page

    def command(self):
        return [shutil.which("nginx") or "/usr/sbin/nginx", "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"), "-e", "error.log"]

    def fill(self):
        import gzip

        (self.folder / "public").mkdir()
        (self.folder / "public" / "index.html").write_bytes(self.page)
        (self.folder / "public" / "index.html.gz").write_bytes(gzip.compress(self.page, 9))
        (self.folder / "nginx.conf").write_text(
            "daemon off; worker_processes auto; pid nginx.pid; error_log error.log;\n"
            "events { worker_connections 1024; }\n"
            "http { access_log off; sendfile on; keepalive_requests 100000000; gzip_static on; types { text/html html; }\n"
            f"  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;\n"
            f"  server {{ listen 127.0.0.1:{self.port}; root {self.folder / 'public'}; index index.html; }} }}\n"
        )
        # Its workers don't run as root.
        for path in (self.folder, self.folder / "public", *(self.folder / "public").iterdir()):
            path.chmod(0o755)

    def prepare(self):
        self.works = {"page": Work("/", {"Accept-Encoding": "gzip"})}
