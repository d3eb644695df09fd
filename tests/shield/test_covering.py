"""What one shield keeps: the whole screen, keyboard and pointer, against whatever other programs do."""

# SPDX-License-Identifier: Apache-2.0

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import xcffib
from xcffib.xproto import CW, ConfigWindow, GrabMode, StackMode, WindowClass

from tests.desktop.bed import Bed, eventually
from tests.desktop.screen import Screen
from tests.fakes import prompt as plain_prompt
from tests.fakes.shieldkeeper import WELCOME, Shielded, ShieldKeeper
from tests.shield.conftest import DESKTOP_COLOUR, StartShield
from workstation.desktop.x11.clients import Clients
from workstation.desktop.x11.sheet import COLOUR
from workstation.facts.truth import Truth
from workstation.link.messages import Cover, Family, Farewell, Uncover
from workstation.shield.shield import DONE, SURPLUS

pytestmark = pytest.mark.desktop
RETURN = 0xFF0D
SMALL_WIDTH = 640
THROWS = 20
COVER = Cover(reason="agent", truth=Truth.LOCKED)
Join = Callable[[], Shielded]


def xdotool(*arguments: str) -> None:
    subprocess.run(["xdotool", *arguments], check=True, stdout=subprocess.DEVNULL)


def holds_all(shield: Shielded) -> bool:
    said = shield.covering
    return said is not None and said.covered and said.keyboard and said.pointer


def covered(shield: Shielded) -> Shielded:
    shield.tell(COVER)
    eventually(lambda: holds_all(shield), "the shield holds screen, keyboard and pointer")
    return shield


def test_a_shield_in_standby_shows_nothing_and_holds_nothing(screen: Screen, joined: Join) -> None:
    shield = joined()
    assert shield.covering is not None
    assert not shield.covering.covered
    assert not shield.covering.keyboard
    assert screen.corners_and_middle() == {DESKTOP_COLOUR}


def test_a_shield_that_says_it_covers_covers_every_pixel_looked_at(screen: Screen, joined: Join) -> None:
    covered(joined())
    assert screen.corners_and_middle() == {COLOUR}


def test_an_uncovered_shield_shows_the_desktop_again(screen: Screen, joined: Join) -> None:
    shield = covered(joined())
    shield.tell(Uncover())
    eventually(lambda: shield.covering and not shield.covering.covered, "the shield says that it let go")
    eventually(lambda: screen.corners_and_middle() == {DESKTOP_COLOUR}, "the desktop is seen again")


def test_it_covers_under_a_compositing_manager_too(
    screen: Screen, joined: Join, compositor: subprocess.Popen[bytes]
) -> None:
    shield = covered(joined())
    eventually(lambda: screen.corners_and_middle() == {COLOUR}, "the compositor paints the cover")
    assert compositor.poll() is None
    assert holds_all(shield)


