"""Two shields at once: killing one, or one after the other, shows nothing, and somebody holds the keyboard again."""

# SPDX-License-Identifier: Apache-2.0

import os
import signal
from collections.abc import Callable

import pytest
import xcffib.shape
import xcffib.xproto
from xcffib.shape import SK, SO
from xcffib.xproto import Atom, ClipOrdering, PropMode

from tests.desktop.bed import eventually
from tests.desktop.screen import Screen
from tests.fakes.shieldkeeper import Shielded, ShieldKeeper
from tests.shield.conftest import DESKTOP_COLOUR
from tests.shield.test_covering import COVER, prompt_is_seen, prompt_process
from workstation.desktop.x11.inquiry import OPAQUE, ask_words, words
from workstation.desktop.x11.sheet import COLOUR
from workstation.link.messages import Uncover

pytestmark = pytest.mark.desktop
Twins = tuple[Shielded, Shielded]
Seen = set[int]


def is_covered(shield: Shielded) -> bool:
    return shield.covering is not None and shield.covering.covered


def has_input(shield: Shielded) -> bool:
    return shield.covering is not None and shield.covering.keyboard and shield.covering.pointer


def cover_with(keeper: ShieldKeeper, twins: Twins) -> Twins:
    """Cover with both, and return them as holder of the keyboard and its twin."""
    keeper.tell(COVER)
    eventually(lambda: all(is_covered(shield) for shield in twins), "both cover")
    eventually(lambda: sum(has_input(shield) for shield in twins) == 1, "one of them holds keyboard and pointer")
    first, second = twins
    return (first, second) if has_input(first) else (second, first)


def kill(shield: Shielded) -> None:
    os.kill(shield.pid, signal.SIGKILL)


def watched(screen: Screen, until: Callable[[], bool], what: str) -> Seen:
    """Return every colour that was to be seen until `until` was so."""
    seen: Seen = set()

    def looked() -> bool:
        seen.update(screen.corners_and_middle())
        return until()

    eventually(looked, what)
    return seen


def test_the_twins_agree_who_holds_the_input_and_lie_still(screen: Screen, keeper: ShieldKeeper, twins: Twins) -> None:
    holder, twin = cover_with(keeper, twins)
    eventually(lambda: prompt_is_seen(screen), "the holder's prompt is seen")
    beats = holder.beats, twin.beats
    eventually(lambda: (holder.beats, twin.beats) >= (beats[0] + 2, beats[1] + 2), "both go on")
    assert has_input(holder)
    assert not has_input(twin)
    assert is_covered(twin)
    assert prompt_is_seen(screen)


def test_they_need_no_keeper_to_live_together(screen: Screen, keeper: ShieldKeeper, twins: Twins) -> None:
    assert all(not is_covered(shield) for shield in twins)
    keeper.close()
    eventually(lambda: prompt_is_seen(screen), "both cover, and the holder's prompt is seen")
    assert screen.corners_and_middle() == {COLOUR}


def test_killing_the_holder_shows_nothing_and_the_twin_takes_keyboard_and_prompt(
    screen: Screen, keeper: ShieldKeeper, twins: Twins
) -> None:
    holder, twin = cover_with(keeper, twins)
    eventually(lambda: prompt_process(screen, holder), "the holder's prompt is there")
    kill(holder)
    assert watched(screen, lambda: has_input(twin), "the twin holds the input") == {COLOUR}
    eventually(lambda: prompt_process(screen, twin), "the twin's prompt is there")
    eventually(lambda: prompt_is_seen(screen), "it is seen above both covers")


def test_killing_the_twin_shows_nothing_and_the_holder_keeps_the_input(
    screen: Screen, keeper: ShieldKeeper, twins: Twins
) -> None:
    holder, twin = cover_with(keeper, twins)
    kill(twin)
    assert watched(screen, lambda: twin not in keeper.shields, "the twin is gone") == {COLOUR}
    assert has_input(holder)


def test_killing_both_leaves_the_screen_covered_until_the_next_shield_lets_go(
    screen: Screen, keeper: ShieldKeeper, twins: Twins, joined: Callable[[], Shielded]
) -> None:
    for shield in cover_with(keeper, twins):
        kill(shield)
    assert watched(screen, lambda: not keeper.shields, "both are gone") == {COLOUR}
    heir = joined()
    heir.tell(Uncover())
    eventually(lambda: screen.corners_and_middle() == {DESKTOP_COLOUR}, "the desktop is seen again")


