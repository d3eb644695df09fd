"""The process that asks a security key for the keeper: a question on standard input, the answer on standard output.

It is a process of its own and a short one: it waits for a person, and whoever started it can end it.
"""

# SPDX-License-Identifier: Apache-2.0

import sys
from typing import Annotated

import msgspec
from msgspec import Meta

from workstation.errors import SecurityKeyError
from workstation.facts.keyanswer import KeyAssertion


class KeyAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The key is to answer this challenge for this agent, "" for whoever's it is. Through a pipe, never a file."""

    agent: str
    challenge: bytes
    pin: str

    def __repr__(self) -> str:
        return f"KeyAsked(agent={self.agent!r})"


class KeyTold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the key answered; `trouble` is the reason of SecurityKeyError where it did not."""

    assertion: KeyAssertion | None = None
    trouble: Annotated[str, Meta(pattern=r"^[a-z_]{0,24}\Z")] = ""


def main() -> None:
    """Answer one question; whatever a key says that is no answer is told as trouble."""
    asked = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=KeyAsked)
    sys.stdout.buffer.write(msgspec.msgpack.encode(_told(asked)))


def _told(asked: KeyAsked) -> KeyTold:
    from workstation.credentials.keytouch import answer, only_key, plugged_in  # noqa: PLC0415 - whoever imports the messages does not load it

    try:
        with only_key(plugged_in) as device:
            return KeyTold(assertion=answer(device, asked.agent, asked.challenge, asked.pin))
    except SecurityKeyError as error:
        return KeyTold(trouble=error.reason)
