"""How late the server's idle alarm reaches the seat, and how long other people's idle lock takes to cover."""

# SPDX-License-Identifier: Apache-2.0

import os
import queue
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.bench.figure import Figure, latencies, percentile
from tests.demo.pixels import Pixels
from tests.desktop.bed import Bed
from tests.desktop.sink import xdotool
from workstation.desktop.x11.idle import Idle
from workstation.facts.observations import InputIdled, Observation

TRIES, PEER_TRIES = 100, 10
LIMIT = timedelta(milliseconds=300)
IDLE_LIMIT, GIVES_UP = 2.0, 10.0
SIZE = (1600, 1000)
LOOKED_AT = (1500, 900)
PEER = ("xss-lock", "-l", "--", "xsecurelock")
Say = Callable[[str], object]


def figures(say: Say) -> tuple[Figure, ...]:
    """Let input idle again and again; the clock runs from the limit to the observation."""
    say("  idle alarms, then xss-lock with xsecurelock where they are installed")
    with _desktop() as bed:
        late = _late()
    with _desktop() as bed:
        peer = _peer_covers(bed)
    how = "a key by xdotool, then the limit, to the seat's observation; the key's own way counts too"
    return (*latencies("idle.late", late, 5, how), *_of_peer(peer))


def _of_peer(tries: list[float]) -> tuple[Figure, ...]:
    name = "lock.cover.xsecurelock"
    if not tries:
        return (Figure(id=name, value=None, unit="ms", how="xss-lock and xsecurelock are not here"),)
    value = round(percentile(tries, 0.95) * 1e3, 1)
    how = "p95 from the saver's timeout, which it keeps in whole seconds, to another colour; beside lock.cover"
    return (Figure(id=name, value=value, unit="ms", how=how, n=len(tries)),)


@contextmanager
def _desktop() -> Iterator[Bed]:
    before = os.environ.get("DISPLAY")
    with tempfile.TemporaryDirectory(prefix="deskwarden-") as folder:
        bed = Bed(Path(folder))
        try:
            bed.open(*SIZE)
            os.environ["DISPLAY"] = bed.environment["DISPLAY"]
            yield bed
        finally:
            bed.stop()
            os.environ.pop("DISPLAY")
            if before is not None:
                os.environ["DISPLAY"] = before


def _late() -> list[float]:
    heard: queue.SimpleQueue[Observation] = queue.SimpleQueue()
    idle = Idle(heard.put)
    idle.start()
    idle.watch((LIMIT,))
    tries = []
    try:
        for _ in range(TRIES):
            while not isinstance(heard.get(timeout=GIVES_UP), InputIdled):
                pass
            pressed = datetime.now(UTC)
            xdotool("key", "Shift_L")
            while not isinstance(told := heard.get(timeout=GIVES_UP), InputIdled):
                pass
            tries.append((told.at - pressed - told.idle).total_seconds())
            xdotool("key", "Shift_L")
    finally:
        idle.stop()
    return tries


def _peer_covers(bed: Bed) -> list[float]:
    if any(shutil.which(program) is None for program in ("xss-lock", "xsecurelock", "xset")):
        return []
    eyes, tries = Pixels(bed.environment["DISPLAY"]), []
    for _ in range(PEER_TRIES):
        xdotool("mousemove", "9", "9")
        bed.start(["xset", "s", str(int(IDLE_LIMIT)), "0"]).wait()
        locker = bed.start(PEER)
        time.sleep(0.5)
        bare = eyes.at(*LOOKED_AT)
        xdotool("mousemove", "19", "19")
        began = time.perf_counter()
        while eyes.at(*LOOKED_AT) == bare and time.perf_counter() - began < GIVES_UP:
            time.sleep(0.0005)
        tries.append(time.perf_counter() - began - IDLE_LIMIT)
        bed.end(locker)
        time.sleep(1)
    eyes.close()
    return tries
