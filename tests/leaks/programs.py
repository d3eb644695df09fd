"""Five programs with a card number in one field and ordinary words in another, each as an agent would have it."""

# SPDX-License-Identifier: Apache-2.0

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.hand import Hand
from tests.desktop.bed import Bed, eventually
from tests.desktop.office import QUIET, letter
from tests.leaks.numbers import STANDARD
from tests.leaks.place import FIELD, INSIDE
from workstation.facts.place import Rect

HERE = Path(__file__).parent
PAGE = HERE / "fields.html"
WORDS = "see you at noon"
TAB, UP, DOWN = 0xFF09, 0xFF52, 0xFF54
CHROMIUM = (
    "chromium",
    "--test-type",
    "--force-renderer-accessibility",
    "--password-store=basic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    f"--window-position={FIELD.x},{FIELD.y}",
    "--window-size=760,420",
)
FIREFOX = {
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "browser.aboutwelcome.enabled": False,
    "app.update.enabled": False,
    "browser.sessionstore.resume_from_crash": False,
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A program that runs: its session (setsid), where its number is, and the key from there to the words."""

    session: int
    number: Rect
    onward: int
    close: Callable[[], None]


Open = Callable[[Bed, Hand, Path, Opened | None], Opened]
"""Opens a program in a new folder; where it was open before is told by that opening."""


def chromium(bed: Bed, hand: Hand, folder: Path, _: Opened | None) -> Opened:
    """Open the page in Chromium, which tells assistive technology of it; without the extension."""
    root = ("--no-sandbox",) if os.getuid() == 0 else ()
    page = f"--app={PAGE.as_uri()}#{WORDS.replace(' ', '%20')}"
    return _form(bed, hand, (*CHROMIUM, *root, f"--user-data-dir={folder}", page))


def firefox(bed: Bed, hand: Hand, folder: Path, _: Opened | None) -> Opened:
    """Open the page in Firefox, without the extension."""
    folder.mkdir()
    said = (f'user_pref("{name}", {json.dumps(value)});' for name, value in FIREFOX.items())
    (folder / "user.js").write_text("\n".join(said))
    size = ("--width", "760", "--height", "500")
    command = ("firefox-esr", "--no-remote", "--profile", str(folder), *size)
    return _form(bed, hand, (*command, f"{PAGE.as_uri()}#{WORDS.replace(' ', '%20')}"))


def qt(bed: Bed, hand: Hand, _: Path, __: Opened | None) -> Opened:
    """Open a Qt form."""
    return _form(bed, hand, (sys.executable, "-m", "tests.leaks.qtfields", WORDS))


def gtk(bed: Bed, hand: Hand, _: Path, __: Opened | None) -> Opened:
    """Open a GTK 3 form."""
    return _form(bed, hand, ("/usr/bin/python3", str(HERE / "gtkfields.py"), WORDS))


def writer(bed: Bed, _: Hand, folder: Path, before: Opened | None) -> Opened:
    """Open a letter in LibreOffice, whose first paragraph is the number; its place is read from the screen once."""
    folder.mkdir()
    file = letter(folder, STANDARD, WORDS)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    process = bed.start(["soffice", *QUIET, profile, str(file)])
    eventually(lambda: _windows(bed, f"^{file.name} - LibreOffice"), "LibreOffice shows the letter", 90)
    number = before.number if before else _seen(bed, STANDARD)
    return Opened(process.pid, number, DOWN, lambda: bed.end(process))


PROGRAMS: dict[str, Open] = {"Chromium": chromium, "Firefox": firefox, "Qt": qt, "GTK": gtk, "LibreOffice": writer}


def _form(bed: Bed, hand: Hand, command: Sequence[str]) -> Opened:
    """Start a program and return once its title tells where the number's field is."""
    process = bed.start(command, {"PYTHONPATH": str(Path.cwd())})
    told: list[re.Match[str]] = []

    def tells() -> bool:
        for step in range(2):
            hand.go(INSIDE.x + step, INSIDE.y)
        told[:] = [
            found for name in _windows(bed, "^Fields ") if (found := re.search(r"(\d+) (\d+) (\d+) (\d+)", name))
        ]
        return bool(told)

    eventually(tells, "the form tells where its field is", 60)
    return Opened(process.pid, Rect(*map(int, told[0].groups())), TAB, lambda: bed.end(process))


def _windows(bed: Bed, name: str) -> list[str]:
    """Return the titles of the windows on the screen that match `name`."""
    find = ("xdotool", "search", "--onlyvisible", "--name", name, "getwindowname", "%@")
    asked = subprocess.run(find, env=bed.environment, capture_output=True, text=True, check=False)
    return asked.stdout.splitlines()


def _seen(bed: Bed, digits: str) -> Rect:
    """Return where a reader finds `digits` on the screen."""
    found: list[Rect] = []

    def finds() -> bool:
        picture = subprocess.run(
            ("import", "-silent", "-window", "root", "-resize", "200%", "png:-"),
            env=bed.environment,
            capture_output=True,
            check=True,
        ).stdout
        read = subprocess.run(
            ("tesseract", "-", "-", "--psm", "11", "tsv"), input=picture, capture_output=True, check=True
        ).stdout.decode()
        for line in read.splitlines():
            *_, left, top, width, height, _, text = line.split("\t")
            if digits in text:
                found.append(Rect(*(int(each) // 2 for each in (left, top, width, height))))
        return bool(found)

    eventually(finds, f"{digits} can be read", 60)
    return found[0]
