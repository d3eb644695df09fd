"""The cells of tables, each below the head that names its column."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from workstation.detect.captioned import Part, Tell

_DIVIDERS = ("|", "\t", ";")
_GAP = re.compile(r" {2,}")
_DIGIT = re.compile(r"[0-9]")
_NUMBER = re.compile(r"[0-9](?<![A-Za-z0-9][0-9])")
_NO_CAPTION = re.compile("[$!@&*=<>{}^~]")
_QUOTED = re.compile(r"\s*(?P<quote>[\"'])(?P<cell>.*)(?P=quote)\s*")
_LONGEST_HEAD = 60
_LONGEST_OF_TWO = 30


class _Head(NamedTuple):
    """The columns below a line: what divides them ("" where gaps do), where each starts, what each promises."""

    divider: str
    starts: tuple[int, ...]
    promised: tuple[str | None, ...]


def cells(lines: Sequence[str], tell: Tell) -> Iterator[Part]:
    """Yield every cell below a head that promises a class, in time linear in the text."""
    at = 0
    while at < len(lines) - 1:
        head = _head(lines[at], tell)
        at += 1
        while head and at < len(lines) and lines[at].strip():
            row = _divided(lines[at], head.divider) if head.divider else _under(lines[at], head.starts)
            if len(row) != len(head.starts):
                break
            for (start, end), promised in zip(row, head.promised, strict=True):
                if promised and _is_value(lines[at][start:end].strip(), tell):
                    yield at, *_unquoted(lines[at], start, end), promised
            at += 1


def _unquoted(line: str, start: int, end: int) -> tuple[int, int]:
    """Return the cell without the quotes around it."""
    quoted = _QUOTED.fullmatch(line, start, end) if '"' in line or "'" in line else None
    return quoted.span("cell") if quoted else (start, end)


def _is_value(cell: str, tell: Tell) -> bool:
    """Say whether a cell holds something that is no caption itself, as in a form that has one in every line."""
    return bool(cell) and (_DIGIT.search(cell) is not None or not tell(cell[-_LONGEST_HEAD:]))


def _head(line: str, tell: Tell) -> _Head | None:
    """Return the columns that a line is the head of, None where it is none."""
    divider = _divider(line)
    if divider is None or _NUMBER.search(line) or _NO_CAPTION.search(line):
        return None
    columns = _divided(line, divider) if divider else _aligned(line)
    if len(columns) <= 1:
        return None
    captions = [line[start:end].strip()[-_LONGEST_HEAD:] for start, end in columns]
    if any(caption.endswith(":") for caption in captions):
        return None  # a field of a form: its value stands beside it
    promised = tuple(caption and tell(caption) for caption in captions)
    if any(_DIGIT.search(line, *column) and not told for column, told in zip(columns, promised, strict=True)):
        return None  # "CVV2" is the head of a column, "A17" is none
    if any(promised):  # beside "routing" is "account" the number of one
        promised = tuple(
            told or (tell(f"{caption} number") if caption.isalpha() else None)
            for caption, told in zip(captions, promised, strict=True)
        )
    return _Head(divider, tuple(start for start, _ in columns), promised)


def _divider(line: str) -> str | None:
    """Return what divides the columns of a line: a sign, "" for wide gaps, None where there are no columns."""
    for mark in _DIVIDERS:
        if mark in line:
            return mark
    if "  " in line:
        return ""
    return "," if _has_commas(line) else None


def _has_commas(line: str) -> bool:
    """Say whether commas divide the columns of a line: two commas, or one with no more than a caption on each side."""
    if ", " in line or "," not in line:
        return False
    left, right = line.split(",", 1)
    return "," in right or (0 < len(left) <= _LONGEST_OF_TWO and 0 < len(right) <= _LONGEST_OF_TWO)


def _divided(line: str, divider: str) -> list[tuple[int, int]]:
    """Return where the cells of a line start and end."""
    cells, start = [], 0
    for cell in line.split(divider):
        cells.append((start, start + len(cell)))
        start += len(cell) + 1
    return cells


def _aligned(head: str) -> list[tuple[int, int]]:
    """Return the columns of a head whose words wide gaps divide; each reaches to where the next one starts."""
    inside = head.rstrip()
    starts = [len(inside) - len(inside.lstrip()), *(gap.end() for gap in _GAP.finditer(inside) if gap.start())]
    return list(pairwise([*starts, len(inside)]))


def _under(line: str, starts: Sequence[int]) -> list[tuple[int, int]]:
    """Return the cells of a line below columns that start so, as many as the columns; none where it has others."""
    gaps = [0, *(gap.end() for gap in _GAP.finditer(line.rstrip()) if gap.start()), len(line)]
    if len(gaps) == len(starts) + 1:
        return list(pairwise(gaps))
    if any(line[start - 1 : start].strip() for start in starts[1:]):
        return []
    return [(start, min(end, len(line))) for start, end in pairwise([0, *starts[1:], max(len(line), starts[-1])])]
