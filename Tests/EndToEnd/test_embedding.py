"""A file that is added to `web/` is served, and named nowhere else. Builds twice, so it runs beside no other test."""

import re
import secrets
import subprocess

import pytest

from support.client import Client
from support.server import BINARY, ROOT

BUILT = ROOT / ".build/debug/tenantry"

pytestmark = pytest.mark.skipif(
    not BUILT.exists() or not BINARY.exists() or not BUILT.samefile(BINARY), reason="the program under test was built elsewhere"
)


def build():
    done = subprocess.run(
        ["swift", "build", "--product", "tenantry"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert done.returncode == 0, done.stdout


def test_a_new_file_is_served_without_being_listed(make_server):
    name = "added" + secrets.token_hex(6)
    page, module, part = (ROOT / "web" / path for path in (f"{name}.html", f"pages/{name}.js", f"lib/{name}.js"))
    script = f'<script type="module" src="{{{{assets}}}}/{{{{language}}}}/pages/{name}.js"></script>'
    try:
        page.write_text(f'<!doctype html>\n<html lang="{{{{language}}}}">\n<title>{name}</title>\n{script}\n')
        module.write_text(f'import {{ name }} from "../lib/{name}.js";\n\ndocument.title = name;\n')
        part.write_text(f'/** Its name. */\nexport const name = "{name}";\n')
        build()
        client = Client(make_server().start())
        for language in ("en", "de"):
            shown = client.send("GET", f"/{name}", headers={"Accept-Language": language})
            assert shown.status == 200 and f'<html lang="{language}">\n<title>{name}</title>' in shown.body.decode()
            source = re.search(rf'src="(/assets/\w+/{language}/pages/\w+\.js)"', shown.body.decode()).group(1)
            loaded = client.send("GET", source)
            assert loaded.status == 200 and f'const name = "{name}";' in loaded.body.decode() and b"import" not in loaded.body
        assert source.split("/")[2] in client.send("GET", "/login").body.decode(), "all pages have the one hash"
    finally:
        for file in (page, module, part):
            file.unlink(missing_ok=True)
        build()
    client = Client(make_server().start())
    assert client.send("GET", f"/{name}").status == 404
    assert client.send("GET", source).status == 404
