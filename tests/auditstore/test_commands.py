"""The commands of store, auditor and supervisor, as people and scripts use them."""

# SPDX-License-Identifier: Apache-2.0

import io
import json
import os
import pty
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import keyring
import keyring.backends.fail
import msgspec
import pytest
from keyring.backend import KeyringBackend
from rich.console import Console

from tests.auditstore.storeprocess import DESKWARDEN, StoreProcess
from tests.fakes.vault import FakeVault
from tests.samples import COPY, KEYS, NOON, chain_of
from workstation.auditstore.reader import Reader
from workstation.auditstore.supervision import find_store, show_feed
from workstation.errors import StoreError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.keeper.enrolment import enrol, load_enrolment
from workstation.keeper.ledger import SqliteLedger
from workstation.keeper.ledgerkeys import ledger_keys
from workstation.keeper.ports import Subject
from workstation.keeper.storeclient import HttpsStore
from workstation.keeper.vault import FileVault
from workstation.record.chain import Head, follow
from workstation.record.digest import Digest
from workstation.record.entry import parse_payload
from workstation.record.feeditem import FeedItem, feed_item
from workstation.record.receipt import verify_receipt
from workstation.recordfile import opened_record


def deskwarden(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*DESKWARDEN, *arguments], capture_output=True, text=True, check=False)


