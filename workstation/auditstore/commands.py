"""The store's commands: serve it, invite devices, name readers, add agents."""

# SPDX-License-Identifier: Apache-2.0

import getpass
import io
import sys
from collections.abc import Mapping
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import msgspec
import platformdirs
import segno
import typer

from workstation.auditstore.ending import INACTIVE_AFTER
from workstation.auditstore.store import open_store
from workstation.credentials.totp import enrolment_uri
from workstation.facts.body import WORDS_LIMIT
from workstation.facts.kinds import Kind
from workstation.policy.rules import Group

NAME_LIMIT = 64

store_app = typer.Typer(name="store", no_args_is_help=True, help="The audit store.")
agent_app = typer.Typer(name="agent", no_args_is_help=True, help="Who may sign in at a seat.")


def default_folder() -> Path:
    """Return where the store of a trial lives."""
    return platformdirs.user_data_path("deskwarden") / "store"


def _short(name: str) -> str:
    if not 1 <= len(name) <= NAME_LIMIT or not name.isprintable():
        raise typer.BadParameter(f"give 1 to {NAME_LIMIT} printable characters")
    return name


def _addresses(given: list[str] | None) -> list[str] | None:
    for address in given or ():
        try:
            ip_address(address)
        except ValueError as error:
            raise typer.BadParameter(f"{address} is no address") from error
    return given


Folder = Annotated[Path, typer.Option("--dir", help="The store's folder.", default_factory=default_folder)]
Team = Annotated[str, typer.Option("--team", help="The team it belongs to.", callback=_short)]
LeaveOpen = Annotated[
    bool, typer.Option("--leave-open", help="Leave the seats open at which the agent is signed in now.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer one line of JSON, for scripts.")]


@store_app.command("serve")
def serve_store(
    folder: Folder,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The port; 0 picks a free one.")] = 8443,
    inactive_days: Annotated[
        int, typer.Option(min=1, help="An agent who has not signed in for so many days has to be restored first.")
    ] = INACTIVE_AFTER.days,
    trusted_proxy: Annotated[
        list[str] | None,
        typer.Option(
            help="The address of a reverse proxy whose X-Forwarded-For says who asks; may be repeated.",
            callback=_addresses,
        ),
    ] = None,
) -> None:
    """Serve the audit store until it is told to end."""
    from workstation.auditstore.serve import serve  # noqa: PLC0415 - the server is loaded where it runs

    inactive_after = timedelta(days=inactive_days)
    serve(
        folder,
        host,
        port,
        inactive_after,
        lambda url: typer.echo(f"The audit store answers at {url}."),
        trusted_proxies=trusted_proxy or (),
    )


