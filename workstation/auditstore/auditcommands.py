"""The auditor's command: verify a record, at the store or on a keeper's disk, on any machine, without a network."""

# SPDX-License-Identifier: Apache-2.0

import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from time import monotonic
from typing import Annotated, Literal

import msgspec
import typer
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from workstation.auditstore.address import address_of, without_password
from workstation.auditstore.commands import AsJson, Folder
from workstation.auditstore.identity import RECEIPT_PUBLIC_KEY
from workstation.auditstore.schema import FILE
from workstation.auditstore.storerecord import opened_store_record
from workstation.auditstore.verify import SeatVerdict, Watch, Witnesses, verify_record
from workstation.auditstore.verifylog import verify_log
from workstation.errors import LedgerError, StoreError
from workstation.ledgerseal import sealed_at
from workstation.record.keyline import KeyLine, verified_line
from workstation.recordfile import (
    DEVICE_PUBLIC_KEY,
    SEALED,
    Record,
    StoredRow,
    data_key_beside,
    opened_record,
    successions_beside,
)

BROKEN = 1
_PATIENCE_SECONDS = 1.0

audit_app = typer.Typer(name="audit", no_args_is_help=True, help="What auditors do with the record.")
KeyFile = Annotated[Path | None, typer.Option(help="A public key as PEM; the one beside the record if not given.")]


class _Seal(msgspec.Struct, frozen=True):
    state: Literal["whole", "broken", "none"]
    words: str


class _Answer(msgspec.Struct, frozen=True):
    """All that is said, as JSON has it; `log` is what is wrong with a store's log as a whole."""

    record: str
    seal: _Seal
    log: str
    unchecked: list[str]
    seats: list[SeatVerdict]
    holds: bool = False

    def __post_init__(self) -> None:
        sound = self.seal.state != "broken" and not self.log and not any(seat.change for seat in self.seats)
        msgspec.structs.force_setattr(self, "holds", sound)


