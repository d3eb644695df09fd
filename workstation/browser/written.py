"""Python's values as JavaScript writes them."""

# SPDX-License-Identifier: Apache-2.0

import json

from workstation.browser.expressions import Expression


def written(value: object) -> str:
    """Return a literal of `value`; raise TypeError where there is none."""
    match value:
        case Expression(source, flags):
            return f"new Pattern({json.dumps(source)}{f', {json.dumps(flags)}' if flags else ''})"
        case None | bool() | int() | float() | str():
            return json.dumps(value)
        case frozenset() | set():
            return f"new Set({written(sorted(value))})"
        case list() | tuple():
            return f"[{', '.join(map(written, value))}]"
        case dict():
            return "{" + ", ".join(f"{written(_key(key))}: {written(one)}" for key, one in value.items()) + "}"
        case _:
            raise TypeError(f"no literal for {type(value).__name__}")


def _key(key: object) -> object:
    return str(key) if isinstance(key, int) else key
