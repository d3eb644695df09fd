"""What an outside observer sees: pixels of the root window, and the words that a reader makes out in them."""

# SPDX-License-Identifier: Apache-2.0

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from xcffib.xproto import ImageFormat

from workstation.desktop.x11.connection import Connection
from workstation.facts.place import Rect

ALL_PLANES = 0xFFFFFFFF
LARGER = 3


@dataclass(frozen=True)
class Picture:
    """A capture of `place`; `pixels` are 0xRRGGBB, row by row."""

    place: Rect
    pixels: tuple[int, ...]

    def colours(self, rect: Rect | None = None) -> set[int]:
        """Return the colours in `rect`, which lies inside."""
        part = rect or self.place
        rows = range(part.y - self.place.y, part.y - self.place.y + part.height)
        left = part.x - self.place.x
        return {
            pixel
            for row in rows
            for pixel in self.pixels[row * self.place.width + left : row * self.place.width + left + part.width]
        }

    def words(self) -> str:
        """Return what tesseract reads, on one line."""
        return " ".join(self._read().split())

    def find(self, word: str) -> list[Rect]:
        """Return where on the screen tesseract reads `word`."""
        found = []
        for line in self._read("tsv").splitlines():
            *_, left, top, width, height, _, text = line.split("\t")
            if text == word:
                x, y, across, down = (int(each) // LARGER for each in (left, top, width, height))
                found.append(Rect(self.place.x + x, self.place.y + y, across, down))
        return found

    def _read(self, *more: str) -> str:
        image = b"P6 %d %d 255\n" % (self.place.width * LARGER, self.place.height * LARGER) + self._enlarged()
        reader = ["tesseract", "-", "-", "--psm", "6", *more]
        read = subprocess.run(reader, input=image, capture_output=True, check=True, env={"OMP_THREAD_LIMIT": "1"})
        return read.stdout.decode()

    def digits(self) -> str:
        """Return the digits that tesseract reads, with nothing between them."""
        return re.sub(r"\D", "", self.words())

    def _enlarged(self) -> bytes:
        rows = []
        for start in range(0, len(self.pixels), self.place.width):
            row = b"".join(p.to_bytes(3, "big") * LARGER for p in self.pixels[start : start + self.place.width])
            rows.append(row * LARGER)
        return b"".join(rows)


def written(text: str, file: Path) -> Path:
    """Make `file` a picture in which `text` is written, as large as on any screen."""
    draw = [
        "convert",
        "-size",
        "700x60",
        "xc:white",
        "-pointsize",
        "16",
        "-annotate",
        "+10+35",
        text,
        "-depth",
        "8",
        str(file),
    ]
    subprocess.run(draw, check=True, timeout=60)
    return file


def look(rect: Rect, over: Connection | None = None) -> Picture:
    """Capture `rect` of the root window, as any program can.

    Where readers are watched it is done `over` a connection that lasts: a reader that has gone by the time it is told
    of has no name, so it counts as a stranger.
    """
    connection = over or Connection()
    try:
        size = (rect.x, rect.y, rect.width, rect.height)
        data = connection.core.GetImage(ImageFormat.ZPixmap, connection.root, *size, ALL_PLANES).reply().data.raw
    finally:
        if over is None:
            connection.close()
    words = (int.from_bytes(data[at : at + 3], "little") for at in range(0, len(data), 4))
    return Picture(rect, tuple(words))
