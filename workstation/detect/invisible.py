"""Characters that nobody sees: a text without them, and its findings in the places of the text that has them."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Iterable, Iterator

from workstation.detect.finding import Finding

INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def has_invisible(text: str) -> bool:
    """Say whether a text has characters that nobody sees."""
    return not text.isascii() and INVISIBLE.search(text) is not None


def seen(text: str) -> str:
    """Return what is seen of a text."""
    return INVISIBLE.sub("", text)


def placed(text: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings of what is seen of `text` in the places of `text` itself."""
    places = [at for at, character in enumerate(text) if not INVISIBLE.match(character)]
    for one in findings:
        hidden = tuple((places[start], places[end - 1] + 1) for start, end in one.hidden)
        yield one._replace(start=places[one.start], end=places[one.end - 1] + 1, hidden=hidden)
