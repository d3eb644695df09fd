"""Masks and shields on one screen: the shields lie above, neither disturbs the other, and the masks outlast a lock."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator

import pytest
from xcffib.xproto import CW, ConfigureNotifyEvent, EventMask

from tests.desktop.bed import eventually
from tests.desktop.screen import Screen
from tests.fakes.shieldkeeper import ShieldKeeper
from tests.shield.conftest import DESKTOP_COLOUR
from tests.shield.test_covering import foreign_window
from tests.shield.test_twins import Twins, cover_with, is_covered, watched
from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.masks import Masks
from workstation.desktop.x11.sheet import COLOUR
from workstation.facts.observations import Observation
from workstation.facts.place import Mark, Rect
from workstation.link.messages import Uncover

pytestmark = pytest.mark.desktop
MARK = Mark(application="CRM", data_class="", hidden=(Rect(0, 0, 40, 40),))
INK = 0x202124


@pytest.fixture
def facts() -> list[Observation]:
    return []


@pytest.fixture
def masks(screen: Screen, keeper: ShieldKeeper, facts: list[Observation]) -> Iterator[Masks]:
    """Mask a corner of the screen; the shields are those that the keeper knows."""
    assert screen
    made = Masks(facts.append, lambda pid: any(shield.pid == pid for shield in keeper.shields))
    made.start()
    made.show([MARK])
    yield made
    made.stop()


def is_masked(screen: Screen) -> bool:
    return screen.corners_and_middle() == {INK, DESKTOP_COLOUR}


@pytest.mark.usefixtures("masks")
def test_the_masks_outlast_every_lock(
    screen: Screen, keeper: ShieldKeeper, twins: Twins, facts: list[Observation]
) -> None:
    eventually(lambda: is_masked(screen), "the corner is masked")
    for _ in range(3):
        cover_with(keeper, twins)
        assert screen.corners_and_middle() == {COLOUR}
        keeper.tell(Uncover())
        seen = watched(screen, lambda: not any(map(is_covered, twins)), "both let go")
        assert seen <= {COLOUR, INK, DESKTOP_COLOUR}
        window = foreign_window(screen, 0x00FF00)
        eventually(lambda: screen.pixel(300, 300) == 0x00FF00, "another window lies above")
        eventually(lambda: screen.pixel(0, 0) == INK, "the corner is masked above it")
        screen.connection.core.DestroyWindow(window, is_checked=True).check()
    assert facts == []


@pytest.mark.usefixtures("masks")
def test_on_a_covered_screen_nobody_raises_anything_any_more(
    screen: Screen, keeper: ShieldKeeper, twins: Twins
) -> None:
    cover_with(keeper, twins)
    watcher = Connection()
    watcher.core.ChangeWindowAttributes(watcher.root, CW.EventMask, [EventMask.SubstructureNotify])

    def lies_still() -> bool:
        """Say whether nothing moved while both shields looked twice at everything."""
        beats = [shield.beats for shield in twins]
        eventually(lambda: all(s.beats > b + 1 for s, b in zip(twins, beats, strict=True)), "both look at everything")
        return not [event for event in watcher.events() if isinstance(event, ConfigureNotifyEvent)]

    eventually(lies_still, "everything lies still")
    assert screen.corners_and_middle() == {COLOUR}
    watcher.close()
