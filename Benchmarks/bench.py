"""Tenantry beside PocketBase and nginx: see script/bench."""

import argparse
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from subjects import MEMBERS, ROOT, Nginx, PocketBase, Tenantry

#: What Tenantry must be, measured against PocketBase in the same run.
TARGETS = {
    "who am I": ("at least", 4.0),
    "log in": ("at least", 2.5),
    "page": ("at least", 1.3),
    "start": ("at most", 1.0),
    "memory after that": ("at most", 0.5),
}
LARGEST_BINARY = 45e6
#: A request with many organizations, against the same with few.
LARGEST_GROWTH = 1.2


def run_wrk(subject, work, seconds):
    """Requests a second, and times in milliseconds by percentile."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        headers = "".join(f'wrk.headers["{name}"] = "{value}"\n' for name, value in work.headers.items())
        script.write(headers + work.script)
        script.flush()
        command = ["wrk", "-t1", f"-c{work.connections}", f"-d{seconds}s", "--latency", "--timeout", "20s", "-s", script.name]
        done = subprocess.run([*command, f"http://127.0.0.1:{subject.port}{work.path}"], capture_output=True, text=True, check=True)
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise SystemExit(f"{subject.name} {work.path}:\n{done.stdout}\n{(subject.folder / 'log').read_text()[-1000:]}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout).group(1))
    times = {percent: milliseconds(text) for percent, text in re.findall(r"\s(50|99)%\s+([\d.]+\w+)", done.stdout)}
    return rate, times


def milliseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(\w+)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[unit]


class Table:
    """Figures by what was measured and whose they are."""

    def __init__(self):
        self.figures = {}

    def add(self, what, subject, figure):
        self.figures.setdefault(what, {}).setdefault(subject, []).append(figure)

    def ratio(self, what):
        """The median of those of the rounds: what was measured one after the other was measured on a machine that was as fast."""
        found = self.figures[what]
        return statistics.median(ours / theirs for ours, theirs in zip(found["Tenantry"], found["PocketBase"], strict=True))

    def line(self, what, shown):
        cells = []
        for subject in ("Tenantry", "PocketBase", "nginx"):
            found = self.figures[what].get(subject)
            cells.append("" if not found else f"{shown(statistics.median(found))} ({shown(min(found))}–{shown(max(found))})")
        target = TARGETS.get(what)
        return f"| {what} | {' | '.join(cells)} | {self.ratio(what):.2f} × | {f'{target[0]} {target[1]:g} ×' if target else ''} |"


def compare(table, folder, binary, pocketbase, rounds, seconds):
    tenantry = Tenantry(folder / "tenantry", binary)
    print(f"Filling: {tenantry.fill():.1f} s for {MEMBERS} accounts in one organization", file=sys.stderr)
    tenantry.start()
    tenantry.prepare()
    tenantry.prepare_writes()
    page = tenantry.ask("GET", "/login")[2]
    tenantry.stop()
    other = PocketBase(folder / "pocketbase", pocketbase, page)
    other.fill()
    other.start()
    other.prepare()
    other.stop()
    server = Nginx(folder / "nginx", page)
    server.fill()
    server.prepare()
    subjects = [tenantry, other, server]
    for number in range(3 * rounds):
        for subject in in_turn(subjects[:2], number):
            table.add("start", subject.name, subject.start())
            time.sleep(0.5)
            table.add("memory, idle", subject.name, subject.memory())
            subject.stop()
    for number in range(rounds):
        for subject in subjects:
            subject.start()
        for what in tenantry.works:
            for subject in in_turn([subject for subject in subjects if what in subject.works], number):
                rate, _ = run_wrk(subject, subject.works[what], seconds)
                table.add(what, subject.name, rate)
                print(f"{number + 1} {subject.name}: {what}: {rate:.0f}/s", file=sys.stderr)
                if what == list(subject.works)[-1]:
                    table.add("memory after that", subject.name, subject.memory())
        for subject in subjects:
            subject.stop()


def in_turn(subjects, number):
    """Every other time the last goes first."""
    return subjects if number % 2 == 0 else subjects[::-1]


def scale(folder, binary, rounds, seconds):
    """The same requests with 10, 1,000 and 100,000 organizations of ten members, everybody in ten of them."""
    subjects = {}
    for count in (10, 1_000, 100_000):
        subjects[count] = Tenantry(folder / f"scale-{count}", binary, count, 10, 10, count)
        took = subjects[count].fill()
        print(f"Filling: {took:.1f} s for {count} organizations and {10 * count} memberships", file=sys.stderr)
        subjects[count].start()
        subjects[count].prepare()
    figures = {}
    for number in range(rounds):
        for count in in_turn(list(subjects), number):
            for what in ("who am I", "members, 50 a page"):
                _, times = run_wrk(subjects[count], subjects[count].works[what], seconds)
                for percent, figure in times.items():
                    figures.setdefault((what, percent), {}).setdefault(count, []).append(figure)
    for subject in subjects.values():
        subject.stop()
    return figures


def machine():
    model = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text()).group(1)) // 1024 // 1024
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout.splitlines()
    return f"{os.cpu_count()} cores ({model.group(1) if model else platform.machine()}), {memory} GB, {platform.system()} {platform.release()}; {swift[0] if swift else ''}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", default=ROOT / "dist/tenantry", type=Path)
    parser.add_argument("--rounds", default=5, type=int)
    parser.add_argument("--seconds", default=5, type=int)
    parser.add_argument("--without-scale", action="store_true")
    options = parser.parse_args()
    pocketbase = shutil.which("pocketbase") or str(Path(sys.executable).parent / "pocketbase")
    missed = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        table = Table()
        compare(table, folder, options.binary, pocketbase, options.rounds, options.seconds)
        version = subprocess.run([pocketbase, "--version"], capture_output=True, text=True).stdout.strip()
        print(f"{machine()}; {version}; {options.rounds} rounds of {options.seconds} s; median (least–most)\n")
        print("| | Tenantry | PocketBase | nginx | ratio | wanted |\n|---|---|---|---|---|---|")
        rate = lambda figure: f"{figure:,.0f}/s"  # noqa: E731
        size = lambda figure: f"{figure / 1e6:.1f} MB"  # noqa: E731
        for what in ("who am I", "log in", "page", "members, 50 a page", "create a record"):
            print(table.line(what, rate))
        print(table.line("start", lambda figure: f"{figure * 1000:.0f} ms"))
        print(table.line("memory, idle", size))
        print(table.line("memory after that", size))
        sizes = [options.binary.stat().st_size, Path(pocketbase).stat().st_size]
        print(f"| binary | {size(sizes[0])} | {size(sizes[1])} | | {sizes[0] / sizes[1]:.2f} × | at most {size(LARGEST_BINARY)} |")
        for what, (way, wanted) in TARGETS.items():
            ratio = table.ratio(what)
            if ratio < wanted if way == "at least" else ratio > wanted:
                missed.append(f"{what}: {ratio:.2f} ×, {way} {wanted:g} × is wanted")
        if sizes[0] > LARGEST_BINARY:
            missed.append(f"binary: {size(sizes[0])}")
        if not options.without_scale:
            figures = scale(folder, options.binary, options.rounds, options.seconds)
            print("\n| organizations | 10 | 1,000 | 100,000 | 100,000 : 10 |\n|---|---|---|---|---|")
            for (what, percent), found in sorted(figures.items()):
                medians = {count: statistics.median(values) for count, values in found.items()}
                growth = medians[100_000] / medians[10]
                cells = " | ".join(f"{medians[count]:.2f} ms" for count in sorted(medians))
                print(f"| {what}, p{percent} | {cells} | {growth:.2f} × |")
                if growth > LARGEST_GROWTH:
                    missed.append(f"{what}, p{percent}: {growth:.2f} × with 100,000 organizations, at most {LARGEST_GROWTH} × is wanted")
    print("\n" + ("\n".join(f"Missed: {line}" for line in missed) if missed else "All that is wanted is reached."))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
