"""Whether Deskwarden is installed here, and for whom: told by a file of root's, never by environment or argument."""

# SPDX-License-Identifier: Apache-2.0

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from workstation.errors import InstallationError
from workstation.record.malformed import MALFORMED
from workstation.warden.rootfile import RefusedError, read_root_file

FILE = Path("/etc/deskwarden/installed.toml")
FOLDER = Path("/var/lib/deskwarden")
SOCKET = Path("/run/deskwarden/keeper.sock")
Account = Annotated[str, Meta(pattern=r"^[a-z_][a-z0-9_-]{0,31}\Z")]
Program = Annotated[str, Meta(pattern=r"^/[^\0\n]{1,4000}\Z")]


class Installation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The accounts of keeper and shields, and the program that the warden starts as seat and shield."""

    keeper: Account
    shield: Account
    program: Program


def installation(file: Path = FILE) -> Installation | None:
    """Return what root installed here, None for a trial; raise InstallationError where that cannot be told.

    A file that is damaged, or that others than root can write, makes no trial of an installation.
    """
    try:
        content = read_root_file(file)
        return None if content is None else parse_installation(content)
    except (RefusedError, OSError, *MALFORMED) as error:
        raise InstallationError(
            f"{file} does not tell what is installed here: {error}", hint="Have IT install Deskwarden anew."
        ) from error


def parse_installation(untrusted: bytes) -> Installation:
    """Return what the file says; raise one of MALFORMED where that is no installation."""
    said = msgspec.toml.decode(untrusted, type=Installation)
    if said.keeper == said.shield or "root" in {said.keeper, said.shield}:
        raise msgspec.ValidationError("keeper and shields need an account each that is not root's")
    return said


def only_place(given: Path, installed: Path) -> Path:
    """Return `given`; raise InstallationError where Deskwarden is installed and its place is another one."""
    if given != installed and installation():
        raise InstallationError(
            f"Deskwarden is installed here, and {given} is not its place", hint=f"Leave it out: it is {installed}."
        )
    return given


def refuse_trial() -> None:
    """Raise InstallationError where Deskwarden is installed."""
    if installation():
        raise InstallationError("Deskwarden is installed here", hint="A trial runs on a workstation without it.")
