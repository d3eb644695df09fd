"""The process that checks a password for the keeper: both come on standard input, the answer goes to standard output.

It is a process of its own and a short one, because argon2id takes 64 MiB while it works.
"""

# SPDX-License-Identifier: Apache-2.0

import sys

import msgspec


class PasswordOffered(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A password and what the right one is kept as. It goes through a pipe, never a file."""

    password: str
    phc: str

    def __repr__(self) -> str:
        return "PasswordOffered()"


def main() -> None:
    """Answer one question; raise CredentialError where what is kept is damaged."""
    from workstation.credentials.password import is_password  # noqa: PLC0415 - the keeper never loads it

    offered = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=PasswordOffered)
    sys.stdout.buffer.write(msgspec.msgpack.encode(is_password(offered.password, offered.phc)))
