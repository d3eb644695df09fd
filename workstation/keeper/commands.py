"""The keeper's commands: make this device known to its audit store."""

# SPDX-License-Identifier: Apache-2.0

from pathlib import Path
from typing import Annotated

import platformdirs
import typer

from workstation.keeper.enrolment import enrol
from workstation.keeper.vault import FileVault


def default_folder() -> Path:
    """Return where the keeper of a trial lives."""
    return platformdirs.user_data_path("deskwarden") / "keeper"


def enroll(
    token: Annotated[str, typer.Argument(help="What `deskwarden store token` printed.")],
    url: Annotated[str, typer.Option(help="The audit store's address.")],
    folder: Annotated[Path, typer.Option("--dir", help="The keeper's folder.", default_factory=default_folder)],
) -> None:
    """Make this device known to its audit store, once."""
    enrolment = enrol(token, url, FileVault(folder))
    typer.echo(f"This device is {enrolment.device} of team {enrolment.team} at {enrolment.url}.")
