"""Passwords at rest: argon2id (RFC 9106) as a PHC string, which names its own parameters so that they can grow.

A password is compared as RFC 8265 §4.2 prepares it: every space is the plain one, and letters are composed (NFC).
"""

# SPDX-License-Identifier: Apache-2.0

import base64
import os
import unicodedata
from threading import Lock

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from workstation.errors import CredentialError

# RFC 9106 §4, the second recommended option: less memory than the first, and over the least that OWASP names.
ITERATIONS, LANES, MEMORY_KIB = 3, 4, 64 << 10
SALT_SIZE, HASH_SIZE = 16, 32
_ALONE = Lock()
"""Lanes are computed by threads of OpenSSL's, which never come back where two threads here ask for them at once."""
_KIND = "$argon2id$v=19$"


def prepared(password: str) -> str:
    """Return a password as it is counted and hashed, whichever keyboard it was typed at; nothing is cut off."""
    spaced = "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in password)
    return unicodedata.normalize("NFC", spaced)


def hash_password(password: str) -> str:
    """Return the PHC string to keep of a password."""
    hashing = Argon2id(
        salt=os.urandom(SALT_SIZE), length=HASH_SIZE, iterations=ITERATIONS, lanes=LANES, memory_cost=MEMORY_KIB
    )
    with _ALONE:
        return hashing.derive_phc_encoded(_bytes(password))


def is_password(password: str, phc: str) -> bool:
    """Say whether a password is the one that `phc` was made of; raise CredentialError where that is no PHC string.

    With "" for `phc`, where nobody has a password, it never is, after the same work.
    """
    against = phc or _of_nobody()
    if not against.startswith(_KIND):
        raise CredentialError("what is kept of a password is damaged")
    try:
        with _ALONE:
            Argon2id.verify_phc_encoded(_bytes(password), against)
    except InvalidKey:
        return False
    return bool(phc)


def _of_nobody() -> str:
    salt, key = (base64.b64encode(os.urandom(size)).decode().rstrip("=") for size in (SALT_SIZE, HASH_SIZE))
    return f"{_KIND}m={MEMORY_KIB},t={ITERATIONS},p={LANES}${salt}${key}"


def _bytes(password: str) -> bytes:
    return prepared(password).encode("utf-8", "surrogatepass")
