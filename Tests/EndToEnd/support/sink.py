"""A mail server in a process of its own, so that taking messages holds up nobody who measures.

    python -m support.sink FOLDER

makes its authority in the folder, says its port, and goes on until its input ends.
"""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from support.post import SENDER, post_office
from support.smtp import CREDENTIALS


@contextmanager
def mail_sink(folder):
    """Yields the settings of a server that hands its mail over to one."""
    command = [sys.executable, "-m", "support.sink", folder]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with (folder / "sink.log").open("w") as log, subprocess.Popen(command, stderr=log, cwd=Path(__file__).parents[1], **pipes) as process:
        port = int(process.stdout.readline())
        try:
            yield {"smtp": f"smtp://{CREDENTIALS}@localhost:{port}", "smtp_ca": folder / "authority.pem", "mail_from": SENDER}
        finally:
            process.stdin.close()


def main(folder):
    with post_office(folder) as post:
        print(post.port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
