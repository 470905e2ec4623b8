"""Which functions a server uses, the busiest first: see script/order."""

import sys
import tempfile
from collections import Counter
from pathlib import Path
from subprocess import DEVNULL, check_output

from bench import run_wrk
from subjects import Tenantry

SECONDS = 5


class Watched(Tenantry):
    """As `perf` sees it from its first instruction on."""

    rate = 4_000

    def command(self):
        self.record = self.folder / f"perf-{self.port}-{self.rate}"
        return ["perf", "record", "--quiet", "--freq", str(self.rate), "--output", self.record, "--", *super().command()]

    def counted(self):
        """Samples by function, once it has ended."""
        command = ["perf", "report", "--input", self.record, "--no-demangle", "--sort", "symbol", "--dsos", self.binary.name]
        command += ["--stdio", "--quiet", "--show-nr-samples", "--field-separator", "\t"]
        lines = check_output(command, text=True, stderr=DEVNULL).splitlines()
        rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
        return Counter({row[2].strip().removeprefix("[.] "): int(row[1]) for row in rows})


def main(binary):
    with tempfile.TemporaryDirectory() as folder:
        server = Watched(Path(folder) / "tenantry", binary)
        server.fill()
        server.start()
        server.prepare()
        server.prepare_writes()
        for name, work in server.works.items():
            print(f"{name}: {run_wrk(server, work, SECONDS)[0]:.0f}/s", file=sys.stderr)
        server.stop()
        found = server.counted()
        server.rate = 20_000
        for _ in range(10):
            server.start()
            server.stop()
            found += server.counted()
    print("\n".join(name for name, _ in found.most_common() if not name.startswith("0x")))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
