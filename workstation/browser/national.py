"""What the check digits of national numbers need, as python-stdnum has it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from importlib import import_module


def national_tables() -> Iterator[tuple[str, object]]:
    """Yield the tables of CURP, DNI and Aadhaar."""
    curp, verhoeff, dni = (vars(import_module(f"stdnum.{name}")) for name in ("mx.curp", "verhoeff", "es.dni"))
    yield "NATIONAL_CURP_NO_NAMES", frozenset(curp["_name_blacklist"])
    yield "NATIONAL_CURP_STATES", frozenset(curp["_valid_states"])
    yield "NATIONAL_CURP_ALPHABET", curp["_alphabet"]
    yield "NATIONAL_DNI_LETTERS", "".join(dni["calc_check_digit"](str(rest)) for rest in range(23))
    yield "NATIONAL_VERHOEFF_PRODUCTS", verhoeff["_multiplication_table"]
    yield "NATIONAL_VERHOEFF_PLACES", verhoeff["_permutation_table"]
