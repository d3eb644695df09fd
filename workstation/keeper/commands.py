"""The keeper's commands: make this device known to its audit store, seal its ledger, give it another key."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import platformdirs
import typer

from workstation.accounts import require_account
from workstation.alone import Hold
from workstation.errors import AlreadyRunningError, LedgerError
from workstation.installed import FOLDER as INSTALLED_FOLDER
from workstation.installed import installation
from workstation.keeper.enrolment import enrol, load_enrolment
from workstation.keeper.keyrotation import open_ledger, rotate_data_key
from workstation.keeper.vault import FileVault

LEDGER = "ledger.db"


def default_folder() -> Path:
    """Return where the keeper lives."""
    return INSTALLED_FOLDER if installation() else platformdirs.user_data_path("deskwarden") / "keeper"


Folder = Annotated[Path, typer.Option("--dir", help="The keeper's folder.", default_factory=default_folder)]


def enroll(
    token: Annotated[str, typer.Argument(help="What `deskwarden store token` printed.")],
    url: Annotated[str, typer.Option(help="The audit store's address.")],
    folder: Folder,
) -> None:
    """Make this device known to its audit store, once."""
    enrolment = enrol(token, url, FileVault(folder))
    typer.echo(f"This device is {enrolment.device} of team {enrolment.team} at {enrolment.url}.")


def seal(folder: Folder) -> None:
    """Seal the ledger of a keeper that ended without doing so: any byte changed later shows in `audit verify`."""
    with _held(folder) as (path, vault):
        open_ledger(path, vault, load_enrolment(vault).device_key).close()
    typer.echo(f"{path} is sealed.")


def rotate_key(folder: Folder) -> None:
    """Give the ledger of a keeper that does not run another data key; what was written before stays readable by it."""
    with _held(folder) as (path, vault):
        rotate_data_key(path, vault, load_enrolment(vault).device_key)
    typer.echo(f"{path} has another data key. Backups of the old one open nothing more.")


@contextmanager
def _held(folder: Path) -> Iterator[tuple[Path, FileVault]]:
    if installed := installation():
        require_account(installed.keeper)  # else the keeper could not read what is written here
    path = folder / LEDGER
    if not path.exists():
        raise LedgerError("there is no ledger here", hint="Give --dir.")
    hold = Hold(
        folder, AlreadyRunningError("a keeper runs here", hint="End it first; it seals its ledger when it ends.")
    )
    try:
        yield path, FileVault(folder)
    finally:
        hold.release()
