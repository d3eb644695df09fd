"""Another device key: the store hears of it, auditors follow it, the old one is over, a crash loses nothing."""

# SPDX-License-Identifier: Apache-2.0

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from tests.auditstore.storeprocess import StoreProcess, running_store
from tests.samples import COPY, SHOWN
from workstation.auditstore.schema import entries, successions
from workstation.errors import StoreError, StoreRefusedError
from workstation.facts.kinds import Kind
from workstation.keeper.enrolment import Enrolment, enrol, load_enrolment
from workstation.keeper.keyrotation import open_ledger
from workstation.keeper.keysuccession import succeed_device_key
from workstation.keeper.ledger import SqliteLedger
from workstation.keeper.ports import Subject
from workstation.keeper.process import Place, build_adapters
from workstation.keeper.storeclient import HttpsStore
from workstation.keeper.vault import FileVault
from workstation.record.chain import Head
from workstation.record.checkpoint import sign_checkpoint
from workstation.record.receipt import verify_receipt
from workstation.recordfile import SUCCESSIONS

CRUZ = Subject(agent="cruz", team="cards")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreProcess]:
    with running_store(tmp_path_factory.mktemp("store")) as running:
        yield running


class Device:
    """A keeper's folder, and what its keeper does with it."""

    def __init__(self, store: StoreProcess, folder: Path) -> None:
        self.vault = FileVault(folder)
        self.ledger = folder / "ledger.db"
        enrol(store.parts.directory.invite("cards", trial=True), store.url, self.vault)

    @property
    def enrolment(self) -> Enrolment:
        return load_enrolment(self.vault)

    @property
    def seat_id(self) -> str:
        return self.enrolment.seat_id(1)

    @contextmanager
    def opened(self) -> Iterator[SqliteLedger]:
        with closing(open_ledger(self.ledger, self.vault, self.enrolment.device_key)) as ledger:
            yield ledger

    def writes(self, count: int = 3) -> None:
        with self.opened() as ledger:
            for number in range(count):
                ledger.append(self.seat_id, CRUZ, (SHOWN, COPY)[number % 2])

    def ships(self) -> None:
        """Ship all that waits of every seat, and keep the receipts."""
        with self.opened() as ledger, closing(HttpsStore(self.enrolment, vault=self.vault)) as client:
            for seat_id in ledger.seats():
                if waiting := ledger.waiting(seat_id, 500):
                    receipt = client.ship(seat_id, waiting)
                    ledger.keep_receipt(receipt, verify_receipt(self.enrolment.receipt_key, receipt))

    def succeeds(self) -> int:
        return succeed_device_key(self.ledger, self.vault)


@pytest.fixture
def device(store: StoreProcess, tmp_path: Path) -> Device:
    return Device(store, tmp_path / "keeper")


