"""`deskwarden store database`: said once, found by every command, with a password that nobody reads."""

# SPDX-License-Identifier: Apache-2.0

import json
import os
import shutil
import stat
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.auditstore.cluster import PASSWORD, Cluster
from tests.auditstore.earlier import earlier
from tests.auditstore.storeprocess import DESKWARDEN, StoreProcess, running_store
from tests.fakes.vault import FakeVault
from tests.samples import COPY, chain_of
from workstation.auditstore.address import ADDRESS, VARIABLE, parse_address
from workstation.auditstore.databasecommands import move_database
from workstation.auditstore.identity import KEYS
from workstation.auditstore.query import Wanted, find
from workstation.auditstore.schema import Database
from workstation.auditstore.store import open_store
from workstation.credentials.totp import code_at
from workstation.errors import StoreError
from workstation.keeper.enrolment import enrol
from workstation.keeper.storeclient import HttpsStore
from workstation.record.receipt import verify_receipt


def told(*arguments: str, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*DESKWARDEN, *arguments],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, **environment},
    )


def over_the_network(cluster: Cluster, address: str, password: str) -> str:
    """Return the same address as one that asks for a password."""
    url = parse_address(address)
    secret = password.replace(" ", "%20")
    return f"postgresql://{url.username}:{secret}@127.0.0.1:{cluster.port}/{url.database}"


def test_said_once_it_is_where_every_command_keeps_the_record(cluster: Cluster, tmp_path: Path) -> None:
    folder = ("--dir", str(tmp_path / "store"))
    address = cluster.make_database()
    done = told("store", "database", "set", address, *folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "from now on." in done.stdout
    token = json.loads(told("store", "supervisor", "Kim", "--json", *folder).stdout)["token"]
    shown = json.loads(told("store", "database", "show", "--json", *folder).stdout)
    assert shown["kind"] == "postgresql"
    assert not (tmp_path / "store" / "store.db").exists()
    with closing(open_store(tmp_path / "store").database) as database:
        assert database.is_shared
        assert open_store(tmp_path / "store").directory.reader_of(f"Bearer {token}").name == "Kim"


def test_without_a_word_the_record_is_in_the_folder(tmp_path: Path) -> None:
    shown = told("store", "database", "show", "--json", "--dir", str(tmp_path))
    assert json.loads(shown.stdout) == {"kind": "sqlite", "where": str(tmp_path / "store.db")}


def test_a_password_is_taken_from_standard_input_and_shown_nowhere(cluster: Cluster, tmp_path: Path) -> None:
    folder = ("--dir", str(tmp_path))
    address = over_the_network(cluster, cluster.make_database(), PASSWORD)
    refused = told("store", "database", "set", address, *folder)
    assert refused.returncode == 1
    assert "can be read by everybody" in refused.stderr
    done = told("store", "database", "set", "--stdin", *folder, given=f"{address}\n")
    shown = told("store", "database", "show", *folder)
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE((tmp_path / ADDRESS).stat().st_mode) == 0o600
    with running_store(tmp_path) as store:
        assert "store" in store.command_line()
        assert "made" not in store.command_line()
    for each in (refused, done, shown):
        assert "made" not in each.stdout + each.stderr


def test_a_wrong_password_is_a_clear_line_without_it(cluster: Cluster, tmp_path: Path) -> None:
    address = over_the_network(cluster, cluster.make_database(), "hopelessly wrong")
    done = told("store", "database", "set", "--stdin", "--dir", str(tmp_path), given=f"{address}\n")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("deskwarden: the store's database cannot be opened.")
    assert "authentication failed" in done.stderr
    assert "hopelessly" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / ADDRESS).exists()


def test_a_password_file_is_enough(cluster: Cluster, tmp_path: Path) -> None:
    url = parse_address(cluster.make_database())
    passwords = tmp_path / "pgpass"
    passwords.write_text(f"127.0.0.1:{cluster.port}:{url.database}:{url.username}:{PASSWORD}\n")
    passwords.chmod(0o600)
    address = f"postgresql://{url.username}@127.0.0.1:{cluster.port}/{url.database}"
    folder = ("--dir", str(tmp_path / "store"))
    done = told("store", "database", "set", address, *folder, PGPASSFILE=str(passwords))
    assert done.returncode == 0, done.stderr
    assert told("store", "token", "--team", "cards", *folder, PGPASSFILE=str(passwords)).returncode == 0
    assert told("store", "token", "--team", "cards", *folder).returncode == 1


def test_what_the_environment_said_is_kept_without_its_password(cluster: Cluster, tmp_path: Path) -> None:
    address = over_the_network(cluster, cluster.make_database(), PASSWORD)
    folder = ("--dir", str(tmp_path))
    assert told("store", "token", "--team", "cards", *folder, **{VARIABLE: address}).returncode == 0
    assert "made" not in (tmp_path / ADDRESS).read_text()
    without = told("store", "token", "--team", "cards", *folder)
    assert (without.returncode, (tmp_path / "store.db").exists()) == (1, False)


def test_a_store_that_has_its_record_in_the_folder_keeps_it_there(cluster: Cluster, tmp_path: Path) -> None:
    with closing(open_store(tmp_path).database):
        pass
    done = told("store", "database", "set", cluster.make_database(), "--dir", str(tmp_path))
    assert done.returncode == 1
    assert "the record of this store is in its folder" in done.stderr
    assert not (tmp_path / ADDRESS).exists()