def said(*arguments: str) -> dict[str, str]:
    done = deskwarden(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return msgspec.json.decode(done.stdout, type=dict[str, str])


def test_a_token_from_the_command_line_enrols_a_device_once(store: StoreProcess, tmp_path: Path) -> None:
    token = said("store", "token", "--team", "cards", "--trial", "--dir", str(store.folder))["token"]
    done = deskwarden("enroll", token, "--url", store.url, "--dir", str(tmp_path / "keeper"))
    enrolment = load_enrolment(FileVault(tmp_path / "keeper"))
    assert done.stdout.strip() == f"This device is {enrolment.device} of team cards at {store.url}."
    again = deskwarden("enroll", token, "--url", store.url, "--dir", str(tmp_path / "other"))
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr.strip() == (
        "deskwarden: the audit store refused: the enrolment token is unknown, used or expired."
    )


def test_an_agent_is_shown_a_code_to_scan_once(store: StoreProcess) -> None:
    shown = deskwarden("agent", "add", "Ana Scanned", "--team", "cards", "--dir", str(store.folder))
    assert "otpauth://totp/Deskwarden:Ana%20Scanned?secret=" in shown.stdout
    assert "█" in shown.stdout
    again = deskwarden("agent", "add", "Ana Scanned", "--team", "cards", "--dir", str(store.folder))
    assert (again.returncode, again.stdout) == (1, "")
    assert "exists already" in again.stderr


def test_scripts_get_the_secret_as_json(store: StoreProcess) -> None:
    told = said("agent", "add", "Ana Scripted", "--team", "cards", "--dir", str(store.folder))
    assert told["uri"].endswith(f"?secret={told['secret']}&issuer=Deskwarden")


def test_whose_identity_was_confirmed_is_told_and_an_unknown_agent_is_an_error(store: StoreProcess) -> None:
    said("agent", "add", "Ana Locked", "--team", "cards", "--dir", str(store.folder))
    confirmed = deskwarden("agent", "confirm", "Ana Locked", "--dir", str(store.folder))
    assert confirmed.stdout == "Ana Locked may try again now.\n"
    unknown = deskwarden("agent", "confirm", "Nobody", "--dir", str(store.folder))
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "no agent has this name" in unknown.stderr


def test_a_reader_gets_a_role_and_a_team(store: StoreProcess) -> None:
    folder = ("--dir", str(store.folder))
    plain, told = (
        said("store", "supervisor", "Kim", *folder),
        said("store", "supervisor", "Lee", "--team", "north", *folder),
    )
    officer = said("store", "supervisor", "Ray", "--role", "compliance", *folder)
    readers = [store.parts.directory.reader_of(f"Bearer {each['token']}") for each in (plain, told, officer)]
    assert readers == [
        Reader(name="Kim"),
        Reader(name="Lee", team="north"),
        Reader(name="Ray", role="compliance"),
    ]
    refused = deskwarden("store", "supervisor", "Ray", "--role", "agents", *folder)
    assert (refused.returncode, refused.stdout) == (2, "")


def test_a_store_that_lost_its_keys_says_what_to_do_and_makes_none(tmp_path: Path) -> None:
    said("store", "token", "--team", "cards", "--dir", str(tmp_path))
    shutil.rmtree(tmp_path / "keys")
    refused = deskwarden("store", "token", "--team", "cards", "--dir", str(tmp_path))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.strip() == (
        "deskwarden: the record in this folder has lost the keys of its store. "
        f"Restore {tmp_path}/keys from the backup, or move {tmp_path}/store.db* away to begin anew."
    )
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize("team", ["", "x" * 65, "two\nlines"])
def test_a_team_that_no_certificate_can_hold_is_refused(store: StoreProcess, team: str) -> None:
    refused = deskwarden("store", "token", "--team", team, "--dir", str(store.folder))
    assert refused.returncode == 2
    assert "printable characters" in refused.stderr


def test_a_record_is_verified_from_the_command_line(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    store = StoreProcess(folder)
    store.start()
    enrolment = enrol(store.parts.directory.invite("cards", trial=True), store.url, FakeVault())
    with closing(HttpsStore(enrolment)) as client:
        client.ship(enrolment.seat_id(1), chain_of(enrolment.seat_id(1), COPY, COPY))
    store.close()
    whole = deskwarden("audit", "verify", "--dir", str(folder))
    assert (whole.returncode, whole.stdout.splitlines()[-1]) == (0, "2 entries of 1 seats hold; 0 chains are broken.")
    with closing(sqlite3.connect(folder / "store.db")) as db:
        db.execute("DELETE FROM entries WHERE seq = 1")
        db.commit()
    broken = deskwarden("audit", "verify", "--dir", str(folder))
    assert broken.returncode == 1
    assert f"Broken (removed): chain of seat {enrolment.seat_id(1)}, entry 1" in broken.stdout


def test_a_ledger_is_verified_with_the_key_that_enrolment_left_beside_it(store: StoreProcess, tmp_path: Path) -> None:
    enrolment = enrol(store.parts.directory.invite("cards", trial=True), store.url, FileVault(tmp_path))
    seat_id = enrolment.seat_id(1)
    keys = ledger_keys(FileVault(tmp_path), enrolment.device_key)
    path = tmp_path / "ledger.db"
    with closing(SqliteLedger(path, keys)) as ledger, closing(HttpsStore(enrolment)) as client:
        for _ in range(3):
            ledger.append(seat_id, Subject(agent="Ana"), COPY)
        receipt = client.ship(seat_id, ledger.waiting(seat_id, 2))
        ledger.keep_receipt(receipt, verify_receipt(enrolment.receipt_key, receipt))
    done = deskwarden("audit", "verify", str(path), "--against", str(store.folder / "store.db"))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "3 entries of 1 seats hold; 0 chains are broken.")
    assert done.stdout.splitlines()[1].split() == [seat_id, "3", "2", "3", "holds"]
    assert "and no byte of it changed since" in done.stdout


LEFT_OPEN = """
import os, sys
from pathlib import Path
from tests.samples import COPY
from workstation.keeper.enrolment import load_enrolment
from workstation.keeper.ledger import SqliteLedger
from workstation.keeper.ledgerkeys import ledger_keys
from workstation.keeper.ledgerkeys import ledger_keys
from workstation.keeper.ports import Subject
from workstation.keeper.vault import FileVault
folder = Path(sys.argv[1])
enrolment = load_enrolment(FileVault(folder))
ledger = SqliteLedger(folder / "ledger.db", ledger_keys(FileVault(folder), enrolment.device_key))
ledger.append(enrolment.seat_id(1), Subject(agent="Ana"), COPY)
os._exit(9)
"""


def test_the_key_of_payloads_is_given_on_the_record_and_to_no_screen(store: StoreProcess, tmp_path: Path) -> None:
    enrol(store.parts.directory.invite("cards", trial=True), store.url, FileVault(tmp_path))
    assert subprocess.run([sys.executable, "-c", LEFT_OPEN, str(tmp_path)], check=False).returncode == 9
    command = [sys.executable, "-m", "workstation", "audit", "give-key", "--dir", str(tmp_path)]
    screen, terminal = pty.openpty()
    shown = subprocess.run(command, stdout=terminal, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    os.close(terminal)
    os.close(screen)
    assert (shown.returncode, "a key is nothing for a screen" in shown.stderr) == (1, True)
    given = subprocess.run(command, stdout=subprocess.PIPE, timeout=60, check=True).stdout
    with opened_record(tmp_path / "ledger.db", given) as record:
        bodies = [parse_payload(row.entry.payload).body for row in record.rows() if row.entry]
    assert [body.kind for body in bodies] == [Kind.DATA_KEY_GIVEN, COPY.kind]


def test_a_ledger_that_was_left_open_is_sealed_and_a_changed_byte_shows(store: StoreProcess, tmp_path: Path) -> None:
    enrol(store.parts.directory.invite("cards", trial=True), store.url, FileVault(tmp_path))
    path = tmp_path / "ledger.db"
    assert subprocess.run([sys.executable, "-c", LEFT_OPEN, str(tmp_path)], check=False).returncode == 9
    assert "The file: " not in deskwarden("audit", "verify", str(path)).stdout
    assert deskwarden("audit", "seal", "--dir", str(tmp_path)).stdout == f"{path} is sealed.\n"
    whole = deskwarden("audit", "verify", str(path), "--json")
    answer = json.loads(whole.stdout)
    assert (whole.returncode, answer["holds"], answer["seal"]["state"]) == (0, True, "whole")
    assert [seat["entries"] for seat in answer["seats"]] == [1]
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    changed = deskwarden("audit", "verify", str(path))
    assert (changed.returncode, "not the file that was sealed" in changed.stdout) == (1, True)


def test_comparing_with_a_store_needs_the_key_of_its_receipts(tmp_path: Path) -> None:
    StoreProcess(tmp_path / "store").close()
    SqliteLedger(tmp_path / "ledger.db", KEYS).close()
    against = ("--against", str(tmp_path / "store" / "store.db"))
    refused = deskwarden("audit", "verify", str(tmp_path / "ledger.db"), *against)
    assert (refused.returncode, "Give --receipt-key." in refused.stderr) == (1, True)


def test_verifying_without_the_key_of_the_receipts_is_refused(tmp_path: Path) -> None:
    StoreProcess(tmp_path).close()
    refused = deskwarden("audit", "verify", "--dir", str(tmp_path))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Give --receipt-key." in refused.stderr


def item(store_seq: int, severity: Severity) -> FeedItem:
    body = Body(kind=Kind.COPY_BLOCKED, severity=severity, outcome=Outcome.BLOCKED)
    _, header, payload = follow(Head("seat"), chain_of("seat", body)[0])
    return feed_item(store_seq, NOON, header, payload)


def test_the_terminal_shows_one_sentence_for_each_item_with_its_own_shape() -> None:
    out = io.StringIO()
    digest = Digest(store_seq=9, rule="copies", team="north", count=3, agents=2, first=NOON, last=NOON)
    items = (item(7, Severity.VIOLATION), item(8, Severity.FAILURE), digest)
    show_feed(items, lambda told: f"{type(told).__name__} {told.store_seq} it is", Console(file=out, width=200))
    assert out.getvalue().splitlines() == [
        "▲ FeedItem 7 it is  #7",
        "✖ FeedItem 8 it is  #8",
        "▲ Digest 9 it is  #9",
    ]


class MemoryKeyring(KeyringBackend):
    """A keyring that lasts as long as the test."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._kept[service, username] = password


@pytest.fixture
def own_keyring() -> Iterator[None]:
    """Give the test a keyring that it may replace."""
    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "url").write_text("https://127.0.0.1:1")
    (tmp_path / "ca.pem").write_text("PEM")
    return tmp_path


@pytest.mark.usefixtures("own_keyring")
def test_a_store_here_is_found_and_the_token_comes_from_the_keyring(folder: Path) -> None:
    keyring.set_password("deskwarden", "https://127.0.0.1:1", "kept")
    place = find_store(folder, None, None, None)
    assert (place.url, place.authority, place.token) == ("https://127.0.0.1:1", "PEM", "kept")
    with pytest.raises(StoreError, match="token is needed"):
        find_store(folder, "https://elsewhere:1", None, None)


@pytest.mark.usefixtures("own_keyring")
def test_without_a_keyring_a_token_must_be_given(folder: Path) -> None:
    keyring.set_keyring(keyring.backends.fail.Keyring())  # type: ignore[no-untyped-call]
    assert find_store(folder, None, None, "given").token == "given"
    with pytest.raises(StoreError, match="token is needed"):
        find_store(folder, None, None, None)


def test_without_a_store_here_there_is_a_clear_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no audit store here"):
        find_store(tmp_path, None, None, "given")
