"""A camera before the screen: it sees what a person sees, and no program on the desktop can tell that it looks."""

# SPDX-License-Identifier: Apache-2.0

import mmap
import os
import subprocess
from pathlib import Path

from tests.desktop.picture import Picture
from workstation.facts.place import Rect

HEADER_SIZE, WIDTH, HEIGHT, LINE, COLOURS = 0, 16, 20, 48, 76
COLOUR_SIZE, PIXEL_SIZE = 12, 4
A_FRAME = 300
"""Pixels that the upper edge of a question is long at least, and no line in a picture is."""


class Camera:
    """Reads the file in which the display of `Bed.open(camera=True)` keeps its screen, in the format of xwd."""

    def __init__(self, file: Path) -> None:
        with file.open("rb") as opened:
            self._memory = mmap.mmap(opened.fileno(), 0, prot=mmap.PROT_READ)
        self._line = self._number(LINE)
        self._begin = self._number(HEADER_SIZE) + self._number(COLOURS) * COLOUR_SIZE
        self._whole = Rect(0, 0, self._number(WIDTH), self._number(HEIGHT))
        self._kept = 0

    def picture(self, place: Rect | None = None) -> Picture:
        """Return what `place` looks like now, or the whole screen."""
        seen = place or self._whole
        pixels: list[int] = []
        for y in range(seen.y, seen.y + seen.height):
            row = memoryview(self._row(y)).cast("I")
            pixels.extend(pixel & 0xFFFFFF for pixel in row[seen.x : seen.x + seen.width])
        return Picture(seen, tuple(pixels))

    def place_of(self, *colours: int) -> Rect | None:
        """Return the smallest rectangle that holds every pixel of exactly these colours; None without any."""
        pixels, width = self.picture().pixels, self._whole.width
        found = [at for at, pixel in enumerate(pixels) if pixel in colours]
        if not found:
            return None
        across = [at % width for at in found]
        left, top = min(across), found[0] // width
        return Rect(left, top, max(across) + 1 - left, found[-1] // width + 1 - top)

    def framed(self, colour: int) -> Rect | None:
        """Return the uppermost window that has a frame of this colour, as wide as a question's."""
        pixels, width = self.picture().pixels, self._whole.width
        for at, pixel in enumerate(pixels):
            if pixel != colour:
                continue
            right = next((end for end in range(at, len(pixels)) if pixels[end] != colour), len(pixels))
            if right - at >= A_FRAME:
                bottom = next((end for end in range(at, len(pixels), width) if pixels[end] != colour), len(pixels))
                return Rect(at % width, at // width, right - at, (bottom - at) // width)
        return None

    def keep(self, name: str) -> None:
        """Keep a picture of the screen where somebody wants to look at it."""
        if not (folder := os.environ.get("DESKWARDEN_PICTURES")):
            return
        self._kept += 1
        size = f"{self._whole.width}x{self._whole.height}"
        data = b"".join(pixel.to_bytes(3, "big") for pixel in self.picture().pixels)
        path = Path(folder, f"{self._kept:02}-{name}.png")
        subprocess.run(("convert", "-size", size, "-depth", "8", "rgb:-", str(path)), input=data, check=True)

    def close(self) -> None:
        self._memory.close()

    def _row(self, y: int) -> bytes:
        begin = self._begin + y * self._line
        return self._memory[begin : begin + self._whole.width * PIXEL_SIZE]

    def _number(self, at: int) -> int:
        return int.from_bytes(self._memory[at : at + 4])
