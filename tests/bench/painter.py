"""From the word that something must be hidden to its mask on the pixels: a hundred rectangles at once."""

# SPDX-License-Identifier: Apache-2.0

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path

import xcffib

from tests.bench.figure import Figure, latencies
from tests.demo.pixels import Pixels
from tests.desktop.bed import Bed, eventually
from workstation.desktop.x11.masks import Masks
from workstation.facts.place import Mark, Rect

TRIES, PATIENCE, REST = 60, 2.0, 0.05
ROWS = COLUMNS = 10
WIDTH, HEIGHT = 90, 18
INK = (0x20, 0x21, 0x24)
FRAME = 16.7
HOW = "100 rectangles told to the masks until the last one's colour is on the screen, by GetImage"


def figures(say: Callable[[str], object]) -> tuple[Figure, ...]:
    """Hide two sets of rectangles in turn."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        bed = Bed(Path(name))
        stack.callback(bed.stop)
        bed.open(1280, 900)
        stack.enter_context(_in_place_of(bed.environment))
        plain = _taken(bed)
        bed.start(["picom", "--backend", "xrender", "--config", os.devnull])
        eventually(lambda: _is_composited(bed.environment["DISPLAY"]), "the compositor runs")
        say("  … and with a compositor")
        composited = _taken(bed)
    return (
        *latencies("mask.painter", composited, FRAME, f"{HOW}; picom"),
        *latencies("mask.painter_plain", plain, 2, f"{HOW}; no compositor"),
    )


@contextmanager
def _in_place_of(environment: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _taken(bed: Bed) -> list[float]:
    pixels = Pixels(bed.environment["DISPLAY"])
    masks = Masks(lambda _: None)
    masks.start()
    try:
        sets = cycle((_marks(0), _marks(30)))
        masks.show(next(sets))
        return [took for _, marks in zip(range(TRIES), sets, strict=False) if (took := _shown(masks, pixels, marks))]
    finally:
        masks.stop()


def _shown(masks: Masks, pixels: Pixels, marks: tuple[Mark, ...]) -> float | None:
    time.sleep(REST)
    last = marks[-1].hidden[0]
    began = time.perf_counter()
    masks.show(marks)
    while (took := time.perf_counter() - began) < PATIENCE:
        if pixels.at(last.x + 2, last.y + 2) == INK:
            return took
    return None


def _marks(down: int) -> tuple[Mark, ...]:
    places = (
        Rect(20 + 120 * column, 20 + 80 * row + down, WIDTH, HEIGHT) for row in range(ROWS) for column in range(COLUMNS)
    )
    return tuple(Mark(application="CRM", data_class="card_number", hidden=(place,)) for place in places)


def _is_composited(display: str) -> bool:
    connection = xcffib.connect(display=display)
    try:
        name = "_NET_WM_CM_S0"
        atom = connection.core.InternAtom(only_if_exists=False, name_len=len(name), name=name).reply().atom
        return bool(connection.core.GetSelectionOwner(atom).reply().owner)
    finally:
        connection.disconnect()
