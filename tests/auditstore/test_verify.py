"""What an auditor finds in a record: every change, wherever the insider made it."""

# SPDX-License-Identifier: Apache-2.0

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.samples import COPY, KEYS, SHOWN, chain_of, enrolled, receipt_body, shipment
from workstation.auditstore.refusal import RefusedError
from workstation.auditstore.store import AuditStore, open_store
from workstation.auditstore.verify import SeatVerdict, Witnesses, verify_record
from workstation.auditstore.verifylog import verify_log
from workstation.errors import LedgerError
from workstation.record.chain import Head
from workstation.record.checkpoint import sign_checkpoint
from workstation.record.entry import Entry
from workstation.record.keyline import KeyLine
from workstation.record.receipt import sign_receipt
from workstation.recordfile import opened_record

DEVICE = "00000000-0000-4000-8000-000000000001"
SEATS = (f"{DEVICE}/1", f"{DEVICE}/2")


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[AuditStore]:
    """Fill a store with two seats of four entries."""
    parts = open_store(tmp_path)
    enrolled(parts, DEVICE)
    for seat_id in SEATS:
        parts.ingest.take(DEVICE, shipment(seat_id, chain_of(seat_id, SHOWN, COPY, SHOWN, COPY)))
    yield parts
    parts.database.close()


def change(folder: Path, statement: str, **values: str | int) -> None:
    with closing(sqlite3.connect(folder / "store.db")) as db:
        assert db.execute(statement, values).rowcount > 0
        db.commit()


def verified(parts: AuditStore, folder: Path) -> list[SeatVerdict]:
    witnesses = Witnesses(
        receipt_key=parts.identity.receipt_key.public_key(), device_keys={DEVICE: KeyLine(KEYS.device.public_key())}
    )
    with opened_record(folder / "store.db") as record:
        return list(verify_record(record, witnesses))


def troubles(parts: AuditStore, folder: Path) -> list[str]:
    return [f"{verdict.change}, {verdict.trouble}" if verdict.change else "" for verdict in verified(parts, folder)]


def test_an_untouched_record_holds(parts: AuditStore, tmp_path: Path) -> None:
    verdicts = verified(parts, tmp_path)
    assert [(each.seat_id, each.entries, each.receipted, each.signed) for each in verdicts] == [
        (SEATS[0], 4, 4, 4),
        (SEATS[1], 4, 4, 4),
    ]
    assert troubles(parts, tmp_path) == ["", ""]


@pytest.mark.parametrize(
    ("statement", "trouble"),
    [
        (
            "UPDATE entries SET payload = substr(payload, 1, length(payload) - 1) || x'00' WHERE seq = 2",
            "changed, entry 2",
        ),
        ("UPDATE entries SET header = salt WHERE seq = 3", "changed, entry 3: entry header is not valid"),
        ("UPDATE entries SET header = 'text' WHERE seq = 3", "changed, entry 3: entry header is not valid"),
        ("UPDATE entries SET chain = zeroblob(32) WHERE seq = 1", "changed, entry 1"),
        ("UPDATE entries SET signature = zeroblob(64) WHERE seq = 4", "changed, entry 4: its checkpoint"),
        ("UPDATE entries SET signature = NULL WHERE seq = 4", "inserted, entry 1: the device signed nothing"),
        ("UPDATE entries SET seq = 9 WHERE seq = 2", "reordered, entry 2"),
        ("UPDATE entries SET seq = 9 WHERE seq = 4", "changed, entry 4: it is kept under number 9"),
        ("UPDATE entries SET kind = 'data.shown' WHERE seq = 2", "changed, entry 2: it is listed as something"),
        ("UPDATE entries SET severity = 'access' WHERE seq = 4", "changed, entry 4: it is listed as something"),
        ("DELETE FROM entries WHERE seq = 1", "removed, entry 1"),
        ("DELETE FROM entries WHERE seq = 2", "removed, entry 2"),
        ("DELETE FROM entries WHERE seq = 4", "tail cut off, entry 4: it is gone"),
        ("DELETE FROM receipts", "inserted, entry 1: no receipt covers it"),
        ("UPDATE receipts SET signature = zeroblob(64)", "not signed by the enrolled store"),
        ("DELETE FROM entries", "tail cut off, entry 1: it is gone"),
    ],
)
def test_every_change_is_found_and_named(parts: AuditStore, tmp_path: Path, statement: str, trouble: str) -> None:
    change(tmp_path, f"{statement} {'AND' if 'WHERE' in statement else 'WHERE'} seat_id = :seat", seat=SEATS[1])
    assert troubles(parts, tmp_path)[0] == ""
    assert trouble in troubles(parts, tmp_path)[1]


@pytest.mark.parametrize("copied", [1, 2, 3])
def test_an_inserted_entry_is_named(parts: AuditStore, tmp_path: Path, copied: int) -> None:
    change(tmp_path, "UPDATE entries SET seq = seq + 10 WHERE seat_id = :seat AND seq > :seq", seat=SEATS[1], seq=3)
    change(
        tmp_path,
        "INSERT INTO entries (seat_id, seq, kind, severity, received_us, header, salt, payload, chain)"
        " SELECT seat_id, 4, kind, severity, received_us, header, salt, payload, chain FROM entries"
        " WHERE seat_id = :seat AND seq = :seq",
        seat=SEATS[1],
        seq=copied,
    )
    assert troubles(parts, tmp_path)[1].startswith("inserted, entry 4: ")


