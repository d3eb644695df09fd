"""What a supervisor does from a terminal beside listening: make a key, approve with it, revoke, lock."""

# SPDX-License-Identifier: Apache-2.0

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from workstation.auditstore.approverkey import made_key, policy_line, read_key
from workstation.auditstore.approving import approve, close_seat, revoke, standing_vouch, vouch, workplace
from workstation.auditstore.commands import Folder
from workstation.auditstore.supervision import find_store
from workstation.policy.support import MOST_MINUTES
from workstation.record.approval import NONCE_SIZE, Approval, RemoteSupport, sign_approval
from workstation.record.exchange import LockWanted
from workstation.record.vouch import MOST_MINUTES as VOUCH_MINUTES
from workstation.record.vouch import Vouch, sign_vouch

REASON_LIMIT = 200
Url = Annotated[str | None, typer.Option(help="The store's address.")]
Authority = Annotated[Path | None, typer.Option("--ca", help="The store's authority, as PEM.")]
Token = Annotated[str | None, typer.Option(envvar="DESKWARDEN_TOKEN", help="A supervisor's token.")]
Key = Annotated[Path, typer.Option(help="The file of your own key, which nobody else may read.")]
Agent = Annotated[str, typer.Option(help="The agent at whose seat it is.")]


def _sentence(text: str) -> str:
    if not 1 <= len(text.strip()) <= REASON_LIMIT or not text.isprintable():
        raise typer.BadParameter(f"give 1 to {REASON_LIMIT} printable characters")
    return text.strip()


def key_command(key: Key) -> None:
    """Make your own key where there is none, and print the line by which a policy knows it."""
    typer.echo(policy_line(made_key(key)))


def approve_command(
    folder: Folder,
    *,
    agent: Agent,
    support: Annotated[str, typer.Option(help="The id of the policy's [[support]] table.")],
    program: Annotated[str, typer.Option(help="One of its programs, written as there.")],
    minutes: Annotated[int, typer.Option(min=1, max=MOST_MINUTES, help="For how long.")],
    reason: Annotated[str, typer.Option(help="Why, in a sentence.", callback=_sentence)],
    key: Key,
    url: Url = None,
    ca: Authority = None,
    token: Token = None,
) -> None:
    """Let a program run and see the masked screen of an agent's seat for some minutes, by your signature."""
    own, place = read_key(key), find_store(folder, url, ca, token)
    found, now = workplace(place, agent), datetime.now(UTC)
    approval = Approval(
        act=RemoteSupport(support=support, program=program),
        seat_id=found.seat_id,
        agent=agent,
        issued=now,
        expires=now + timedelta(minutes=minutes),
        nonce=os.urandom(NONCE_SIZE),
        reason=reason,
        approver=found.approver,
    )
    approve(place, sign_approval(own, approval))
    until = f"{approval.expires.astimezone():%H:%M}"
    typer.echo(f"Passed on to seat {found.seat_id}, until {until} at most. The record says what becomes of it.")


def vouch_command(
    folder: Folder,
    *,
    agent: Annotated[str, typer.Option(help="The agent who asks; you know that it is them who sits there.")],
    reason: Annotated[str, typer.Option(help="How you know, in a sentence.", callback=_sentence)],
    key: Key,
    minutes: Annotated[int, typer.Option(min=1, max=VOUCH_MINUTES, help="For how long it counts.")] = 5,
    url: Url = None,
    ca: Authority = None,
    token: Token = None,
) -> None:
    """Vouch for an agent who asks at a locked seat: your signature counts once, in place of their code."""
    own, place = read_key(key), find_store(folder, url, ca, token)
    asked, now = standing_vouch(place, agent), datetime.now(UTC)
    signed = Vouch(
        request=asked.request,
        seat_id=asked.seat_id,
        agent=agent,
        issued=now,
        expires=now + timedelta(minutes=minutes),
        reason=reason,
        approver=asked.approver,
    )
    vouch(place, sign_vouch(own, signed))
    until = f"{signed.expires.astimezone():%H:%M}"
    typer.echo(f"Passed on to seat {asked.seat_id}: {agent} enters their password there, until {until}.")


def lock_command(
    folder: Folder,
    *,
    agent: Agent,
    anew: Annotated[bool, typer.Option("--anew", help="Have them prove anew who they are, as after a risk.")] = False,
    url: Url = None,
    ca: Authority = None,
    token: Token = None,
) -> None:
    """Lock the seat of an agent of your team at once."""
    close_seat(find_store(folder, url, ca, token), LockWanted(agent=agent, anew=anew))
    then = "asks who they are if it is open (a locked one stays locked)" if anew else "locks"
    typer.echo(f"Passed on: where {agent} is signed in, the seat {then}, as soon as it is online. It is on the record.")


def revoke_command(folder: Folder, *, agent: Agent, url: Url = None, ca: Authority = None, token: Token = None) -> None:
    """Have what was approved for an agent be over at once, at every seat where they are signed in."""
    place = find_store(folder, url, ca, token)
    found = workplace(place, agent)
    for seat_id in (found.seat_id, *found.others):
        revoke(place, seat_id)
        typer.echo(f"Passed on to seat {seat_id}: what was approved there is over.")
