"""Requests byte by byte, for what a well-behaved client would never send."""

import json
import socket

from support.server import PATIENCE


class Wire:
    """A connection to the server, from one of this machine's addresses."""

    def __init__(self, server, source="127.0.0.1"):
        self.server = server
        self.socket = socket.create_connection(("127.0.0.1", server.port), PATIENCE, (source, 0))
        self.unread = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data.encode() if isinstance(data, str) else data)

    def post(self, path, length=None, extra=()):
        """The head of a POST with JSON."""
        framing = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
        lines = [
            f"POST /api/v1{path} HTTP/1.1", f"Host: localhost:{self.server.port}", f"Origin: {self.server.origin}",
            "Content-Type: application/json", framing, *extra,
        ]
        self.send("\r\n".join(lines) + "\r\n\r\n")

    def get(self, path, *extra, method="GET"):
        self.send("\r\n".join([f"{method} {path} HTTP/1.1", f"Host: localhost:{self.server.port}", *extra]) + "\r\n\r\n")

    def receive(self):
        """More bytes, or none when the other side is done. A reset is an end, too."""
        try:
            return self.socket.recv(65536)
        except ConnectionError:
            return b""

    def head(self):
        """The next answer's status and headers, names in small letters."""
        while b"\r\n\r\n" not in self.unread:
            more = self.receive()
            assert more, f"closed in the middle of a head: {self.unread!r}"
            self.unread += more
        head, self.unread = self.unread.split(b"\r\n\r\n", 1)
        first, *lines = head.decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        return int(first.split()[1]), {name.lower(): value for name, value in headers.items()}

    def answer(self, has_body=True):
        """The next answer's status, headers and body."""
        status, headers = self.head()
        length = int(headers.get("content-length", 0)) if has_body else 0
        while len(self.unread) < length:
            more = self.receive()
            assert more, "closed in the middle of a body"
            self.unread += more
        body, self.unread = self.unread[:length], self.unread[length:]
        return status, headers, body

    def rest(self):
        """Everything until the server closes."""
        data = self.unread
        while more := self.receive():
            data += more
        self.unread = b""
        return data


def status_of(data):
    """Of the first answer in `data`, or None where there is none."""
    return int(data.split()[1]) if data.startswith(b"HTTP/1.1 ") else None


def login_body(email="nobody@example.com", password="not the password"):
    return json.dumps({"email": email, "password": password}).encode()
