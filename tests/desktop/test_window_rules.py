"""Windows whose content nobody can read are covered as window rules say, wherever they go and whatever lies above."""

# SPDX-License-Identifier: Apache-2.0

import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.desktop.bed import Bed, eventually
from tests.desktop.browser import Browser
from tests.desktop.curtain import Curtain
from tests.desktop.eyes import INK, PAPER
from tests.desktop.picture import look
from tests.desktop.remote import Remote
from tests.desktop.screen import Screen, place_of
from tests.desktop.shared import Launch
from workstation.facts.kinds import Kind
from workstation.facts.observations import ClockTicked
from workstation.facts.place import Rect
from workstation.policy.region import Region
from workstation.policy.rules import WindowRule
from workstation.policy.scope import Application, PlaceScope

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

GREEN, BLUE = 0x00C000, 0x0000C0
COLOURS = {"green": "#00c000", "blue": "#0000c0"}
VIEWERS = PlaceScope(applications=(Application(window_class="Viewer"),))
PANEL = Region(name="Card panel", left=20, width=220, top=40, height=40)
EDGE = Region(name="Totals", left=0, right=0, bottom=0, height=30)
REGIONS = WindowRule(id="panel", cover="regions", regions=(PANEL, EDGE), scope=VIEWERS)
UNFOCUSED = WindowRule(id="viewer", cover="unfocused", scope=VIEWERS)


def xdotool(*words: str) -> str:
    return subprocess.run(["xdotool", *words], check=True, capture_output=True, text=True).stdout.strip()


def seen(title: str) -> str:
    """Return the id of the window called so, "" while there is none on the screen."""
    find = ["xdotool", "search", "--onlyvisible", "--name", f"^{title}$"]
    return subprocess.run(find, check=False, capture_output=True, text=True).stdout.strip()


def inside(region: Region, window: str) -> Rect:
    place = region.inside(place_of(window))
    assert place is not None
    return place


def is_covered(place: Rect, eyes: Screen | None = None) -> bool:
    return look(place, eyes.connection if eyes else None).colours() <= {INK, PAPER}


def is_free(place: Rect, colour: int = GREEN, eyes: Screen | None = None) -> bool:
    return look(place, eyes.connection if eyes else None).colours() == {colour}


Open = Callable[..., str]


@pytest.fixture
def viewer(launch: Launch) -> Open:
    """Open terminals of one colour, without a cursor: they tell assistive technology nothing."""

    def open_one(title: str, colour: str = "green", geometry: str = "60x20+100+100", name: str = "Viewer") -> str:
        paint = ["-bg", COLOURS[colour], "-fg", COLOURS[colour], "-cr", COLOURS[colour], "-bc", "+sb"]
        quiet = ["-bw", "0", "-b", "0", "-xrm", "*showBlinkAsBold: true"]
        launch("xterm", "-class", name, "-T", title, "-geometry", geometry, *paint, *quiet, "-e", "sleep", "1000")
        eventually(partial(seen, title), f"{title} is shown")
        return seen(title)

    return open_one


@pytest.fixture
def curtain() -> Iterator[Callable[..., Curtain]]:
    opened: list[Curtain] = []

    def draw(*rules: WindowRule) -> Curtain:
        opened.append(Curtain(*rules))
        return opened[-1].__enter__()

    yield draw
    for each in opened:
        each.__exit__()


def test_regions_are_covered_where_they_are_and_nothing_beside_them(
    viewer: Open, curtain: Callable[..., Curtain]
) -> None:
    window = viewer("Remote")
    curtain(REGIONS)
    until_exact(window)
    for change in (("windowmove", window, "300", "250"), ("windowsize", window, "500", "300")):
        before = place_of(window)
        xdotool(*change)
        eventually(partial(is_elsewhere, window, before), "the window changes")
        until_exact(window)


def is_elsewhere(window: str, before: Rect) -> bool:
    return place_of(window) != before


def until_exact(window: str, eyes: Screen | None = None) -> None:
    """Return once the regions of a window are covered, and nothing above them and between."""
    place, panel, edge = place_of(window), inside(PANEL, window), inside(EDGE, window)
    above = Rect(place.x, place.y, place.width, panel.y - place.y)
    below = panel.y + panel.height
    between = Rect(place.x, below, place.width, edge.y - below)
    eventually(lambda: is_covered(panel, eyes) and is_covered(edge, eyes), "the regions are covered")
    eventually(lambda: is_free(above, eyes=eyes) and is_free(between, eyes=eyes), "the rest is free")


