"""The keeper's commands: make this device known to its audit store, seal its ledger, give it another key."""

# SPDX-License-Identifier: Apache-2.0

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import platformdirs
import typer

from workstation.accounts import require_account
from workstation.alone import Hold
from workstation.errors import AlreadyRunningError, KeyringAbsentError, LedgerError, VaultError
from workstation.installed import FOLDER as INSTALLED_FOLDER
from workstation.installed import installation
from workstation.keeper.enrolment import enrol, load_enrolment
from workstation.keeper.installedvault import open_installed_vault
from workstation.keeper.keygiving import give_data_key
from workstation.keeper.keyrotation import open_ledger, rotate_data_key
from workstation.keeper.keysuccession import succeed_device_key
from workstation.keeper.sealedvault import SealedVault
from workstation.keeper.trialvault import open_trial_vault, seal_trial_vault
from workstation.keeper.userkeyring import AT_A_DESK, UNANSWERED, UserKeyring
from workstation.keeper.vault import FileVault
from workstation.recordfile import DEVICE_PUBLIC_KEY, SUCCESSIONS

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
    is_installed = installation() is not None
    FileVault(folder)  # makes the folder
    with Hold(folder, AlreadyRunningError("a keeper runs here", hint="`deskwarden status` shows it.")):
        vault = open_installed_vault(folder) if is_installed else _vault_of_new_trial(folder)
        enrolment = enrol(token, url, vault, "installed" if is_installed else "trial")
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


def rotate_device_key(folder: Folder) -> None:
    """Give a keeper that does not run another key to sign its record with; the store hears of it when it runs again."""
    with _held(folder) as (path, vault):
        number = succeed_device_key(path, vault)
    typer.echo(f"This device signs by another key from now on: the old one signs nothing more ({number} so far).")
    typer.echo(f"Auditors need {SUCCESSIONS} beside {DEVICE_PUBLIC_KEY}.")


def give_key(folder: Folder) -> None:
    """Print the key that opens the payloads of a keeper that does not run, 32 bytes, for `audit verify --data-key`.

    That it was given is on the record. `audit rotate-key` makes it worthless for what is written after.
    """
    if sys.stdout.isatty():
        raise VaultError("a key is nothing for a screen", hint="(umask 077; deskwarden audit give-key > FILE)")
    with _held(folder) as (path, vault):
        key = give_data_key(path, vault)
    sys.stdout.buffer.write(key)


@contextmanager
def _held(folder: Path) -> Iterator[tuple[Path, SealedVault]]:
    installed = installation()
    if installed:
        require_account(installed.keeper)  # else the keeper could not read what is written here
    path = folder / LEDGER
    if not path.exists():
        raise LedgerError("there is no ledger here", hint="Give --dir.")
    runs = AlreadyRunningError("a keeper runs here", hint="End it first; it seals its ledger when it ends.")
    with Hold(folder, runs):
        yield path, open_installed_vault(folder) if installed else open_trial_vault(folder, _patient_keyring())


def _vault_of_new_trial(folder: Path) -> SealedVault:
    try:
        return seal_trial_vault(folder, _patient_keyring())
    except KeyringAbsentError:
        return open_trial_vault(folder, _patient_keyring())  # files, as `deskwarden doctor` will say


def _patient_keyring() -> UserKeyring:
    """Return the keyring of whoever sits here and may be asked to unlock it."""
    return UserKeyring(within=AT_A_DESK, slow=lambda: typer.echo(UNANSWERED, err=True))
