"""An OpenID provider on `idpyoidc`, which nobody here wrote, over TLS; and what somebody in between could make of its answers."""

import hashlib
import hmac
import json
import secrets
import ssl
import threading
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptojwt.jwk.rsa import new_rsa_key
from cryptojwt.jws.jws import JWS
from idpyoidc.server import Server
from idpyoidc.server.configure import OPConfiguration
from idpyoidc.server.exception import OidcEndpointError
from idpyoidc.server.oidc.authorization import Authorization
from idpyoidc.server.oidc.provider_config import ProviderConfiguration
from idpyoidc.server.oidc.token import Token
from idpyoidc.server.oidc.userinfo import UserInfo
from idpyoidc.server.user_authn.user import UserAuthnMethod

from support.server import PATIENCE

ELSEWHERE = "https://evil.example"
JSON = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]

KEYS = [{"type": "RSA", "use": ["sig"]}, {"type": "EC", "crv": "P-256", "use": ["sig"]}]
OWN_KEYS = {"keys": {"key_defs": [{"type": "OCT", "use": ["enc"], "kid": "password"}, {"type": "OCT", "use": ["enc"], "kid": "salt"}]}}


@dataclass
class Registration:
    """Of whoever signs people in here. `method` is how it proves who it is; without one it has no secret."""

    id: str
    secret: str | None
    algorithm: str
    method: str


