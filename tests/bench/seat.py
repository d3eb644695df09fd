"""The figures of a running seat: how fast it covers, blocks and locks, and what it costs when nothing happens."""

# SPDX-License-Identifier: Apache-2.0

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from tests.bench.cost import idle_cost, pss_mb
from tests.bench.figure import Figure, judged, latencies
from tests.bench.taking import HOW, seizures
from tests.demo.acts import Acts
from tests.demo.product import DESKWARDEN, until
from tests.demo.scene import SHIELD, Scene

HERE = Path(__file__).parent
TRIES = 30
Point = tuple[int, int]
Box = tuple[int, int, int, int]
DARK, BAR = 150, 10
IDLE_LIMIT = 2.0
IDLE_FOR = 60.0
BUSY_FOR = 30.0
ANY_CODE = (*DESKWARDEN[:2], "tests.demo.sabotage", "any-code-opens")


@contextmanager
def running(acts: Acts, policy: str, command: tuple[str, ...] = DESKWARDEN) -> Iterator[Scene]:
    """Run the product with a signed-in agent."""
    scene = acts.scene(HERE / policy, command)
    try:
        yield scene
    finally:
        scene.product.stop_keeper()


def masking(scene: Scene) -> tuple[Figure, ...]:
    """Type the digit that makes a card number; the clock runs from the key to the mask on the pixels."""
    x, y, _, _ = scene.stage.crm.box("card")
    browser = latencies("mask.chromium", _typed(scene, (x + 60, y + 20), (x + 111, y + 10)), 50, _HOW_MASK)
    x, y = _first_mask(scene, scene.stage.form_box())
    form = latencies("mask.gtk", _typed(scene, (x - 30, y), (x + 3, y)), 30, _HOW_MASK)
    return (*browser, *form, *_in_qt(scene))


def _in_qt(scene: Scene) -> tuple[Figure, ...]:
    program = scene.stage.bed.start([sys.executable, str(HERE / "qt_field.py")])
    try:
        until(lambda: scene.stage.window("Qt form"), "the Qt form opens")
        scene.stage.pause(2)
        scene.stage.click(scene.stage.box_of("Qt form"))
        scene.stage.type("4539578763620000")
        scene.stage.pause(1)
        x, y = _first_mask(scene, scene.stage.box_of("Qt form"))
        return latencies("mask.qt", _typed(scene, (x + 60, y), (x + 30, y)), 30, _HOW_MASK)
    finally:
        scene.stage.bed.end(program)


def _first_mask(scene: Scene, box: Box) -> Point:
    """Return a point at the left edge of the topmost mask in `box`: a dark bar that is wider than any letter."""
    left, top, width, height = box
    for y in range(top, top + height, 4):
        dark = [sum(scene.pixels.at(x, y)) < DARK for x in range(left, left + width, 4)]
        for start in range(len(dark) - BAR):
            if all(dark[start : start + BAR]):
                return left + 4 * start, y + 4
    raise AssertionError("no mask is seen in the form")


_HOW_MASK = "12th digit's key press to the mask's colour on the 7th, by GetImage; includes the program's own time"


def _typed(scene: Scene, field: Point, seventh: Point) -> list[float]:
    tries = []
    scene.stage.click((*field, 1, 1))
    scene.stage.keys("End", *["BackSpace"] * 4)
    for _ in range(TRIES):
        scene.stage.keys("BackSpace")
        scene.stage.pause(0.5)
        bare = scene.pixels.at(*seventh)
        began = time.perf_counter()
        scene.stage.do("key", "4")
        if (took := _until_other(scene, seventh, bare, began)) is not None:
            tries.append(took)
        scene.stage.pause(0.3)
    return tries


def _until_other(scene: Scene, point: Point, colour: tuple[int, int, int], began: float) -> float | None:
    while time.perf_counter() - began < 2:
        if scene.pixels.at(*point) != colour:
            return time.perf_counter() - began
    return None


def clipboard(scene: Scene) -> tuple[Figure, ...]:
    """Have xclip own CLIPBOARD with a card number; the clock runs until it is no longer the owner."""
    tries = seizures(scene.stage.bed.environment, scene.customer.card)
    return latencies("clipboard.seize", tries, 5, f"{HOW}; picom paints without a graphics card")