@contextmanager
def entry(bed: Bed, title: str) -> Iterator[subprocess.Popen[bytes]]:
    """Open a program that waits for a typed line, and give it the focus."""
    command = ["zenity", "--entry", "--title", title]
    with subprocess.Popen(command, env=bed.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            found = ["xdotool", "search", "--onlyvisible", "--name", title]
            eventually(lambda: subprocess.run(found, check=False, capture_output=True).stdout, f"{title} is shown")
            xdotool(*found[1:], "windowactivate", "--sync")
            yield process
        finally:
            process.kill()


def type_line(text: str) -> None:
    xdotool("type", text)
    xdotool("key", "Return")


def test_keys_typed_on_a_covered_screen_reach_no_window_below(
    bed: Bed, screen: Screen, joined: Join, prompt_log: Path
) -> None:
    with entry(bed, "leaky") as leaky:
        type_line("abc")
        assert leaky.communicate(timeout=60)[0] == b"abc\n"
    with entry(bed, "guarded") as guarded:
        shield = covered(joined())
        eventually(lambda: shield.covering and shield.covering.prompt, "the prompt is there")
        type_line("abc")
        eventually(lambda: prompt_log.read_text().count("\n") >= len("abc\n"), "the prompt gets the keys")
        typed = [json.loads(line)["keysym"] for line in prompt_log.read_text().splitlines()]
        assert typed == [ord("a"), ord("b"), ord("c"), RETURN]
        shield.tell(Uncover())
        eventually(lambda: screen.pixel(0, 0) == DESKTOP_COLOUR, "the desktop is seen again")
        type_line("xyz")
        assert guarded.communicate(timeout=60)[0] == b"xyz\n"


@pytest.mark.usefixtures("screen")
def test_clicks_reach_the_prompt_in_pixels_of_the_screen(joined: Join, prompt_log: Path) -> None:
    shield = covered(joined())
    eventually(lambda: shield.covering and shield.covering.prompt, "the prompt is there")
    xdotool("mousemove", "321", "234", "click", "1")
    eventually(prompt_log.read_text, "the prompt gets the click")
    assert json.loads(prompt_log.read_text()) == {"x": 321, "y": 234}


def foreign_window(screen: Screen, colour: int) -> int:
    connection = screen.connection
    window = int(connection.raw.generate_id())
    connection.core.CreateWindow(
        0,
        window,
        connection.root,
        0,
        0,
        400,
        400,
        0,
        WindowClass.InputOutput,
        0,
        CW.BackPixel | CW.OverrideRedirect,
        [colour, 1],
    )
    connection.core.MapWindow(window)
    connection.flush()
    return window


def test_a_window_that_comes_above_is_covered_again(screen: Screen, joined: Join) -> None:
    shield = covered(joined())
    window = foreign_window(screen, 0x00FF00)
    eventually(lambda: screen.pixel(10, 10) == COLOUR, "the cover lies above the new window")
    screen.connection.core.ConfigureWindow(window, ConfigWindow.StackMode, [StackMode.Above])
    screen.connection.flush()
    eventually(lambda: screen.pixel(10, 10) == COLOUR, "the cover lies above the raised window")
    screen.connection.core.DestroyWindow(window, is_checked=True).check()
    assert holds_all(shield)


def test_a_window_of_the_family_may_lie_above_until_it_is_gone(screen: Screen, joined: Join) -> None:
    shield = joined()
    relative = foreign_window(screen, 0x0000FF)
    shield.tell(Family(windows=(relative,)))
    covered(shield)
    screen.connection.core.ConfigureWindow(relative, ConfigWindow.StackMode, [StackMode.Above])
    beats = shield.beats
    eventually(lambda: shield.beats > beats + 1, "the shield looked at it")
    assert screen.pixel(10, 10) == 0x0000FF
    screen.connection.core.DestroyWindow(relative, is_checked=True).check()
    stranger = foreign_window(screen, 0x00FF00)
    eventually(lambda: screen.pixel(10, 10) == COLOUR, "the next window is a stranger's")
    screen.connection.core.DestroyWindow(stranger, is_checked=True).check()


def raises_itself(screen: Screen, window: int, _cover: int) -> None:
    screen.connection.core.ConfigureWindow(window, ConfigWindow.StackMode, [StackMode.Above])


def lowers_the_cover(screen: Screen, _window: int, cover: int) -> None:
    screen.connection.core.ConfigureWindow(cover, ConfigWindow.StackMode, [StackMode.Below])


def unmaps_the_cover(screen: Screen, _window: int, cover: int) -> None:
    screen.connection.core.UnmapWindow(cover)


@pytest.mark.parametrize("act", [raises_itself, lowers_the_cover, unmaps_the_cover])
def test_whatever_a_window_above_does_the_cover_comes_back_and_the_prompt_above_it(
    screen: Screen, joined: Join, act: Callable[[Screen, int, int], None]
) -> None:
    shield = covered(joined())
    eventually(lambda: prompt_is_seen(screen), "the prompt is seen")
    for _ in range(THROWS):
        assert shield.covering is not None
        window = foreign_window(screen, 0x00FF00)
        act(screen, window, shield.covering.window)
        screen.connection.flush()
        eventually(lambda: screen.corners_and_middle() == {COLOUR} and prompt_is_seen(screen), "it covers again")
        screen.connection.core.DestroyWindow(window, is_checked=True).check()
    eventually(lambda: holds_all(shield), "it holds all as before")


def test_after_it_let_go_a_window_that_opens_is_seen(screen: Screen, keeper: ShieldKeeper, joined: Join) -> None:
    covered(joined())
    keeper.tell(Uncover())
    eventually(lambda: screen.corners_and_middle() == {DESKTOP_COLOUR}, "the desktop is seen again")
    window = foreign_window(screen, 0x00FF00)
    eventually(lambda: screen.pixel(10, 10) == 0x00FF00, "a window that opens now is seen")
    screen.connection.core.DestroyWindow(window, is_checked=True).check()
    eventually(lambda: screen.pixel(10, 10) == DESKTOP_COLOUR, "and so is that it closed")


def test_a_foreign_window_would_be_seen_where_nothing_covers(screen: Screen) -> None:
    window = foreign_window(screen, 0x00FF00)
    eventually(lambda: screen.pixel(10, 10) == 0x00FF00, "the window is seen")
    screen.connection.core.DestroyWindow(window, is_checked=True).check()


def test_a_cover_that_another_program_unmaps_comes_back_with_keyboard_and_pointer(screen: Screen, joined: Join) -> None:
    shield = covered(joined())
    assert shield.covering is not None
    screen.connection.core.UnmapWindow(shield.covering.window, is_checked=True).check()
    eventually(lambda: screen.corners_and_middle() == {COLOUR}, "the cover is back")
    eventually(lambda: holds_all(shield), "keyboard and pointer are held again")


def test_while_another_program_holds_the_keyboard_it_covers_says_so_and_takes_it_afterwards(
    screen: Screen, joined: Join
) -> None:
    shield = joined()
    window = foreign_window(screen, 0x00FF00)
    core = screen.connection.core
    held = core.GrabKeyboard(False, window, xcffib.CurrentTime, GrabMode.Async, GrabMode.Async).reply()
    assert held.status == 0
    shield.tell(COVER)
    eventually(lambda: shield.covering and shield.covering.covered, "the screen is covered")
    assert shield.covering is not None
    assert not shield.covering.keyboard
    assert screen.pixel(10, 10) == COLOUR
    core.UngrabKeyboard(xcffib.CurrentTime, is_checked=True).check()
    eventually(lambda: holds_all(shield), "the keyboard is held")
    core.DestroyWindow(window, is_checked=True).check()


@pytest.fixture
def small(bed: Bed) -> Iterator[Callable[[str], None]]:
    """Give the screen a second size, and its first one back at the end."""

    def xrandr(*arguments: str) -> None:
        subprocess.run(["xrandr", *arguments], env=bed.environment, check=True)

    xrandr("--newmode", "small", "0", "640", "0", "0", "640", "480", "0", "0", "480")
    xrandr("--addmode", "screen", "small")
    yield lambda mode: xrandr("--output", "screen", "--mode", mode)
    xrandr("--output", "screen", "--mode", "1280x900")


def test_the_cover_follows_the_size_of_the_screen(screen: Screen, joined: Join, small: Callable[[str], None]) -> None:
    small("small")
    shield = covered(joined())
    assert screen.connection.screen().width == SMALL_WIDTH
    small("1280x900")
    assert screen.connection.screen().width > SMALL_WIDTH
    eventually(lambda: screen.corners_and_middle() == {COLOUR}, "the larger screen is covered")
    assert holds_all(shield)


def test_a_terminated_shield_leaves_the_screen_covered_until_another_lets_go(
    screen: Screen, joined: Join, keeper: ShieldKeeper
) -> None:
    shield = covered(joined())
    os.kill(shield.pid, signal.SIGTERM)
    eventually(lambda: not keeper.shields, "the shield is gone")
    assert screen.pixel(0, 0) == COLOUR
    joined().tell(Uncover())
    eventually(lambda: screen.corners_and_middle() == {DESKTOP_COLOUR}, "what the dead shield left is taken away")


def test_it_covers_by_itself_when_the_keeper_dies_and_obeys_the_next_one(
    screen: Screen, joined: Join, keeper: ShieldKeeper, tmp_path: Path
) -> None:
    joined()
    keeper.close()
    eventually(lambda: screen.corners_and_middle() == {COLOUR}, "the screen is covered without a keeper")
    heir = ShieldKeeper(tmp_path / "keeper.sock", lambda: [WELCOME, Uncover()])
    try:
        eventually(lambda: screen.corners_and_middle() == {DESKTOP_COLOUR}, "the next keeper had it uncovered")
    finally:
        heir.close()


def test_it_covers_by_itself_when_the_keeper_falls_silent(screen: Screen, joined: Join, keeper: ShieldKeeper) -> None:
    joined()
    keeper.silent = True
    eventually(lambda: screen.corners_and_middle() == {COLOUR}, "the screen is covered")


def test_a_shield_that_finds_no_keeper_covers(screen: Screen, start_shield: StartShield) -> None:
    start_shield()
    eventually(lambda: screen.corners_and_middle() == {COLOUR}, "the screen is covered")


@pytest.mark.parametrize("greeting", [[]], ids=["refused"])
@pytest.mark.usefixtures("greeting")
def test_a_shield_that_the_keeper_never_wanted_leaves_without_covering(
    screen: Screen, keeper: ShieldKeeper, start_shield: StartShield
) -> None:
    process = start_shield()
    assert process.wait(10) == SURPLUS
    assert not keeper.shields
    assert screen.corners_and_middle() == {DESKTOP_COLOUR}


def test_at_the_end_of_a_trial_it_lets_go_and_leaves(
    screen: Screen, keeper: ShieldKeeper, start_shield: StartShield
) -> None:
    process = start_shield()
    eventually(lambda: keeper.shields and keeper.shields[0].covering, "the shield joins")
    covered(keeper.shields[0])
    keeper.tell(Farewell())
    assert process.wait(10) == DONE
    eventually(lambda: screen.corners_and_middle() == {DESKTOP_COLOUR}, "the desktop is seen again")


def prompt_is_seen(screen: Screen) -> bool:
    x, y, width, height = plain_prompt.PLACE
    return screen.pixel(x + width // 2, y + height // 2) == plain_prompt.COLOUR


def prompt_process(screen: Screen, shield: Shielded) -> int:
    """Return the process of the prompt that the keeper was told of, 0 without one."""
    told = shield.covering.prompt if shield.covering else 0
    return Clients(screen.connection).pid_of(told) if told else 0


def closes_its_window(screen: Screen, shield: Shielded) -> None:
    assert shield.covering is not None
    screen.connection.core.KillClient(shield.covering.prompt, is_checked=True).check()


def is_killed(screen: Screen, shield: Shielded) -> None:
    os.kill(prompt_process(screen, shield), signal.SIGKILL)


@pytest.mark.parametrize("ends", [closes_its_window, is_killed])
def test_a_prompt_that_ends_is_started_again_and_nothing_is_seen_meanwhile(
    screen: Screen, joined: Join, ends: Callable[[Screen, Shielded], None]
) -> None:
    shield = covered(joined())
    eventually(lambda: prompt_process(screen, shield), "the prompt is there")
    eventually(lambda: prompt_is_seen(screen), "it is seen above the cover")
    first = prompt_process(screen, shield)
    ends(screen, shield)
    seen: set[int] = set()

    def another_prompt() -> bool:
        seen.update(screen.corners_and_middle())
        return prompt_process(screen, shield) not in (0, first)

    eventually(another_prompt, "another prompt is there")
    assert seen == {COLOUR}
    eventually(lambda: prompt_is_seen(screen), "it is seen above the cover")


def test_the_prompt_ends_with_the_cover(screen: Screen, joined: Join) -> None:
    shield = covered(joined())
    eventually(lambda: prompt_process(screen, shield), "the prompt is there")
    prompt = prompt_process(screen, shield)
    shield.tell(Uncover())
    eventually(lambda: not Path(f"/proc/{prompt}").exists(), "the prompt's process is gone")
    eventually(lambda: shield.covering and not shield.covering.prompt, "the keeper is told")
