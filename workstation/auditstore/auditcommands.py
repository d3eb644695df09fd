"""The auditor's command: verify a record, at the store or on a keeper's disk."""

# SPDX-License-Identifier: Apache-2.0

from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from rich.console import Console
from rich.table import Table

from workstation.auditstore.commands import Folder
from workstation.auditstore.identity import RECEIPT_PUBLIC_KEY
from workstation.auditstore.recordfile import keeper_record, store_record
from workstation.auditstore.verify import SeatVerdict, verify_record
from workstation.errors import StoreError

audit_app = typer.Typer(name="audit", no_args_is_help=True, help="What auditors do with the record.")


@audit_app.command("verify")
def verify(
    folder: Folder,
    ledger: Annotated[
        Path | None, typer.Option(help="Verify this ledger of a keeper instead of the store's record.")
    ] = None,
    receipt_key: Annotated[
        Path | None, typer.Option(help="The key that signs receipts; beside the record if not given.")
    ] = None,
) -> None:
    """Verify every chain and every receipt; exit code 1 where one does not hold."""
    record = keeper_record(ledger) if ledger else store_record(folder)
    key_file = receipt_key or record.path.parent / RECEIPT_PUBLIC_KEY
    verdicts = tuple(verify_record(record, _read_key(key_file)))
    Console().print(_table(verdicts))
    broken = [verdict for verdict in verdicts if verdict.trouble]
    for verdict in broken:
        typer.echo(f"Broken: {verdict.trouble}.")
    entries = sum(verdict.entries for verdict in verdicts)
    typer.echo(f"{entries} entries of {len(verdicts)} seats hold; {len(broken)} chains are broken.")
    raise typer.Exit(1 if broken else 0)


@audit_app.callback()
def _audit() -> None:
    """Keep `audit verify` a command of a group while it is the only one."""


def _read_key(path: Path) -> Ed25519PublicKey:
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise StoreError(f"the key of the receipts cannot be read from {path}", hint="Give --receipt-key.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise StoreError(f"{path} is not a key of receipts", hint="Give --receipt-key.")
    return key


def _table(verdicts: tuple[SeatVerdict, ...]) -> Table:
    table = Table("seat", "entries", "receipted", "verdict", box=None)
    for verdict in verdicts:
        word = "broken" if verdict.trouble else "holds"
        table.add_row(verdict.seat_id, str(verdict.entries), str(verdict.receipted), word)
    return table
