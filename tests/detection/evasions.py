"""The ways in which a value is written so that a plain pattern does not see it, though every person does."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from random import Random

from tests.detection import national, payment, personal

Parts = tuple[str, ...]  # a value in its usual groups
SCRIPTS = tuple(chr(zero) for zero in (0xFF10, 0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0x1D7CE, 0x1D7F6))
ZERO_WIDTH = (
    *("\u200b", "\u200c", "\u200d", "\ufeff", "\u2060", "\u00ad"),
    *("\u061c", "\u2068", "\U000e0100", "\U000e0031"),
)
SEPARATORS = {
    "dots": ".",
    "dashes": "-",
    "slashes": "/",
    "nbsp": "\u00a0",
    "thin_space": "\u202f",
    "double_spaces": "  ",
    "tabs": "\t",
    "newlines": "\n",
    "en_dashes": "\u2013",
    "spaced_dashes": " - ",
}
Disguise = Callable[[Random, Parts], tuple[str, str, str]]  # what is glued before, the value, what is glued after


def _separated(separator: str) -> Disguise:
    return lambda _, parts: ("", separator.join(parts), "")


def _mixed(random: Random, parts: Parts) -> tuple[str, str, str]:
    made = parts[0]
    for at, part in enumerate(parts[1:]):
        made += (" ", "-", ".", "  ")[(at + random.randrange(2)) % 4] + part
    return "", made, ""


def _zero_width(random: Random, parts: Parts) -> tuple[str, str, str]:
    whole, hidden = "".join(parts), random.choice(ZERO_WIDTH)
    if random.random() < 0.5:
        return "", hidden.join(whole), ""
    at = random.randrange(1, len(whole))
    return "", whole[:at] + hidden + whole[at:], ""


def _other_digits(random: Random, parts: Parts) -> tuple[str, str, str]:
    zero = ord(random.choice(SCRIPTS))
    whole = random.choice(("", " ")).join(parts)
    return "", "".join(chr(zero + int(char)) if char in "0123456789" else char for char in whole), ""


def _full_width(random: Random, parts: Parts) -> tuple[str, str, str]:
    whole = random.choice(("", " ")).join(parts)
    return "", "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in whole), ""


def _digit_by_digit(random: Random, parts: Parts) -> tuple[str, str, str]:
    return "", random.choice((" ", " ", "-", ".", "  ")).join("".join(parts)), ""


def _glued(random: Random, parts: Parts) -> tuple[str, str, str]:
    before = random.choice(("no", "num", "nr", "xx", "is"))
    return before, random.choice(("", "-")).join(parts), random.choice(("", "ok", "thx", "xx"))


def _lower(random: Random, parts: Parts) -> tuple[str, str, str]:
    return "", random.choice(("", " ")).join(parts).lower(), ""


DISGUISES: dict[str, Disguise] = {
    **{name: _separated(separator) for name, separator in SEPARATORS.items()},
    "mixed_separators": _mixed,
    "zero_width": _zero_width,
    "other_digits": _other_digits,
    "full_width": _full_width,
    "digit_by_digit": _digit_by_digit,
    "glued": _glued,
    "lower_case": _lower,
}
ANY = tuple(name for name in DISGUISES if name != "lower_case")
IBAN_WAYS = (*(name for name in ANY if name not in {"glued", "slashes"}), "lower_case", "lower_case", "lower_case")
UNGROUPED = ("zero_width", "other_digits", "full_width", "digit_by_digit")


def _three_two_four(number: str) -> Parts:
    return number[:3], number[3:5], number[5:]


def _fours(number: str) -> Parts:
    return tuple(payment.iban_groups(number))


def _threes(number: str) -> Parts:
    return tuple(national.by_three(number))


def _whole(number: str) -> Parts:
    return (number,)


EVASIVE: dict[str, tuple[Callable[[Random], str], Callable[[str], Parts], tuple[str, ...]]] = {
    "card_number": (payment.card, lambda number: tuple(payment.card_groups(number)), ANY),
    "card_number_bare": (payment.long_card, lambda number: tuple(payment.card_groups(number)), ANY),
    "us_ssn": (payment.us_ssn, _three_two_four, ANY),
    "us_itin": (payment.us_itin, _three_two_four, ANY),
    "iban": (payment.bare_iban, _fours, IBAN_WAYS),
    "us_routing": (payment.us_routing, _whole, UNGROUPED),
    "bank_account": (payment.bank_account, _whole, UNGROUPED),
    "card_verification": (payment.card_verification, _whole, UNGROUPED),
    "one_time_code": (personal.one_time_code, _whole, UNGROUPED),
    "uk_nhs": (national.uk_nhs, lambda number: (number[:3], number[3:6], number[6:]), ANY),
    "ca_sin": (national.ca_sin, _threes, ANY),
    "in_aadhaar": (national.in_aadhaar, _fours, ANY),
    "br_cpf": (national.br_cpf, _threes, ANY),
}


def disguised(random: Random, kind: str) -> tuple[str, str, str, str]:
    """Return the way of disguise, what is glued before the value, the value, and what is glued after it."""
    make, groups, ways = EVASIVE[kind]
    way = random.choice(ways)
    return way, *DISGUISES[way](random, groups(make(random)))
