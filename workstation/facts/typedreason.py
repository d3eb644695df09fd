"""A reason in the agent's own words: which may stand on the record."""

# SPDX-License-Identifier: Apache-2.0

import re

from workstation.facts.body import WORDS_LIMIT

# Python calls these printable: joiners, variation selectors, vowels and fillers without a shape, an empty pattern.
UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")


def is_sayable(words: str) -> bool:
    """Say whether `words` are short, hold a letter, and nothing that is not seen where they are shown."""
    is_seen = words.isprintable() and UNSEEN.search(words) is None
    return is_seen and len(words) <= WORDS_LIMIT and any(sign.isalpha() for sign in words)
