"""What the product adds to an ordinary key chord: Ctrl+C in a program that has nothing to hide."""

# SPDX-License-Identifier: Apache-2.0

import select
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

import xcffib
import xcffib.xproto
from xcffib.xproto import CW, EventMask, InputFocus, WindowClass

from tests.bench.figure import Figure
from tests.bench.hand import Hand
from tests.desktop.bed import Bed
from tests.leaks.leakcount import POLICY
from tests.leaks.place import SCREEN
from tests.leaks.seat import SignedIn

CHORDS = 1000
CONTROL, LETTER_C = 0xFFE3, ord("c")
EVERY = 0.004


class Field:
    """A plain X client's window with the focus."""

    def __init__(self, display: str) -> None:
        self._connection: Any = xcffib.connect(display=display)
        core, root = self._connection.core, self._connection.setup.roots[self._connection.pref_screen].root
        self._window = self._connection.generate_id()
        copied, values = xcffib.CopyFromParent, [1, EventMask.KeyPress]
        mask = CW.OverrideRedirect | CW.EventMask
        core.CreateWindow(copied, self._window, root, 0, 0, 300, 100, 0, WindowClass.InputOutput, copied, mask, values)
        core.MapWindow(self._window)

    def focus(self) -> None:
        """Take the keyboard's focus."""
        core = self._connection.core
        core.SetInputFocus(InputFocus.PointerRoot, self._window, xcffib.CurrentTime)
        core.GetInputFocus().reply()
        while self._connection.poll_for_event() is not None:
            pass

    def took(self, hand: Hand) -> float:
        """Press Ctrl+C, and return the seconds until this client is told of its last key."""
        began = hand.chord(CONTROL, LETTER_C)
        pressed = 0
        while pressed < 2:
            if (event := self._connection.poll_for_event()) is not None:
                pressed += isinstance(event, xcffib.xproto.KeyPressEvent)
            elif not select.select([self._connection.get_file_descriptor()], [], [], 2)[0]:
                raise AssertionError("the chord does not arrive")
        return time.perf_counter() - began

    def close(self) -> None:
        """Close the window."""
        self._connection.disconnect()


def figures(say: Callable[[str], object]) -> tuple[Figure, ...]:
    """Press a thousand chords without, a thousand with, a thousand without the product.

    Noise is what the two thousands without it differ by.
    """
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        bed = Bed(Path(name))
        stack.callback(bed.stop)
        bed.open(*SCREEN)
        hand, field = Hand(bed.environment["DISPLAY"]), Field(bed.environment["DISPLAY"])
        stack.callback(hand.close)
        stack.callback(field.close)
        before = _pressed(hand, field)
        seat = SignedIn(bed, hand, POLICY)
        try:
            ours = _pressed(hand, field)
        finally:
            seat.close()
        after = _pressed(hand, field)
    say(f"  {CHORDS} chords with the product, twice as many without")
    noise = abs(median(before) - median(after)) * 1e3
    added = (median(ours) - median([*before, *after])) * 1e3
    how = (
        "Ctrl+C in an ordinary field, press to KeyPress; the difference of medians, beside that of the medians"
        f" of two series without the product; medians {median(before) * 1e3:.3f}, {median(ours) * 1e3:.3f} (with),"
        f" {median(after) * 1e3:.3f} ms"
    )
    figure = Figure(
        id="keys.added_latency_ms",
        value=round(added, 3),
        unit="ms",
        how=how,
        met=abs(added) <= noise,
        peer="noise (ms)",
        peer_value=round(noise, 3),
        n=CHORDS,
    )
    return (figure,)


def _pressed(hand: Hand, field: Field) -> list[float]:
    field.focus()
    took = []
    for _ in range(CHORDS):
        took.append(field.took(hand))
        time.sleep(EVERY)
    return took
