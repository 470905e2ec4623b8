"""A mail server that a test holds in its hand, and what has come to it."""

import asyncio
import re

from support.server import wait_for
from support.smtp import CREDENTIALS, Authority, Keeper, MailServer

SENDER = "Tenantry <accounts@example.com>"


class Post(MailServer):
    """A mail server whose answers to recipients a test decides: `replies[address]` are used up one by one. `pause` is how long it thinks
    about a message, in seconds."""

    def __init__(self, authority, port=0):
        super().__init__(starttls=authority.context("localhost"))
        self.authority = authority
        self.port = port
        self.replies = {}
        self.pause = 0
        self.handler = Doorkeeper(self)

    @property
    def settings(self):
        """Of a server that hands its mail over here."""
        return handing_over_to(self.authority, self.port)

    @property
    def recipients(self):
        return [recipients[0] for _, recipients, _ in self.messages]

    @property
    def ids(self):
        return [message["Message-ID"] for _, _, message in self.messages]

    def letters(self, recipient):
        return [message for _, recipients, message in self.messages if recipients == [recipient]]

    def link(self, recipient):
        """In the newest letter."""
        return link_in(self.letters(recipient)[-1])

    def next_letter(self, recipient, count):
        """The one with that number, counted from 1, once it is there."""
        return wait_for(lambda: len(self.letters(recipient)) >= count and self.letters(recipient)[count - 1], f"letter {count} to {recipient}")


class Doorkeeper(Keeper):
    def __init__(self, post):
        super().__init__(post.messages)
        self.post = post

    async def handle_RCPT(self, server, session, envelope, recipient, options):
        if self.post.replies.get(recipient):
            return self.post.replies[recipient].pop(0)
        envelope.rcpt_tos.append(recipient)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.post.pause)
        return await super().handle_DATA(server, session, envelope)


def handing_over_to(authority, port):
    return {"smtp": f"smtp://{CREDENTIALS}@localhost:{port}", "smtp_ca": authority.file, "mail_from": SENDER}


def link_in(letter):
    """The address on a line of its own; None if there is none."""
    found = re.search(r"^https?://\S+", letter.get_body(("plain",)).get_content(), re.MULTILINE)
    return found and found.group()


def post_office(folder):
    """With a certificate of an authority in `folder`."""
    return Post(Authority(folder))
