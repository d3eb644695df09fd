"""What an auditor finds in a keeper's ledger, on another machine, with the public keys of device and store."""

# SPDX-License-Identifier: Apache-2.0

import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.samples import COPY, KEYS, NOON, SHOWN, enrolled, receipt_body, shipment
from workstation.auditstore.store import open_store
from workstation.auditstore.verify import SeatVerdict, Witnesses, verify_record
from workstation.errors import LedgerError
from workstation.keeper.ledger import SqliteLedger
from workstation.keeper.ports import Subject
from workstation.ledgerseal import sealed_at
from workstation.record.keyline import KeyLine
from workstation.record.receipt import sign_receipt
from workstation.recordfile import opened_record

DEVICE = "00000000-0000-4000-8000-000000000001"
SEAT = f"{DEVICE}/1"
CRUZ = Subject(agent="J. Cruz", team="cards")
STORE_KEY = Ed25519PrivateKey.from_private_bytes(b"r" * 32)
WITNESSES = Witnesses(receipt_key=STORE_KEY.public_key(), device_keys={"": KeyLine(KEYS.device.public_key())})
SHARE = int(os.environ.get("DESKWARDEN_FLIPS", "20"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Fill a ledger with five entries, of which a receipt covers four."""
    path = tmp_path / "ledger.db"
    with closing(SqliteLedger(path, KEYS, clock=lambda: NOON)) as ledger:
        for each in (SHOWN, COPY, SHOWN, COPY, SHOWN):
            ledger.append(SEAT, CRUZ, each)
        body = receipt_body(SEAT, 4, ledger.chain_at(SEAT, 4))
        ledger.keep_receipt(sign_receipt(STORE_KEY, body), body)
    return path


def verified(path: Path, witnesses: Witnesses = WITNESSES, data_key: bytes | None = KEYS.data) -> SeatVerdict:
    with opened_record(path, data_key) as record:
        (verdict,) = verify_record(record, witnesses)
        return verdict


def test_a_ledger_is_verified_with_public_keys_alone(path: Path) -> None:
    verdict = verified(path)
    assert (verdict.entries, verdict.receipted, verdict.signed, verdict.closed, verdict.change) == (5, 4, 5, 0, None)
    blind = verified(path, Witnesses(), None)
    assert (blind.entries, blind.receipted, blind.signed, blind.closed, blind.change) == (5, 0, 0, 5, None)


def test_what_was_forgotten_is_gone_and_the_chain_still_holds(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("DELETE FROM keys").rowcount == 1
        db.commit()
    verdict = verified(path)
    assert (verdict.entries, verdict.signed, verdict.closed, verdict.change) == (5, 5, 5, None)
    with closing(SqliteLedger(path, KEYS, clock=lambda: NOON)) as ledger:
        assert ledger.about("J. Cruz", 10) == ()


def test_no_agents_name_and_no_rule_of_a_payload_lies_in_the_file_in_clear(path: Path) -> None:
    content = path.read_bytes()
    assert not any(needle in content for needle in (b"J. Cruz", b"card_number", b"cards"))
    assert COPY.rule.encode() in content  # the header is clear


def test_a_ledger_of_another_data_key_is_not_written_on(path: Path) -> None:
    other = type(KEYS)(subject=KEYS.subject, data=b"x" * 32, device=KEYS.device)
    with pytest.raises(LedgerError, match="another data key"):
        SqliteLedger(path, other)


@pytest.mark.parametrize(
    ("table", "column", "where"),
    [
        ("entries", "header", "seq = 2"),
        ("entries", "sealed", "seq = 2"),
        ("entries", "chain", "seq = 2"),
        ("entries", "chain", "seq = 5"),
        ("entries", "signature", "seq = 1"),
        ("receipts", "body", "1"),
        ("receipts", "signature", "1"),
    ],
)
def test_any_byte_that_was_changed_is_found(path: Path, table: str, column: str, where: str) -> None:
    chance = random.Random(f"{table} {column} {where}")  # noqa: S311
    read = f"SELECT {column} FROM {table} WHERE {where}"  # noqa: S608 - of the names above
    write = f"UPDATE {table} SET {column} = ? WHERE {where}"  # noqa: S608
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        (content,) = db.execute(read).fetchone()
        for position in range(len(content)):
            changed = bytearray(content)
            changed[position] ^= 1 << chance.randrange(8)
            db.execute(write, (bytes(changed),))
            assert verified(path).change, f"byte {position} of {table}.{column}"
        db.execute(write, (content,))
    assert verified(path).change is None


def test_any_byte_of_a_sealed_file_that_was_changed_is_found(path: Path) -> None:
    key, content = KEYS.device.public_key(), path.read_bytes()
    assert sealed_at(path, key) == NOON
    first = random.randrange(SHARE)  # noqa: S311 - told, so that a failure can be played again
    print(f"every {SHARE}th byte from byte {first}")
    for position in range(first, len(content), SHARE):
        with path.open("r+b") as file:
            file.seek(position)
            file.write(bytes([content[position] ^ 1]))
        with pytest.raises(LedgerError, match="not the file that was sealed"):
            sealed_at(path, key)
        with path.open("r+b") as file:
            file.seek(position)
            file.write(content[position : position + 1])
    assert sealed_at(path, key) == NOON


def test_any_byte_of_the_seal_that_was_changed_is_found(path: Path) -> None:
    seal = path.with_name("ledger.db.seal")
    content = seal.read_bytes()
    for position in range(len(content)):
        changed = bytearray(content)
        changed[position] ^= 1
        seal.write_bytes(bytes(changed))
        with pytest.raises(LedgerError):
            sealed_at(path, KEYS.device.public_key())


def test_an_open_ledger_is_not_sealed(path: Path) -> None:
    with closing(SqliteLedger(path, KEYS)):
        assert sealed_at(path, KEYS.device.public_key()) is None


def test_a_burst_is_signed_every_64_entries_and_a_moment_later(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "ledger.db", KEYS)
    ledger.append_all(SEAT, [(CRUZ, SHOWN)] * 200)
    burst = verified(tmp_path / "ledger.db")
    assert (burst.entries, burst.signed, burst.change) == (200, 193, None)
    ledger.checkpoint()
    assert verified(tmp_path / "ledger.db").signed == 200
    ledger.close()


def test_a_long_run_that_the_device_did_not_sign_is_found(tmp_path: Path) -> None:
    with closing(SqliteLedger(tmp_path / "ledger.db", KEYS)) as ledger:
        ledger.append_all(SEAT, [(CRUZ, SHOWN)] * 100)
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as db:
        db.execute("UPDATE entries SET signature = NULL")
        db.commit()
    assert "entry 1: the device signed none" in verified(tmp_path / "ledger.db").trouble


class Copies:
    """A store that has what the ledger shipped, and the ledger as it was."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.parts = open_store(folder / "store")
        enrolled(self.parts, DEVICE)
        self.witnesses = self.parts.identity.receipt_key.public_key()

    def judged(self, ledger: Path) -> SeatVerdict:
        with opened_record(self.folder / "store" / "store.db") as store:
            return verified(ledger, Witnesses(receipt_key=self.witnesses, elsewhere=store))


@pytest.fixture
def copies(tmp_path: Path) -> Iterator[Copies]:
    made = Copies(tmp_path)
    yield made
    made.parts.database.close()


def test_an_older_copy_shows_beside_the_stores_record(copies: Copies, tmp_path: Path) -> None:
    path, older = tmp_path / "ledger.db", tmp_path / "older.db"
    with closing(SqliteLedger(path, KEYS)) as ledger:
        ledger.append_all(SEAT, [(CRUZ, SHOWN)] * 3)
    shutil.copy(path, older)
    with closing(SqliteLedger(path, KEYS)) as ledger:
        ledger.append_all(SEAT, [(CRUZ, COPY)] * 2)
        copies.parts.ingest.take(DEVICE, shipment(SEAT, ledger.waiting(SEAT, 10)))
    assert copies.judged(path).change is None
    assert (copies.judged(older).change, copies.judged(older).entries) == ("rolled back", 3)


def test_a_clone_that_went_on_by_itself_shows_beside_the_stores_record(copies: Copies, tmp_path: Path) -> None:
    path, clone = tmp_path / "ledger.db", tmp_path / "clone.db"
    with closing(SqliteLedger(path, KEYS)) as ledger:
        ledger.append_all(SEAT, [(CRUZ, SHOWN)] * 3)
    shutil.copy(path, clone)
    for each in (path, clone):
        with closing(SqliteLedger(each, KEYS)) as ledger:
            ledger.append_all(SEAT, [(CRUZ, COPY)] * 2)
            if each == path:
                copies.parts.ingest.take(DEVICE, shipment(SEAT, ledger.waiting(SEAT, 10)))
    assert copies.judged(path).change is None
    assert (copies.judged(clone).change, copies.judged(clone).trouble) == (
        "forked",
        "entry 5: the store has another entry of this number",
    )


def test_what_the_store_has_had_for_long_is_removed_and_the_rest_still_holds(tmp_path: Path) -> None:
    path, now = tmp_path / "ledger.db", [NOON]
    with closing(SqliteLedger(path, KEYS, clock=lambda: now[0])) as ledger:
        for day in range(10):
            now[0] = NOON + timedelta(days=day)
            ledger.append_all(SEAT, [(CRUZ, SHOWN)] * 100)
        body = receipt_body(SEAT, 750, ledger.chain_at(SEAT, 750))
        ledger.keep_receipt(sign_receipt(STORE_KEY, body), body)
        counts = []
        while count := ledger.trim(NOON + timedelta(days=5)):
            counts.append(count)
            assert verified(path).change is None
        assert (sum(counts), max(counts)) == (500, 200)
        while ledger.trim(NOON + timedelta(days=20)):
            pass
        assert ledger.chain_at(SEAT, 750) == body.chain  # a receipt may be asked for again
        assert ledger.append(SEAT, CRUZ, COPY) == 1001
        assert [verified(path).first, verified(path).entries] == [751, 1001]
    with closing(SqliteLedger(path, KEYS)) as again:
        assert again.head(SEAT).seq == 1001
    verdict = verified(path)
    assert (verdict.first, verdict.entries, verdict.change) == (751, 1001, None)


@pytest.mark.parametrize(
    ("statement", "change"),
    [
        ("UPDATE begins SET seq = seq + 1", "changed"),
        ("UPDATE begins SET chain = zeroblob(32)", "changed"),
        ("UPDATE begins SET signature = zeroblob(64)", "changed"),
        ("DELETE FROM begins", "removed"),
        ("DELETE FROM receipts", "removed"),
    ],
)
def test_a_beginning_that_the_device_did_not_sign_is_found(path: Path, statement: str, change: str) -> None:
    with closing(SqliteLedger(path, KEYS)) as ledger:
        assert ledger.trim(NOON + timedelta(days=1)) == 4
    with closing(sqlite3.connect(path)) as db:
        db.execute(statement)
        db.commit()
    assert verified(path).change == change


def test_the_last_entry_of_a_chain_stays(path: Path) -> None:
    with closing(SqliteLedger(path, KEYS)) as ledger:
        body = receipt_body(SEAT, 5, ledger.chain_at(SEAT, 5))
        ledger.keep_receipt(sign_receipt(STORE_KEY, body), body)
        while ledger.trim(NOON + timedelta(days=1)):
            pass
    assert (verified(path).first, verified(path).entries) == (5, 5)


def test_a_ledger_that_somebody_reads_while_it_is_closed_is_not_sealed_and_holds(path: Path) -> None:
    ledger = SqliteLedger(path, KEYS)
    with closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM entries").fetchone() == (5,)
        ledger.append(SEAT, CRUZ, COPY)
        ledger.close()
        assert sealed_at(path, KEYS.device.public_key()) is None
        assert verified(path).change is None


def test_what_the_store_gets_while_the_ledger_is_verified_is_no_rollback(copies: Copies, tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with closing(SqliteLedger(path, KEYS)) as ledger:
        ledger.append_all(SEAT, [(CRUZ, SHOWN)] * 3)
        copies.parts.ingest.take(DEVICE, shipment(SEAT, ledger.waiting(SEAT, 10)))
        with opened_record(tmp_path / "store" / "store.db") as store, opened_record(path, KEYS.data) as record:
            ledger.append(SEAT, CRUZ, COPY)
            copies.parts.ingest.take(DEVICE, shipment(SEAT, ledger.waiting(SEAT, 10)))
            witnesses = Witnesses(receipt_key=copies.witnesses, elsewhere=store)
            (verdict,) = verify_record(record, witnesses)
    assert (verdict.entries, verdict.change) == (3, None)


def test_a_trimmed_ledger_is_not_forked_from_an_older_copy_of_the_store(copies: Copies, tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with closing(SqliteLedger(path, KEYS, clock=lambda: NOON)) as ledger:
        ledger.append_all(SEAT, [(CRUZ, SHOWN)] * 3)
        copies.parts.ingest.take(DEVICE, shipment(SEAT, ledger.waiting(SEAT, 10)))
        ledger.append_all(SEAT, [(CRUZ, COPY)] * 3)
        body = receipt_body(SEAT, 6, ledger.chain_at(SEAT, 6))
        ledger.keep_receipt(sign_receipt(copies.parts.identity.receipt_key, body), body)
        assert ledger.trim(NOON + timedelta(days=1)) == 5
    verdict = copies.judged(path)
    assert (verdict.first, verdict.change) == (6, None)
