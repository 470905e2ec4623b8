"""A client as a browser is one: it keeps its cookies and says where its requests come from."""

import http.client
import json
from http.cookies import SimpleCookie

from support.server import PATIENCE

PASSWORD = "seven pelicans over warm water"


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        """Of a problem."""
        return self.json["code"]

    def __repr__(self):
        return f"{self.status} {self.body[:400]!r}"


class Client:
    def __init__(self, server, **headers):
        self.server = server
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.cookies = {}

    def send(self, method, path, body=None, headers=None, host="127.0.0.1"):
        """One request over a connection of its own; `path` as it stands."""
        connection = http.client.HTTPConnection(host, self.server.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, self.headers | (headers or {}))
            answer = Answer(connection.getresponse())
        finally:
            connection.close()
        for header in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        return answer

    def call(self, method, path, body=None, expect=None, headers=None):
        """A call of the API with JSON, or with bytes as they are. Fails unless the status is the one expected, or any below 400."""
        given = {"Origin": self.server.origin}
        if body is not None:
            given["Content-Type"] = "application/json"
        if any(self.cookies.values()):
            given["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items() if value)
        content = body if body is None or isinstance(body, bytes) else json.dumps(body)
        answer = self.send(method, "/api/v1" + path, content, given | (headers or {}))
        assert answer.status == expect if expect else answer.status < 400, f"{method} {path}: {answer}"
        return answer

    def get(self, path, expect=None):
        return self.call("GET", path, None, expect)

    def post(self, path, body=None, expect=None, headers=None):
        return self.call("POST", path, body, expect, headers)

    def put(self, path, body, expect=None):
        return self.call("PUT", path, body, expect)

    def upload(self, path, content, type="image/png", expect=200):
        return self.call("PUT", path, content, expect, {"Content-Type": type})

    def patch(self, path, body, expect=None):
        return self.call("PATCH", path, body, expect)

    def delete(self, path, expect=None):
        return self.call("DELETE", path, None, expect)

    @property
    def token(self):
        """Of the session, as the cookie holds it."""
        return self.cookies.get("tenantry", "")

    @property
    def me(self):
        return self.get("/me").json

    def sign_up(self, name, password=PASSWORD, **fields):
        """Signs up as `name` with an address made from it."""
        body = {"name": name, "email": address(name), "password": password} | fields
        return self.post("/signup", body, 201).json

    def log_in(self, name, password=PASSWORD, **fields):
        return self.post("/login", {"email": address(name), "password": password} | fields, 200).json

    def invite(self, organization, **fields):
        """A link invitation for members, unless `fields` say otherwise."""
        return self.post(f"/organizations/{organization}/invitations", {"kind": "link", "role": "member"} | fields, 201).json

    def member_names(self, organization):
        return sorted(item["user"]["name"] for item in self.get(f"/organizations/{organization}/members").json["items"])


def address(name):
    return f"{name.lower().replace(' ', '.')}@example.com"


def token_in(link):
    return link.split("#", 1)[1]
