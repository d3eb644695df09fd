"""Break-glass codes: the answer to one challenge of one workstation, for one agent (as in RFC 6287 §7.1). Pure."""

# SPDX-License-Identifier: Apache-2.0

import hmac
import secrets

from workstation.credentials.crockford import ALPHABET, symbols_of

SYMBOLS = 8
KEY_SIZE = 32
_BITS = 5
_OF_DEVICE = b"deskwarden break-glass device v1\0"
_OF_CODE = b"deskwarden break-glass code v1\0"


def device_key(store_key: bytes, device: str) -> bytes:
    """Return what store and keeper of this device share; of one device's nothing is learnt about another's."""
    return hmac.digest(store_key, _OF_DEVICE + device.encode(), "sha256")


def new_challenge() -> str:
    """Return a fresh challenge of 40 bits, which no keeper shows twice."""
    return "".join(secrets.choice(ALPHABET) for _ in range(SYMBOLS))


def code_for(key: bytes, challenge: str, agent: str) -> str:
    """Return the code of 40 bits that answers `challenge` for `agent` at the device of `key`."""
    of = int.from_bytes(hmac.digest(key, _OF_CODE + f"{challenge}\0{agent}".encode(), "sha256"))
    return "".join(ALPHABET[of >> _BITS * place & len(ALPHABET) - 1] for place in range(SYMBOLS))


def answers(key: bytes, challenge: str, agent: str, typed: str) -> bool:
    """Say whether what was typed is that code, in the same time for any text."""
    symbols = glass_symbols(typed) or "?" * SYMBOLS
    return hmac.compare_digest(code_for(key, challenge, agent), symbols)


def glass_symbols(typed: str) -> str:
    """Return the symbols of a challenge or a code, however they were typed; "" where there are none."""
    return symbols_of(typed, SYMBOLS)
