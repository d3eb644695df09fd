"""Parts of a text that words from further off name: the head of a column, the question before an answer."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from typing import NamedTuple

Tell = Callable[[str], str | None]
"""A caption to the class that it promises, None where it promises none that is asked for."""

Part = tuple[int, int, int, str]
"""A line, the start and end of a part of it, and the class promised."""


class Captioned(NamedTuple):
    """The part of a text from `start` to `end`, the class that its caption promises, and whether it is an answer."""

    start: int
    end: int
    data_class: str
    is_said: bool
