"""The description of the API, and the API beside it, by programs that others have written.

    TENANTRY_SCHEMATHESIS_SECONDS=1800 pytest -s Tests/EndToEnd/test_openapi.py

schemathesis makes requests of the description: right ones, wrong ones, and sequences in which one takes up what another has answered.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import openapi_spec_validator

SECONDS = int(os.environ.get("TENANTRY_SCHEMATHESIS_SECONDS", 60))
SEED = os.environ.get("TENANTRY_SEED", "1")
#: Not `unsupported_method`: `DELETE /sessions/revoke-others` is that of a session.
CHECKS = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance", "ignored_auth"]


def faults_in(log):
    return re.findall(r"^\S+ (?:error|critical) .*", log, re.MULTILINE)


def test_faults_are_seen_in_a_log():
    log = "2026-01-01T00:00:00.000Z info request status=500\n2026-01-01T00:00:00.001Z error a request failed error=full\n"
    assert faults_in(log) == ["2026-01-01T00:00:00.001Z error a request failed error=full"]


def test_it_is_valid(client):
    description = json.loads(client.send("GET", "/api/openapi.json").body)
    openapi_spec_validator.validate(description)
    assert len(description["paths"]) > 90


def test_what_is_answered_is_what_is_described(make_server, tmp_path):
    server = make_server(limits="off").start()
    environment = os.environ | {
        "SCHEMATHESIS_HOOKS": "support.schemathesis_auth", "PYTHONPATH": str(Path(__file__).parent), "PORT": str(server.port),
        "ORIGIN": server.origin, "DATA": str(server.data),
    }  # fmt: skip
    command = [
        Path(sys.executable).parent / "schemathesis", "run", f"{server.origin}/api/openapi.json", "--checks", ",".join(CHECKS),
        "--max-time", str(SECONDS), "--continue-on-failure", "--generation-database", "none", "--seed", SEED,
    ]  # fmt: skip
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=SECONDS * 2 + 120)
    found = re.search(r"(\d+) generated", done.stdout)
    print(f"schemathesis: {found.group() if found else 'nothing'} in {SECONDS} s, seed {SEED}")
    assert done.returncode == 0, done.stdout[:8000] + done.stdout[-2_000:] + done.stderr[-2000:]
    assert int(found.group(1)) >= 10 * SECONDS
    assert faults_in(server.log) == []
