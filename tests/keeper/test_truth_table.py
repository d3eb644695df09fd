"""The table of seat truths in the keeper's README says what the code does."""

# SPDX-License-Identifier: Apache-2.0

from pathlib import Path

import pytest

from tests.keeper.truths import EVENTS, standing_of
from workstation.facts.truth import OPEN, Truth
from workstation.keeper.truth import after

README = Path("workstation/keeper/README.md")
HEAD = "| what happens | " + " | ".join(truth.value for truth in Truth) + " |"


def row(name: str) -> str:
    """Return the row of one event: what each truth becomes, nothing where it stays as it is."""
    cells = []
    for truth in Truth:
        became = after(standing_of(truth), EVENTS[name]).truth
        cells.append("" if became is truth else became.value)
    return f"| {name} | " + " | ".join(cells) + " |"


@pytest.mark.parametrize("name", EVENTS)
def test_the_readme_has_the_row_of_each_event(name: str) -> None:
    assert row(name) in README.read_text().splitlines(), f"the row to paste is:\n{row(name)}"


def test_the_readme_has_a_column_for_each_truth_and_a_row_for_each_event_alone() -> None:
    lines = README.read_text().splitlines()
    assert HEAD in lines, f"the head to paste is:\n{HEAD}"
    rows = lines[lines.index(HEAD) + 2 :]
    table = rows[: next((number for number, line in enumerate(rows) if not line.startswith("|")), len(rows))]
    assert [line.split(" | ")[0].removeprefix("| ") for line in table] == list(EVENTS)


@pytest.mark.parametrize("truth", Truth)
def test_each_truth_is_reached_and_is_uncovered_only_where_the_readme_says_so(truth: Truth) -> None:
    standing = standing_of(truth)
    assert standing.truth is truth
    assert standing.uncovered is (truth in OPEN)