def test_a_region_says_what_it_is_and_why_it_is_hidden(viewer: Open, curtain: Callable[..., Curtain]) -> None:
    window = viewer("Remote")
    curtain(REGIONS)
    panel = inside(PANEL, window)
    eventually(lambda: is_covered(panel), "the panel is covered")
    eventually(lambda: "Card panel: hidden by policy" in look(panel).words(), "it says so")


def test_what_lies_above_a_region_is_left_free(viewer: Open, curtain: Callable[..., Curtain]) -> None:
    below = viewer("Remote")
    curtain(REGIONS)
    panel = inside(PANEL, below)
    above = viewer("Notes", "blue", "20x10+130+160", name="Notes")
    lying = place_of(above).meet(panel)
    assert lying is not None
    eventually(lambda: is_free(lying, BLUE), "the window above is free")
    rest = Rect(panel.x, panel.y, lying.x - panel.x, panel.height)
    xdotool("windowraise", below)
    eventually(lambda: is_covered(panel), "raised, the region is covered whole")
    xdotool("windowraise", above)
    eventually(lambda: is_free(lying, BLUE), "and the window above is free again")
    assert rest.width <= 0 or look(rest).colours() & {INK, PAPER}


@pytest.mark.parametrize("way", ["minimized", "on another workspace", "gone"])
def test_a_window_that_is_away_leaves_nothing_covered(viewer: Open, curtain: Callable[..., Curtain], way: str) -> None:
    behind = viewer("Notes", "blue", "120x50+20+20", name="Notes")
    window = viewer("Remote")
    drawn = curtain(REGIONS)
    panel = inside(PANEL, window)
    eventually(lambda: is_covered(panel), "the panel is covered")
    match way:
        case "minimized":
            xdotool("windowminimize", window)
        case "on another workspace":
            xdotool("set_desktop_for_window", window, "1")
        case _:
            xdotool("windowkill", window)
    drawn.until(lambda: drawn.covers == (), "nothing is covered")
    eventually(lambda: is_free(place_of(behind), BLUE), "what is there instead is free")
    if way == "minimized":
        xdotool("windowactivate", window)
    elif way == "on another workspace":
        xdotool("set_desktop", "1")
    if way != "gone":
        eventually(lambda: is_covered(panel), "it is covered where it comes back")
        xdotool("set_desktop", "0")


def test_a_window_is_covered_while_another_has_the_focus_and_using_it_is_written_down(
    viewer: Open, curtain: Callable[..., Curtain]
) -> None:
    window = viewer("Remote")
    other = viewer("Notes", "blue", "20x10+700+500", name="Notes")
    drawn = curtain(UNFOCUSED)
    eventually(lambda: is_covered(place_of(window)), "it lacks the focus")
    assert drawn.written == []
    eventually(lambda: "Hidden while you work elsewhere" in look(place_of(window)).words(), "it says so")
    xdotool("windowactivate", window)
    eventually(lambda: is_free(place_of(window)), "it has the focus")
    assert [(body.kind, body.application, body.rule) for body in drawn.written] == [
        (Kind.WINDOW_UNCOVERED, "xterm", "viewer")
    ]
    xdotool("windowactivate", other)
    eventually(lambda: is_covered(place_of(window)), "it lost the focus")
    assert is_free(place_of(other), BLUE)
    xdotool("windowactivate", window)
    eventually(lambda: is_free(place_of(window)), "it has the focus again")
    assert len(drawn.written) == 1


def test_a_rule_by_title_follows_a_window_that_changes_its_title(viewer: Open, curtain: Callable[..., Curtain]) -> None:
    titled = PlaceScope(applications=(Application(title="*ledger*"),))
    window = viewer("Remote")
    curtain(WindowRule(id="ledger", cover="always", scope=titled))
    eventually(lambda: is_free(place_of(window)), "it is free")
    xdotool("set_window", "--name", "The ledger", window)
    eventually(lambda: is_covered(place_of(window)), "it is covered")
    xdotool("set_window", "--name", "Remote", window)
    eventually(lambda: is_free(place_of(window)), "it is free again")


