"""An agent's security keys, from the store's terminal: registered where the key is plugged in, shown, taken away."""

# SPDX-License-Identifier: Apache-2.0

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import msgspec
import typer

from workstation.auditstore.accesscommands import Name
from workstation.auditstore.commands import AsJson, Folder, LeaveOpen, account
from workstation.auditstore.securitykeys import KnownKey
from workstation.auditstore.store import open_store
from workstation.credentials.securitykey import registered
from workstation.errors import CredentialError, SecurityKeyError
from workstation.facts.kinds import Kind

LABEL_LIMIT = 64
TROUBLES = {
    "absent": ("no security key is connected", "Plug it in; on Linux udev has to let you use it (package libfido2-1)."),
    "several": ("more than one security key is connected", "Leave the one in that is to be added."),
    "no_pin": (
        "the key cannot tell its user yet",
        "Set a PIN on it first, or a fingerprint, with its maker's program.",
    ),
    "wrong_pin": ("the key did not accept the PIN or finger", "It blocks itself after some wrong ones in a row."),
    "take_out": ("the key takes no PIN for now", "Take it out, put it in again, and try once more."),
    "blocked": ("the key is blocked after too many wrong PINs", "Only a reset, which empties it, brings it back."),
    "full": ("the key has no room for another account", "Remove one with its maker's program."),
    "known_already": ("the key is one of this agent's already", "`deskwarden agent security-key list` shows it."),
    "not_touched": ("the key was not touched in time", "Touch it as soon as it blinks."),
    "gone": ("the key cannot be spoken to", "Leave it in until this is over."),
    "pin_wanted": ("the key wants its PIN", "Give it at the terminal, or with --stdin."),
}
security_key_app = typer.Typer(name="security-key", no_args_is_help=True, help="The FIDO2 security keys of an agent.")


@security_key_app.command("add")
def add_key(
    folder: Folder,
    name: Name,
    label: Annotated[str, typer.Option(help="What to call the key in lists.")] = "",
    *,
    from_stdin: Annotated[bool, typer.Option("--stdin", help="Read its PIN from standard input.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add the key that is plugged in here: its PIN is asked for, and it wants to be touched."""
    from workstation.credentials.keytouch import (  # noqa: PLC0415 - no other command speaks to a key
        make_secret,
        only_key,
        plugged_in,
        wants_pin,
    )

    if len(label) > LABEL_LIMIT or not (label.isprintable() or not label):
        raise typer.BadParameter(f"give up to {LABEL_LIMIT} printable characters", param_hint="--label")
    store, challenge = open_store(folder), os.urandom(32)
    known = store.security_keys.ids(name)
    with _in_words(), only_key(plugged_in) as device:
        pin = _pin(from_stdin=from_stdin) if from_stdin or wants_pin(device) else ""
        typer.echo("Touch the key now.", err=True)
        key = registered(challenge, *make_secret(device, name, challenge, pin, known))
    also = store.credential_changes.written(Kind.SECURITY_KEY_ADDED, name, account(), key=key.mark)
    added = store.security_keys.add(name, label, key, also)
    store.directives.bell.ring()
    if as_json:
        typer.echo(msgspec.json.encode(added).decode())
        return
    typer.echo(f"{name} has the security key {added.mark} from now on.")
    if added.may_be_copied:
        typer.echo("It is a passkey: its secret may be on other devices as well.")


@security_key_app.command("list")
def list_keys(folder: Folder, name: Name, *, as_json: AsJson = False) -> None:
    """List the agent's security keys."""
    known = open_store(folder).security_keys.of(name)
    if as_json:
        typer.echo(msgspec.json.encode(known).decode())
        return
    for each in known:
        typer.echo(_line(each))


@security_key_app.command("remove")
def remove_key(
    folder: Folder,
    name: Name,
    mark: Annotated[str, typer.Argument(help="The key, as `deskwarden agent security-key list` marks it.")],
    *,
    leave_open: LeaveOpen = False,
) -> None:
    """Have a key count no more, and sign its agent out: at a keeper that is away once it hears of it."""
    store = open_store(folder)
    also = store.credential_changes.key_removed(name, account(), ends=not leave_open)
    removed = store.security_keys.remove(name, mark, also)
    store.directives.bell.ring()
    typer.echo(f"The security key {removed.mark} of {name} counts no more.")


def _line(key: KnownKey) -> str:
    used = f"used {key.used:%Y-%m-%d %H:%M} UTC" if key.used else "never used"
    kind = "" if not key.may_be_copied else "  passkey, copied elsewhere" if key.is_copied else "  passkey"
    return f"{key.mark}  added {key.added:%Y-%m-%d %H:%M} UTC  {used}  {key.label or '-'}{kind}"


def _pin(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().removesuffix("\n")
    return str(typer.prompt("The key's PIN, which is not shown", hide_input=True))


@contextmanager
def _in_words() -> Iterator[None]:
    """Say what a key would not do, and what to do about it."""
    try:
        yield
    except SecurityKeyError as error:
        what, hint = TROUBLES.get(error.reason, (str(error), "Nothing was added."))
        raise CredentialError(what, hint=hint) from error