@audit_app.command("verify")
def verify(
    folder: Folder,
    record: Annotated[
        Path | None, typer.Argument(help="A keeper's ledger.db or a store's store.db; the store's if not given.")
    ] = None,
    *,
    receipt_key: KeyFile = None,
    device_key: Annotated[
        Path | None,
        typer.Option(
            help="The device's public key as PEM, with the file of its successions beside it; beside the record if"
            " not given."
        ),
    ] = None,
    data_key: Annotated[
        Path | None, typer.Option(help="The key that opens a ledger's payloads; beside it if not given.")
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(help="The store's folder, or its store.db: shows an older copy and a clone."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Verify every chain, checkpoint and receipt; exit code 1 where one does not hold."""
    path = record or folder / FILE
    of_device = _device_line(device_key, path)
    with ExitStack() as opened:
        # The store's record is looked at first: what is shipped meanwhile must not be missing from the ledger.
        elsewhere = opened.enter_context(_opened(against)) if against else None
        payloads = _data_key(data_key) if data_key else data_key_beside(path)
        snapshot = opened.enter_context(opened_record(path, payloads) if record else opened_store_record(folder))
        of_store = _key(receipt_key, path, RECEIPT_PUBLIC_KEY)
        if of_store is None and against:
            of_store = _key(None, against / FILE if against.is_dir() else against, RECEIPT_PUBLIC_KEY)
        witnesses = Witnesses(
            receipt_key=of_store,
            # What the store knows of a device's keys is more than what lies beside a copy that anybody may have made.
            device_keys={**({"": of_device} if of_device else {}), **_device_keys(elsewhere or snapshot)},
            elsewhere=elsewhere,
        )
        if witnesses.receipt_key is None and (against or snapshot.at_store):
            raise StoreError("the key that signs receipts is not beside the record", hint="Give --receipt-key.")
        verdicts = list(verify_record(snapshot, witnesses, _watched(snapshot.count())))
        log = verify_log(snapshot, witnesses.receipt_key) if snapshot.at_store and witnesses.receipt_key else ""
    elsewhere_kept = None if record else address_of(folder)
    answer = _Answer(
        record=without_password(elsewhere_kept) if elsewhere_kept else str(path),
        seal=_seal(path, of_device),
        log=log,
        unchecked=_unchecked(witnesses),
        seats=verdicts,
    )
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode())
    else:
        _show(answer)
    raise typer.Exit(0 if answer.holds else BROKEN)


def _opened(store: Path) -> AbstractContextManager[Record]:
    return opened_store_record(store) if store.is_dir() else opened_record(store)


def _key(given: Path | None, record: Path, name: str) -> Ed25519PublicKey | None:
    """Return the key in the given file, or of that name beside the record, None without one; raise StoreError."""
    path = given or record.parent / name
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except FileNotFoundError as error:
        if given is None:
            return None
        raise StoreError(f"there is no key in {path}", hint="Name a public key as PEM.") from error
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise StoreError(f"{path} cannot be read as a key", hint="Name a public key as PEM.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise StoreError(f"{path} is not a key that signs records", hint="Name an Ed25519 key as PEM.")
    return key


def _data_key(path: Path) -> bytes:
    key = path.read_bytes()
    if key.startswith(SEALED):
        raise StoreError(
            f"{path} is sealed", hint="`deskwarden audit give-key` at the machine that it belongs to opens it."
        )
    return key


def _device_line(given: Path | None, record: Path) -> KeyLine | None:
    """Return the device's keys: the one in the file, and what succeeded it as lies beside that file."""
    first = _key(given, record, DEVICE_PUBLIC_KEY)
    return verified_line(first, successions_beside(given or record)) if first else None


def _device_keys(record: Record) -> Mapping[str, KeyLine]:
    later = record.successions()
    firsts = {device: Ed25519PublicKey.from_public_bytes(key) for device, key in record.devices().items()}
    return {device: verified_line(first, later.get(device, ()), device) for device, first in firsts.items()}


def _seal(path: Path, keys: KeyLine | None) -> _Seal:
    try:
        at = sealed_at(path, keys.newest if keys else None)
    except LedgerError as error:
        return _Seal(state="broken", words=f"{error}")
    if at is None:
        return _Seal(state="none", words="the file is not sealed: a keeper has it open, or ended without notice")
    return _Seal(state="whole", words=f"sealed on {at:%Y-%m-%d at %H:%M:%S} UTC, and no byte of it changed since")


def _unchecked(witnesses: Witnesses) -> list[str]:
    """Return what nobody could look at, for want of a key."""
    missing = []
    if witnesses.receipt_key is None:
        missing.append(f"receipts: {RECEIPT_PUBLIC_KEY} of the store is not here (--receipt-key)")
    if not witnesses.device_keys:
        missing.append(f"checkpoints: {DEVICE_PUBLIC_KEY} of the device is not here (--device-key)")
    return missing


def _watched(entries: int) -> Watch:
    """Return what passes every entry on and, after a second, says on the terminal how far it is."""

    def watch(rows: Iterator[StoredRow]) -> Iterator[StoredRow]:
        began = monotonic()
        with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
            task = progress.add_task("entries", total=entries, visible=False)
            for row in rows:
                yield row
                progress.update(task, advance=1, visible=monotonic() - began > _PATIENCE_SECONDS)

    return watch


def _show(answer: _Answer) -> None:
    table = Table("seat", "entries", "receipted", "signed", "verdict", box=None)
    for seat in answer.seats:
        word = seat.change.value if seat.change else "holds"
        table.add_row(seat.seat_id, str(seat.entries), str(seat.receipted), str(seat.signed), word)
    Console().print(table)
    for seat in answer.seats:
        if seat.change:
            typer.echo(f"Broken ({seat.change.value}): chain of seat {seat.seat_id}, {seat.trouble}.")
    if answer.log:
        typer.echo(f"Broken (log): {answer.log}.")
    if answer.seal.state != "none":
        typer.echo(f"The file: {answer.seal.words}.")
    for seat in answer.seats:
        if seat.first > 1:
            typer.echo(f"Seat {seat.seat_id} begins at entry {seat.first}: the store has the older ones.")
    if closed := sum(seat.closed for seat in answer.seats):
        typer.echo(f"Payloads of {closed} entries were not opened: their key is not here, is sealed, or was destroyed.")
    for words in answer.unchecked:
        typer.echo(f"Not checked, {words}.")
    entries = sum(seat.entries - seat.first + 1 for seat in answer.seats)
    broken = sum(seat.change is not None for seat in answer.seats)
    typer.echo(f"{entries} entries of {len(answer.seats)} seats hold; {broken} chains are broken.")