class Provider:
    """Signs in whomever a test says. `people` are claims by subject, as a sign-in finds them at that moment.

    `alteration` is one of TOKENS, for the ID tokens that are handed out from then on; `says` changes the metadata; `faults` are answers by
    path, status and body, in place of the provider's own. `asked` has every request that came, and `claims_in_token` is whether an address
    stands in the ID token or only in what the provider says of the person (§5.4).
    """

    def __init__(self, authority, claims_in_token=True):
        self.authority, self.claims_in_token = authority, claims_in_token
        self.people, self.faults, self.asked, self.tokens = {}, {}, [], []
        self.says = {"authorization_response_iss_parameter_supported": True}
        self.alteration, self.altered_profile = None, {}
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.provider, self.http.daemon_threads = self, True
        self.http.socket = authority.context("localhost").wrap_socket(self.http.socket, server_side=True, do_handshake_on_connect=False)
        self.issuer = f"https://localhost:{self.http.server_port}"
        self.lock = threading.Lock()
        self.op = Server(OPConfiguration(configuration(self.issuer, authority.file.with_name("codes.json"), claims_in_token)))
        self.op.context.userinfo.db = self.people

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()

    @property
    def settings(self):
        """Of a server that may ask it."""
        return {"outbound_allow": "127.0.0.1/32", "outbound_ca": self.authority.file}

    def register(self, method="client_secret_basic", algorithm="RS256"):
        """It can't be sent anywhere before `allow`."""
        registration = Registration(secrets.token_hex(8), secrets.token_hex(24) if method != "public" else None, algorithm, method)
        self.op.context.cdb[registration.id] = {
            "client_id": registration.id, "client_secret": registration.secret or secrets.token_hex(24), "redirect_uris": [],
            "response_types_supported": ["code"], "grant_types_supported": ["authorization_code"], "client_salt": "salted",
            "token_endpoint_client_authn_method": [method], "id_token_signed_response_alg": algorithm,
            "allowed_scopes": ["openid", "email", "profile"],
        }
        if method != "public":
            self.says["token_endpoint_auth_methods_supported"] = [method]
        return registration

    def allow(self, registration, redirect_uri):
        self.op.context.cdb[registration.id]["redirect_uris"].append((redirect_uri, {}))

    def renew_secret(self, registration):
        registration.secret = self.op.context.cdb[registration.id]["client_secret"] = secrets.token_hex(24)

    def person(self, subject, email=None, verified=True, name="Somebody"):
        """Somebody who can sign in here from now on, or is somebody else from now on. Without an address nothing is said of one."""
        claims = {"name": name} | ({"email": email, "email_verified": verified} if email else {})
        self.people[subject] = {name: value for name, value in claims.items() if value is not None}
        return subject

    def visit(self, url, subject):
        """What a browser does of its own accord: goes to `url`, where that person signs in, or declines if it is None.

        The parameters that it is sent back with."""
        parts = urlsplit(url)
        assert f"{parts.scheme}://{parts.netloc}" == self.issuer, url
        connection = HTTPSConnection("localhost", parts.port, timeout=PATIENCE, context=ssl.create_default_context(cafile=self.authority.file))
        try:
            connection.request("GET", f"{parts.path}?{parts.query}", headers={"X-Person": subject} if subject else {})
            answer = connection.getresponse()
            assert answer.status == 303, answer.read()
        finally:
            connection.close()
        location = answer.headers["Location"]
        asked = dict(parse_qsl(parts.query))
        assert location.startswith(asked["redirect_uri"] + "?"), location
        return dict(parse_qsl(urlsplit(location).query))

    def count(self, path):
        """How many have asked for it."""
        return [asked for _, asked in self.asked].count(path)

    def answer(self, method, path, query, headers, body):
        """Status, headers and body."""
        self.asked.append((method, path))
        if path in self.faults:
            status, content = self.faults[path]
            return status, JSON, content
        try:
            with self.lock:
                return self.own_answer(method, path, query, headers, body)
        except OidcEndpointError as refusal:
            return 401, JSON, json.dumps({"error": "invalid_client", "error_description": str(refusal)}).encode()

    def own_answer(self, method, path, query, headers, body):
        match method, path:
            case "GET", "/.well-known/openid-configuration":
                return self.json_of("provider_config", {}, headers, self.says)
            case "GET", "/jwks":
                return 200, JSON, self.op.keyjar.export_jwks_as_json().encode()
            case "GET", "/authorization":
                return self.authorize(query, headers)
            case "POST", "/token":
                return self.json_of("token", body, headers, None)
            case "GET", "/userinfo":
                return self.json_of("userinfo", {}, headers, self.altered_profile)
        return 404, [], b""

    def authorize(self, query, headers):
        endpoint = self.op.get_endpoint("authorization")
        request = endpoint.parse_request({name: values[0] for name, values in parse_qs(query).items()}, http_info={"headers": headers})
        if "error" in request:
            return 400, JSON, request.to_json().encode()
        if headers.get("X-Person"):
            result = endpoint.process_request(request, http_info={"headers": headers}, authn=headers["X-Person"])
            done = endpoint.do_response(request=request, **result)
        else:
            declined = endpoint.authentication_error_response(request, "access_denied", "not now")
            done = endpoint.do_response({**declined, "iss": self.issuer}, request, return_uri=request["redirect_uri"])
        return 303, [("Location", done["response"])], b""

    def json_of(self, name, request, headers, changes):
        endpoint = self.op.get_endpoint(name)
        parsed = endpoint.parse_request(request, http_info={"headers": headers})
        result = parsed if "error" in parsed else endpoint.process_request(parsed, http_info={"headers": headers})
        if "error" in result:
            return 400, JSON, result.to_json().encode()
        done = endpoint.do_response(request=parsed, **result)
        content = json.loads(done["response"])
        if name == "token":
            content = self.altered(content, self.op.context.cdb[parsed["client_id"]])
        elif changes:
            content = {key: value for key, value in (content | changes).items() if value is not None}
        return 200, JSON, json.dumps(content).encode()

    def altered(self, content, client):
        token = Signed(self, content["id_token"], client)
        self.tokens.append(content["id_token"])
        if self.alteration:
            content["id_token"] = TOKENS[self.alteration](token)
            assert content["id_token"] != self.tokens[-1], f"{self.alteration} alters nothing"
        return {key: value for key, value in content.items() if value is not None}

    def key(self, algorithm):
        return self.op.keyjar.get_signing_key("EC" if algorithm.startswith("ES") else "RSA")[0]


