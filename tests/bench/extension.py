"""The figures of the browser extension: what it costs a page, and whether any frame shows what is covered."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.bench.cost import idle_cost
from tests.bench.customerpage import changed_row, customer_page
from tests.bench.figure import Figure, judged, percentile
from tests.browser.chromium import Chromium, Tab
from tests.browser.frames import PAGE, played
from tests.browser.site import Site, serving
from tests.desktop.bed import Bed

SEED = 20_263
TRIES = 30
IN_A_TRY = 10
KEYS = "abcdefghij"
CHANGES = 200
RUNS = 3
IDLE_FOR = 30.0
FRAME = "await new Promise(requestAnimationFrame)"
LOADED = "window.old === undefined && document.readyState === 'complete'"
WORDS = "new invoice by mail;delivery was late;since 2024;paid in store;order 4471 was sent;keeps the old contract"


@dataclass(frozen=True, slots=True)
class Place:
    """A browser, with the extension or without, and where it finds pages."""

    bed: Bed
    browser: Chromium
    site: Site
    folder: Path


def figures() -> tuple[Figure, ...]:
    """Measure the same pages with the extension and without."""
    with _running() as place:
        ours, uncovered = _measured(place), [_recorded(place) for _ in range(RUNS)]
    with _running(extension=False) as place:
        bare, plain = _measured(place), _recorded(place)
    return (
        *(judged(figure) for name in TARGETS for figure in _cost(name, ours[name], bare[name])),
        _idle(ours["idle"], bare["idle"]),
        _frames(uncovered, plain),
    )


TARGETS = {
    "mask.page_3000": (60.0, "a page of 3,000 texts, 200 with values, is loaded and covered"),
    "mask.row": (3.0, "one row of that page is another"),
    "mask.keystroke": (0.1, "a key is written into a field of that page"),
    "mask.keystroke_editable": (0.1, "a key is written into an editable text of that page"),
    "mask.extension.mutation_1000": (2.0, "1,000 blocks without values are put into that page"),
}


@contextmanager
def _running(*, extension: bool = True) -> Iterator[Place]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for each in ("bed", "site"):
            (folder / each).mkdir()
        bed = Bed(folder / "bed")
        bed.open()
        browser = Chromium(bed, folder / "profile")
        if extension:
            browser.load()
        try:
            with serving(folder / "site") as site:
                yield Place(bed, browser, site, folder)
        finally:
            browser.close()
            bed.stop()


def _measured(place: Place) -> dict[str, list[float]]:
    """Return the CPU milliseconds that scripts took, a list of tries for each thing that is done."""
    tab = place.browser.open(place.site.page(customer_page(SEED)))
    tab.call("Performance.enable", {"timeDomain": "threadTicks"})
    loaded = [_reloaded(tab) for _ in range(TRIES)]
    tab.run("document.body.insertAdjacentHTML('afterbegin', '<input id=field><div id=text contenteditable>A</div>')")
    tab.run("document.body.append(document.createElement('section'))")
    row = changed_row(SEED).removeprefix("<tr>")
    rows = f"document.querySelectorAll('tr')[50 + i].innerHTML = {row!r}.replace('Customer', 'Customer ' + i)"
    filled = (
        f"const said = '{WORDS}'.split(';'); document.querySelector('section').innerHTML = "
        "Array.from({length: 1000}, (_, k) => '<div>' + said[(k + i) % said.length] + '</div>').join('')"
    )
    done = {
        "mask.page_3000": loaded,
        "mask.row": _tried(tab, lambda: _repeated(tab, rows)),
        "mask.extension.mutation_1000": _tried(tab, lambda: _repeated(tab, filled)),
    }
    for name, field in (("mask.keystroke", "field"), ("mask.keystroke_editable", "text")):
        tab.run(f"{field}.focus()")
        done[name] = _tried(tab, lambda: _typed(tab))
    renderers = [each for each in psutil.Process(place.browser.process.pid).children(recursive=True) if _renders(each)]
    done["idle"] = [idle_cost(renderers, IDLE_FOR)[0]]
    return done


def _renders(process: psutil.Process) -> bool:
    return "--type=renderer" in process.cmdline()


def _repeated(tab: Tab, script: str) -> None:
    tab.run(f"(async () => {{ for (let i = 0; i < {IN_A_TRY}; i++) {{ {script}; {FRAME} }} }})()")


def _typed(tab: Tab) -> None:
    for key in KEYS:
        tab.press(key)


def _tried(tab: Tab, act: Callable[[], object]) -> list[float]:
    act()
    tries = []
    for _ in range(TRIES):
        before = _script_ms(tab)
        act()
        tab.run(f"(async () => {{ {FRAME} }})()")
        tries.append((_script_ms(tab) - before) / IN_A_TRY)
    return tries


def _reloaded(tab: Tab) -> float:
    tab.run("window.old = 1")
    tab.call("Page.reload")
    tab.until(lambda: tab.run(LOADED), "the page is there again")
    tab.run(f"(async () => {{ {FRAME}; {FRAME} }})()")
    return _script_ms(tab)


def _script_ms(tab: Tab) -> float:
    metrics = tab.call("Performance.getMetrics")["metrics"]
    return next(float(each["value"]) for each in metrics if each["name"] == "ScriptDuration") * 1e3


def _cost(name: str, ours: Sequence[float], bare: Sequence[float]) -> tuple[Figure, ...]:
    target, what = TARGETS[name]
    beside = percentile(bare, 0.5)
    how = f"CPU time of the page's main thread in scripts, less that without the extension, while {what}"
    middle, worst = (round(percentile(ours, share) - beside, 3) for share in (0.5, 0.95))
    peer = "the page without it (ms)"
    count = len(ours)
    return (
        Figure(
            id=f"{name}_ms",
            value=middle,
            unit="ms",
            target=target,
            peer=peer,
            peer_value=round(beside, 3),
            n=count,
            how=how,
        ),
        Figure(id=f"{name}.p95_ms", value=worst, unit="ms", n=count, how=how),
    )


def _idle(ours: Sequence[float], bare: Sequence[float]) -> Figure:
    return Figure(
        id="mask.extension.idle_cpu_percent",
        value=ours[0],
        unit="%",
        peer="without it (%)",
        peer_value=bare[0],
        n=1,
        how=f"schedstat of all renderers, {IDLE_FOR:.0f} s, the page of 3,000 texts standing still",
    )


def _recorded(place: Place) -> tuple[int, int] | None:
    """Return how many frames there were, and how many showed a digit; None where a change is in none of them."""
    try:
        seen = played(place.bed, place.browser, place.site.page(PAGE), CHANGES, place.folder)
    except subprocess.TimeoutExpired:
        return None
    return (seen.frames, seen.shown) if seen.changes == set(range(CHANGES + 1)) else None


def _frames(runs: Sequence[tuple[int, int] | None], plain: tuple[int, int] | None) -> Figure:
    valid = [run for run in runs if run]
    void = f"{len(runs) - len(valid)} of {len(runs)} runs void, a change being in none of their frames"
    figure = Figure(
        id="mask.extension.uncovered_frames",
        value=sum(shown for _, shown in valid) if valid and plain else None,
        unit="frames",
        target=0,
        peer="without it (frames)",
        peer_value=plain[1] if plain else None,
        n=CHANGES * len(valid),
        how=f"the display at 60 Hz, {sum(frames for frames, _ in valid)} frames searched dot by dot; {void}",
    )
    return judged(figure)
