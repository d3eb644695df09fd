"""Phone numbers with their country code, as ITU-T E.164 has them: a plus, and seven to fifteen digits."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Iterator

from workstation.detect.reading import Reading

_NUMBER = re.compile(r"\+ ?[1-9](?:[ .\-()/]{0,3}[0-9]){7,14}(?![0-9])")


def international_phones(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield start and end of every number that a plus begins and no letter or digit touches."""
    at = reading.plain.find("+")
    while at >= 0:
        match = _NUMBER.match(reading.plain, at)
        is_free = not at or reading.shape[at - 1] not in "a0"
        if match and is_free and reading.shape[match.end() : match.end() + 1] != "a":
            yield match.span()
        at = reading.plain.find("+", match.end() if match else at + 1)
