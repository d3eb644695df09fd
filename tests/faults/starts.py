"""What begins on a disk that fails: ledger, store, keeper. Each opens whole, or says in one line that it cannot."""

# SPDX-License-Identifier: Apache-2.0

import gc
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from functools import cache
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.faults.grip import Grip
from tests.faults.ledgers import opened
from tests.faults.scenes import Scene
from workstation.auditstore.certificates import make_authority
from workstation.auditstore.schema import FILE, Database
from workstation.errors import AlreadyRunningError, DeskwardenError, LedgerError, StoreError
from workstation.keeper.enrolment import NAME, Enrolment
from workstation.keeper.process import Place, build_adapters
from workstation.keeper.vault import FileVault


def a_ledger_is_made(folder: Path, grip: Grip, strike: Callable[[], None]) -> bool:
    """Fail while a ledger is made: it opens with its write-ahead log, which alone is durable at once, or not at all."""
    strike()
    with suppress(LedgerError), closing(opened(folder)):
        failed = grip.heal()
        with closing(sqlite3.connect(folder / "ledger.db")) as other:
            assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        return failed
    return grip.heal()


def a_store_is_made(folder: Path, grip: Grip, strike: Callable[[], None]) -> bool:
    """Fail while an audit store's database is made: it opens with its write-ahead log, or not at all."""
    folder.mkdir()
    strike()
    with suppress(StoreError), closing(Database(folder)):
        failed = grip.heal()
        with closing(sqlite3.connect(folder / FILE)) as other:
            assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        return failed
    return grip.heal()


@cache
def enrolled() -> bytes:
    """Return an enrolment as a vault holds it."""
    authority = make_authority(ec.generate_private_key(ec.SECP256R1()), "store")
    enrolment = Enrolment(
        device="device",
        team="cards",
        url="https://localhost:1",
        authority=authority.public_bytes(serialization.Encoding.PEM).decode(),
        certificate="",
        receipt_key_bytes=bytes(32),
        device_key_bytes=bytes(32),
        policy_root=b"",
        assurance="trial",
    )
    return msgspec.msgpack.encode(enrolment)


def a_keeper_starts(folder: Path, grip: Grip, strike: Callable[[], None]) -> bool:
    """Fail while a keeper starts, twice: it never takes the disk's trouble for another keeper."""
    FileVault(folder).put(NAME, enrolled())
    strike()
    for _ in range(2):
        gc.collect()  # a process that could not start would have ended, and let go of the folder
        try:
            adapters = build_adapters(Place(folder=folder, policy=None, socket=folder / "keeper.sock"))
        except AlreadyRunningError as error:
            raise AssertionError("no other keeper runs") from error
        except DeskwardenError:
            continue
        adapters.store.close()
        adapters.ledger.close()
        adapters.hold.release()
    return grip.heal()


STARTS: Mapping[str, Scene] = {
    "a ledger is made": a_ledger_is_made,
    "a store is made": a_store_is_made,
    "a keeper starts": a_keeper_starts,
}
