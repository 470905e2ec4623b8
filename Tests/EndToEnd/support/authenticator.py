"""An authenticator in software. What it answers is put together by `fido2` and signed by `cryptography`, which nobody here wrote."""

import hashlib
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from fido2.cose import ES256, RS256, EdDSA
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAG = AuthenticatorData.FLAG
PRESENT, VERIFIED = FLAG.UP, FLAG.UP | FLAG.UV


def text(data):
    return urlsafe_b64encode(data).decode().rstrip("=")


def bytes_of(base64url):
    return urlsafe_b64decode(base64url + "=" * (-len(base64url) % 4))


class Authenticator:
    """Holds one key. Whatever it says can be told otherwise: `type`, `challenge`, `origin`, `rp`, `flags`, `counter` …"""

    def __init__(self, algorithm="ES256"):
        self.algorithm, self.id, self.counter, self.owner = algorithm, os.urandom(32), 0, None
        if algorithm == "ES256":
            self.key = ec.generate_private_key(ec.SECP256R1())
            self.public = ES256.from_cryptography_key(self.key.public_key())
        elif algorithm == "EdDSA":
            self.key = ed25519.Ed25519PrivateKey.generate()
            self.public = EdDSA.from_cryptography_key(self.key.public_key())
        else:
            self.key = rsa.generate_private_key(65537, 2048)
            self.public = RS256.from_cryptography_key(self.key.public_key())

    def sign(self, message):
        if self.algorithm == "ES256":
            return self.key.sign(message, ec.ECDSA(hashes.SHA256()))
        if self.algorithm == "EdDSA":
            return self.key.sign(message)
        return self.key.sign(message, padding.PKCS1v15(), hashes.SHA256())

    def make(self, options, page, **other):
        """As `navigator.credentials.create()` answers."""
        self.owner = bytes_of(options["user"]["id"])
        said = {"type": "webauthn.create", "challenge": options["challenge"], "origin": page, "rp": options["rp"]["id"], "flags": VERIFIED} | other
        credential = AttestedCredentialData.create(bytes(16), self.id, self.public)
        data = AuthenticatorData.create(hashed(said["rp"]), said["flags"] | FLAG.AT, self.counter, credential)
        statement = AttestationObject.create(said.get("format", "none"), data, said.get("statement", {}))
        return self.answer(client_data(said), attestationObject=text(bytes(statement)), transports=["internal"])

    def use(self, options, page, **other):
        """As `navigator.credentials.get()` answers."""
        said = {"type": "webauthn.get", "challenge": options["challenge"], "origin": page, "rp": options["rpId"], "flags": VERIFIED} | other
        self.counter = said.get("counter", self.counter + 1)
        data = bytes(AuthenticatorData.create(hashed(said["rp"]), said["flags"], self.counter))
        client = client_data(said)
        signature = self.sign(data + hashlib.sha256(client).digest())
        owner = said.get("owner", self.owner)
        return self.answer(
            client, authenticatorData=text(data), signature=text(said.get("signature", signature)), userHandle=owner and text(owner)
        )

    def answer(self, client, **response):
        return {"id": text(self.id), "type": "public-key", "response": {"clientDataJSON": text(client)} | response}


def hashed(rp):
    return hashlib.sha256(rp.encode()).digest()


def client_data(said):
    return bytes(CollectedClientData.create(said["type"], said["challenge"], said["origin"], said.get("cross_origin", False)))
