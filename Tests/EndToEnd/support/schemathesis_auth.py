"""Whom schemathesis is, for its hooks: an operator who has just signed up, and somebody else every few seconds, for what it tries ends sessions
and deletes accounts."""

import os
from itertools import count
from types import SimpleNamespace

import schemathesis

from support.client import Client, address
from support.server import run

SERVER = SimpleNamespace(port=int(os.environ["PORT"]), origin=os.environ["ORIGIN"])
NUMBERS = count()


@schemathesis.auth(refresh_interval=10)
class Operator:
    def get(self, _case, _context):
        name = f"Person {os.getpid()} {next(NUMBERS)}"
        client = Client(SERVER)
        client.sign_up(name, organizationName="Acme")
        made = run("operator", "add", address(name), "--data", os.environ["DATA"])
        assert made.returncode == 0, made.stderr
        return client.token

    def set(self, case, token, _context):
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}