def verified(record: Path, *words: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "workstation", "audit", "verify", str(record), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout + done.stderr


def test_what_waited_and_what_follows_is_taken_by_the_store_and_holds_for_auditors(
    store: StoreProcess, device: Device
) -> None:
    device.writes()
    device.ships()
    device.writes()
    assert device.succeeds() == 1
    device.writes()
    device.ships()
    assert device.succeeds() == 2
    device.writes(70)
    device.ships()
    with store.parts.database.reads.begin() as db:
        found = select(entries.c.seq).where(entries.c.seat_id == device.seat_id).order_by(entries.c.store_seq)
        assert list(db.scalars(found)) == list(range(1, 80))
        told = db.scalars(select(entries.c.kind).where(entries.c.seat_id == store.parts.identity.seat_id))
        assert list(told)[-2:] == [Kind.DEVICE_KEY_CHANGED] * 2
    for record in (device.ledger, store.folder / "store.db"):
        code, said = verified(record, *(() if record == device.ledger else ("--dir", str(store.folder))))
        assert (code, "0 chains are broken" in said) == (0, True), said
    assert "sealed on" in verified(device.ledger)[1]


def test_the_old_key_is_nobody_at_the_store_from_then_on(device: Device) -> None:
    device.writes()
    old = device.enrolment
    device.succeeds()
    device.ships()
    with closing(HttpsStore(old)) as thief, pytest.raises(StoreRefusedError, match="not signed by an enrolled device"):
        thief.receipt(device.seat_id)


def test_an_entry_that_the_old_key_signed_later_is_found(device: Device) -> None:
    device.writes()
    old = device.enrolment.device_key
    device.succeeds()
    device.writes(2)
    with closing(sqlite3.connect(device.ledger)) as db:
        (chain,) = db.execute("SELECT chain FROM entries WHERE seat_id = ? AND seq = 5", (device.seat_id,)).fetchone()
        forged = sign_checkpoint(old, Head(device.seat_id, 5, chain))
        db.execute("UPDATE entries SET signature = ? WHERE seat_id = ? AND seq = 5", (forged, device.seat_id))
        db.commit()
    code, said = verified(device.ledger)
    assert code == 1
    assert "entry 5: its checkpoint is not the device's" in said


def test_a_key_changes_while_the_store_is_away(store: StoreProcess, device: Device) -> None:
    device.writes()
    store.stop()
    try:
        device.succeeds()
        device.writes()
        with pytest.raises(StoreError, match="cannot be reached"):
            device.ships()
    finally:
        store.start(int(store.url.rpartition(":")[2]))
    device.ships()
    with device.opened() as ledger:
        assert ledger.receipted(device.seat_id) == 6


class CrashError(Exception):
    """The process ends here."""


class Crashing(FileVault):
    """A vault at which the process ends before or after the nth secret is put."""

    left = 0

    def put(self, name: str, secret: bytes) -> None:
        self._step()
        super().put(name, secret)
        self._step()

    def _step(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise CrashError


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_a_crash_at_any_step_leaves_a_device_that_goes_on(device: Device, step: int) -> None:
    device.writes()
    crashing = Crashing(device.ledger.parent)
    crashing.left = step
    with pytest.raises(CrashError):
        succeed_device_key(device.ledger, crashing)
    device.succeeds()
    device.writes()
    device.ships()
    code, said = verified(device.ledger)
    assert code == 0, said


def test_a_store_takes_no_succession_that_disowns_what_it_holds(device: Device) -> None:
    device.writes()
    device.ships()
    device.ledger.unlink()
    device.ledger.with_name("ledger.db.seal").unlink()
    device.writes(1)
    device.succeeds()
    with pytest.raises(StoreRefusedError, match=r"entry 3 of seat .* is here, which the old key signed"):
        device.ships()


def test_a_store_that_was_put_back_to_before_the_change_learns_of_the_key_again(
    store: StoreProcess, device: Device
) -> None:
    device.writes()
    device.succeeds()
    device.ships()
    with store.parts.database.writes.begin() as db:
        db.execute(delete(successions).where(successions.c.device == device.enrolment.device))
        db.execute(delete(entries).where(entries.c.seat_id.startswith(device.enrolment.device)))
    with closing(HttpsStore(device.enrolment, vault=device.vault)) as client:
        assert client.receipt(device.seat_id) is None


def test_a_tail_that_was_cut_behind_the_end_of_a_key_is_found(device: Device) -> None:
    device.writes(3)
    device.succeeds()
    with closing(sqlite3.connect(device.ledger)) as db:
        db.execute("DELETE FROM entries WHERE seat_id = ? AND seq > 2", (device.seat_id,))
        db.commit()
    code, said = verified(device.ledger)
    assert code == 1
    assert "a key of the device ended at entry 3" in " ".join(said.split())


def test_a_copy_that_went_on_under_the_old_key_is_found_beside_the_stores_record(
    store: StoreProcess, device: Device, tmp_path: Path
) -> None:
    device.writes()
    copy = shutil.copytree(device.ledger.parent, tmp_path / "copy")
    device.succeeds()
    device.ships()
    thief = FileVault(copy)
    with closing(open_ledger(copy / "ledger.db", thief, load_enrolment(thief).device_key)) as ledger:
        ledger.append_all(device.seat_id, [(CRUZ, SHOWN)] * 3)
    assert verified(copy / "ledger.db")[0] == 0
    code, said = verified(copy / "ledger.db", "--against", str(store.folder / "store.db"))
    assert code == 1
    assert "its checkpoint is not the device's" in " ".join(said.split())


@pytest.mark.parametrize("left", ["device-key.successions.json", "closed", "data-key"])
def test_what_an_earlier_enrolment_left_speaks_for_no_other_one(store: StoreProcess, tmp_path: Path, left: str) -> None:
    vault = FileVault(tmp_path / "keeper")
    vault.put(left, b"something")
    with pytest.raises(StoreError, match="an earlier enrolment left something"):
        enrol(store.parts.directory.invite("cards", trial=True), store.url, vault)


def test_a_keeper_that_starts_lays_what_proves_its_key_beside_its_ledger_again(device: Device) -> None:
    device.writes()
    device.succeeds()
    (device.ledger.parent / SUCCESSIONS).unlink()
    assert verified(device.ledger)[0] == 1
    place = Place(folder=device.ledger.parent, policy=None, socket=device.ledger.parent / "socket")
    adapters = build_adapters(place)
    adapters.store.close()
    adapters.ledger.close()
    adapters.hold.release()
    assert verified(device.ledger)[0] == 0
