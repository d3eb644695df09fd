"""The masks cover exactly the hidden pixels, look as they should, and stay where they belong."""

# SPDX-License-Identifier: Apache-2.0

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
import xcffib.xproto
from xcffib.xproto import CW, ConfigWindow, EventMask, StackMode, WindowClass

from tests.desktop import stranger
from tests.desktop.bed import eventually
from tests.desktop.picture import look
from tests.desktop.shared import Launch
from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.masks import Masks
from workstation.desktop.x11.windows import SHIELD_PROPERTY
from workstation.errors import DesktopError
from workstation.facts.observations import Observation
from workstation.facts.place import Mark, Rect

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

INK, PAPER, GREEN = 0x202124, 0xE8EAED, 0x00C000
BACKGROUND = Rect(100, 100, 400, 300)


class Backdrop:
    """A plain green window of a foreign program, override-redirect so that it lies where it is put."""

    def __init__(self, rect: Rect, *, shield: bool = False) -> None:
        self.connection = Connection()
        core = self.connection.core
        self.window = self.connection.raw.generate_id()
        core.CreateWindow(
            depth=self.connection.depth,
            wid=self.window,
            parent=self.connection.root,
            x=rect.x,
            y=rect.y,
            width=rect.width,
            height=rect.height,
            border_width=0,
            _class=WindowClass.InputOutput,
            visual=0,
            value_mask=CW.BackPixel | CW.OverrideRedirect | CW.EventMask,
            value_list=[GREEN, 1, EventMask.ButtonPress],
        )
        if shield:
            atom, kind = self.connection.atom(SHIELD_PROPERTY), xcffib.xproto.Atom.CARDINAL
            core.ChangeProperty(xcffib.xproto.PropMode.Replace, self.window, atom, kind, 32, 1, bytes(4))
        core.MapWindow(self.window)
        self.connection.flush()
        eventually(lambda: look(rect).colours() <= {GREEN, INK, PAPER}, "the backdrop is painted")

    def rise(self) -> None:
        self.connection.core.ConfigureWindow(self.window, ConfigWindow.StackMode, [StackMode.Above])
        self.connection.flush()

    def is_clicked(self) -> bool:
        return any(isinstance(event, xcffib.xproto.ButtonPressEvent) for event in self.connection.events())


@pytest.fixture
def facts() -> list[Observation]:
    return []


@pytest.fixture
def masks(facts: list[Observation]) -> Iterator[Masks]:
    """Make masks that take this process for a shield."""
    made = Masks(facts.append, lambda pid: pid == os.getpid())
    made.start()
    yield made
    made.stop()
    assert facts == []


@pytest.fixture
def backdrop() -> Iterator[Backdrop]:
    made = Backdrop(BACKGROUND)
    yield made
    made.connection.close()


def mark(*hidden: Rect, data_class: str = "card_number") -> Mark:
    return Mark(application="CRM", data_class=data_class, hidden=hidden)


def covered(rect: Rect) -> bool:
    return look(rect).colours() <= {INK, PAPER}


def free(rect: Rect) -> bool:
    return look(rect).colours() == {GREEN}


@pytest.mark.parametrize("setting", ["without a compositor", "with a compositor"])
@pytest.mark.usefixtures("backdrop")
def test_exactly_the_hidden_pixels_are_covered(setting: str, request: pytest.FixtureRequest, masks: Masks) -> None:
    if setting == "with a compositor":
        request.getfixturevalue("compositor")
    hidden = (Rect(150, 150, 60, 20), Rect(300, 200, 10, 4))
    masks.show([mark(hidden[0]), mark(hidden[1])])
    eventually(lambda: all(covered(rect) for rect in hidden), "the marks are covered")
    around = (Rect(100, 100, 400, 50), Rect(100, 150, 50, 20), Rect(210, 150, 90, 20), Rect(310, 200, 190, 4))
    assert all(free(rect) for rect in around)


@pytest.mark.usefixtures("backdrop")
def test_masks_move_to_the_new_marks_and_leave_the_old_ones(masks: Masks) -> None:
    first, second = Rect(150, 150, 60, 20), Rect(150, 200, 60, 20)
    masks.show([mark(first)])
    eventually(lambda: covered(first), "the first mark is covered")
    masks.show([mark(second)])
    eventually(lambda: covered(second) and free(first), "the second mark is covered, the first free")


def test_without_marks_nothing_is_covered_and_no_window_is_left_on_the_screen(backdrop: Backdrop, masks: Masks) -> None:
    masks.show([mark(Rect(150, 150, 60, 20))])
    eventually(lambda: covered(Rect(150, 150, 60, 20)), "the mark is covered")
    masks.show([])
    eventually(lambda: free(BACKGROUND), "everything is free")
    core = backdrop.connection.core
    above = list(core.QueryTree(backdrop.connection.root).reply().children)
    above = above[above.index(backdrop.window) + 1 :]
    states = {core.GetWindowAttributes(window).reply().map_state for window in above}
    assert xcffib.xproto.MapState.Viewable not in states


