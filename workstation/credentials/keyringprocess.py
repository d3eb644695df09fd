"""The process that asks a user's keyring for the keeper: a question on standard input, the answer on standard output.

It is a process of its own and a short one: a keyring's client takes memory that the keeper has not, and may wait for a
user who never answers, until whoever started this ends it.
"""

# SPDX-License-Identifier: Apache-2.0

import sys
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keyring.backend import KeyringBackend

SERVICE = "deskwarden"
TRUSTED = {
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.libsecret.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.macOS.Keyring",
    "keyring.backends.Windows.WinVaultKeyring",
}
"""What the system keeps for a user who is signed in. The library knows others, that keep a secret in a plain file."""


class KeyringAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The secret called `name` is wanted, or `secret` is to be kept under it. It goes through a pipe, never a file."""

    name: str
    secret: str | None = None

    def __repr__(self) -> str:
        return f"KeyringAsked(name={self.name!r})"


class KeyringAnswered(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the keyring said: the secret, None where it has none; `trouble` where it could not say that."""

    secret: str | None = None
    trouble: Literal["", "absent", "locked", "refused"] = ""

    def __repr__(self) -> str:
        return f"KeyringAnswered(trouble={self.trouble!r})"


def main() -> None:
    """Answer one question; whatever a keyring raises that is none of its own errors ends this."""
    asked = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=KeyringAsked)
    sys.stdout.buffer.write(msgspec.msgpack.encode(_answer(asked)))


def _answer(asked: KeyringAsked) -> KeyringAnswered:
    from keyring.errors import InitError, KeyringError, KeyringLocked  # noqa: PLC0415 - whoever imports the messages does not load it

    trusted = _trusted()
    if not trusted:
        return KeyringAnswered(trouble="absent")
    try:
        if asked.secret is not None:
            trusted[0].set_password(SERVICE, asked.name, asked.secret)
            return KeyringAnswered()
        return KeyringAnswered(secret=_first(trusted, asked.name))
    except (KeyringLocked, InitError):  # the second where its user closes the window that would make a new one
        return KeyringAnswered(trouble="locked")
    except KeyringError:
        return KeyringAnswered(trouble="refused")


def _trusted() -> "Sequence[KeyringBackend]":
    """Return the keyrings of this session that are trusted, the preferred one first."""
    import keyring  # noqa: PLC0415 - as above
    from keyring.backends.chainer import ChainerBackend  # noqa: PLC0415 - as above

    chosen = keyring.get_keyring()
    offered = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
    return [each for each in offered if TRUSTED.intersection(_ancestry(each))]


def _ancestry(backend: "KeyringBackend") -> list[str]:
    return [f"{each.__module__}.{each.__qualname__}" for each in type(backend).__mro__]


def _first(keyrings: "Sequence[KeyringBackend]", name: str) -> str | None:
    found = (each.get_password(SERVICE, name) for each in keyrings)
    return next((secret for secret in found if secret is not None), None)