class Signed:
    """An ID token as the provider made it, and the means to make another of it."""

    def __init__(self, provider, text, client):
        head, claims, self.signature = text.split(".")
        self.text, self.provider, self.client = text, provider, client
        self.header, self.claims = json.loads(bytes_of(head)), json.loads(bytes_of(claims))
        self.key = provider.key(self.header["alg"])

    def signed(self, raw=None, key=None, header=None, **changes):
        """By the provider's own key, with other claims; those that are None are left out. `raw` are claims as they stand."""
        claims = {name: value for name, value in (self.claims | changes).items() if value is not None}
        key, header = key or self.key, {"alg": self.header["alg"]} | (header or {"kid": self.header["kid"]})
        return JWS(raw or json.dumps(claims), **header).sign_compact([key], protected=header)

    def put_together(self, algorithm, sign, **header):
        """The same claims under another header, with the bytes for a signature that `sign` makes."""
        head = text_of(json.dumps({"alg": algorithm, "typ": "JWT"} | header).encode())
        content = head + "." + self.text.split(".")[1]
        return f"{content}.{text_of(sign(content.encode()))}"

    def unsigned(self, algorithm, **header):
        return self.put_together(algorithm, lambda _: b"", **header)

    def keyed(self, secret, **header):
        return self.put_together("HS256", lambda content: hmac.new(secret, content, hashlib.sha256).digest(), **header)

    @property
    def public_pem(self):
        return self.key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def now():
    return int(time.time())


def twice(token):
    """Claims in which the subject stands twice: two readers could read two."""
    return token.signed(raw=json.dumps(token.claims)[:-1] + ', "sub": "somebody-else"}')


def one_bit_off(token):
    *rest, last = bytes_of(token.signature)
    return token.text.rsplit(".", 1)[0] + "." + text_of(bytes([*rest, last ^ 1]))


def under_another_key(token, brings_it=False, **header):
    key = new_rsa_key(kid=header.get("kid", ""))
    return token.signed(key=key, header=header | {"alg": "RS256"} | ({"jwk": key.serialize()} if brings_it else {}))


def signed_by_another(content):
    return rsa.generate_private_key(65537, 2048).sign(content, padding.PKCS1v15(), hashes.SHA256())


