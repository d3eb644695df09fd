"""What an auditor finds in a record: every change, wherever the insider made it."""

# SPDX-License-Identifier: Apache-2.0

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.samples import COPY, NOON, SHOWN, chain_of
from workstation.auditstore.recordfile import keeper_record, store_record
from workstation.auditstore.refusal import RefusedError
from workstation.auditstore.store import AuditStore, open_store
from workstation.auditstore.verify import verify_record
from workstation.errors import LedgerError
from workstation.keeper.ledger import SqliteLedger
from workstation.keeper.ports import Subject
from workstation.record.exchange import Shipment
from workstation.record.receipt import ReceiptBody, sign_receipt

DEVICE = "00000000-0000-4000-8000-000000000001"
SEATS = (f"{DEVICE}/1", f"{DEVICE}/2")


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[AuditStore]:
    """Fill a store with two seats of four entries."""
    parts = open_store(tmp_path)
    for seat_id in SEATS:
        parts.ingest.take(DEVICE, Shipment(seat_id=seat_id, entries=chain_of(seat_id, SHOWN, COPY, SHOWN, COPY)))
    yield parts
    parts.database.close()


def change(folder: Path, statement: str, **values: str) -> None:
    with closing(sqlite3.connect(folder / "store.db")) as db:
        assert db.execute(statement, values).rowcount > 0
        db.commit()


def troubles(parts: AuditStore, folder: Path) -> list[str]:
    key = parts.identity.receipt_key.public_key()
    return [verdict.trouble for verdict in verify_record(store_record(folder), key)]


def test_an_untouched_record_holds(parts: AuditStore, tmp_path: Path) -> None:
    key = parts.identity.receipt_key.public_key()
    verdicts = list(verify_record(store_record(tmp_path), key))
    assert [(verdict.seat_id, verdict.entries, verdict.receipted) for verdict in verdicts] == [
        (SEATS[0], 4, 4),
        (SEATS[1], 4, 4),
    ]
    assert troubles(parts, tmp_path) == ["", ""]


@pytest.mark.parametrize(
    ("statement", "trouble"),
    [
        ("UPDATE entries SET payload = substr(payload, 1, length(payload) - 1) || x'00' WHERE seq = 2", "entry 2"),
        ("UPDATE entries SET header = salt WHERE seq = 3", "not valid"),
        ("UPDATE entries SET header = 'text' WHERE seq = 3", "not valid"),
        ("UPDATE entries SET chain = zeroblob(32) WHERE seq = 1", "entry 1"),
        ("UPDATE entries SET seq = 9 WHERE seq = 2", "entry 2"),
        ("UPDATE entries SET kind = 'data.shown' WHERE seq = 2", "entry 2: it is listed as something"),
        ("UPDATE entries SET severity = 'access' WHERE seq = 4", "entry 4: it is listed as something"),
        ("DELETE FROM entries WHERE seq = 1", "entry 1"),
        ("DELETE FROM entries WHERE seq = 2", "entry 2"),
        ("DELETE FROM entries WHERE seq = 4", "entry 4: it is gone"),
        ("DELETE FROM receipts", "entry 1: no receipt covers it"),
        ("UPDATE receipts SET signature = zeroblob(64)", "not signed by the enrolled store"),
        ("DELETE FROM entries", "entry 1: it is gone"),
    ],
)
def test_every_change_is_found(parts: AuditStore, tmp_path: Path, statement: str, trouble: str) -> None:
    change(tmp_path, f"{statement} {'AND' if 'WHERE' in statement else 'WHERE'} seat_id = :seat", seat=SEATS[1])
    assert troubles(parts, tmp_path)[0] == ""
    assert trouble in troubles(parts, tmp_path)[1]


def test_the_receipt_of_another_seat_is_no_receipt(parts: AuditStore, tmp_path: Path) -> None:
    change(
        tmp_path,
        "UPDATE receipts SET (body, signature) = (SELECT body, signature FROM receipts AS other"
        " WHERE other.seat_id = :other) WHERE seat_id = :seat",
        seat=SEATS[1],
        other=SEATS[0],
    )
    assert "another seat" in troubles(parts, tmp_path)[1]


def test_a_chain_made_anew_contradicts_its_receipt(parts: AuditStore, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "store.db")) as db:
        for seq, entry in enumerate(chain_of(SEATS[1], COPY, COPY, COPY, COPY), start=1):
            db.execute(
                "UPDATE entries SET header = ?, salt = ?, payload = ?, chain = ?, kind = ?, severity = ?"
                " WHERE seat_id = ? AND seq = ?",
                (entry.header, entry.salt, entry.payload, entry.chain, COPY.kind, COPY.severity, SEATS[1], seq),
            )
        db.commit()
    assert "entry 4: its receipt was given for another entry" in troubles(parts, tmp_path)[1]


def test_what_the_store_reports_itself_is_chained_and_receipted(parts: AuditStore, tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        parts.ingest.take(DEVICE, Shipment(seat_id=SEATS[0], entries=chain_of(SEATS[0], COPY)))
    assert troubles(parts, tmp_path) == ["", "", ""]
    change(tmp_path, "DELETE FROM entries WHERE seat_id = :seat", seat=parts.identity.seat_id)
    assert len([trouble for trouble in troubles(parts, tmp_path) if "it is gone" in trouble]) == 1


def test_a_ledger_of_a_keeper_is_verified_alike(parts: AuditStore, tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with closing(SqliteLedger(path, bytes(32))) as ledger:
        for _ in range(3):
            ledger.append("seat", Subject(agent="Ana"), COPY)
        body = ReceiptBody(version=1, seat_id="seat", seq=2, chain=ledger.chain_at("seat", 2), at=NOON)
        ledger.keep_receipt(sign_receipt(parts.identity.receipt_key, body), body)
        (verdict,) = verify_record(keeper_record(path), parts.identity.receipt_key.public_key())
        assert (verdict.entries, verdict.receipted, verdict.trouble) == (3, 2, "")
        (unsigned,) = verify_record(keeper_record(path), None)
        assert (unsigned.entries, unsigned.receipted, unsigned.trouble) == (3, 0, "")


def test_a_record_that_grows_while_it_is_verified_holds(
    parts: AuditStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat_id = f"{DEVICE}/3"
    entries = chain_of(seat_id, SHOWN, COPY, SHOWN)
    parts.ingest.take(DEVICE, Shipment(seat_id=seat_id, entries=entries[:1]))

    class Auditor(sqlite3.Connection):
        """Reads a record into which the store takes more just before the entries are read."""

        def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:  # noqa: ANN401 - as the class above it
            if "FROM entries" in statement:
                parts.ingest.take(DEVICE, Shipment(seat_id=seat_id, entries=entries))
            return super().execute(statement, *values)

    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Auditor))
    key = parts.identity.receipt_key.public_key()
    first, then = (list(verify_record(store_record(tmp_path), key))[-1] for _ in range(2))
    assert (first.trouble, first.entries, first.receipted) == ("", 1, 1)
    assert (then.trouble, then.entries, then.receipted) == ("", 3, 3)


@pytest.mark.parametrize("content", [None, b"", b"no database at all, but long enough to look like one"])
def test_what_is_no_record_is_a_clear_line(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(LedgerError, match="cannot be read"):
        list(verify_record(keeper_record(path), None))
