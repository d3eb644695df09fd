"""A class that a policy defines itself."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnClass:
    """What matches `pattern` and passes `is_valid`; beside one of `words` only, where there are any.

    A mask leaves `first` and `last` letters and digits legible.
    """

    data_class: str
    pattern: re.Pattern[str]
    words: tuple[str, ...] = ()
    is_valid: Callable[[str], bool] | None = None
    first: int = 0
    last: int = 0
