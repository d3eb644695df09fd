"""Whose word a marker is: any client can set a property, so the process behind the window decides."""

# SPDX-License-Identifier: Apache-2.0

import os
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path

from workstation.desktop.x11.clients import Clients

PROC = Path("/proc")
IsShield = Callable[[int], bool]


def runs_shield(pid: int) -> bool:
    """Say whether `pid` runs a shield as a trial starts it: our account, our program, and its word for a shield."""
    process = PROC / str(pid)
    try:
        ours = process.stat().st_uid == (PROC / "self").stat().st_uid and (process / "exe").samefile(
            PROC / "self" / "exe"
        )
        return ours and _part((process / "cmdline").read_bytes()).endswith("shield")
    except OSError:  # no such process, or one that is not ours to look into
        return False


class Markers:
    """Judges windows that carry a marker, over the connection of `clients`; one that a stranger set is not believed."""

    def __init__(self, clients: Clients, is_shield: IsShield) -> None:
        self._clients = clients
        self._is_shield = is_shield

    def is_our_mask(self, window: int) -> bool:
        """Say whether a window marked as a mask belongs to this process."""
        return self._clients.pid_of(window) == os.getpid()

    def is_shield(self, window: int) -> bool:
        """Say whether a window marked as a shield belongs to one that runs."""
        return self._is_shield(self._clients.pid_of(window))


def _part(command: bytes) -> str:
    """Return the last word before the options, which names the part of the product."""
    words = command.decode(errors="replace").rstrip("\0").split("\0")
    return next(reversed([*takewhile(lambda word: not word.startswith("--"), words)]), "")
