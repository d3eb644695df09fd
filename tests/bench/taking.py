"""How soon a copied card number is off the clipboard: two changes of its owner, as an outside X client sees them."""

# SPDX-License-Identifier: Apache-2.0

import select
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

import xcffib
import xcffib.xfixes
import xcffib.xproto

from tests.bench.figure import Figure, latencies
from tests.bench.hand import Hand
from tests.desktop.bed import Bed
from tests.leaks.leakcount import POLICY
from tests.leaks.numbers import siblings
from tests.leaks.place import SCREEN
from tests.leaks.seat import SignedIn

TRIES = 30
CALM = 1.0
HOW = "XFixes owner events seen by a client of its own, xclip to the seat"


def figures(_: Callable[[str], object]) -> tuple[Figure, ...]:
    """Take it where nothing else is painted: a compositor without a graphics card keeps the server busy."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        bed = Bed(Path(name))
        stack.callback(bed.stop)
        bed.open(*SCREEN)
        hand = Hand(bed.environment["DISPLAY"])
        stack.callback(hand.close)
        seat = SignedIn(bed, hand, POLICY)
        stack.callback(seat.close)
        return latencies("clipboard.seize_plain", seizures(bed.environment, next(siblings())), 5, HOW)


def seizures(environment: Mapping[str, str], number: str) -> list[float]:
    """Have xclip own CLIPBOARD with `number`, again and again; return after how many seconds it no longer did."""
    watch = Ownership(environment["DISPLAY"], "CLIPBOARD")
    took = []
    for _ in range(TRIES):
        command = ("xclip", "-i", "-selection", "clipboard")
        quiet = subprocess.DEVNULL
        subprocess.run(command, input=number.encode(), env=environment, stdout=quiet, stderr=quiet, check=True)
        changes = watch.changes(2, 2.0)
        if len(changes) == 2:
            took.append(changes[1][0] - changes[0][0])
        watch.changes(5, CALM)
    watch.close()
    return took


class Ownership:
    """Notes every change of a selection's owner."""

    def __init__(self, display: str, selection: str) -> None:
        self._connection = xcffib.connect(display=display)
        core = self._connection.core
        root = self._connection.setup.roots[self._connection.pref_screen].root
        atom = core.InternAtom(only_if_exists=False, name_len=len(selection), name=selection).reply().atom
        fixes = self._connection(xcffib.xfixes.key)
        fixes.QueryVersion(5, 0).reply()
        fixes.SelectSelectionInput(root, atom, xcffib.xfixes.SelectionEventMask.SetSelectionOwner)
        self._connection.flush()

    def changes(self, count: int, seconds: float) -> list[tuple[float, int]]:
        """Return up to `count` changes within `seconds`: when, and the new owner's window."""
        until = time.perf_counter() + seconds
        seen: list[tuple[float, int]] = []
        while len(seen) < count and (left := until - time.perf_counter()) > 0:
            event = self._connection.poll_for_event()
            if event is not None:
                seen.append((time.perf_counter(), event.owner))
                continue
            select.select([self._connection.get_file_descriptor()], [], [], left)
        return seen

    def close(self) -> None:
        """Close the connection."""
        self._connection.disconnect()
