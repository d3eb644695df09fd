"""What another program does to the masks' window is undone, and where it insists the sensor fails."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterator

import pytest
import xcffib
import xcffib.shape
from xcffib.shape import SK, SO
from xcffib.xproto import CW, Atom, ClipOrdering, ConfigWindow, PropMode, StackMode, WindowClass

from tests.desktop.bed import eventually
from tests.desktop.test_masks import BACKGROUND, Backdrop, covered, free, mark
from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.inquiry import OPAQUE, ask_words, words
from workstation.desktop.x11.insisting import Insisting
from workstation.desktop.x11.masks import Masks
from workstation.desktop.x11.windows import MASK_PROPERTY
from workstation.errors import DesktopError
from workstation.facts.observations import Observation, SensorFailed
from workstation.facts.place import Rect

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]
PLACE, BESIDE = Rect(150, 150, 60, 20), Rect(150, 200, 60, 20)
OPACITY = "_NET_WM_WINDOW_OPACITY"


@pytest.fixture
def foreign() -> Iterator[Connection]:
    """Be another program."""
    backdrop = Backdrop(BACKGROUND)
    yield backdrop.connection
    backdrop.connection.close()


@pytest.fixture
def facts() -> list[Observation]:
    return []


@pytest.fixture
def masks(foreign: Connection, facts: list[Observation]) -> Iterator[Masks]:
    """Cover `PLACE` above the other program's window."""
    assert foreign
    made = Masks(facts.append)
    made.start()
    made.show([mark(PLACE)])
    eventually(lambda: covered(PLACE), "the mark is covered")
    yield made
    made.stop()


def mask_window(foreign: Connection) -> int:
    return marked(foreign)[0]


def marked(foreign: Connection) -> list[int]:
    """Return the windows that are marked as masks; there is none for a moment after one was destroyed."""
    atom = foreign.atom(MASK_PROPERTY)
    found = []
    for top in foreign.core.QueryTree(foreign.root).reply().children:
        try:
            if atom in list(foreign.core.ListProperties(top).reply().atoms):
                found.append(int(top))
        except xcffib.xproto.WindowError:  # destroyed meanwhile
            continue
    return found


def unmaps_it(foreign: Connection, window: int) -> None:
    foreign.core.UnmapWindow(window)


def moves_it(foreign: Connection, window: int) -> None:
    foreign.core.ConfigureWindow(window, ConfigWindow.X, [5000])


def makes_it_small(foreign: Connection, window: int) -> None:
    foreign.core.ConfigureWindow(window, ConfigWindow.Width | ConfigWindow.Height, [1, 1])


def gives_it_a_border(foreign: Connection, window: int) -> None:
    foreign.core.ConfigureWindow(window, ConfigWindow.BorderWidth, [40])


def lowers_it(foreign: Connection, window: int) -> None:
    foreign.core.ConfigureWindow(window, ConfigWindow.StackMode, [StackMode.Below])


def cuts_it(foreign: Connection, window: int, kind: int = SK.Bounding) -> None:
    pixel = xcffib.xproto.RECTANGLE.synthetic(0, 0, 1, 1)
    shape = foreign.extension(xcffib.shape.key, "SHAPE")
    shape.Rectangles(SO.Set, kind, ClipOrdering.Unsorted, window, 0, 0, 1, [pixel])


def clips_it(foreign: Connection, window: int) -> None:
    cuts_it(foreign, window, SK.Clip)


def puts_it_into_another_window(foreign: Connection, window: int) -> None:
    inner, kept = int(foreign.raw.generate_id()), CW.OverrideRedirect
    foreign.core.CreateWindow(0, inner, foreign.root, 0, 0, 9, 9, 0, WindowClass.InputOutput, 0, kept, [1])
    foreign.core.ReparentWindow(window, inner, 0, 0)


def hands_it_to_the_window_manager(foreign: Connection, window: int) -> None:
    foreign.core.ChangeWindowAttributes(window, CW.OverrideRedirect, [0])
    foreign.core.UnmapWindow(window)


