"""How late the server's idle alarm reaches the seat."""

# SPDX-License-Identifier: Apache-2.0

import os
import queue
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.bench.figure import Figure, latencies
from tests.bench.hand import SHIFT, Hand
from tests.desktop.bed import Bed
from workstation.desktop.x11.idle import Idle
from workstation.facts.observations import InputIdled, Observation

TRIES = 100
LIMIT = timedelta(milliseconds=300)
GIVES_UP = 10.0
SIZE = (1600, 1000)
Say = Callable[[str], object]


def figures(say: Say) -> tuple[Figure, ...]:
    """Let input idle again and again; the clock runs from the limit to the observation."""
    say(f"  {TRIES} idle alarms")
    with _desktop():
        how = "a key (XTEST), then the limit, to the seat's observation; the key's own way to the server counts too"
        return latencies("idle.late", _late(), 5, how)


@contextmanager
def _desktop() -> Iterator[None]:
    before = os.environ.get("DISPLAY")
    with tempfile.TemporaryDirectory(prefix="deskwarden-") as folder:
        bed = Bed(Path(folder))
        try:
            bed.open(*SIZE)
            os.environ["DISPLAY"] = bed.environment["DISPLAY"]
            yield
        finally:
            bed.stop()
            os.environ.pop("DISPLAY")
            if before is not None:
                os.environ["DISPLAY"] = before


def _late() -> list[float]:
    heard: queue.SimpleQueue[Observation] = queue.SimpleQueue()
    idle, hand = Idle(heard.put), Hand(os.environ["DISPLAY"])
    idle.start()
    idle.watch((LIMIT,))
    tries = []
    try:
        for _ in range(TRIES):
            while not isinstance(heard.get(timeout=GIVES_UP), InputIdled):
                pass
            pressed = datetime.now(UTC)
            hand.press(SHIFT)
            while not isinstance(told := heard.get(timeout=GIVES_UP), InputIdled):
                pass
            tries.append((told.at - pressed - told.idle).total_seconds())
            hand.press(SHIFT)
    finally:
        idle.stop()
    return tries
