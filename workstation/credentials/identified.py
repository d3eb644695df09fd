"""Whom an OpenID provider knows, and by which of its claims."""

# SPDX-License-Identifier: Apache-2.0

import hashlib
from dataclasses import dataclass
from typing import Literal

MARK_DIGITS = 8
TOKEN_LIMIT = 16 << 10
KEYS_LIMIT = 256 << 10
Claim = Literal["sub", "preferred_username", "oid"]


@dataclass(frozen=True, slots=True)
class Identified:
    """Whom a provider knows by an account that is nobody else's there, as one of its claims has it."""

    issuer: str
    account: str
    claim: Claim = "sub"

    @property
    def mark(self) -> str:
        """What the account is called on the record: the beginning of a digest, for it may be an address of somebody."""
        told = f"{self.issuer}\0{self.account}".encode()
        return hashlib.sha256(told).hexdigest()[:MARK_DIGITS]