def test_a_dialog_that_another_program_attaches_does_not_uncover_a_window(
    launch: Launch, curtain: Callable[..., Curtain], viewer: Open
) -> None:
    window = viewer("Remote", geometry="120x40+100+100")
    drawn = curtain(UNFOCUSED)
    drawn.until(lambda: drawn.covers == (), "the window has the focus")
    launch("zenity", "--info", "--text", "Sure?", "--title", "Sure", "--attach", window, "--modal")
    eventually(partial(seen, "Sure"), "the dialog is shown")
    place = place_of(window)
    eventually(lambda: is_covered(Rect(place.x, place.y, place.width, 60)), "without the focus it is covered")
    xdotool("windowactivate", seen("Sure"))
    assert is_covered(Rect(place.x, place.y, place.width, 60))


def test_a_window_is_covered_whole_while_a_program_films_the_screen(
    viewer: Open, curtain: Callable[..., Curtain], launch: Launch, tmp_path: Path
) -> None:
    window = viewer("Remote")
    drawn = curtain(WindowRule(id="shared", cover="watched", scope=VIEWERS))
    eventually(lambda: is_free(place_of(window)), "nobody looks")
    drawn.watch_readers()
    grab = ["-f", "x11grab", "-framerate", "10", "-i", os.environ["DISPLAY"]]
    recorder = launch("ffmpeg", "-loglevel", "quiet", *grab, str(tmp_path / "film.mkv"))
    drawn.until(lambda: [cover.why for cover in drawn.covers] == ["watched"], "the recorder is seen")
    eventually(lambda: is_covered(place_of(window), drawn.eyes), "the window is covered")
    recorder.terminate()
    recorder.wait()
    drawn.post(ClockTicked(at=datetime.now(UTC) + timedelta(minutes=2)))
    eventually(lambda: is_free(place_of(window), eyes=drawn.eyes), "it is over")


def test_a_region_of_another_machines_screen_is_covered(
    bed: Bed, curtain: Callable[..., Curtain], tmp_path: Path
) -> None:
    remote = Remote(bed, tmp_path, COLOURS["green"])
    try:
        eventually(lambda: seen(".*TigerVNC.*"), "the viewer shows the other screen")
        window = seen(".*TigerVNC.*")
        eventually(lambda: is_free(inside(PANEL, window)), "it is painted")
        drawn = curtain(replace(REGIONS, scope=PlaceScope(applications=(Application(window_class="TigerVNC Viewer"),))))
        until_exact(window)
        drawn.watch_readers()
        before = place_of(window)
        xdotool("windowmove", window, "200", "150")
        eventually(partial(is_elsewhere, window, before), "the window moves")
        until_exact(window, drawn.eyes)
        names = {"Card panel", "Totals"}  # of a window that moves or is read all is covered, which has no name
        drawn.until(lambda: {cover.name for cover in drawn.covers} == names, "the regions alone are covered")
    finally:
        remote.close()


def test_a_canvas_that_fills_the_screen_is_covered_by_region(
    bed: Bed, curtain: Callable[..., Curtain], tmp_path: Path
) -> None:
    browser = Browser(bed, tmp_path)
    try:
        browser.show("<canvas id=c style='position:fixed;inset:0'></canvas><script>" + PAINT + "</script>")
        browser.press("F11")
        corner = Rect(400, 300, 300, 100)
        eventually(lambda: is_free(corner), "the canvas fills the screen")
        scope = PlaceScope(applications=(Application(window_class="Chromium", title="page-*"),))
        region = Region(name="Card panel", left=corner.x, width=corner.width, top=corner.y, height=corner.height)
        curtain(WindowRule(id="canvas", cover="regions", regions=(region,), scope=scope))
        eventually(lambda: is_covered(corner), "the region of the canvas is covered")
        assert is_free(Rect(400, 401, 300, 100))
    finally:
        bed.end(browser.process)


PAINT = """
const c=document.getElementById('c'),d=()=>{c.width=innerWidth;c.height=innerHeight;const g=c.getContext('2d');
g.fillStyle='#00c000';g.fillRect(0,0,c.width,c.height)};d();addEventListener('resize',d)
"""
