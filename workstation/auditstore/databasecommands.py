"""Where a store keeps its record: said once, beside its keys, and known to every command."""

# SPDX-License-Identifier: Apache-2.0

import sys
from typing import Annotated

import msgspec
import typer

from workstation.alone import Hold
from workstation.auditstore.address import ADDRESS, address_of, has_password, parse_address, without_password
from workstation.auditstore.commands import AsJson, Folder
from workstation.auditstore.identity import KEYS, write_private
from workstation.auditstore.schema import FILE
from workstation.auditstore.store import open_record
from workstation.errors import AlreadyRunningError, StoreError

database_app = typer.Typer(name="database", no_args_is_help=True, help="Where the store keeps its record.")


@database_app.command("set")
def set_database(
    folder: Folder,
    address: Annotated[str, typer.Argument(help="Such as postgresql://deskwarden@host/deskwarden.")] = "",
    *,
    from_stdin: Annotated[
        bool, typer.Option("--stdin", help="Read it from the first line of standard input, with a password in it.")
    ] = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="Begin an empty record there, though this store has had one.")
    ] = False,
) -> None:
    """Keep the record in this PostgreSQL database (13 or newer), which is tried at once, and not in the folder.

    Better than in the address a password is in libpq's password file (PGPASSFILE) or in its service file.
    """
    url = parse_address(sys.stdin.readline() if from_stdin else address)
    if has_password(url) and not from_stdin:
        raise StoreError(
            "a password in a command can be read by everybody on this machine",
            hint="Give the address by --stdin, or leave the password to libpq's password file.",
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with Hold(folder, AlreadyRunningError("a store serves this folder", hint="End it first.")):
        has_keys = (folder / KEYS).exists()
        identity, database = open_record(folder, url, is_new=anew or not has_keys)
        database.close()
        write_private(folder / ADDRESS, url.set(drivername="postgresql").render_as_string(hide_password=False).encode())
    typer.echo(f"Store {identity.store_id} keeps its record in {without_password(url)} from now on.")


@database_app.command("show")
def show_database(folder: Folder, *, as_json: AsJson = False) -> None:
    """Show where the record is kept, without a password; nothing is opened."""
    url = address_of(folder)
    where = without_password(url) if url else str(folder / FILE)
    kind = "postgresql" if url else "sqlite"
    typer.echo(msgspec.json.encode({"kind": kind, "where": where}).decode() if as_json else where)
