"""Following the feed from a terminal: where the store is, who asks, and one line for each item."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import keyring
from keyring.errors import KeyringError
from rich.console import Console
from rich.text import Text

from workstation.auditstore.feed import follow_feed
from workstation.errors import StoreError
from workstation.facts.kinds import Severity
from workstation.record.digest import Digest, Told

SERVICE = "deskwarden"
SHAPES = {Severity.VIOLATION: ("▲", "yellow"), Severity.FAILURE: ("✖", "red")}


@dataclass(frozen=True, slots=True, kw_only=True)
class StorePlace:
    """Where a store is, as a supervisor knows it: its address, its authority as PEM, and the supervisor's token."""

    url: str
    authority: str
    token: str

    def follow(self, after: int | None) -> Iterator[Told]:
        """Yield violations, digests and failures after that number of the store, or from now on, for ever."""
        return follow_feed(self.url, self.authority, self.token, after)


def find_store(folder: Path, url: str | None, authority: Path | None, token: str | None) -> StorePlace:
    """Return the store to follow; what is not given comes from a store's folder here and from the keyring."""
    try:
        address = url or (folder / "url").read_text().strip()
        pem = (authority or folder / "ca.pem").read_text()
    except OSError as error:
        raise StoreError("there is no audit store here", hint="Start it, or give --url and --ca.") from error
    return StorePlace(url=address, authority=pem, token=token or _kept_token(address))


def show_feed(items: Iterable[Told], sentence: Callable[[Told], str], console: Console) -> None:
    """Print one line for each item, for as long as the feed gives some."""
    for item in items:
        severity = Severity.VIOLATION if isinstance(item, Digest) else item.severity
        shape, colour = SHAPES.get(severity, ("·", "default"))
        line = Text.assemble((f"{shape} ", colour), sentence(item), (f"  #{item.store_seq}", "dim"))
        console.print(line, soft_wrap=True)


def _kept_token(url: str) -> str:
    try:
        token = keyring.get_password(SERVICE, url)
    except KeyringError as error:
        raise _no_token() from error
    if token is None:
        raise _no_token()
    return token


def _no_token() -> StoreError:
    return StoreError(
        "a supervisor's token is needed",
        hint="Give --token or DESKWARDEN_TOKEN; `deskwarden store supervisor` makes one.",
    )
