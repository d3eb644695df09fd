"""The store's commands: serve it, invite devices, name readers, add agents."""

# SPDX-License-Identifier: Apache-2.0

import io
from pathlib import Path
from typing import Annotated

import msgspec
import platformdirs
import segno
import typer

from workstation.auditstore.store import open_store
from workstation.credentials.totp import enrolment_uri
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


Folder = Annotated[Path, typer.Option("--dir", help="The store's folder.", default_factory=default_folder)]
Team = Annotated[str, typer.Option("--team", help="The team it belongs to.", callback=_short)]
AsJson = Annotated[bool, typer.Option("--json", help="Answer one line of JSON, for scripts.")]


@store_app.command("serve")
def serve_store(
    folder: Folder,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The port; 0 picks a free one.")] = 8443,
) -> None:
    """Serve the audit store until it is told to end."""
    from workstation.auditstore.serve import serve  # noqa: PLC0415 - the server is loaded where it runs

    serve(folder, host, port, lambda url: typer.echo(f"The audit store answers at {url}."))


@store_app.command("token")
def make_token(folder: Folder, team: Team, *, as_json: AsJson = False) -> None:
    """Make a one-time token that enrols one device into a team within a day."""
    token = open_store(folder).directory.invite(team)
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
    uri = enrolment_uri(secret, name)
    picture = io.StringIO()
    segno.make(uri).terminal(out=picture, compact=True)
    text = f"{picture.getvalue()}\n{uri}\n\nScan this with {name}'s authenticator app now; it is not shown again."
    _say(text, as_json=as_json, told={"agent": name, "team": team, "secret": secret, "uri": uri})


@agent_app.callback()
def _agents() -> None:
    """Keep `agent add` a command of a group while it is the only one."""


def _say(text: str, *, as_json: bool, told: dict[str, str]) -> None:
    typer.echo(msgspec.json.encode(told).decode() if as_json else text)
