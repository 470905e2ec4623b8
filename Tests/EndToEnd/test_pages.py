"""Pages and what they load, as they go over the wire."""

import gzip
import re
import shutil
import subprocess
from urllib.parse import quote

import pytest

from support.client import Client
from support.server import ROOT

PAGES = ["/", "/account", "/organizations/new", "/o/acme", "/o/acme/members", "/login/return/idp_one"] + [
    f"/{file.stem}" for file in sorted((ROOT / "web").glob("*.html")) if file.stem not in ("app", "login-return", "not-found", "styleguide")
]
LANGUAGES = ["en", "de"]


@pytest.fixture
def server(server):
    """With someone who is signed in, as the shell wants it."""
    client = Client(server)
    client.sign_up("Ada")
    server.cookie = f"tenantry={client.token}"
    return server


def fetch(server, path, **headers):
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    given["Cookie"] = "; ".join(filter(None, [getattr(server, "cookie", ""), given.get("Cookie")]))
    return Client(server).send("GET", path, headers=given)


def assets(server, page="/", language="en"):
    """Everything that a page loads from its own folder."""
    found = re.findall(r'(?:href|src)="(/assets/[^"]+)"', fetch(server, page, Accept_Language=language).body.decode())
    assert found
    return found


def policy(answer):
    directives = (part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    return {directive[0]: directive[1:] for directive in directives}


def test_every_page_is_there_with_its_headers(server):
    for path in [*PAGES, "/there/is/nothing"]:
        answer = fetch(server, path)
        assert answer.status == (404 if "nothing" in path else 200), path
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["X-Request-Id"]
        rules = policy(answer)
        assert rules["default-src"] == ["'none'"] and rules["frame-ancestors"] == ["'none'"]
        assert rules["require-trusted-types-for"] == ["'script'"] and rules["script-src"] == ["'self'"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_the_shell_is_for_those_who_are_signed_in(server):
    for path in PAGES[:5]:
        answer = Client(server).send("GET", path)
        assert (answer.status, answer.body) == (303, b"") and answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Location"] == "/login" + (f"?next={quote(path, safe='')}" if path != "/" else "")


def test_pages_have_nothing_inline_and_nothing_from_elsewhere(server):
    for path, language in [(path, language) for path in PAGES for language in LANGUAGES]:
        page = fetch(server, path, Accept_Language=language).body.decode()
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", page), path
        assert not re.search(r'(?:href|src)="(?!/|#)', page), path
        assert "{{" not in page


def test_pages_come_in_the_language_that_the_browser_asks_for(server):
    for path in [*PAGES, "/there/is/nothing"]:
        shown = {}
        for language in LANGUAGES:
            answer = fetch(server, path, Accept_Language=f"fr, {language}-AT;q=0.5, *;q=0.1")
            shown[language] = answer.body.decode()
            assert f'<html lang="{language}"' in shown[language], path
            assert answer.headers["Content-Language"] == language
            assert answer.headers["Vary"] == "Accept-Encoding, Accept-Language, Cookie"
            chosen = fetch(server, path, Accept_Language="fr, en;q=0.5", Cookie=f"tenantry-languages=x; tenantry-language={language}")
            assert chosen.body == answer.body, "the choice of a page wins"
        assert shown["en"] != shown["de"]
        assert fetch(server, path, Accept_Language="tlh").body.decode() == fetch(server, path).body.decode() == shown["en"]


def test_the_first_page_is_there_after_few_and_small_answers(server):
    """Page, module, stylesheet, icon, and the question whether someone is signed in, as they go over the wire."""
    for language in LANGUAGES:
        paths = ["/login", *set(assets(server, "/login", language)), "/favicon.svg", "/api/v1/session"]
        answers = [fetch(server, path, Accept_Encoding="gzip", Accept_Language=language) for path in paths]
        assert len(paths) <= 6
        assert sum(len(answer.body) + len(bytes(answer.headers)) for answer in answers) <= 35_000


def test_the_style_guide_is_for_development(server, make_server):
    assert fetch(server, "/styleguide").status == 404
    assert "--dev" not in server.log
    working = make_server("--dev").start()
    assert fetch(working, "/styleguide").status == 200
    assert "--dev is on" in working.log


def test_answers_of_the_api_are_not_kept_and_run_nothing(server):
    answer = Client(server).get("/me", 401)
    assert answer.headers["Cache-Control"] == "no-store"
    assert policy(answer)["default-src"] == ["'none'"]
    assert "Content-Encoding" not in fetch(server, "/api/v1/me", Accept_Encoding="gzip").headers


@pytest.mark.parametrize("path", ["/login", "/"])
def test_gzip_when_asked_for_and_plain_when_not(server, path):
    plain, packed = fetch(server, path, Accept_Encoding="identity"), fetch(server, path, Accept_Encoding="br, gzip")
    assert "Content-Encoding" not in plain.headers and plain.body.startswith(b"<!doctype html>")
    assert packed.headers["Content-Encoding"] == "gzip" and gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body)
    assert "Accept-Encoding" in plain.headers["Vary"] and "Accept-Encoding" in packed.headers["Vary"]
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert "Content-Encoding" not in fetch(server, path, Accept_Encoding="gzip;q=0, *;q=0").headers


@pytest.mark.parametrize("path", ["/login", "/favicon.svg", "/robots.txt"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_what_has_not_changed_is_not_sent_again(server, path, encoding):
    first = fetch(server, path, Accept_Encoding=encoding)
    again = fetch(server, path, Accept_Encoding=encoding, If_None_Match=f'"other", {first.headers["ETag"]}')
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"] and again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert fetch(server, path, Accept_Encoding=encoding, If_None_Match='"other"').status == 200


def test_assets_are_immutable_and_their_address_is_their_hash(server):
    types = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}
    for path in {asset for page in PAGES for language in LANGUAGES for asset in assets(server, page, language)}:
        answer = fetch(server, path)
        assert answer.status == 200, path
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Content-Type"] == types[path.rsplit(".", 1)[1]]
    prefix = assets(server)[0].split("/")[2]
    assert fetch(server, assets(server)[0].replace(prefix, "0" * len(prefix))).status == 404


@pytest.mark.parametrize("path", ["../Package.swift", "..%2fPackage.swift", "%2e%2e/%2e%2e/etc/passwd", "types.d.ts", "jsconfig.json",
                                  "texts/en/entry.js", "lib/api.js", "pages/login.js", "styles/tokens.css", "en/login.html", "login.html",
                                  ""])
def test_nothing_but_the_pages_folder_is_served(server, path):
    prefix = "/".join(assets(server)[0].split("/")[:3])
    for start in (prefix + "/", "/", "/assets/"):
        answer = fetch(server, start + path)
        assert answer.status in (400, 404) or b"<!doctype html>" in answer.body, start + path
        assert b"swift-tools-version" not in answer.body and b"root:" not in answer.body


@pytest.mark.skipif(not shutil.which("node"), reason="nothing here reads JavaScript")
def test_modules_are_whole_and_in_one_piece(server, tmp_path):
    paths = {asset for page in PAGES for language in LANGUAGES for asset in assets(server, page, language) if asset.endswith(".js")}
    assert len(paths) >= 2 * len(LANGUAGES)
    for path in paths:
        file = tmp_path / (path.replace("/", "-") + ".mjs")
        file.write_bytes(fetch(server, path).body)
        checked = subprocess.run(["node", "--check", file], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stderr
        *body, last = file.read_text().splitlines()
        if not last.startswith("export {"):  # what comes later finds there what it shares with the page
            body.append(last)
        assert not any(re.match(r"(?:import|export)\b", line) for line in body), path