def destroys_it(foreign: Connection, window: int) -> None:
    foreign.core.DestroyWindow(window)


TAMPERINGS = [
    unmaps_it,
    moves_it,
    makes_it_small,
    gives_it_a_border,
    lowers_it,
    cuts_it,
    clips_it,
    puts_it_into_another_window,
    hands_it_to_the_window_manager,
    destroys_it,
]


@pytest.mark.parametrize("tampers", TAMPERINGS, ids=lambda tampers: tampers.__name__)
def test_what_another_program_does_to_the_masks_is_undone(
    masks: Masks, foreign: Connection, facts: list[Observation], tampers: Callable[[Connection, int], None]
) -> None:
    tampers(foreign, mask_window(foreign))
    foreign.core.GetInputFocus().reply()
    eventually(lambda: covered(PLACE), "the mark is covered again")
    masks.show([mark(BESIDE)])
    eventually(lambda: covered(BESIDE) and free(PLACE), "the next marks are covered, and these alone")
    assert facts == []


@pytest.mark.usefixtures("masks")
@pytest.mark.parametrize("name", [OPACITY, MASK_PROPERTY])
def test_a_property_that_another_program_changes_or_deletes_comes_back(foreign: Connection, name: str) -> None:
    window, value = mask_window(foreign), OPAQUE if name == OPACITY else 1

    def comes_back() -> bool:
        return words(ask_words(foreign, window, name).reply()) == (value,)

    foreign.core.ChangeProperty(PropMode.Replace, window, foreign.atom(name), Atom.CARDINAL, 32, 1, [0])
    eventually(comes_back, "the value is back")
    foreign.core.DeleteProperty(window, foreign.atom(name))
    eventually(comes_back, "the property is back")


@pytest.mark.usefixtures("masks")
def test_a_mask_that_is_given_an_input_region_lets_clicks_through_again(foreign: Connection) -> None:
    window = mask_window(foreign)
    cuts_it(foreign, window, SK.Input)
    shape = foreign.raw(xcffib.shape.key)
    eventually(lambda: not shape.GetRectangles(window, SK.Input).reply().rectangles, "it takes no input")


def test_an_empty_mask_that_another_program_maps_goes_away_again(masks: Masks, foreign: Connection) -> None:
    masks.show([])
    eventually(lambda: free(BACKGROUND), "nothing is covered")
    foreign.core.MapWindow(mask_window(foreign))
    foreign.core.GetInputFocus().reply()
    eventually(lambda: free(BACKGROUND), "nothing is covered again")


def test_masks_that_come_and_go_at_once_disturb_nobody(masks: Masks, facts: list[Observation]) -> None:
    for _ in range(60):
        masks.show([])
        masks.show([mark(PLACE), mark(BESIDE)])
    eventually(lambda: covered(PLACE) and covered(BESIDE), "both are covered")
    assert facts == []


@pytest.mark.usefixtures("masks")
@pytest.mark.parametrize("tampers", [unmaps_it, destroys_it, cuts_it], ids=lambda tampers: tampers.__name__)
def test_a_program_that_will_not_let_the_masks_be_makes_the_sensor_fail(
    foreign: Connection, facts: list[Observation], tampers: Callable[[Connection, int], None]
) -> None:
    def fails() -> bool:
        for window in marked(foreign):
            tampers(foreign, window)
        foreign.core.GetInputFocus().reply()
        drained(foreign)
        return bool(facts)

    eventually(fails, "the sensor fails")
    (fact,) = facts
    assert isinstance(fact, SensorFailed)
    assert (fact.sensor, fact.reason) == ("masks", "another program keeps disturbing the masks")


def drained(foreign: Connection) -> None:
    for _ in foreign.events():
        pass


def test_as_often_as_allowed_is_no_trouble_and_once_more_is() -> None:
    insisting = Insisting("it", 3)
    for now in (0.0, 0.1, 0.2, 1.15, 1.25, 1.3):
        insisting.again(now)
    with pytest.raises(DesktopError, match="it"):
        insisting.again(1.4)
