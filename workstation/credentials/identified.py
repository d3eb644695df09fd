"""Whom an OpenID provider knows, and by which of its claims."""

# SPDX-License-Identifier: Apache-2.0

import hashlib
from dataclasses import dataclass, field
from typing import Literal

MARK_DIGITS = 8
TOKEN_LIMIT = 16 << 10
KEYS_LIMIT = 256 << 10
Claim = Literal["sub", "preferred_username", "oid"]


@dataclass(frozen=True, slots=True)
class Identified:
    """Whom a provider knows by an account that is nobody else's there, as one of its claims has it.

    `subject` and `session` are what the provider will call them and this sign-in when it ends that (Back-Channel Logout
    §2.1); they are no part of who it is, and "" where a token told none.
    """

    issuer: str
    account: str
    claim: Claim = "sub"
    subject: str = field(default="", compare=False)
    session: str = field(default="", compare=False)

    @property
    def mark(self) -> str:
        """What the account is called on the record: the beginning of a digest, for it may be an address of somebody."""
        told = f"{self.issuer}\0{self.account}".encode()
        return hashlib.sha256(told).hexdigest()[:MARK_DIGITS]
