"""What IT does about access from the store's terminal: end it, give it back, lock, and see which devices there are."""

# SPDX-License-Identifier: Apache-2.0

from typing import Annotated

import msgspec
import typer

from workstation.auditstore.access import Access
from workstation.auditstore.commands import AsJson, Folder, account
from workstation.auditstore.store import open_store

device_app = typer.Typer(name="device", no_args_is_help=True, help="Which workstations the store works with.")
Name = Annotated[str, typer.Argument(help="The agent's name.")]
Device = Annotated[str, typer.Argument(help="The device, as `deskwarden device list` names it.")]


def revoke_agent(folder: Folder, name: Name) -> None:
    """End an agent's access: they are signed out wherever they sit, and no code of theirs counts any more."""
    _access(folder).revoke_agent(name, account())
    typer.echo(f"The access of {name} has ended. Seats that are online sign out now, others when they are again.")


def restore_agent(folder: Folder, name: Name) -> None:
    """Judge an agent's codes again, whose access was ended or who has not signed in for long."""
    _access(folder).restore_agent(name, account())
    typer.echo(f"{name} may sign in again.")


def lock_agent(folder: Folder, name: Name) -> None:
    """Lock the seat at which an agent is signed in; their own code opens it again."""
    _access(folder).lock_agent(name, account())
    typer.echo(f"Where {name} is signed in, the seat locks.")


@device_app.command("list")
def list_devices(folder: Folder, *, as_json: AsJson = False) -> None:
    """List the devices that are enrolled here."""
    known = _access(folder).devices()
    if as_json:
        typer.echo(msgspec.json.encode(known).decode())
        return
    for each in known:
        typer.echo(f"{each.device}  {each.closed or 'works':9}  {each.enrolled:%Y-%m-%d %H:%M} UTC  {each.team}")


@device_app.command("suspend")
def suspend_device(folder: Folder, device: Device) -> None:
    """Close a device's seats until `device restore`; who sits there is signed out."""
    _access(folder).suspend_device(device, account())
    typer.echo(f"Device {device} is suspended.")


@device_app.command("restore")
def restore_device(folder: Folder, device: Device) -> None:
    """Lift a suspension: whoever may can sign in there again."""
    _access(folder).restore_device(device, account())
    typer.echo(f"Device {device} may be used again.")


@device_app.command("revoke")
def revoke_device(folder: Folder, device: Device) -> None:
    """Refuse a device for ever: its seats close, and it comes back by an enrolment of its own only."""
    _access(folder).revoke_device(device, account())
    typer.echo(f"Device {device} is revoked.")


def _access(folder: Folder) -> Access:
    return open_store(folder).access
