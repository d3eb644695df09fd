"""The auditor's export, at the store's terminal."""

# SPDX-License-Identifier: Apache-2.0

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.console import Console
from rich.progress import Progress

from workstation.auditstore.commands import Folder, account
from workstation.auditstore.exporting import Form, Sought, exported, heading, line_of
from workstation.auditstore.ownrecord import OwnRecord
from workstation.auditstore.query import newest
from workstation.auditstore.store import now, open_store
from workstation.errors import StoreError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity

Moment = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"], metavar="UTC")
]


def export_record(
    folder: Folder,
    *,
    form: Annotated[Form, typer.Option("--format", help="JSON lines, or CSV for a spreadsheet.")] = "jsonl",
    out: Annotated[Path | None, typer.Option(help="A new file to write; standard output if not given.")] = None,
    since: Moment = None,
    until: Moment = None,
    agent: Annotated[str, typer.Option(help="Only about this agent.")] = "",
    team: Annotated[str, typer.Option(help="Only of this team.")] = "",
    device: Annotated[str, typer.Option(help="Only of this workstation, by its whole name.")] = "",
    rule: Annotated[str, typer.Option(help="Only what this rule decided.")] = "",
    data_class: Annotated[str, typer.Option("--class", help="Only what is about this class of data.")] = "",
    kind: Annotated[list[Kind] | None, typer.Option(help="Only this kind; may be repeated.")] = None,
    severity: Annotated[list[Severity] | None, typer.Option(help="Only this severity; may be repeated.")] = None,
) -> None:
    """Write the entries that are sought, one a line, oldest first; that it was done is on the store's record.

    Times are of when something happened (UTC): from --since on, and before --until.
    """
    sought = Sought(
        since=_utc(since),
        until=_utc(until),
        agent=agent,
        team=team,
        device=device,
        rule=rule,
        data_class=data_class,
        kinds=frozenset(kind or ()),
        severities=frozenset(severity or ()),
    )
    store = open_store(folder)
    with _written(out) as file:
        body = Body(
            kind=Kind.RECORD_EXPORTED,
            severity=Severity.CUSTODY,
            outcome=Outcome.DONE,
            details={"by": account(), "format": form},
        )
        own_record = OwnRecord(database=store.database, identity=store.identity, clock=now)
        with store.database.writes.begin() as db:
            own_record.write(db, body, agent=agent, team=team)
        count = 0
        with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
            file.write(heading(form))
            for item in progress.track(exported(store.database, sought), newest(store.database), description="entries"):
                if item is not None:
                    file.write(line_of(item, form))
                    count += 1
    typer.echo(f"{count} entries were written.", err=True)


def _utc(told: datetime | None) -> datetime | None:
    return told.replace(tzinfo=UTC) if told else None


@contextmanager
def _written(out: Path | None) -> Iterator[TextIO]:
    """Give where to write; a file is new, and nobody else may read it."""
    if out is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    try:
        out.touch(mode=0o600, exist_ok=False)
        with out.open("w", encoding="utf-8", newline="") as file:
            yield file
    except FileExistsError as error:
        raise StoreError(f"{out} is there already", hint="Give the name of a new file.") from error
    except OSError as error:
        raise StoreError(
            f"{out} cannot be written: {error.strerror}", hint="Give another file, or make room."
        ) from error