@pytest.mark.usefixtures("backdrop")
def test_a_mask_names_its_class_where_it_has_room(masks: Masks) -> None:
    roomy, small, tall = Rect(150, 150, 60, 18), Rect(250, 150, 12, 18), Rect(300, 110, 60, 250)
    masks.show([mark(roomy, data_class="us_ssn"), mark(small), mark(tall)])
    eventually(lambda: look(roomy).colours() == {INK, PAPER}, "the class is written")
    assert look(small).colours() == {INK}
    assert look(tall).colours() == {INK}


@pytest.mark.usefixtures("backdrop")
def test_a_label_is_gone_when_its_mask_has_moved(masks: Masks) -> None:
    place = Rect(150, 150, 60, 18)
    masks.show([mark(place)])
    eventually(lambda: look(place).colours() == {INK, PAPER}, "the class is written")
    masks.show([mark(place, Rect(150, 200, 90, 18))])
    eventually(lambda: look(place).colours() == {INK}, "the class is written in the larger part alone")


def test_a_click_on_a_mask_reaches_the_window_below(backdrop: Backdrop, masks: Masks) -> None:
    masks.show([mark(Rect(150, 150, 60, 20))])
    eventually(lambda: covered(Rect(150, 150, 60, 20)), "the mark is covered")
    subprocess.run(["xdotool", "mousemove", "170", "160", "click", "1"], check=True)
    eventually(backdrop.is_clicked, "the click arrives")


def test_masks_come_back_above_a_window_that_is_raised_or_mapped(backdrop: Backdrop, masks: Masks) -> None:
    place = Rect(150, 150, 60, 20)
    masks.show([mark(place)])
    eventually(lambda: covered(place), "the mark is covered")
    backdrop.rise()
    eventually(lambda: _top(backdrop.connection) != backdrop.window, "the mask is above again")
    assert covered(place)
    late = Backdrop(BACKGROUND)
    eventually(lambda: covered(place), "the mask is above the new window")
    late.connection.close()


def test_masks_stay_below_a_shield(backdrop: Backdrop, masks: Masks) -> None:
    place = Rect(150, 150, 60, 20)
    shield = Backdrop(BACKGROUND, shield=True)
    masks.show([mark(place)])
    backdrop.rise()
    shield.rise()
    masks.show([mark(place), mark(Rect(300, 300, 10, 10))])
    eventually(lambda: free(BACKGROUND), "the shield is above the masks")
    shield.connection.close()
    eventually(lambda: covered(place), "below the shield the masks were kept")


def test_a_shield_that_shows_nothing_keeps_no_mask_below_it(backdrop: Backdrop, masks: Masks) -> None:
    place = Rect(150, 150, 60, 20)
    masks.show([mark(place)])
    shield = Backdrop(BACKGROUND, shield=True)
    shield.rise()
    eventually(lambda: free(BACKGROUND), "the shield covers")
    shield.connection.core.UnmapWindow(shield.window)
    shield.connection.flush()
    backdrop.rise()
    eventually(lambda: covered(place), "the mask is above what was raised since")
    shield.connection.close()


def test_masks_come_above_a_window_that_only_claims_to_be_a_shield(
    launch: Launch, backdrop: Backdrop, masks: Masks
) -> None:
    place, mine = Rect(150, 150, 60, 20), f"{BACKGROUND.x} {BACKGROUND.y} {BACKGROUND.width} {BACKGROUND.height}"
    masks.show([mark(place)])
    launch(sys.executable, "-m", "tests.desktop.stranger", *mine.split(), SHIELD_PROPERTY)
    eventually(lambda: look(Rect(110, 110, 1, 1)).colours() == {stranger.COLOUR}, "the stranger's window is seen")
    eventually(lambda: covered(place), "the mask is above it")
    backdrop.rise()
    eventually(lambda: covered(place), "the mask is above both")


def xrandr(*options: str) -> None:
    subprocess.run(["xrandr", *options], check=True)


@pytest.fixture
def small_screen() -> Iterator[None]:
    """Make the screen smaller for a test."""
    xrandr("--newmode", "small", "60", "1000", "1010", "1020", "1030", "700", "710", "720", "730")
    xrandr("--addmode", "screen", "small")
    xrandr("--output", "screen", "--mode", "small")
    yield
    xrandr("--output", "screen", "--mode", "1280x900")
    xrandr("--delmode", "screen", "small")
    xrandr("--rmmode", "small")


@pytest.mark.usefixtures("small_screen")
def test_masks_follow_a_screen_that_changes_its_size(masks: Masks) -> None:
    first, far = Rect(150, 150, 60, 20), Rect(1200, 850, 60, 20)
    masks.show([mark(first)])
    eventually(lambda: covered(first), "the mark is covered on the small screen")
    xrandr("--output", "screen", "--mode", "1280x900")
    masks.show([mark(first), mark(far)])
    eventually(lambda: covered(first) and covered(far), "both are covered on the large screen")


def test_masks_that_have_ended_refuse_instead_of_covering_nothing() -> None:
    ended = Masks(lambda _: None)
    ended.start()
    ended.stop()
    with pytest.raises(DesktopError, match="masks"):
        ended.show([mark(Rect(150, 150, 60, 20))])


def _top(connection: Connection) -> int:
    return int(connection.core.QueryTree(connection.root).reply().children[-1])
