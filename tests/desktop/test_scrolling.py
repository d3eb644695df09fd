"""A page that scrolls, frame by frame as the display shows it: what is hidden, and what stays legible beside it."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.desktop.bed import Bed, eventually
from tests.desktop.browser import Browser
from tests.desktop.realseat import REVEALING, RealSeat
from tests.desktop.test_revealing import EXTENDED
from workstation.browser.extensions import Extensions
from workstation.browser.meeting import meeting_place
from workstation.browser.nativehost import unpacked_id, write_host
from workstation.browser.package import EXTENSION
from workstation.facts.place import Mark, Rect

RATE = 60
RED, BLUE = b"\xff\x00\x00", b"\x00\x00\xff"
STYLE = "<style>p{font:bold 24px DejaVu Sans Mono}i{color:#f00}b{color:#00f}</style>"
# The digits to hide are red; blue words stand above and below them, in the column in which they move.
CARDS, WORDS = "<p>4012 88<i>88 8888</i> 1881</p>", "<p><b>nothing to hide here</b></p>" * 3
VALUES = 40
PAGE = STYLE + (CARDS + WORDS) * VALUES
TURNS, DELAY = 30, "60"


@dataclass
class Recording:
    """How many frames there are, and how many of them show digits, or words."""

    frames: int = 0
    digits: int = 0
    words: int = 0

    def take(self, raw: bytes, size: int) -> None:
        for at in range(0, len(raw) - size + 1, size):
            frame = raw[at : at + size]
            self.frames += 1
            self.digits += has(frame, RED)
            self.words += has(frame, BLUE)


def has(frame: bytes, colour: bytes) -> bool:
    """Say whether a pixel of `frame` has this colour."""
    at = frame.find(colour)
    while at >= 0 and at % 3:
        at = frame.find(colour, at + 1)
    return at >= 0


@contextmanager
def recording(bed: Bed, view: Rect, folder: Path) -> Iterator[Recording]:
    """Record `view`, until the block is left."""
    told, out = Recording(), folder / "frames.rgb"
    size = f"{view.width}x{view.height}"
    grab = ("-f", "x11grab", "-draw_mouse", "0", "-framerate", str(RATE), "-video_size", size)
    place = f"{bed.environment['DISPLAY']}+{view.x},{view.y}"
    command = ("ffmpeg", "-v", "error", "-y", *grab, "-i", place, "-f", "rawvideo", "-pix_fmt", "rgb24", str(out))
    process = subprocess.Popen(command, stdin=subprocess.PIPE, env=bed.environment)
    eventually(lambda: out.exists() and out.stat().st_size > 0, "the recording begins")
    yield told
    process.communicate(b"q", timeout=60)
    told.take(out.read_bytes(), view.width * view.height * 3)
    out.unlink()


def turned(bed: Bed, view: Rect, folder: Path) -> Recording:
    """Turn the wheel over the page, and return what `view` showed meanwhile."""
    wheel = ("click", "--repeat", str(TURNS), "--delay", DELAY, "5")
    with recording(bed, view, folder) as told:
        subprocess.run(("xdotool", "mousemove", "600", "500", *wheel), check=True)
    assert told.frames > TURNS
    return told


def scrolled(bed: Bed, folder: Path, *flags: str) -> Recording:
    """Scroll the page under a whole seat, and return what its column of values showed meanwhile."""
    write_host(folder / "profile" / "NativeMessagingHosts", unpacked_id(EXTENSION))
    seat = RealSeat(REVEALING, Extensions(meeting_place(), lambda: True))
    seat.open()
    browser = Browser(bed, folder, *flags)
    try:
        browser.show(PAGE)
        eventually(lambda: len(seat.marks) == VALUES, "all values are read, in view and out of it")
        eventually(lambda: all(mark.told is None for mark in seat.marks), "the page rests")
        if flags:
            eventually(lambda: any(page.vouched for page in seat.pages.values()), "the extension is there")
        return turned(bed, _column(seat.marks), folder)
    finally:
        bed.end(browser.process)
        seat.close()


def _column(marks: Sequence[Mark]) -> Rect:
    first = next(rect for mark in marks for rect in mark.hidden)
    return Rect(first.x + 4, 200, first.width - 8, 500)


def test_where_the_extension_covers_a_page_no_digit_shows_and_its_words_stay_legible(bed: Bed, tmp_path: Path) -> None:
    told = scrolled(bed, tmp_path, *EXTENDED)
    assert told.digits == 0
    assert told.words > 0.9 * told.frames


def test_where_it_does_not_no_digit_shows_either_and_the_whole_way_is_hidden(bed: Bed, tmp_path: Path) -> None:
    told = scrolled(bed, tmp_path)
    assert told.digits == 0
    assert told.words < told.frames / 2


def test_without_masks_the_same_reader_sees_digits(bed: Bed, tmp_path: Path) -> None:
    browser = Browser(bed, tmp_path)
    try:
        browser.show(PAGE)
        told = turned(bed, Rect(60, 200, 400, 500), tmp_path)
        assert told.digits > 0.9 * told.frames
    finally:
        bed.end(browser.process)
