"""The store's parts without the network, where time is an argument."""

# SPDX-License-Identifier: Apache-2.0

import os
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from tests.samples import COPY, chain_of
from workstation.auditstore.identity import open_identity
from workstation.auditstore.refusal import RefusedError
from workstation.auditstore.schema import entries, nonces
from workstation.auditstore.store import AuditStore, open_store
from workstation.credentials.signedrequest import TOLERANCE, Request, sign_request
from workstation.credentials.totp import code_at
from workstation.errors import StoreError
from workstation.record.enrolmenttoken import parse_enrolment_token
from workstation.record.entry import Entry
from workstation.record.exchange import Assurance, EnrolmentGranted, EnrolmentWanted, enrolment_proof, shipment_of

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEY = Ed25519PrivateKey.generate()


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def parts(tmp_path: Path, clock: Clock) -> Iterator[AuditStore]:
    parts = open_store(tmp_path, clock)
    yield parts
    parts.database.close()


def wanted(token: str, key: Ed25519PrivateKey = KEY, assurance: Assurance = "trial") -> EnrolmentWanted:
    secret = parse_enrolment_token(token).secret
    public_key = key.public_key().public_bytes_raw()
    proof = key.sign(enrolment_proof(secret, public_key, assurance))
    return EnrolmentWanted(secret=secret, public_key=public_key, proof=proof, assurance=assurance)


def enrolled(parts: AuditStore) -> EnrolmentGranted:
    return parts.directory.enrol(wanted(parts.directory.invite("cards", trial=True)))


def test_a_token_expires_after_a_day(parts: AuditStore, clock: Clock) -> None:
    in_time, too_late = parts.directory.invite("cards", trial=True), parts.directory.invite("cards", trial=True)
    clock.now += timedelta(hours=23, minutes=59)
    assert parts.directory.enrol(wanted(in_time)).team == "cards"
    clock.now += timedelta(minutes=1)
    with pytest.raises(RefusedError, match="expired"):
        parts.directory.enrol(wanted(too_late))


def test_a_key_that_the_device_does_not_hold_is_refused_and_the_token_stays_good(parts: AuditStore) -> None:
    token = parts.directory.invite("cards", trial=True)
    foreign = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    stolen = msgspec.structs.replace(wanted(token), public_key=foreign)
    with pytest.raises(RefusedError, match="does not hold the key"):
        parts.directory.enrol(stolen)
    assert parts.directory.enrol(wanted(token)).team == "cards"


def test_a_trial_is_enrolled_only_where_its_token_allows_that(parts: AuditStore) -> None:
    strict, lenient = parts.directory.invite("cards"), parts.directory.invite("cards", trial=True)
    with pytest.raises(RefusedError, match="is for an installed workstation, and this is a trial"):
        parts.directory.enrol(wanted(strict))
    posing = msgspec.structs.replace(wanted(strict), assurance="installed")
    with pytest.raises(RefusedError, match="does not hold the key"):
        parts.directory.enrol(posing)
    assert parts.directory.enrol(wanted(strict, assurance="installed")).assurance == "installed"
    assert parts.directory.enrol(wanted(lenient)).assurance == "trial"


def test_only_one_of_many_devices_at_once_gets_a_token(parts: AuditStore) -> None:
    token = parts.directory.invite("cards", trial=True)
    barrier = threading.Barrier(4)

    def try_it(_: int) -> bool:
        barrier.wait()
        try:
            parts.directory.enrol(wanted(token))
        except RefusedError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(try_it, range(4))) == 1


def test_nonces_are_forgotten_once_their_requests_are_too_old_anyway(parts: AuditStore, clock: Clock) -> None:
    device = enrolled(parts).device

    def ask() -> None:
        request = Request(method="GET", url="https://store/v1", body=b"")
        sign_request(KEY, device, request, datetime.now(UTC))
        assert parts.directory.device_of(request) == device

    def known() -> int:
        with parts.database.reads.begin() as db:
            return len(db.execute(nonces.select()).all())

    ask()
    clock.now += 2 * TOLERANCE
    ask()
    assert known() == 2
    clock.now += timedelta(seconds=1)
    ask()
    assert known() == 2


@pytest.mark.sqlite
def test_secrets_are_not_in_the_database(parts: AuditStore, tmp_path: Path) -> None:
    token, reader = parts.directory.invite("cards", trial=True), parts.directory.add_reader("Kim")
    secret = parts.agents.add("Ana", "cards")
    assert parts.directory.reader_of(f"Bearer {reader}").name == "Kim"
    parts.database.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("store.db*"))
    assert b"Ana" in kept
    for hidden in (parse_enrolment_token(token).secret, reader, secret):
        assert hidden.encode() not in kept


def test_a_name_is_given_to_one_agent(parts: AuditStore) -> None:
    parts.agents.add("Ana", "cards")
    with pytest.raises(StoreError, match="exists already"):
        parts.agents.add("Ana", "returns")