@pytest.mark.parametrize(("one", "other"), [(1, 2), (1, 4), (2, 3)])
def test_entries_in_another_order_are_named(parts: AuditStore, tmp_path: Path, one: int, other: int) -> None:
    for before, after in ((one, 100), (other, one), (100, other)):
        change(
            tmp_path,
            "UPDATE entries SET seq = :after WHERE seat_id = :seat AND seq = :before",
            seat=SEATS[1],
            before=before,
            after=after,
        )
    assert troubles(parts, tmp_path)[1].startswith(f"reordered, entry {one}: ")


def test_the_receipt_of_another_seat_is_no_receipt(parts: AuditStore, tmp_path: Path) -> None:
    change(
        tmp_path,
        "UPDATE receipts SET (body, signature) = (SELECT body, signature FROM receipts AS other"
        " WHERE other.seat_id = :other) WHERE seat_id = :seat",
        seat=SEATS[1],
        other=SEATS[0],
    )
    assert "another seat" in troubles(parts, tmp_path)[1]


def write_anew(folder: Path, entries: Sequence[Entry], signature: bytes | None) -> None:
    """Put other entries in the place of a seat's, as an insider could who knows the format."""
    with closing(sqlite3.connect(folder / "store.db")) as db:
        for seq, entry in enumerate(entries, start=1):
            db.execute(
                "UPDATE entries SET header = ?, salt = ?, payload = ?, chain = ?, kind = ?, severity = ?,"
                " signature = ? WHERE seat_id = ? AND seq = ?",
                (
                    *(entry.header, entry.salt, entry.payload, entry.chain, COPY.kind, COPY.severity),
                    *(signature if seq == len(entries) else None, SEATS[1], seq),
                ),
            )
        db.commit()


def test_a_chain_made_anew_contradicts_its_receipt(parts: AuditStore, tmp_path: Path) -> None:
    write_anew(tmp_path, chain_of(SEATS[1], COPY, COPY, COPY, COPY), None)
    assert "forked, entry 4: its receipt was given for another entry" in troubles(parts, tmp_path)[1]


def test_a_chain_that_the_store_itself_made_anew_lacks_the_devices_signature(parts: AuditStore, tmp_path: Path) -> None:
    entries = chain_of(SEATS[1], COPY, COPY, COPY, COPY)
    head = Head(SEATS[1], 4, entries[-1].chain)
    body = receipt_body(SEATS[1], 4, head.chain)
    receipt = sign_receipt(parts.identity.receipt_key, body)
    for signature, trouble in (
        (None, "inserted, entry 1: the device signed nothing"),
        (sign_checkpoint(parts.identity.receipt_key, head), "changed, entry 4: its checkpoint is not the device's"),
    ):
        write_anew(tmp_path, entries, signature)
        with closing(sqlite3.connect(tmp_path / "store.db")) as db:
            row = (receipt.body, receipt.signature, SEATS[1])
            db.execute("UPDATE receipts SET body = ?, signature = ? WHERE seat_id = ?", row)
            db.commit()
        assert trouble in troubles(parts, tmp_path)[1]


def logged(parts: AuditStore, folder: Path) -> str:
    with opened_record(folder / "store.db") as record:
        return verify_log(record, parts.identity.receipt_key.public_key())


def test_the_log_is_the_one_for_which_the_receipts_were_given(parts: AuditStore, tmp_path: Path) -> None:
    assert logged(parts, tmp_path) == ""
    parts.ingest.take(DEVICE, shipment(f"{DEVICE}/3", chain_of(f"{DEVICE}/3", COPY, SHOWN)))
    assert logged(parts, tmp_path) == ""


@pytest.mark.parametrize(
    ("statement", "trouble"),
    [
        ("UPDATE entries SET header = salt WHERE store_seq = 2", "one of the first 4 entries is not the one"),
        ("UPDATE entries SET store_seq = 99 WHERE store_seq = 5", "one of the first 8 entries is not the one"),
        ("DELETE FROM entries WHERE store_seq = 8", "was given for 8 entries: 7 are left"),
        ("DELETE FROM entries", "was given for 4 entries: 0 are left"),
    ],
)
def test_what_was_done_to_the_log_is_found(parts: AuditStore, tmp_path: Path, statement: str, trouble: str) -> None:
    change(tmp_path, statement)
    assert trouble in logged(parts, tmp_path)


def test_what_the_store_reports_itself_is_chained_and_receipted(parts: AuditStore, tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        parts.ingest.take(DEVICE, shipment(SEATS[0], chain_of(SEATS[0], COPY)))
    assert troubles(parts, tmp_path) == ["", "", ""]
    change(tmp_path, "DELETE FROM entries WHERE seat_id = :seat", seat=parts.identity.seat_id)
    assert len([trouble for trouble in troubles(parts, tmp_path) if "it is gone" in trouble]) == 1


def test_a_record_that_grows_while_it_is_verified_holds(
    parts: AuditStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat_id = f"{DEVICE}/3"
    entries = chain_of(seat_id, SHOWN, COPY, SHOWN)
    parts.ingest.take(DEVICE, shipment(seat_id, entries[:1]))

    class Auditor(sqlite3.Connection):
        """Reads a record into which the store takes more just before the entries are read."""

        def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:  # noqa: ANN401 - as the class above it
            if "FROM entries" in statement:
                parts.ingest.take(DEVICE, shipment(seat_id, entries))
            return super().execute(statement, *values)

    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Auditor))
    first, then = (verified(parts, tmp_path)[-1] for _ in range(2))
    assert (first.trouble, first.entries, first.receipted) == ("", 1, 1)
    assert (then.trouble, then.entries, then.receipted) == ("", 3, 3)


@pytest.mark.parametrize("content", [None, b"", b"no database at all, but long enough to look like one"])
def test_what_is_no_record_is_a_clear_line(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(LedgerError, match=r"cannot be read|there is no record at"), opened_record(path) as record:
        list(verify_record(record, Witnesses()))
