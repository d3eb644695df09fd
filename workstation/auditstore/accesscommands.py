"""What IT does about access from the store's terminal: end it, give it back, lock, and see which devices there are."""

# SPDX-License-Identifier: Apache-2.0

from typing import Annotated

import msgspec
import typer

from workstation.auditstore.access import Access
from workstation.auditstore.commands import AsJson, Folder, account
from workstation.auditstore.store import open_store
from workstation.facts.body import WORDS_LIMIT

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


def list_sessions(folder: Folder, name: Name, *, as_json: AsJson = False) -> None:
    """List where an agent is signed in, as far as the record says that was sent here."""
    found = open_store(folder).sessions.of(name)
    if as_json:
        typer.echo(msgspec.json.encode(found).decode())
        return
    for each in found:
        state = "open" if each.is_open else "locked"
        times = f"since {each.since:%Y-%m-%d %H:%M} UTC  heard of {each.heard:%Y-%m-%d %H:%M} UTC"
        typer.echo(f"{each.seat_id}  {state:6}  {times}")
    if not found:
        typer.echo(f"{name} is signed in nowhere, as far as this store knows.")


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


def _sentence(text: str) -> str:
    if not 1 <= len(text.strip()) <= WORDS_LIMIT or not text.isprintable():
        raise typer.BadParameter(f"give 1 to {WORDS_LIMIT} printable characters")
    return text.strip()


@device_app.command("break-glass")
def break_glass(
    folder: Folder,
    device: Annotated[str, typer.Argument(help="The device, or the 8 letters of it that its locked screen shows.")],
    *,
    agent: Annotated[str, typer.Option(help="The agent who is to work there, whose identity you confirmed.")],
    challenge: Annotated[str, typer.Option(help="What the locked screen shows for this.")],
    reason: Annotated[str, typer.Option(help="Why, in a few words, for the record.", callback=_sentence)],
    as_json: AsJson = False,
) -> None:
    """Give the one code that opens a locked seat for 15 minutes without a network, masked, and on the record."""
    code = open_store(folder).glass_codes.issue(device, agent, challenge, reason, account())
    if as_json:
        typer.echo(msgspec.json.encode({"code": code, "agent": agent}).decode())
        return
    typer.echo(f"{code}\n\nFor {agent}, once, until 15 minutes after the screen began to show that challenge.")
    typer.echo("Supervisors hear of its use. What is masked stays masked.")


def _access(folder: Folder) -> Access:
    return open_store(folder).access
