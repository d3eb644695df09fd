"""`deskwarden policy replay`: what a policy would have raised, before anybody is bothered."""

# SPDX-License-Identifier: Apache-2.0

import re
import sys
from collections.abc import Iterator
from datetime import timedelta, timezone, tzinfo
from pathlib import Path
from time import monotonic
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from workstation.errors import DeskwardenError
from workstation.policy.wire import version_of
from workstation.rehearse.past import Past, PastEntry, opened_past
from workstation.rehearse.policyfile import read_policy
from workstation.rehearse.replay import UNREAD, Replay, Tally

_PATIENCE_SECONDS = 1.0
_OFFSET = re.compile(r"([+-])([0-9]{2}):([0-9]{2})")
_BLIND = (
    "A class, program or folder that no rule asked for then is not in the record: what this policy would have found "
    "there, nobody can tell."
)


class _Raised(msgspec.Struct, frozen=True):
    """One line of the table, as JSON has it."""

    day: str
    team: str
    rule: str
    violations: int
    for_the_record: int


class _Unjudged(msgspec.Struct, frozen=True):
    why: str
    entries: int


class _Answer(msgspec.Struct, frozen=True):
    """All that is said, as JSON has it."""

    policy: str
    version: str
    entries: int
    of_no_rule: int
    not_raised: int
    violations_then: int
    for_the_record_then: int
    raised: list[_Raised]
    unjudged: list[_Unjudged]


def replay_command(
    file: Annotated[Path, typer.Argument(help="A policy file.")],
    *,
    ledger: Annotated[Path | None, typer.Option(help="A keeper's ledger, such as ledger.db.")] = None,
    store: Annotated[Path | None, typer.Option(help="The folder of an audit store, or its store.db.")] = None,
    zone: Annotated[
        str | None, typer.Option(help="The seats' time zone, such as Asia/Manila or +08:00: for hours.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Run a policy over a record and count what it would have raised, by day, team and rule; change nothing.

    What entries do not keep (paths, pages, networks) is counted as not judgeable. A team is the agent's; without a word
    about calls the agent is on one; exceptions count as on the record.
    """
    policy = read_policy(file)
    replay = Replay(policy, _zone(zone))
    with opened_past(_record(ledger, store)) as past:
        tally = replay.run(_watched(past))
    if tally.entries and tally.unjudged[UNREAD] == tally.entries:
        raise DeskwardenError(
            "no entry of this record opens: its data key is not beside it, or is sealed",
            hint="Replay over the store's record (--store).",
        )
    answer = _answer(policy.name, version_of(policy), tally)
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(answer), indent=2))
    else:
        _show(answer)


def _zone(name: str | None) -> tzinfo | None:
    try:
        if told := _OFFSET.fullmatch(name or ""):
            ahead = timedelta(hours=int(told[2]), minutes=int(told[3]))
            return timezone(-ahead if told[1] == "-" else ahead)
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise DeskwardenError(
            f'no time zone is called "{name}"', hint="Write it like Asia/Manila or +08:00."
        ) from error


def _record(ledger: Path | None, store: Path | None) -> Path:
    match ledger, store:
        case Path(), None:
            return ledger
        case None, Path():
            return store / "store.db" if store.is_dir() else store
        case _:
            raise DeskwardenError("one record is needed", hint="Give --ledger FILE or --store FOLDER.")


def _watched(past: Past) -> Iterator[PastEntry]:
    """Yield every entry; after a second, a bar on the terminal says how far it is."""
    began = monotonic()
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("entries", total=past.entries, visible=False)
        for entry in past:
            yield entry
            progress.update(task, advance=1, visible=monotonic() - began > _PATIENCE_SECONDS)


def _answer(name: str, version: str, tally: Tally) -> _Answer:
    return _Answer(
        policy=name,
        version=version,
        entries=tally.entries,
        of_no_rule=tally.of_no_rule,
        not_raised=tally.not_raised,
        violations_then=tally.was[True],
        for_the_record_then=tally.was[False],
        raised=[
            _Raised(heap.day, heap.team, heap.rule, tally.violations[heap], tally.quiet[heap]) for heap in tally.heaps
        ],
        unjudged=[_Unjudged(why, entries) for why, entries in tally.unjudged.most_common()],
    )


def _show(answer: _Answer) -> None:
    if answer.raised:
        table = Table("Day", "Team", "Rule", box=None, title=answer.policy, title_justify="left")
        table.add_column("Violations", justify="right")
        table.add_column("For the record", justify="right")
        for one in answer.raised:
            table.add_row(one.day, one.team or "-", one.rule, str(one.violations), str(one.for_the_record))
        Console().print(table)
    violations = sum(one.violations for one in answer.raised)
    quiet = sum(one.for_the_record for one in answer.raised)
    judged = answer.entries - answer.of_no_rule
    typer.echo(f"{answer.entries} entries, {judged} of them about rules.")
    typer.echo(f"This policy: {violations} violations, {quiet} for the record, {answer.not_raised} entries not raised.")
    typer.echo(f"The record: {answer.violations_then} violations, {answer.for_the_record_then} for the record.")
    for unjudged in answer.unjudged:
        typer.echo(f"Not judgeable, {unjudged.entries} entries: {unjudged.why}.")
    typer.echo(_BLIND)