#: What becomes of an ID token on its way. Signed by the provider's own key, unless it is about that.
TOKENS = {
    "issuer": lambda token: token.signed(iss=ELSEWHERE),
    "issuer with a slash": lambda token: token.signed(iss=token.claims["iss"] + "/"),
    "no issuer": lambda token: token.signed(iss=None),
    "audience": lambda token: token.signed(aud=["somebody-else"]),
    "no audience": lambda token: token.signed(aud=None),
    "audience of two": lambda token: token.signed(aud=[token.client["client_id"], "somebody-else"]),
    "authorized party": lambda token: token.signed(aud=[token.client["client_id"], "somebody-else"], azp="somebody-else"),
    "nonce": lambda token: token.signed(nonce=secrets.token_urlsafe(32)),
    "no nonce": lambda token: token.signed(nonce=None),
    "token of an earlier sign-in": lambda token: token.provider.tokens[0],
    "expired": lambda token: token.signed(iat=now() - 400, exp=now() - 100),
    "no expiry": lambda token: token.signed(exp=None),
    "made long ago": lambda token: token.signed(iat=now() - 3600, exp=now() + 3600),
    "from the future": lambda token: token.signed(iat=now() + 3600, exp=now() + 7200),
    "not yet": lambda token: token.signed(nbf=now() + 3600),
    "no subject": lambda token: token.signed(sub=None),
    "empty subject": lambda token: token.signed(sub=""),
    "long subject": lambda token: token.signed(sub="x" * 256),
    "subject that is a number": lambda token: token.signed(sub=7),
    "subject twice": twice,
    "other access token": lambda token: token.signed(at_hash=text_of(bytes(16))),
    "signature": one_bit_off,
    "claims behind the signature": lambda token: ".".join(
        [token.text.split(".")[0], text_of(json.dumps(token.claims | {"sub": "somebody-else"}).encode()), token.signature]
    ),
    "no signature": lambda token: token.text.rsplit(".", 1)[0] + ".",
    "unsigned": lambda token: token.unsigned("none"),
    "unsigned with the key's id": lambda token: token.unsigned("None", kid=token.header["kid"]),
    "keyed with the client's secret": lambda token: token.keyed(token.client["client_secret"].encode()),
    "keyed with the public key": lambda token: token.keyed(token.public_pem, kid=token.header["kid"]),
    "keyed with nothing": lambda token: token.keyed(b"", kid=token.header["kid"]),
    "key that is not published": lambda token: under_another_key(token, kid="unheard-of"),
    "key that claims to be published": lambda token: under_another_key(token, kid=token.header["kid"]),
    "key that the token brings": lambda token: under_another_key(token, brings_it=True, kid="brought"),
    "key without a name": lambda token: token.put_together("RS256", signed_by_another),
    "extension that nobody knows": lambda token: token.signed(header={"kid": token.header["kid"], "crit": ["exp"], "exp": now() + 60}),
    "no token": lambda token: None,
    "no token at all": lambda token: "not a token",
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = PATIENCE

    def do_GET(self):
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        status, headers, content = self.server.provider.answer(self.command, parts.path, parts.query, dict(self.headers), body)
        self.send_response(status)
        for name, value in [*headers, ("Content-Length", str(len(content)))]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET

    def log_message(self, *_):
        pass


class AsSaid(UserAuthnMethod):
    """Takes a browser's word for who is there."""

    def authenticated_as(self, client_id, cookie=None, authorization="", **_):
        return {"uid": text_of(json.dumps({"uid": authorization}).encode())}, now()


def subject_of(user, **_):
    return user


def configuration(issuer, file, claims_in_token):
    """`file` is for the key of its codes, which it won't keep in memory alone."""
    public = ["client_secret_basic", "client_secret_post", "public"]
    return {
        "issuer": issuer,
        "httpc_params": {"verify": True},
        "key_conf": {"key_defs": KEYS, "uri_path": "jwks"},
        "preference": {
            "subject_types_supported": ["public"], "response_types_supported": ["code"], "scopes_supported": ["openid", "email", "profile"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
        },
        "endpoint": {
            "provider_config": {"path": ".well-known/openid-configuration", "class": ProviderConfiguration, "kwargs": {"client_authn_method": None}},
            "authorization": {
                "path": "authorization", "class": Authorization,
                "kwargs": {"client_authn_method": None, "response_types_supported": ["code"], "response_modes_supported": ["query"]},
            },
            "token": {"path": "token", "class": Token, "kwargs": {"client_authn_method": public}},
            "userinfo": {"path": "userinfo", "class": UserInfo, "kwargs": {"client_authn_method": ["bearer_header"]}},
        },
        "add_on": {
            "pkce": {
                "function": "idpyoidc.server.oauth2.add_on.pkce.add_support",
                "kwargs": {"essential": True, "code_challenge_methods": {"S256": None}},
            },
        },
        "authentication": {"anybody": {"acr": "as-said", "class": AsSaid, "kwargs": {}}},
        "userinfo": {"class": "idpyoidc.server.user_info.UserInfo", "kwargs": {"db": {}}},
        "cookie_handler": {
            "class": "idpyoidc.server.cookie_handler.CookieHandler",
            "kwargs": {"keys": {"key_defs": [{"type": "OCT", "use": ["enc"], "kid": "enc"}, {"type": "OCT", "use": ["sig"], "kid": "sig"}]}},
        },
        "session_params": {"encrypter": {"kwargs": OWN_KEYS}, "sub_func": {"public": {"function": subject_of}}},
        "token_handler_args": {
            "jwks_def": {"private_path": str(file), "key_defs": [{"type": "oct", "bytes": 24, "use": ["enc"], "kid": "code"}]},
            "code": {"kwargs": {"lifetime": 600}},
            "token": {"class": "idpyoidc.server.token.jwt_token.JWTToken", "kwargs": {"lifetime": 3600}},
            "id_token": {
                "class": "idpyoidc.server.token.id_token.IDToken", "kwargs": {"lifetime": 300, "add_claims_by_scope": claims_in_token},
            },
        },
    }


def text_of(data):
    return urlsafe_b64encode(data).decode().rstrip("=")


def bytes_of(base64url):
    return urlsafe_b64decode(base64url + "=" * (-len(base64url) % 4))
