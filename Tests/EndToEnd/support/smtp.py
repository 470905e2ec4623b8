"""Mail servers: a good one, on `aiosmtpd`, and one that misbehaves as a test says."""

import email
import email.policy
import socket
import ssl
import threading

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from support.server import PATIENCE

USER = "ada@example.com"
PASSWORD = "p@ss:w/rd%42 ü"

#: As they stand in a URL.
CREDENTIALS = "ada%40example.com:p%40ss%3Aw%2Frd%2542%20%C3%BC"

#: Every spelling of the password that goes over the wire or could be shown.
SECRETS = [PASSWORD, CREDENTIALS.split(":")[1], "cEBzczp3L3JkJTQyIMO8", "AGFkYUBleGFtcGxlLmNvbQBwQHNzOncvcmQlNDIgw7w="]


class Authority:
    """A certificate authority that nobody else knows."""

    def __init__(self, folder):
        self.authority = trustme.CA()
        self.file = folder / "authority.pem"
        self.authority.cert_pem.write_to_path(self.file)

    def context(self, *names, **validity):
        """What a server with a certificate for `names` needs."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(*names, **validity).configure_cert(context)
        return context


class MailServer(Controller):
    """Takes messages from USER, and keeps them as `(sender, recipients, message)`; `message.raw` is as it came."""

    def __init__(self, *, starttls=None, tls=None, mechanisms=("PLAIN", "LOGIN"), wants_login=True, **options):
        self.messages = []
        self.logins = []
        super().__init__(
            Keeper(self.messages), hostname="127.0.0.1", port=0, ssl_context=tls, tls_context=starttls,
            require_starttls=starttls is not None, authenticator=self.log_in, auth_required=wants_login,
            auth_require_tls=starttls is not None,
            auth_exclude_mechanism=[name for name in ("PLAIN", "LOGIN") if name not in mechanisms], ready_timeout=PATIENCE, **options,
        )

    def log_in(self, server, session, envelope, mechanism, data):
        good = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        self.logins.append((mechanism, good))
        return AuthResult(success=good, handled=False)

    def _trigger_server(self):
        """Now the port is known that the system chose."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()


class Keeper:
    def __init__(self, messages):
        self.messages = messages

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        message.raw = envelope.original_content
        self.messages.append((envelope.mail_from, envelope.rcpt_tos, message))
        return "250 2.0.0 kept"


HANG, CLOSE = "hang", "close"


class HostileServer:
    """Answers in the order of SMTP, but at the steps in `answers` with those bytes, by hanging or by closing.

    Steps are `greeting`, the first word of a command, and `message` for what follows DATA.
    """

    def __init__(self, context=None, host="127.0.0.1", extensions=("STARTTLS", "AUTH PLAIN LOGIN"), **answers):
        self.context = context
        self.extensions = extensions
        self.answers = answers
        self.in_clear = []
        self.in_tls = []
        self.listener = socket.create_server((host, 0))
        self.port = self.listener.getsockname()[1]
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.listen, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(PATIENCE)

    @property
    def heard(self):
        return self.in_clear + self.in_tls

    @property
    def commands(self):
        return [line.split()[0] for line in self.heard if line.split()]

    def listen(self):
        while not self.over.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            try:
                connection.settimeout(PATIENCE)
                Conversation(self, connection).run()
            except (OSError, EOFError):
                pass
            finally:
                connection.close()


class Conversation:
    def __init__(self, server, connection):
        self.server = server
        self.connection = connection
        self.unread = b""
        self.heard = server.in_clear

    def run(self):
        self.answer("greeting", b"220 here\r\n")
        while True:
            line = self.line()
            word = line.split()[0].upper() if line.split() else ""
            if word == "EHLO":
                listed = [name for name in self.server.extensions if name != "STARTTLS" or self.heard is self.server.in_clear]
                lines = ["here", *listed, "HELP"]
                self.answer(word, "".join(f"250{'-' if name != 'HELP' else ' '}{name}\r\n" for name in lines).encode())
            elif word == "STARTTLS":
                self.answer(word, b"220 go on\r\n")
                self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
                self.heard, self.unread = self.server.in_tls, b""
            elif word == "AUTH":
                self.answer(word, b"235 ok\r\n")
            elif word == "DATA":
                self.answer(word, b"354 go on\r\n")
                if self.server.answers.get(word, b"354").startswith(b"354"):
                    while self.line() != ".":
                        pass
                    self.answer("message", b"250 kept\r\n")
            elif word == "QUIT":
                return self.answer(word, b"221 bye\r\n")
            else:
                self.answer(word, b"250 ok\r\n")

    def line(self):
        while b"\n" not in self.unread:
            more = self.connection.recv(65536)
            if not more:
                raise EOFError
            self.unread += more
        line, self.unread = self.unread.split(b"\n", 1)
        self.heard.append(line.rstrip(b"\r").decode("utf-8", "replace"))
        return self.heard[-1]

    def answer(self, step, ordinary):
        answer = self.server.answers.get(step, ordinary)
        if answer is HANG:
            self.server.over.wait(PATIENCE)
            raise EOFError
        if answer is CLOSE:
            raise EOFError
        if isinstance(answer, bytes):
            return self.connection.sendall(answer)
        for piece in answer:  # without end
            self.connection.sendall(piece)
