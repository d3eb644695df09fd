"""The classes of a policy's own, made ready to be looked for."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable

from workstation.detect.national import stdnum
from workstation.detect.ownclass import OwnClass
from workstation.detect.reading import read
from workstation.policy.ownclass import Check, OwnClassTable
from workstation.policy.pattern import compiled, parse_pattern

_MODULES = {"luhn": "luhn", "verhoeff": "verhoeff", "damm": "damm", "mod11": "iso7064.mod_11_2"}


def made_ready(table: OwnClassTable) -> OwnClass:
    """Return the class that `table` defines; raise PolicyError where its pattern is none."""
    return OwnClass(
        data_class=table.id,
        pattern=compiled(parse_pattern(table.pattern)),
        words=tuple(map(bare, table.words)),
        is_valid=_check(table.validator),
        first=table.mask.first,
        last=table.mask.last,
    )


def bare(words: str) -> str:
    """Return `words` as they are looked for: letters only, in lower case, without accents; "#" is "no"."""
    return " ".join(read(words).letters.replace("#", " no ").split())


def _check(validator: Check) -> Callable[[str], bool] | None:
    """Return what judges check digits: those of all digits of a value, "mod97" of its letters too."""
    if validator == "none":
        return None
    if validator == "mod97":
        return stdnum("iso7064.mod_97_10")
    is_valid = stdnum(_MODULES[validator])
    ten = "xX" if validator == "mod11" else ""
    return lambda value: is_valid("".join(filter(str.isdigit, value[:-1])) + _last(value, ten))


def _last(value: str, ten: str) -> str:
    """Return the check digit at the end of `value`; where it may be `ten`, that stands for it."""
    return value[-1] if value[-1].isdigit() or value[-1] in ten else ""
