"""Characters that nobody sees: a text without them, and its findings in the places of the text that has them."""

# SPDX-License-Identifier: Apache-2.0

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from workstation.detect.finding import Finding

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""What Unicode has programs draw as nothing at all where they do not know it (Default_Ignorable_Code_Point)."""


def has_invisible(text: str) -> bool:
    """Say whether a text has characters that nobody sees."""
    return not text.isascii() and INVISIBLE.search(text) is not None


def seen(text: str) -> str:
    """Return what is seen of a text."""
    return INVISIBLE.sub("", text)


def placed(text: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings of what is seen of `text` in the places of `text` itself."""
    gaps = [match.start() - before for before, match in enumerate(INVISIBLE.finditer(text))]

    def place(start: int, end: int) -> tuple[int, int]:
        return start + bisect_right(gaps, start), end + bisect_right(gaps, end - 1)

    for one in findings:
        start, end = place(one.start, one.end)
        yield one._replace(start=start, end=end, hidden=tuple(place(*span) for span in one.hidden))
