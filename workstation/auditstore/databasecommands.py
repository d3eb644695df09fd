"""Where a store keeps its record: said once, beside its keys, and known to every command."""

# SPDX-License-Identifier: Apache-2.0

import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from sqlalchemy import URL

from workstation.alone import Hold
from workstation.auditstore.address import ADDRESS, address_of, has_password, parse_address, without_password
from workstation.auditstore.commands import AsJson, Folder
from workstation.auditstore.identity import sync, write_private
from workstation.auditstore.moving import move_record
from workstation.auditstore.schema import FILE, Database
from workstation.auditstore.store import open_record
from workstation.errors import AlreadyRunningError, StoreError

Address = Annotated[str, typer.Argument(help="Such as postgresql://deskwarden@host/deskwarden.")]
FromStdin = Annotated[
    bool, typer.Option("--stdin", help="Read it from the first line of standard input, with a password in it.")
]
database_app = typer.Typer(name="database", no_args_is_help=True, help="Where the store keeps its record.")


@database_app.command("set")
def set_database(
    folder: Folder,
    address: Address = "",
    *,
    from_stdin: FromStdin = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="Begin an empty record there, though this store has had one.")
    ] = False,
) -> None:
    """Keep the record in this PostgreSQL database (13 or newer), which is tried at once, and not in the folder.

    Better than in the address a password is in libpq's password file (PGPASSFILE) or in its service file.
    """
    url = _given(address, from_stdin=from_stdin)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _held(folder):
        identity, database = open_record(folder, url, anew=anew)
        database.close()
        _keep(folder, url)
    typer.echo(f"Store {identity.store_id} keeps its record in {without_password(url)} from now on.")


@database_app.command("move")
def move_database(folder: Folder, address: Address = "", *, from_stdin: FromStdin = False) -> None:
    """Move the record out of the folder into this PostgreSQL database, which has to be empty.

    The file that held it is left beside it as store.db.moved.
    """
    url, here = _given(address, from_stdin=from_stdin), folder / FILE
    if not here.exists():
        raise StoreError("there is no record in this folder", hint="`deskwarden store database set` needs none.")
    if address_of(folder):
        raise StoreError("this store keeps its record elsewhere already", hint=f"Look at {folder / ADDRESS}.")
    # Opened as a store's own: it is known in the other database too whose record it is.
    with _held(folder), closing(Database(folder, url)) as target, closing(open_record(folder)[1]) as source:
        rows = move_record(source, target, lambda: _leave(folder, url))
    typer.echo(f"{rows} rows were moved: the record is in {without_password(url)} from now on.")


def _given(address: str, *, from_stdin: bool) -> URL:
    url = parse_address(sys.stdin.readline() if from_stdin else address)
    if has_password(url) and not from_stdin:
        raise StoreError(
            "a password in a command can be read by everybody on this machine",
            hint="Give the address by --stdin, or leave the password to libpq's password file.",
        )
    return url


def _held(folder: Path) -> Hold:
    return Hold(folder, AlreadyRunningError("a store serves this folder", hint="End it first."))


def _leave(folder: Path, url: URL) -> None:
    """Have the record be at the address from now on, and the file in the folder be no record."""
    _keep(folder, url)
    for end in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            (folder / f"{FILE}{end}").replace(folder / f"{FILE}.moved{end}")


def _keep(folder: Path, url: URL) -> None:
    write_private(folder / ADDRESS, url.set(drivername="postgresql").render_as_string(hide_password=False).encode())
    sync(folder)  # a power cut must not bring back the word of a place where nobody writes any more


@database_app.command("show")
def show_database(folder: Folder, *, as_json: AsJson = False) -> None:
    """Show where the record is kept, without a password; nothing is opened."""
    url = address_of(folder)
    where = without_password(url) if url else str(folder / FILE)
    kind = "postgresql" if url else "sqlite"
    typer.echo(msgspec.json.encode({"kind": kind, "where": where}).decode() if as_json else where)
