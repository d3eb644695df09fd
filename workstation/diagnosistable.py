"""Diagnoses as a table for the terminal: a mark, a word and a sentence each, and what to do below it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from workstation.diagnosis import Diagnosis

MARKS = {"good": ("✓", "green"), "attention": ("▲", "yellow"), "fault": ("✗", "red")}


def table(found: Sequence[Diagnosis], *, advice: bool) -> Table:
    """Return all that was looked at; where `advice`, with what to do about it."""
    shown = Table(show_header=False, box=None, pad_edge=False)
    shown.add_column(no_wrap=True)
    shown.add_column(no_wrap=True)
    shown.add_column()
    for each in found:
        mark, colour = MARKS[each.grade]
        said = Text(each.said)
        if advice and each.do:
            said.append(f"\n→ {each.do}", style="bold")
        shown.add_row(Text(mark, style=colour), each.what, said)
    return shown
