"""Who reads the screen: how soon it is on the record, and what a hundred captures by eight tools show."""

# SPDX-License-Identifier: Apache-2.0

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from itertools import cycle, islice
from pathlib import Path

from tests.bench.figure import Figure, judged, latencies
from tests.bench.hand import Hand
from tests.demo.reader import Reader
from tests.desktop.bed import Bed
from tests.leaks.leakcount import POLICY
from tests.leaks.place import SCREEN
from tests.leaks.programs import PROGRAMS, Opened
from tests.leaks.seat import SignedIn
from workstation.facts.place import Rect

READS = 60
CAPTURES = 100
NUMBER = "4111118765432110"
MIDDLE = NUMBER[6:12]
RECORDED_WITHIN = 3.0
HOME, SHIFT, END = 0xFF50, 0xFFE1, 0xFF57
TOOLS: dict[str, Sequence[str]] = {
    "scrot": ("scrot", "--overwrite", "{file}.png"),
    "import": ("import", "-silent", "-window", "root", "{file}.png"),
    "xwd": ("xwd", "-root", "-silent", "-out", "{file}.xwd"),
    "ffmpeg": (
        "ffmpeg",
        "-loglevel",
        "quiet",
        "-y",
        "-f",
        "x11grab",
        "-i",
        "{display}",
        "-frames:v",
        "1",
        "{file}.png",
    ),
    "maim": ("maim", "{file}.png"),
    "gnome-screenshot": ("gnome-screenshot", "--file", "{file}.png"),
    "xfce4-screenshooter": ("xfce4-screenshooter", "--fullscreen", "--save", "{file}.png"),
    "flameshot": ("flameshot", "full", "--path", "{file}.png"),
}
READ_ONCE = (
    "import time, xcffib, xcffib.xproto as x; c = xcffib.connect(); r = c.setup.roots[0].root; c.core.GetInputFocus()"
    ".reply(); c.core.GetImage(x.ImageFormat.ZPixmap, r, 0, 0, 8, 8, 0xFFFFFFFF).reply();"
    "print(time.time(), flush=True); time.sleep(0.5)"
)


def figures(say: Callable[[str], object]) -> tuple[Figure, ...]:
    """Take all of them on one desktop: first without the product, where every tool must show the number."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        bed = Bed(folder)
        stack.callback(bed.stop)
        bed.open(*SCREEN)
        hand = Hand(bed.environment["DISPLAY"])
        stack.callback(hand.close)
        program = PROGRAMS["GTK"](bed, hand, folder, None)
        _fill(hand, program)
        shown, missing = _that_show(bed, folder, program.number)
        say(f"  {len(shown)} tools show the number without the product; left out: {missing or 'none'}")
        seat = SignedIn(bed, hand, POLICY)
        stack.callback(seat.close)
        named = _named(bed, hand, seat)
        return (
            *latencies("capture.reader", named, 5, _HOW_NAMED),
            *_captures(bed, hand, seat, folder, program, shown, missing),
        )


_HOW_NAMED = "an image of 8x8 pixels is in the reader's hands to the time of the keeper's entry about it; wall clock"


def _fill(hand: Hand, program: Opened) -> None:
    hand.click(program.number.x + 40, program.number.y + program.number.height // 2)
    time.sleep(0.2)
    hand.type(NUMBER)
    time.sleep(0.5)


def _that_show(bed: Bed, folder: Path, box: Rect) -> tuple[list[str], str]:
    """Return the tools with which the number is read without the product, and why each other one is left out."""
    shown, missing = [], []
    for tool in TOOLS:
        if shutil.which(tool) is None:
            missing.append(f"{tool} is not installed")
        elif MIDDLE in _digits(bed, folder, tool, box):
            shown.append(tool)
        else:
            missing.append(f"{tool} shows nothing here")
    return shown, ", ".join(missing)


def _digits(bed: Bed, folder: Path, tool: str, box: Rect) -> str:
    """Capture with a tool, and return what a reader makes out where the field is; "" without a picture."""
    for old in folder.glob("capture.*"):
        old.unlink()
    words = {"file": str(folder / "capture"), "display": bed.environment["DISPLAY"]}
    command = [word.format(**words) for word in TOOLS[tool]]
    subprocess.run(command, env=bed.environment, capture_output=True, check=False, timeout=30, stdin=subprocess.DEVNULL)
    until = time.monotonic() + 5
    while not (pictures := [each for each in folder.glob("capture.*") if each.stat().st_size]):
        if time.monotonic() > until:
            return ""
        time.sleep(0.05)
    reader = Reader({**bed.environment, "OMP_THREAD_LIMIT": "1"}, folder)
    return reader.digits(pictures[0], (box.x, box.y, box.width, box.height))


def _stay(hand: Hand, number: int) -> None:
    """Move the pointer: somebody is at the desk."""
    hand.go(SCREEN[0] - 100 - number % 2, SCREEN[1] // 2)


def _named(bed: Bed, hand: Hand, seat: SignedIn) -> list[float]:
    """Have a program of its own read, again and again; return how much later the keeper's entry is."""
    took = []
    for number in range(READS):
        _stay(hand, number)
        last = seat.audit.last()
        read = subprocess.run(
            (sys.executable, "-c", READ_ONCE), env=bed.environment, capture_output=True, text=True, check=True
        )
        entry = seat.audit.wait_for("capture.pixels_read", last, RECORDED_WITHIN)
        if entry is not None:
            took.append(max(datetime.fromisoformat(entry["at"]).timestamp() - float(read.stdout), 0))
    return took


def _captures(
    bed: Bed, hand: Hand, seat: SignedIn, folder: Path, program: Opened, tools: Sequence[str], missing: str
) -> tuple[Figure, ...]:
    if not tools:
        return (Figure(id="capture.readable", value=None, unit="", how=f"no tool shows anything here: {missing}"),)
    taken = readable = 0
    recorded: Counter[str] = Counter()
    for number, tool in enumerate(islice(cycle(tools), CAPTURES)):
        _stay(hand, number)
        last = seat.audit.last()
        digits = _digits(bed, folder, tool, program.number)
        taken += bool(re.search(NUMBER[:6], digits))
        readable += MIDDLE in digits
        recorded[tool] += seat.audit.wait_for("capture.pixels_read", last, RECORDED_WITHIN) is not None
    unseen = ", ".join(tool for tool in tools if not recorded[tool])
    how = (
        f"at rest, by {len(tools)} tools ({', '.join(tools)}) that each showed the number without the product"
        f"{'; ' + missing if missing else ''}; a reader finds the first six digits in {taken},"
        f" and the seat was {'open' if seat.is_open() else 'locked'} at the end"
    )
    return (
        judged(Figure(id="capture.readable", value=readable, unit="", target=0, how=how, n=CAPTURES)),
        judged(
            Figure(
                id="capture.recorded",
                value=recorded.total(),
                unit="",
                target=CAPTURES,
                better="higher",
                how=f"of these captures, an entry of the keeper's each; by no entry: {unseen or 'none'}",
                n=CAPTURES,
            )
        ),
    )