def test_killed_in_turn_and_started_again_they_never_show_the_desktop(
    screen: Screen, keeper: ShieldKeeper, twins: Twins, greeting: list[object], joined: Callable[[], Shielded]
) -> None:
    greeting[1] = COVER
    seen: Seen = set()
    oldest, other = cover_with(keeper, twins)
    for _ in range(4):
        kill(oldest)
        seen |= watched(screen, lambda: has_input(other), "the survivor holds the input")  # noqa: B023 - called at once
        oldest, other = other, joined()
        seen |= watched(screen, lambda: is_covered(other), "the new one covers")  # noqa: B023 - called at once
    assert seen == {COLOUR}


def test_letting_go_leaves_both_alive_and_no_window_behind(screen: Screen, keeper: ShieldKeeper, twins: Twins) -> None:
    first, second = cover_with(keeper, twins)
    keeper.tell(Uncover())
    eventually(lambda: not is_covered(first) and not is_covered(second), "both let go")
    assert screen.corners_and_middle() == {DESKTOP_COLOUR}
    assert set(cover_with(keeper, twins)) == {first, second}


def test_a_stopped_holder_keeps_the_screen_covered_and_its_end_frees_the_input(
    screen: Screen, keeper: ShieldKeeper, twins: Twins
) -> None:
    holder, twin = cover_with(keeper, twins)
    os.kill(holder.pid, signal.SIGSTOP)
    beats = twin.beats
    assert watched(screen, lambda: twin.beats > beats + 1, "the twin goes on") == {COLOUR}
    kill(holder)
    eventually(lambda: has_input(twin), "the twin holds the input")


@pytest.mark.usefixtures("compositor")
def test_killing_the_holder_shows_nothing_under_a_compositing_manager(
    screen: Screen, keeper: ShieldKeeper, twins: Twins
) -> None:
    holder, twin = cover_with(keeper, twins)
    eventually(lambda: screen.corners_and_middle() == {COLOUR}, "the compositor paints the cover")
    kill(holder)
    assert watched(screen, lambda: has_input(twin), "the twin holds the input") == {COLOUR}


def windows_of(twins: Twins) -> list[int]:
    return [shield.covering.window for shield in twins if shield.covering is not None]


def test_a_locked_screen_cannot_be_shaped_open(screen: Screen, keeper: ShieldKeeper, twins: Twins) -> None:
    windows = windows_of(cover_with(keeper, twins))
    shape = screen.connection.extension(xcffib.shape.key, "SHAPE")
    pixel = xcffib.xproto.RECTANGLE.synthetic(0, 0, 1, 1)
    for window in windows:
        shape.Rectangles(SO.Set, SK.Bounding, ClipOrdering.Unsorted, window, 0, 0, 1, [pixel])
    eventually(lambda: not any(shape.QueryExtents(w).reply().bounding_shaped for w in windows), "both are whole again")
    eventually(lambda: screen.corners_and_middle() == {COLOUR}, "the screen is covered again")
    assert all(is_covered(shield) for shield in twins)


@pytest.mark.usefixtures("compositor")
def test_a_locked_screen_cannot_be_made_faint(screen: Screen, keeper: ShieldKeeper, twins: Twins) -> None:
    windows = windows_of(cover_with(keeper, twins))
    eventually(lambda: screen.corners_and_middle() == {COLOUR}, "the compositor paints the cover")
    core, atom = screen.connection.core, screen.connection.atom("_NET_WM_WINDOW_OPACITY")
    for window in windows:
        core.ChangeProperty(PropMode.Replace, window, atom, Atom.CARDINAL, 32, 1, [0])

    def opacities() -> set[tuple[int, ...]]:
        return {words(ask_words(screen.connection, window, "_NET_WM_WINDOW_OPACITY").reply()) for window in windows}

    eventually(lambda: opacities() == {(OPAQUE,)}, "both are opaque again")
    eventually(lambda: screen.corners_and_middle() == {COLOUR}, "the compositor paints the cover again")