def test_a_code_offered_at_many_seats_at_once_is_taken_once(parts: AuditStore) -> None:
    code = code_at(parts.agents.add("Ana", "cards"), int(NOON.timestamp()) // 30)
    barrier = threading.Barrier(4)

    def offer(_: int) -> str:
        barrier.wait()
        return parts.agents.judge("Ana", code).reason

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(offer, range(4))) == ["code_used", "code_used", "code_used", "ok"]


def test_a_code_of_the_step_before_does_not_work_after_a_newer_one(parts: AuditStore) -> None:
    secret, step = parts.agents.add("Ana", "cards"), int(NOON.timestamp()) // 30
    assert parts.agents.judge("Ana", code_at(secret, step)).accepted
    assert parts.agents.judge("Ana", code_at(secret, step - 1)).reason == "code_used"
    assert parts.agents.judge("Ana", code_at(secret, step + 1)).accepted


def test_a_shipment_that_cannot_be_committed_gives_no_receipt(parts: AuditStore) -> None:
    device = enrolled(parts).device
    seat_id = f"{device}/1"
    good, bad = chain_of(seat_id, COPY, COPY)
    broken = type(bad)(header=bad.header, salt=b"short", payload=bad.payload, chain=bad.chain)
    with pytest.raises(RefusedError):
        parts.ingest.take(device, shipment_of(KEY, seat_id, (good, broken)))
    assert parts.ingest.latest_receipt(device, seat_id) is None


def test_two_first_starts_at_once_agree_on_one_identity(tmp_path: Path) -> None:
    barrier = threading.Barrier(4)

    def start(_: int) -> str:
        barrier.wait()
        return open_identity(tmp_path / "store").store_id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(start, range(4)))) == 1
    assert [path.name for path in (tmp_path / "store").iterdir()] == ["keys"]


@pytest.mark.parametrize("name", ["ca.key", "ca.pem", "receipt.key", "store.id"])
@pytest.mark.parametrize("content", [b"", b"nonsense"])
def test_damaged_keys_are_a_clear_line(tmp_path: Path, name: str, content: bytes) -> None:
    open_identity(tmp_path)
    (tmp_path / "keys" / name).write_bytes(content)
    with pytest.raises(StoreError, match="keys cannot be read"):
        open_identity(tmp_path)


def folder_with_a_record(tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    with closing(open_store(folder).database):
        return folder


@pytest.mark.sqlite
def test_a_record_whose_keys_are_gone_gets_no_new_identity(tmp_path: Path) -> None:
    folder = folder_with_a_record(tmp_path)
    before = open_identity(folder).store_id
    (folder / "keys").rename(tmp_path / "backup")
    with pytest.raises(StoreError, match="lost the keys") as refused:
        open_store(folder)
    assert refused.value.hint == (
        f"Restore {folder / 'keys'} from the backup, or move {folder / 'store.db'}* away to begin anew."
    )
    assert [path.name for path in folder.iterdir() if path.is_dir()] == []
    (tmp_path / "backup").rename(folder / "keys")
    assert open_identity(folder).store_id == before


@pytest.mark.sqlite
def test_without_keys_and_without_a_record_a_store_begins_anew(tmp_path: Path) -> None:
    folder = folder_with_a_record(tmp_path)
    before = open_identity(folder).store_id
    shutil.rmtree(folder / "keys")
    for path in folder.glob("store.db*"):
        path.unlink()
    assert open_identity(folder).store_id != before


def test_a_shipment_that_repeats_its_last_entry_is_signed_at_its_end(parts: AuditStore) -> None:
    device = enrolled(parts).device
    seat_id = f"{device}/1"
    first, last = chain_of(seat_id, COPY, COPY)
    again = Entry(last.header, last.salt, last.payload, last.chain)
    shipped = shipment_of(KEY, seat_id, (first, last, again))
    parts.ingest.take(device, shipped)
    with parts.database.reads.begin() as db:
        signatures = db.scalars(select(entries.c.signature).order_by(entries.c.seq)).all()
    assert signatures == [None, shipped.signature]


def test_new_keys_are_on_disk_before_and_after_they_are_moved_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "store"
    synced = []
    fsync = os.fsync

    def watched(opened: int) -> None:
        fsync(opened)
        path = Path(f"/proc/self/fd/{opened}").readlink()
        synced.append(("in place" if (folder / "keys").exists() else "beside", path.name.lstrip(".").split("-")[0]))

    monkeypatch.setattr(os, "fsync", watched)
    open_identity(folder)
    files = ("store.id.new", "ca.key.new", "ca.pem.new", "receipt.key.new", "sealing.key.new")
    beside = [("beside", name) for name in (*files, "keys")]
    assert synced == [*beside, ("in place", "store"), ("in place", tmp_path.name)]


@pytest.mark.sqlite
def test_a_damaged_database_is_a_clear_line(tmp_path: Path) -> None:
    open_identity(tmp_path)
    (tmp_path / "store.db").write_bytes(b"this is no database, however long one looks at it" * 20)
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(tmp_path)
