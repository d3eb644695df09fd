"""A thousand windows thrown above a covered screen: how long any of them is seen, beside other lockers."""

# SPDX-License-Identifier: Apache-2.0

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.figure import Figure, judged
from tests.demo.pixels import Pixels
from tests.desktop.bed import Bed, eventually
from tests.fakes.shieldkeeper import WELCOME, Shielded, ShieldKeeper
from workstation.facts.truth import Truth
from workstation.link.messages import Cover

THROWN = int(os.environ.get("DESKWARDEN_STRANGERS_THROWN", "1000"))
BESIDE = 100
SEED = 20_268
SIZE = (1600, 1000)
LOOKED_AT = (1500, 900)
DESKTOP = "#d04040"
SEEN_AT_MOST_MS = 2.0
SLOWEST_HZ = 900
SETTLES, COVERS_WITHIN = 1.0, 20.0
PEER = ("xsecurelock",)
Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of the thrown windows: how long each that was, in milliseconds, and how often somebody looked."""

    spans: tuple[float, ...]
    hz: float

    @property
    def long(self) -> int:
        """Return how many were seen for longer than one may be."""
        return sum(span > SEEN_AT_MOST_MS for span in self.spans)

    def __str__(self) -> str:
        """Say it in a line."""
        longest = max(self.spans, default=0.0)
        return f"{len(self.spans)} seen at all, {self.long} for over 2 ms, at most {longest:.1f} ms, {self.hz:.0f} Hz"


def figures(say: Say) -> tuple[Figure, ...]:
    """Throw them above the twins without a compositor and with one, and a share of them above another locker."""
    return _figure("shield.strangers_plain", say, composited=False), _figure("shield.strangers", say, composited=True)


def _figure(name: str, say: Say, *, composited: bool) -> Figure:
    with _desktop(composited=composited) as bed, _twins(bed):
        seen = _thrown(bed, THROWN)
    with _desktop(composited=composited) as bed:
        beside = _above_a_peer(bed)
    say(f"  {name}: {seen}; {PEER[0]}, {BESIDE} windows: {beside or 'not here'}")
    how = f"{THROWN} windows in seven ways (seed {SEED}): {seen}; {PEER[0]}, {BESIDE} windows: {beside or 'not here'}"
    if seen.hz < SLOWEST_HZ:
        return Figure(id=name, value=None, unit="windows", how=f"too slow to tell: {how}")
    return judged(Figure(id=name, value=seen.long, unit="windows", target=0, n=THROWN, how=how))


@contextmanager
def _desktop(*, composited: bool) -> Iterator[Bed]:
    with tempfile.TemporaryDirectory(prefix="deskwarden-") as folder:
        bed = Bed(Path(folder))
        try:
            bed.open(*SIZE)
            if composited:
                bed.start(["picom", "--backend", "xrender", "--config", os.devnull])
            bed.start(["xsetroot", "-solid", DESKTOP]).wait()
            yield bed
        finally:
            bed.stop()


@contextmanager
def _twins(bed: Bed) -> Iterator[None]:
    socket, log = bed.folder / "keeper.sock", bed.folder / "prompt.log"
    keeper = ShieldKeeper(socket, lambda: [WELCOME, Cover(reason="agent", truth=Truth.LOCKED)])
    shields = [_shield(bed, socket, log) for _ in range(2)]
    try:
        eventually(lambda: sum(_covers(each) for each in keeper.shields) == len(shields), "both cover")
        yield
    finally:
        for shield in shields:
            bed.end(shield)
        keeper.close()


def _shield(bed: Bed, socket: Path, log: Path) -> subprocess.Popen[bytes]:
    command = (sys.executable, "-m", "tests.shield.shieldprocess", str(socket), str(log))
    return bed.start(command, {"PYTHONPATH": str(Path.cwd())})


def _covers(shield: Shielded) -> bool:
    return shield.covering is not None and shield.covering.covered


def _above_a_peer(bed: Bed) -> Seen | None:
    """Have another locker cover the screen; None where it is not installed or covers nothing."""
    if shutil.which(PEER[0]) is None:
        return None
    eyes = Pixels(bed.environment["DISPLAY"])
    bare = eyes.at(*LOOKED_AT)
    process = bed.start(PEER)
    try:
        eventually(lambda: eyes.at(*LOOKED_AT) != bare, "the peer covers", COVERS_WITHIN)
        return _thrown(bed, BESIDE)
    except AssertionError:
        return None
    finally:
        bed.end(process)
        eyes.close()


def _thrown(bed: Bed, count: int) -> Seen:
    """Throw windows from a process of their own, and look as often as may be until it ends."""
    eyes = Pixels(bed.environment["DISPLAY"])
    time.sleep(SETTLES)
    covered = eyes.at(*LOOKED_AT)
    thrower = bed.start(
        (sys.executable, "-m", "tests.bench.thrower", str(count), str(SEED)), {"PYTHONPATH": str(Path.cwd())}
    )
    spans, looks, other_since, began = [], 0, None, time.perf_counter()
    while thrower.poll() is None:
        is_covered, now = eyes.at(*LOOKED_AT) == covered, time.perf_counter()
        looks += 1
        if is_covered and other_since is not None:
            spans.append((now - other_since) * 1e3)
            other_since = None
        elif not is_covered and other_since is None:
            other_since = now
    hz = looks / (time.perf_counter() - began)
    if other_since is not None:
        spans.append((time.perf_counter() - other_since) * 1e3)
    eyes.close()
    bed.end(thrower)
    return Seen(tuple(spans), hz)
