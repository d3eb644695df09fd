"""The count of what leaks: five programs, seven ways, real gestures, three clipboard managers and a hostile reader."""

# SPDX-License-Identifier: Apache-2.0

import os
import tempfile
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.bench.figure import Figure, judged
from tests.leaks.leakcount import EVERYTHING, POLICY, LeakCount, Row, told

TRIES = int(os.environ.get("DESKWARDEN_LEAKS", "200"))


def figures(say: Callable[[str], object]) -> tuple[Figure, ...]:
    """Count every way of every program; each is a figure, and what is prevented is one together."""
    limit = tomllib.loads(POLICY.read_text())["violations_a_minute"]
    say(f"  {TRIES} tries each; the PCI pack's rules, with a flood limit of {limit} violations a minute")
    with tempfile.TemporaryDirectory() as folder, LeakCount(Path(folder), lambda line: say(f"  {line}")) as count:
        rows = count.rows(EVERYTHING, TRIES)
    for row in rows:
        if not row.leaks_without:
            say(f"  {told(row)}")
    return (_together(rows), *map(_figure, rows))


def _together(rows: Sequence[Row]) -> Figure:
    prevented = [row for row in rows if row.is_prevented and row.is_shown]
    how = f"{len(prevented)} ways that are prevented, each seen to leak without the product; digits in any reader"
    tries = sum(row.tries for row in prevented)
    if not prevented:
        return Figure(id="clipboard.leaks", value=None, unit="", how="no way was shown")
    leaks = sum(row.held_leaks for row in rows)
    return judged(Figure(id="clipboard.leaks", value=leaks, unit="", target=0, n=tries, how=how))


def _figure(row: Row) -> Figure:
    name = f"leaks.{row.program.lower()}.{row.way}"
    how = " ".join(told(row).split())
    if not row.is_shown:
        return Figure(id=name, value=None, unit="", how=how, n=row.tries)
    return judged(
        Figure(id=name, value=row.leaks, unit="", target=0 if row.is_prevented else None, how=how, n=row.tries)
    )
