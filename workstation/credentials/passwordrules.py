"""What a new password must be: long, not an old one, and not one that everybody tries first. Pure.

At least twelve characters (PCI DSS 4.0.1 §8.3.6), none of the last four (§8.3.7), no common one and none made of the
agent's name (NIST SP 800-63B-4 §3.1.1.2), and nothing asked about which kinds of characters there are (there as well).
"""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Iterable, Iterator, Sequence

from workstation.credentials.commonpasswords import COMMON
from workstation.credentials.password import is_password, prepared
from workstation.errors import PasswordRefusedError

LEAST = 12
MOST_BYTES = 256  # 64 characters of any script, the least that SP 800-63B-4 wants taken
HISTORY = 4
LEAST_OWN = 8
LEAST_PIECE = 3
OF_THE_PRODUCT = ("deskwarden", "warden", "desk")
RULES = (
    f"A password has {LEAST} characters or more. Several words are good; common ones, rows of keys, names and years"
    " count as one character each."
)
_ROWS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop")
_LOOKS = str.maketrans("0134578@$!", "oleastbasi")
_YEAR = re.compile(r"(?:19|20)\d\d")
_AGAIN = re.compile(r"(.+)\1+", re.DOTALL)


def check_password(password: str, agent: str, past: Sequence[str]) -> None:
    """Raise PasswordRefusedError, which says why, unless `password` may be the next of `agent`, of whom `past` is kept.

    `past` are PHC strings, the newest first; only the last HISTORY of them count.
    """
    text = prepared(password)
    if not text.isprintable():
        raise PasswordRefusedError("untypable", "the password has characters that cannot be typed", hint=RULES)
    if len(text) < LEAST:
        raise PasswordRefusedError("short", f"the password has fewer than {LEAST} characters", hint=RULES)
    if len(text.encode()) > MOST_BYTES:
        raise PasswordRefusedError(
            "long", f"the password is longer than {MOST_BYTES} bytes", hint="Leave something out."
        )
    if len(_own(text, agent)) < LEAST_OWN:
        raise PasswordRefusedError("common", "the password is one of those that are tried first", hint=RULES)
    if any(is_password(password, phc) for phc in past[:HISTORY]):
        raise PasswordRefusedError(
            "reused", f"the password is one of the last {HISTORY}", hint="Choose one that is new."
        )


def _own(text: str, agent: str) -> str:
    """Return `text` with whatever of it can be guessed as a whole as one character."""
    plain = text.casefold()
    if plain in COMMON:
        return ""
    pieces = _longest_first((*_pieces_of(agent), *OF_THE_PRODUCT, *COMMON, *_rows()))
    looks = plain.translate(_LOOKS)
    for reading in (plain, looks, _once(plain), _once(looks)):
        left = _once(_YEAR.sub("\0", _without(reading, pieces)))
        if len(left) < LEAST_OWN:
            return left
    return plain


def _once(text: str) -> str:
    """Return `text` with everything that comes twice or more in a row there once."""
    while (shorter := _AGAIN.sub(r"\1", text)) != text:
        text = shorter
    return text


def _without(text: str, pieces: Iterable[str]) -> str:
    for piece in pieces:
        text = text.replace(piece, "\0")
    return text


def _pieces_of(agent: str) -> Iterator[str]:
    for word in re.split(r"[\W_]+", prepared(agent).casefold()):
        if len(word) >= LEAST_PIECE:
            yield word


def _rows() -> Iterator[str]:
    """Yield what lies side by side on a keyboard or in the alphabet, both ways."""
    for row in (*_ROWS, *(row[::-1] for row in _ROWS)):
        for first in range(len(row)):
            for end in range(first + LEAST_PIECE, len(row) + 1):
                yield row[first:end]


def _longest_first(pieces: Iterable[str]) -> list[str]:
    return sorted(set(pieces), key=len, reverse=True)
