"""The seat's windows together: shown a session, they post an observation, and that is all they do."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui import samples
from ui.about import AboutThis, AboutWindow
from ui.bridge import QtDisplay
from ui.windows import SeatWindows
from workstation.facts.capability import Capability
from workstation.facts.observations import LockWanted, Observation
from workstation.facts.truth import Truth
from workstation.link.messages import MyRecord
from workstation.seat.ports import Display


class Seat:
    """Everything behind the windows, in a form that can be read."""

    capabilities: tuple[Capability, ...] = ()

    def __init__(self) -> None:
        self.posted: list[Observation] = []
        self.display = QtDisplay()
        self.windows = SeatWindows(self.display, self.posted.append, self.answer, self.about)

    def answer(self, _limit: int, tell: Callable[[MyRecord], None]) -> None:
        tell(samples.record(3))

    def about(self) -> AboutThis:
        return AboutThis(
            version="1.2.3",
            policy_version="a1b2c3d4e5f6",
            seat_id="seat/1",
            assurance="trial",
            capabilities=self.capabilities,
        )

    def choose(self, text: str) -> None:
        """Choose an entry of the tray's menu."""
        next(action for action in self.windows.tray.menu.actions() if action.text() == text).trigger()


@pytest.fixture
def seat(qtbot: QtBot) -> Seat:
    made = Seat()
    qtbot.addWidget(made.windows.record)
    return made


def reads(window: AboutWindow) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel))


def show_and_notify(display: Display) -> None:
    """Use the display as the engine does."""
    display.show(samples.session())
    display.notify(samples.notice())


def test_what_the_engine_shows_from_its_thread_arrives_in_the_windows_thread(seat: Seat, qtbot: QtBot) -> None:
    thread = threading.Thread(target=show_and_notify, args=(seat.display,))
    thread.start()
    thread.join()
    assert seat.windows.notices.showing() == ()
    qtbot.waitUntil(lambda: len(seat.windows.notices.showing()) == 1)
    assert "This seat is protected." in seat.windows.tray.icon.toolTip()


def test_the_display_hands_over_exactly_what_it_was_given(qtbot: QtBot) -> None:
    assert qtbot
    display = QtDisplay()
    handed: list[object] = []
    display.session_changed.connect(handed.append)
    display.notice_raised.connect(handed.append)
    show_and_notify(display)
    assert handed == [samples.session(), samples.notice()]


def test_lock_now_posts_the_wish_and_changes_nothing_itself(seat: Seat) -> None:
    seat.display.show(samples.session())
    seat.choose("Lock now")
    assert [type(observation) for observation in seat.posted] == [LockWanted]
    assert "protected" in seat.windows.tray.icon.toolTip()


def test_the_record_opens_from_the_menu_and_closes_with_the_seat(seat: Seat) -> None:
    seat.display.show(samples.session())
    seat.choose("What is recorded about me")
    assert seat.windows.record.isVisible()
    seat.display.show(samples.session(Truth.LOCKED, "idle"))
    assert not seat.windows.record.isVisible()


def test_about_says_what_is_and_is_not_recorded_and_what_this_session_keeps(seat: Seat) -> None:
    seat.capabilities = samples.CAPABILITIES
    seat.choose("About Deskwarden")
    assert seat.windows.about is not None
    said = reads(seat.windows.about)
    for part in ("1.2.3", "a1b2c3d4e5f6", "seat/1", "trial", "What you type, copy or read.", "X11 gives every program"):
        assert part in said
    QTest.keyClick(seat.windows.about, Qt.Key.Key_Escape)
    assert not seat.windows.about.isVisible()


def test_about_promises_nothing_while_the_sensors_start(seat: Seat) -> None:
    seat.choose("About Deskwarden")
    assert seat.windows.about is not None
    assert "Protection is still starting." in reads(seat.windows.about)
    seat.windows.about.close()


def test_hiding_takes_everything_off_the_screen(seat: Seat) -> None:
    seat.display.show(samples.session())
    seat.display.notify(samples.notice())
    seat.choose("What is recorded about me")
    seat.windows.hide()
    assert seat.windows.notices.showing() == ()
    assert not seat.windows.record.isVisible()
    assert not seat.windows.tray.icon.isVisible()
