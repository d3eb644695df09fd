"""The outside observer's eyes: a capture of the screen, read by tesseract; a selection, read by xclip."""

# SPDX-License-Identifier: Apache-2.0

import itertools
import re
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from tests.demo.crm import Box

BLOCKS_LEFT_OUT = ("-fill", "white", "-opaque", "#202124")
FRAME_LEFT_OUT = ("-shave", "4x4", "-bordercolor", "white", "-border", "20")
SIZES = ("200%", "300%")


class Reader:
    """Reads the display as any program of the session could."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self._environment = environment
        self._folder = folder

    def picture(self, name: str) -> Path:
        """Capture the whole screen into the report's folder."""
        path = self._folder / f"{name}.png"
        self._run("import", "-silent", "-window", "root", str(path))
        return path

    def window_picture(self, name: str, window: str) -> Path:
        """Capture one window alone, what lies above it left out."""
        path = self._folder / f"{name}.png"
        self._run("import", "-silent", "-window", window, str(path))
        return path

    def digits(self, picture: Path, box: Box) -> str:
        """Return the digits that tesseract reads in a part of a picture: as it is, without flat blocks, without frame.

        The later readings are what an eye does: digits are read apart from a block or a field's frame beside them
        (tesseract misses every fourth number of three digits in a framed field). Each is read in two sizes: in one
        size tesseract misreads one number in fifty, in both together none of two hundred.
        """
        ways = itertools.product(((), BLOCKS_LEFT_OUT, FRAME_LEFT_OUT), SIZES)
        return " / ".join(re.sub(r"\D", "", self._text(picture, box, size, *way)) for way, size in ways)

    def _text(self, picture: Path, box: Box, size: str, *way: str) -> str:
        x, y, width, height = box
        crop = self._folder / "crop.png"
        place = ("-crop", f"{width}x{height}+{x}+{y}", "+repage")
        self._run("convert", str(picture), *place, *way, "-resize", size, str(crop))
        read = self._run("tesseract", str(crop), "-", "--psm", "6", "-c", "load_system_dawg=0")
        crop.unlink()
        return read

    def selection(self, name: str) -> str:
        """Return what a paste from CLIPBOARD or PRIMARY would give now."""
        return self._run("xclip", "-o", "-selection", name.lower(), must=False)

    def selection_over(self, name: str, seconds: float) -> str:
        """Return everything that a selection gave, read again and again for `seconds`."""
        until = time.monotonic() + seconds
        held = set()
        while time.monotonic() < until:
            held.add(self.selection(name))
        return "\n".join(sorted(held))

    def _run(self, *command: str, must: bool = True) -> str:
        done = subprocess.run(
            command, env=self._environment, capture_output=True, text=True, timeout=30, check=False, errors="replace"
        )
        if must and done.returncode:
            raise AssertionError(f"{command[0]} failed: {done.stderr[-500:]}")
        return done.stdout
