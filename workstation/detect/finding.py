"""What a scan finds: a span of the text, its class, and the parts of it that a mask hides."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterator
from typing import NamedTuple

from workstation.detect.classes import ALL

FLOOR = 0.5
"""What scores lower is not returned."""

_CHECKED = frozenset({"card_number", "iban"})
_RANK: dict[str, int] = {data_class: rank for rank, data_class in enumerate(ALL)}


class Finding(NamedTuple):
    """One sensitive value in a text. `hidden` are spans in the same text, inside start and end.

    `score` says how sure it is: 1.0 where check digits and the words beside it agree, less with less.
    """

    start: int
    end: int
    data_class: str
    hidden: tuple[tuple[int, int], ...]
    score: float = 1.0


Scan = Callable[[str, str], tuple[Finding, ...]]
"""Text and its label ("" where it has none) to findings, in order, not overlapping."""


def apart(findings: list[Finding]) -> Iterator[Finding]:
    """Yield `findings` in order without overlaps: of two that share a character the surer one.

    A track holds its card number, and a password may hold what looks like another. Of two that are as sure, the one
    with check digits counts, then the longer, then the class that is listed first.
    """
    best: Finding | None = None
    for finding in sorted(findings, key=_place):
        if best is None or finding.start >= best.end:
            if best is not None:
                yield best
            best = finding
        elif _weight(finding) > _weight(best) and not _is_inside(finding, best):
            best = finding
    if best is not None:
        yield best


def _is_inside(finding: Finding, best: Finding) -> bool:
    """Say whether a secret is only the end of a longer one: "pw" in the midst of a password tells none."""
    return finding.data_class == best.data_class == "password" and finding.end <= best.end


def moved(finding: Finding, by: int) -> Finding:
    """Return the same finding, `by` characters further on."""
    hidden = tuple((start + by, end + by) for start, end in finding.hidden)
    return finding._replace(start=finding.start + by, end=finding.end + by, hidden=hidden)


def _place(finding: Finding) -> tuple[int, int, int, float]:
    return finding.start, -finding.end, _RANK.get(finding.data_class, len(ALL)), -finding.score


def _weight(finding: Finding) -> tuple[bool, float, bool, int]:
    is_track, is_checked = finding.data_class == "track_data", finding.data_class in _CHECKED
    return is_track, finding.score, is_checked, finding.end - finding.start
