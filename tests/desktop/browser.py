"""Debian's Chromium in the bed, driven by its keyboard as a person would."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path

from tests.desktop.bed import Bed, eventually

FLAGS = (
    "--no-sandbox",
    "--test-type",
    "--force-renderer-accessibility",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--password-store=basic",
    "--window-position=40,20",
    "--window-size=1000,800",
)
STYLE = "<!doctype html><meta charset=utf-8><style>body{font:20px DejaVu Sans;margin:24px}td{padding:4px 16px}</style>"
# Chromium drops keys until a page was painted; only then the title tells that the page is there.
PAINTED = (
    "<script>requestAnimationFrame(()=>requestAnimationFrame(()=>setTimeout(()=>document.title='{title}',200)))"
    "</script>"
)
TRIES = 4


class Browser:
    """One Chromium with one tab; `show` leads it to a page and returns once that is painted and takes keys."""

    def __init__(self, bed: Bed, folder: Path, *more: str) -> None:
        self._bed = bed
        self._folder = folder
        self._numbers = count(1)
        first = self._write("<p>ready</p>")
        command = ["chromium", *FLAGS, *more, f"--user-data-dir={folder / 'profile'}", first.as_uri()]
        self.process = bed.start(command)
        self._await_title(first.stem)

    def show(self, body: str) -> None:
        page = self._write(body)
        for _ in range(TRIES):  # a browser that just started drops keys
            self.press("ctrl+l")
            subprocess.run(["xdotool", "type", "--delay", "4", page.as_uri()], check=True)
            self.press("Return")
            with suppress(AssertionError):
                return self._await_title(page.stem, 10)
        raise AssertionError(f"Chromium does not go to {page.name}")

    def press(self, *chords: str) -> None:
        subprocess.run(["xdotool", "key", *chords], check=True)

    def click(self, x: int, y: int, button: int = 1) -> None:
        subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", str(button)], check=True)

    def move_window(self, x: int, y: int) -> None:
        find = ["xdotool", "search", "--onlyvisible", "--name", " - Chromium$"]
        subprocess.run([*find, "windowmove", str(x), str(y)], check=True)

    def _write(self, body: str) -> Path:
        page = self._folder / f"page-{next(self._numbers)}.html"
        page.write_text(STYLE + body + PAINTED.format(title=page.stem))
        return page

    def _await_title(self, title: str, seconds: float = 40) -> None:
        find = ["xdotool", "search", "--onlyvisible", "--name", f"^{title} - Chromium$"]
        shown = partial(subprocess.run, find, stdout=subprocess.DEVNULL, check=False)
        eventually(lambda: shown().returncode == 0, f"Chromium shows {title}", seconds)
