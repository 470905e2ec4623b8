"""Copies of the database: by command under load, and by themselves."""

import re
import stat
import threading
import time

import pytest

from support.client import Client
from support.server import rows, run, wait_for


def scheduled(folder):
    return sorted(path.name for path in folder.glob("tenantry.scheduled-*.db"))


class Signups(threading.Thread):
    """Signs people up with an organization each, until told to stop."""

    def __init__(self, server, label):
        super().__init__()
        self.server, self.label, self.count, self.going = server, label, 0, True

    def run(self):
        while self.going:
            Client(self.server).sign_up(f"{self.label} {self.count}", organizationName=f"Team {self.label} {self.count}")
            self.count += 1


def test_a_backup_under_load_is_consistent(server, tmp_path):
    writers = [Signups(server, f"Writer {number}") for number in range(3)]
    for writer in writers:
        writer.start()
    try:
        for number in range(6):
            wait_for(lambda: sum(writer.count for writer in writers) > number * 3, "writes")
            copy = tmp_path / f"copy-{number}.db"
            acknowledged = sum(writer.count for writer in writers)
            made = server.command("backup", copy)
            assert made.returncode == 0, made.stderr
            ((accounts,),) = rows(copy, "SELECT count(*) FROM account")
            ((organizations,),) = rows(copy, "SELECT count(*) FROM organization")
            ((owners,),) = rows(copy, "SELECT count(*) FROM membership WHERE role = 'owner'")
            assert accounts >= acknowledged, "what was answered before is in it"
            assert organizations == owners == 2 * accounts, "nobody is in it by half"
    finally:
        for writer in writers:
            writer.going = False
            writer.join()
    assert [path.name for path in tmp_path.glob("*.part")] == []


def test_copies_are_made_by_themselves_and_the_newest_stay(make_server):
    server = make_server("--backup-every", "1s", "--backup-keep", "2").start()
    Client(server).sign_up("Ada")
    folder = server.data / "backups"
    first = wait_for(lambda: scheduled(folder), "the first copy")[0]
    (folder / "mine.db").write_text("not Tenantry's")
    wait_for(lambda: first not in scheduled(folder) and len(scheduled(folder)) == 2, "the first copy to go")
    for _ in range(10):
        assert len(scheduled(folder)) <= 3, "two, and one that has just been made"
        time.sleep(0.1)
    server.stop()
    kept = scheduled(folder)
    assert len(kept) == 2 and (folder / "mine.db").read_text() == "not Tenantry's"
    assert {path.name for path in folder.iterdir()} == {*kept, "mine.db"}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in kept:
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
        assert re.fullmatch(r"tenantry\.scheduled-\d{8}T\d{6}Z\.db", name)
    assert rows(folder / kept[-1], "SELECT name FROM account") == [("Ada",)]
    assert f"the database was copied file={folder}/{kept[-1]}" in server.log
    assert "error" not in server.log


def test_a_restart_neither_repeats_one_nor_leaves_one_out(make_server, tmp_path):
    folder = tmp_path / "copies"
    server = make_server(backup_every="1h", backup_folder=folder).start()
    (made,) = wait_for(lambda: scheduled(folder), "the first copy")
    for _ in range(2):
        server.stop()
        server.start()
        time.sleep(0.5)
        assert scheduled(folder) == [made]
    server.stop()
    (folder / made).rename(folder / "tenantry.scheduled-20260101T000000Z.db")
    server.start()
    wait_for(lambda: len(scheduled(folder)) == 2, "the copy that was missed while the server was down")


def test_none_is_made_unless_asked_for(server):
    Client(server).sign_up("Ada")
    assert not (server.data / "backups").exists()


def test_a_failure_is_logged_and_tried_again_and_holds_nobody_up(make_server, tmp_path):
    disk = tmp_path / "disk"
    server = make_server("--backup-every", "1s", "--backup-folder", disk / "copies").start()
    wait_for(lambda: "could not be copied" in server.log, "the failure in the log")
    client = Client(server)
    client.sign_up("Ada")
    line = next(line for line in server.log.splitlines() if "could not be copied" in line)
    assert " error " in line and str(disk / "copies") in line and "No such file or directory" in line
    assert not disk.exists(), "a disk that is missing is not made"
    disk.mkdir()
    wait_for(lambda: scheduled(disk / "copies"), "a copy once there is room")
    assert client.me["user"]["name"] == "Ada"


@pytest.mark.parametrize("every", ["", "6", "h", "0h", "-1h", "6 h", "1.5h", "6H", "367d", "99999999999d", "sometimes"])
def test_an_interval_that_is_none_is_refused(tmp_path, every):
    refused = run("serve", "--data", tmp_path / "data", backup_every=every)
    assert refused.returncode == 78 and "TENANTRY_BACKUP_EVERY must be a length of time" in refused.stderr


def test_other_settings_that_cannot_be_used_are_named(tmp_path):
    for keep in ("0", "1.5", "10001", "all"):
        refused = run("serve", "--data", tmp_path / "data", "--backup-keep", keep, backup_folder="")
        assert refused.returncode == 78 and len(refused.stderr.splitlines()) == 2
        assert "--backup-keep must be a number" in refused.stderr and "TENANTRY_BACKUP_FOLDER must name a folder" in refused.stderr