@store_app.command("token")
def make_token(
    folder: Folder,
    team: Team,
    *,
    trial: Annotated[
        bool, typer.Option("--trial", help="Let a trial enrol too, whose agent could end and change its keeper.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make a one-time token that enrols one installed workstation into a team within a day."""
    token = open_store(folder).directory.invite(team, trial=trial)
    _say(token, as_json=as_json, told={"token": token, "team": team})


@store_app.command("supervisor")
def make_supervisor(
    folder: Folder,
    name: Annotated[str, typer.Argument(help="Who reads.", callback=_short)],
    team: Annotated[str, typer.Option(help="The only team whose violations they hear of; all without it.")] = "",
    role: Annotated[Group, typer.Option(help="Which of a notification rule's groups they are of.")] = "supervisors",
    *,
    as_json: AsJson = False,
) -> None:
    """Make a token with which a supervisor or an auditor reads the record; it is shown once."""
    token = open_store(folder).directory.add_reader(name, role, _short(team) if team else "")
    _say(token, as_json=as_json, told={"token": token, "name": name, "role": role, "team": team})


@agent_app.command("add")
def add_agent(
    folder: Folder,
    name: Annotated[str, typer.Argument(help="The agent's name.", callback=_short)],
    team: Team,
    *,
    as_json: AsJson = False,
) -> None:
    """Add an agent and show the code for the authenticator app, once."""
    secret = open_store(folder).agents.add(name, team)
    _show_secret(name, secret, as_json=as_json, told={"agent": name, "team": team})


@agent_app.command("totp")
def renew_secret(
    folder: Folder,
    name: Annotated[str, typer.Argument(help="The agent's name.", callback=_short)],
    *,
    leave_open: LeaveOpen = False,
    as_json: AsJson = False,
) -> None:
    """Show another code for an agent's authenticator app, once; codes of the one before end at once, everywhere."""
    store = open_store(folder)
    written = store.credential_changes.written(Kind.TOTP_RENEWED, name, account(), ends=not leave_open)
    secret = store.agents.renew(name, written)
    store.directives.bell.ring()
    _show_secret(name, secret, as_json=as_json, told={"agent": name})


@agent_app.command("password")
def set_password(
    folder: Folder,
    name: Annotated[str, typer.Argument(help="The agent's name.", callback=_short)],
    *,
    from_stdin: Annotated[bool, typer.Option("--stdin", help="Read it from the first line of standard input.")] = False,
    leave_open: LeaveOpen = False,
    as_json: AsJson = False,
) -> None:
    """Set an agent's password, where the policy asks for one: 12 characters or more, and none of the last four."""
    asked = "The new password, which is not shown"
    password = _first_line() if from_stdin else typer.prompt(asked, hide_input=True, confirmation_prompt="Once more")
    store = open_store(folder)
    written = store.credential_changes.written(Kind.PASSWORD_SET, name, account(), ends=not leave_open)
    store.passwords.change(name, password, written)
    store.directives.bell.ring()
    _say(f"{name} has this password from now on.", as_json=as_json, told={"agent": name})


@agent_app.command("recovery")
def make_recovery_codes(
    folder: Folder,
    name: Annotated[str, typer.Argument(help="The agent's name.", callback=_short)],
    *,
    as_json: AsJson = False,
) -> None:
    """Show ten recovery codes, once: each counts one time in place of the authenticator's. Earlier ones end."""
    store = open_store(folder)
    codes = store.recoveries.renew(name, store.credential_changes.written(Kind.RECOVERY_RENEWED, name, account()))
    store.directives.bell.ring()
    text = "\n".join(
        (*codes, "", f"Each of these signs {name} in once, in place of a six-digit code; they are not shown again.")
    )
    _say(text, as_json=as_json, told={"agent": name, "codes": codes})


@agent_app.command("confirm")
def confirm_agent(
    folder: Folder,
    name: Annotated[str, typer.Argument(help="The agent's name.", callback=_short)],
    *,
    as_json: AsJson = False,
) -> None:
    """Let an agent try again at once whose codes were refused too often, once you know that it is them."""
    store = open_store(folder)
    store.agents.confirm(name, store.access.written(Kind.IDENTITY_CONFIRMED, name, account()))
    _say(f"{name} may try again now.", as_json=as_json, told={"agent": name})


def _show_secret(name: str, secret: str, *, as_json: bool, told: Mapping[str, str]) -> None:
    uri = enrolment_uri(secret, name)
    picture = io.StringIO()
    segno.make(uri).terminal(out=picture, compact=True)
    text = f"{picture.getvalue()}\n{uri}\n\nScan this with {name}'s authenticator app now; it is not shown again."
    _say(text, as_json=as_json, told={**told, "secret": secret, "uri": uri})


def account() -> str:
    """Return the account of whoever gives a command."""
    return getpass.getuser()[:WORDS_LIMIT]


def _first_line() -> str:
    return sys.stdin.readline().removesuffix("\n")


def _say(text: str, *, as_json: bool, told: Mapping[str, str | list[str]]) -> None:
    typer.echo(msgspec.json.encode(told).decode() if as_json else text)
