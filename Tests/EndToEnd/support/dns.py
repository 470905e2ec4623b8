"""A DNS server that says what a test wants, over UDP and TCP on one port of 127.0.0.1."""

import socketserver
import struct
import threading
from itertools import chain

from support.server import free_port

TXT, CNAME = 16, 5
NO_ERROR, SERVER_FAILURE, NO_SUCH_NAME = 0, 2, 3


class NameServer:
    """`records` has the texts at a name, each a string or the strings that it comes in; `faults` what else happens there: `servfail`,
    `silent`, `garbage`, `truncated` (whole only over TCP, which nobody asks), or `alias` before the texts."""

    def __init__(self):
        self.records, self.faults, self.asked = {}, {}, []
        self.port = free_port()
        handlers = {socketserver.ThreadingUDPServer: OverUDP, socketserver.ThreadingTCPServer: OverTCP}
        self.servers = [kind(("127.0.0.1", self.port), type("", (handler,), {"dns": self})) for kind, handler in handlers.items()]

    def __enter__(self):
        for server in self.servers:
            threading.Thread(target=server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        for server in self.servers:
            server.shutdown()
            server.server_close()

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def answer(self, query, way):
        """The bytes of an answer, or None for silence."""
        name, end = name_at(query, 12)
        self.asked.append((name, struct.unpack("!H", query[end : end + 2])[0], way))
        fault, texts = self.faults.get(name), self.records.get(name)
        if fault == "silent":
            return None
        if fault == "garbage":
            return query[:2] + b"\x81\x80" + query[4:6] + b"\x00\x09" + query[8 : end + 4] + b"\xff" * 40
        records = [record(CNAME, b"\x05other" + query[12:end])] if fault == "alias" else []
        records += [record(TXT, strings(text)) for text in texts or []]
        code = SERVER_FAILURE if fault == "servfail" else NO_SUCH_NAME if texts is None else NO_ERROR
        is_cut_off = fault == "truncated" and way == "udp"
        given = [] if is_cut_off or code else records
        flags = 0x8180 | (0x0200 if is_cut_off else 0) | code
        return query[:2] + struct.pack("!HHHHH", flags, 1, len(given), 0, 0) + query[12 : end + 4] + b"".join(given)


class OverUDP(socketserver.BaseRequestHandler):
    def handle(self):
        query, socket = self.request
        if answer := self.dns.answer(query, "udp"):
            socket.sendto(answer, self.client_address)


class OverTCP(socketserver.StreamRequestHandler):
    def handle(self):
        length = struct.unpack("!H", self.rfile.read(2))[0]
        if answer := self.dns.answer(self.rfile.read(length), "tcp"):
            self.wfile.write(struct.pack("!H", len(answer)) + answer)


def name_at(message, start):
    labels = []
    while length := message[start]:
        labels.append(message[start + 1 : start + 1 + length].decode())
        start += 1 + length
    return ".".join(labels).lower(), start + 1


def record(kind, content):
    """Named by a pointer to the question."""
    return b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 60, len(content)) + content


def strings(text):
    parts = [text] if isinstance(text, str) else text
    return bytes(chain.from_iterable([len(part), *part.encode()] for part in parts))
