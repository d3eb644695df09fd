"""What a scan finds: a span of the text, its class, and the parts of it that a mask hides."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One sensitive value in a text. `hidden` are spans in the same text, inside start and end."""

    start: int
    end: int
    data_class: str
    hidden: tuple[tuple[int, int], ...]


Scan = Callable[[str, str], tuple[Finding, ...]]
"""Text and its label ("" where it has none) to findings, in order, not overlapping."""
