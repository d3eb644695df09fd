"""Words that name a value from further off: the head of its column, the question before it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from itertools import accumulate

from workstation.detect.answers import answers
from workstation.detect.captioned import Captioned, Tell
from workstation.detect.columns import cells


def captioned(text: str, tell: Tell) -> Iterator[Captioned]:
    """Yield every cell below a head that tells a class, and the turn after a question that does; linear in time."""
    if "\n" not in text:
        return
    lines = text.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    for parts, is_said in ((cells(lines, tell), False), (answers(lines, tell), True)):
        for row, start, end, promised in parts:
            yield Captioned(starts[row] + start, starts[row] + end, promised, is_said)