def shipping(scene: Scene) -> tuple[Figure, ...]:
    """Ask the store how long entries took from the ledger to it."""
    items = scene.audit.entries()
    tries = [(_at(item["received_at"]) - _at(item["at"])).total_seconds() for item in items]
    return latencies("ship.entry_to_store", tries, None, "an entry's own time to the store's receipt of it")


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def covering(scene: Scene) -> tuple[Figure, ...]:
    """Leave the seat alone; the clock runs from the idle limit to the shield on the pixels."""
    x, y, _, height = scene.stage.crm.box("card")
    point = (x + 20, y + height // 2)
    tries = []
    for _ in range(TRIES):
        scene.stage.move()
        began = time.perf_counter()
        while scene.pixels.at(*point) != SHIELD and time.perf_counter() - began < IDLE_LIMIT + 5:
            time.sleep(0.0005)
        tries.append(time.perf_counter() - began - IDLE_LIMIT)
        scene.offer("123456")
        until(lambda: not scene.covered(), "the desktop opens")
    return latencies("lock.cover", tries, 100, "idle limit passed to the shield's colour by GetImage; any code unlocks")


def cost(scene: Scene) -> tuple[Figure, ...]:
    """Leave everything alone for a minute and read what seat and keeper cost."""
    seat, keeper = scene.product.parts("seat"), scene.product.parts("keeper")
    shields = scene.product.parts("shield")
    cpu, wakeups = idle_cost([*seat, *keeper], IDLE_FOR)
    how = f"seat and keeper, {IDLE_FOR:.0f} s with a masked page on the screen"
    return tuple(
        judged(figure)
        for figure in (
            Figure(id="idle.pss_mb", value=pss_mb([*seat, *keeper]), unit="MB", target=85, how="seat and keeper"),
            Figure(id="seat.pss_mb", value=pss_mb(seat), unit="MB", how="the seat alone"),
            Figure(id="keeper.pss_mb", value=pss_mb(keeper), unit="MB", target=30, how="the keeper alone"),
            Figure(id="shields.pss_mb", value=pss_mb(shields), unit="MB", how="both shields, waiting"),
            Figure(id="idle.cpu_percent", value=cpu, unit="%", target=0.01, how=f"schedstat, {how}"),
            Figure(id="idle.wakeups", value=wakeups, unit="1/s", target=2, how=f"context switches, {how}"),
        )
    )


def busy(scene: Scene) -> tuple[Figure, ...]:
    """Show a page that changes four times a second, and read what seat and keeper cost."""
    program = scene.stage.open_beside((HERE / "busy.html").as_uri(), "Queue")
    try:
        scene.stage.pause(5)
        parts = [*scene.product.parts("seat"), *scene.product.parts("keeper")]
        cpu, _ = idle_cost(parts, BUSY_FOR)
    finally:
        scene.stage.bed.end(program)
    how = f"schedstat, seat and keeper, {BUSY_FOR:.0f} s, four changes a second in Chromium, by accessibility"
    return (judged(Figure(id="mask.busy_page_cpu_percent", value=cpu, unit="%", target=0.5, how=how)),)


def starting(scene: Scene) -> tuple[Figure, ...]:
    """Start a seat and a bare PySide6 tray; the clock runs from exec to the icon in the tray."""
    own = _tray_after(scene, scene.product.parts("seat")[0].kill)
    bare = [sys.executable, str(HERE / "bare_tray.py")]
    started: list[subprocess.Popen[bytes]] = []
    peer = _tray_after(scene, lambda: started.append(scene.stage.bed.start(bare)))
    for process in started:
        scene.stage.bed.end(process)
    if own is None or peer is None:
        return (Figure(id="start.tray_ratio", value=None, unit="x", how="no icon appeared in the tray"),)
    figure = Figure(
        id="start.tray_ratio",
        value=round(own / peer, 2),
        unit="x",
        target=1.2,
        peer="bare PySide6 tray (ms)",
        peer_value=round(peer * 1e3),
        n=1,
        how=f"the seat's icon {own * 1e3:.0f} ms after its predecessor was killed, the keeper's restart included",
    )
    return (judged(figure),)


def _tray_after(scene: Scene, act: Callable[[], object]) -> float | None:
    act()
    began = time.perf_counter()
    gone = _icons(scene)
    while time.perf_counter() - began < 20:
        now = _icons(scene)
        if now > gone:
            return time.perf_counter() - began
        gone = min(gone, now)
    return None


def _icons(scene: Scene) -> int:
    """Count the icons in the tray."""
    tree = subprocess.run(
        ("xwininfo", "-name", "panel", "-tree"),
        env=scene.stage.bed.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return len(re.findall(r"^\s+0x", tree.stdout, re.MULTILINE))
