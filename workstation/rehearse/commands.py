"""`deskwarden policy`: check, explain, test and compare policies before anyone works under them."""

# SPDX-License-Identifier: Apache-2.0

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from workstation.errors import DeskwardenError, PolicyError
from workstation.policy.ownsense import unknown_class
from workstation.policy.reach import Reach
from workstation.policy.revealing import allowed
from workstation.policy.strictness import loosened, sites_of
from workstation.policy.watched import known_classes
from workstation.policy.wire import version_of
from workstation.rehearse.explain import explain, told_of_class, told_of_reading, told_of_reveal, told_of_support
from workstation.rehearse.hearing import told_of_hearing
from workstation.rehearse.policyfile import read_bytes, read_policy
from workstation.rehearse.replaycommand import replay_command
from workstation.rehearse.scenario import Scenario, mismatches, parse_scenarios

policy_app = typer.Typer(
    name="policy",
    no_args_is_help=True,
    help="Check, explain, test and compare policies before anyone works under them.",
)
File = Annotated[Path, typer.Argument(help="A policy file.")]


@policy_app.command()
def check(files: Annotated[list[Path], typer.Argument(help="Policy files.")]) -> None:
    """Say of every file whether it is a policy, and what is wrong where it is not. Exit code 1 where one is not."""
    refused = 0
    for file in files:
        try:
            policy = read_policy(file)
        except DeskwardenError as error:
            refused += 1
            typer.echo(f"{error}. {error.hint}".rstrip(), err=True)
        else:
            more = f", {len(policy.exception)} exceptions" if policy.exception else ""
            more += f", {len(policy.own)} classes of its own" if policy.own else ""
            more += f", {len(policy.reveal)} reveals" if policy.reveal else ""
            more += f", {len(policy.support)} remote supports" if policy.support else ""
            typer.echo(f"{file}: {policy.name}, {len(policy.rule)} rules{more}, version {version_of(policy)}")
    raise typer.Exit(1 if refused else 0)


@policy_app.command(name="explain")
def explain_command(
    file: File,
    data_class: Annotated[str, typer.Option("--class", help="The data class.")] = "card_number",
    executable: Annotated[str | None, typer.Option(help="The program's whole path.")] = None,
    window_class: Annotated[str | None, typer.Option(help="The window's class.")] = None,
    title: Annotated[str | None, typer.Option(help="The window's title.")] = None,
    url: Annotated[str | None, typer.Option(help="The page's address.")] = None,
    role: Annotated[str | None, typer.Option(help="The field's accessible role.")] = None,
    label: Annotated[str | None, typer.Option(help="The words beside the field.")] = None,
    team: Annotated[str | None, typer.Option(help="The device's team.")] = None,
    address: Annotated[list[str] | None, typer.Option(help="An address of the seat; may be repeated.")] = None,
    gateway: Annotated[str | None, typer.Option(help="The gateway of the network that it is in.")] = None,
    interface: Annotated[str | None, typer.Option(help='"wired", "wireless" or "tunnel".')] = None,
    seen_from: Annotated[str | None, typer.Option(help="From which address the audit store sees the seat.")] = None,
    call: Annotated[str, typer.Option(help='"on" or "off" a call.')] = "on",
    at: Annotated[str | None, typer.Option(help='A moment such as "2026-11-24T09:00+08:00"; now without it.')] = None,
) -> None:
    """Say what a policy does for one kind of data, in one program, at one seat, and which rule decides.

    What is not given nobody can tell: it counts for rules and against exceptions.
    """
    policy = read_policy(file)
    if data_class not in (known := known_classes(policy)):
        raise PolicyError(unknown_class(data_class, known), hint="deskwarden policy explain --help")
    scenario = _scenario(
        {
            "name": "asked",
            "class": data_class,
            "executable": executable,
            "window_class": window_class,
            "title": title,
            "url": url,
            "role": role,
            "label": label,
            "team": team,
            "addresses": address or None,
            "gateway": gateway,
            "interface": interface,
            "seen_from": seen_from,
            "call": call,
            "at": _moment(at),
        }
    )
    session = scenario.session(policy)
    table = Table("Control", "What happens", "Decided by", box=None, title=policy.name, title_justify="left")
    decisions = list(explain(policy, session, scenario.place, scenario.data_class))
    for decided in decisions:
        table.add_row(decided.control, decided.happens, decided.rule or "no rule")
    Console().print(table)
    hearing = told_of_hearing(policy, (decided.rule for decided in decisions))
    for sentence in (*told_of_reading(policy), *hearing):
        typer.echo(sentence)
    for own in policy.own:
        if own.id == data_class:
            typer.echo(told_of_class(own))
    if reveal := allowed(policy.reveal, sites_of(policy), session, scenario.place, data_class):
        typer.echo(told_of_reveal(reveal))
    for support in policy.support:
        if Reach(support.scope, sites_of(policy)).seat(session.situation, session.now) is True:
            typer.echo(told_of_support(support))
    if session.granted:
        typer.echo(f"Exceptions that hold at this seat now: {', '.join(sorted(session.granted))}.")


@policy_app.command()
def test(file: File, scenarios: Annotated[list[Path], typer.Argument(help="Scenario files.")]) -> None:
    """Play scenario files against a policy. Exit code 1 where it does otherwise than they expect."""
    policy = read_policy(file)
    failed = played = 0
    for path in scenarios:
        for scenario in parse_scenarios(read_bytes(path), str(path)):
            played += 1
            wrong = list(mismatches(policy, scenario))
            failed += bool(wrong)
            for what in wrong:
                typer.echo(f"{path}: {scenario.name}: {what}")
    typer.echo(f"{played - failed} of {played} scenarios hold.")
    raise typer.Exit(1 if failed else 0)


@policy_app.command()
def diff(before: File, now: File) -> None:
    """Say what the second policy may allow that the first did not. Exit code 1 where it loosens anything."""
    looser = list(loosened(read_policy(before), read_policy(now)))
    for what in looser:
        typer.echo(f"May loosen: {what}.")
    if not looser:
        typer.echo("Nothing is loosened.")
    raise typer.Exit(1 if looser else 0)


policy_app.command("replay")(replay_command)


def _scenario(said: dict[str, object]) -> Scenario:
    try:
        return msgspec.convert({name: value for name, value in said.items() if value is not None}, type=Scenario)
    except msgspec.ValidationError as error:
        raise PolicyError(str(error).replace("`", ""), hint="deskwarden policy explain --help") from error


def _moment(text: str | None) -> datetime:
    """Return the moment that `text` tells; without a zone it is in UTC."""
    if text is None:
        return datetime.now().astimezone()
    try:
        told = datetime.fromisoformat(text)
    except ValueError as error:
        raise PolicyError(f'"{text}" is no moment', hint='Write it like "2026-11-24T09:00+08:00".') from error
    return told if told.tzinfo else told.replace(tzinfo=UTC)