def test_a_record_is_moved_whole_and_goes_on_where_it_was(cluster: Cluster, tmp_path: Path) -> None:
    folder = ("--dir", str(tmp_path / "store"))
    with running_store(tmp_path / "store") as store:
        enrolment = enrol(store.parts.directory.invite("cards", trial=True), store.url, FakeVault())
        seat_id, port = enrolment.seat_id(1), int(store.url.rpartition(":")[2])
        entries = chain_of(seat_id, COPY, COPY, COPY)
        secret = store.parts.agents.add("Ana", "cards")
        with closing(HttpsStore(enrolment)) as client:
            client.ship(seat_id, entries[:2])
    done = told("store", "database", "move", cluster.make_database(), *folder)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "store" / "store.db").exists()
    moved = StoreProcess(tmp_path / "store")
    moved.start(port)
    with closing(moved), closing(HttpsStore(enrolment)) as client:
        assert moved.parts.database.is_shared
        receipt = client.ship(seat_id, entries)
        assert verify_receipt(enrolment.receipt_key, receipt).tree_size == 3
        items = find(moved.parts.database, Wanted())
        assert [item.store_seq for item in items] == [1, 2, 3]
        code = code_at(secret, int(datetime.now(UTC).timestamp()) // 30)
        assert moved.parts.agents.judge("Ana", code).reason == "ok"
    verified = told("audit", "verify", *folder)
    assert (verified.returncode, verified.stdout.splitlines()[-1]) == (
        0,
        "3 entries of 1 seats hold; 0 chains are broken.",
    )
    again = told("store", "database", "move", cluster.make_database(), *folder)
    assert "there is no record in this folder" in again.stderr


def test_a_record_of_an_earlier_version_is_moved_with_the_name_of_its_store(cluster: Cluster, tmp_path: Path) -> None:
    with closing(open_store(tmp_path).database) as database:
        store_id = database.owner()
    with earlier(tmp_path):
        pass
    address = cluster.make_database()
    done = told("store", "database", "move", address, "--dir", str(tmp_path))
    assert done.returncode == 0, done.stderr
    with closing(Database(tmp_path, parse_address(address))) as moved:
        assert moved.owner() == store_id


def test_where_a_moved_record_is_is_on_disk_before_the_file_is_none(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_store(tmp_path).database):
        pass
    synced: list[tuple[str, bool, bool]] = []
    fsync = os.fsync

    def watched(opened: int) -> None:
        fsync(opened)
        path = Path(f"/proc/self/fd/{opened}").readlink()
        synced.append((path.name, (tmp_path / ADDRESS).exists(), (tmp_path / "store.db").exists()))

    monkeypatch.setattr(os, "fsync", watched)
    move_database(tmp_path, cluster.make_database())
    assert synced == [(f".{ADDRESS}.new", False, True), (tmp_path.name, True, True)]


def test_a_record_is_moved_over_no_other(cluster: Cluster, tmp_path: Path) -> None:
    address = cluster.make_database()
    assert told("store", "database", "set", address, "--dir", str(tmp_path / "other")).returncode == 0
    with closing(open_store(tmp_path / "store").database):
        pass
    done = told("store", "database", "move", address, "--dir", str(tmp_path / "store"))
    assert done.returncode == 1
    assert "holds a record already" in done.stderr
    assert (tmp_path / "store" / "store.db").exists()
    assert not (tmp_path / "store" / ADDRESS).exists()


def test_a_store_that_runs_is_left_where_it_is(cluster: Cluster, tmp_path: Path) -> None:
    with running_store(tmp_path):
        done = told("store", "database", "set", cluster.make_database(), "--dir", str(tmp_path))
        assert (done.returncode, done.stdout) == (3, "")
        assert "a store serves this folder" in done.stderr


def test_no_other_stores_keys_go_on_with_a_record_and_lost_ones_are_missed(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, cluster.make_database())
    store_id = open_store(tmp_path / "first").identity.store_id
    with pytest.raises(StoreError, match=f"keys of store {store_id}.* are not in this folder"):
        open_store(tmp_path / "second")
    assert not (tmp_path / "second" / KEYS).exists()
    monkeypatch.delenv(VARIABLE)
    with closing(open_store(tmp_path / "other").database):
        (tmp_path / "second").mkdir(exist_ok=True)
        shutil.copytree(tmp_path / "other" / KEYS, tmp_path / "second" / KEYS)
    (tmp_path / "second" / ADDRESS).write_text((tmp_path / "first" / ADDRESS).read_text())
    with pytest.raises(StoreError, match="the record of another store"):
        open_store(tmp_path / "second")


def test_keys_that_had_a_record_begin_an_empty_one_only_where_that_is_said(cluster: Cluster, tmp_path: Path) -> None:
    folder = ("--dir", str(tmp_path))
    assert told("store", "database", "set", cluster.make_database(), *folder).returncode == 0
    kept, another = (tmp_path / ADDRESS).read_text(), cluster.make_database()
    refused = told("store", "database", "set", another, *folder)
    assert refused.returncode == 1
    assert "Restore it there first" in refused.stderr
    assert (tmp_path / ADDRESS).read_text() == kept
    served = told("store", "serve", "--port", "0", *folder, **{VARIABLE: another})
    assert served.returncode == 1
    assert "the database has no record" in served.stderr
    assert told("store", "database", "set", another, "--anew", *folder).returncode == 0


def test_a_database_that_is_away_is_a_clear_line(tmp_path: Path) -> None:
    done = told("store", "database", "set", "postgresql://x@127.0.0.1:1/x", "--dir", str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("deskwarden: the store's database cannot be opened. connection failed")
    assert len(done.stderr.splitlines()) == 1
