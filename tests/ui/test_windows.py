"""The seat's windows together: shown a session, they post an observation, and that is all they do."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Callable
from dataclasses import replace

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
from workstation.facts.observations import LockWanted, Observation, ReasonTyped, RevealEnded, SignOffWanted
from workstation.facts.truth import Truth
from workstation.link.messages import (
    ElsewhereAnswered,
    ElsewhereOffered,
    MyRecord,
    PasswordAnswered,
    PasswordOffered,
    ProofOffered,
    Verdict,
)
from workstation.seat.ports import Display


class Seat:
    """Everything behind the windows, in a form that can be read."""

    capabilities: tuple[Capability, ...] = ()

    def __init__(self) -> None:
        self.posted: list[Observation] = []
        self.offers: list[ProofOffered] = []
        self.changes: list[PasswordOffered] = []
        self.ends: list[ElsewhereOffered] = []
        self.display = QtDisplay()
        self.windows = SeatWindows(
            self.display,
            self.posted.append,
            self.answer,
            self.about,
            holds_data=samples.holds_data,
            prove=self.prove,
            change_password=self.change_password,
            ask_my_sessions=lambda asked, tell: tell(samples.my_sessions(asked.number)),
            end_elsewhere=self.end_elsewhere,
        )

    def answer(self, _limit: int, tell: Callable[[MyRecord], None]) -> None:
        tell(samples.record(3))

    def prove(self, offer: ProofOffered, tell: Callable[[Verdict], None]) -> None:
        self.offers.append(offer)
        tell(samples.refused())

    def change_password(self, offer: PasswordOffered, tell: Callable[[PasswordAnswered], None]) -> None:
        self.changes.append(offer)
        tell(PasswordAnswered(number=offer.number, reason="wrong_code"))

    def end_elsewhere(self, offer: ElsewhereOffered, tell: Callable[[ElsewhereAnswered], None]) -> None:
        self.ends.append(offer)
        tell(ElsewhereAnswered(number=offer.number, reason="ok"))

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


@pytest.mark.parametrize(("entry", "wish"), [("Lock now", LockWanted), ("Sign out", SignOffWanted)])
def test_what_closes_the_seat_posts_the_wish_and_changes_nothing_itself(
    seat: Seat, entry: str, wish: type[Observation]
) -> None:
    seat.display.show(samples.session())
    seat.choose(entry)
    assert [type(observation) for observation in seat.posted] == [wish]
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
    for part in (
        "1.2.3",
        "a1b2c3d4e5f6",
        "seat/1",
        "trial",
        "What you type, copy or read otherwise.",
        "X11 gives every program",
    ):
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


def test_what_proves_an_agent_goes_to_the_keeper_and_is_posted_nowhere(seat: Seat) -> None:
    seat.display.ask_proof(samples.proof())
    seat.display.show(samples.proving())
    window = seat.windows.proofs.showing
    assert window is not None
    QTest.keyClicks(window.focusWidget(), "123456")
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    assert seat.offers == [ProofOffered(number=1, code="123456")]
    assert seat.posted == []
    QTest.keyClick(window, Qt.Key.Key_Escape)
    (told,) = seat.posted
    assert isinstance(told, RevealEnded)
    assert told.number == 1


def test_a_reason_that_was_written_is_posted_as_one_and_data_of_a_customer_is_not(seat: Seat) -> None:
    seat.display.ask_reason(samples.question(may_type=True))
    window = seat.windows.reasons.showing
    assert window is not None
    assert window.own is not None
    for words in ("Card 4539 5787 6362 1486", "He moved."):
        window.own.field.setText(words)
        QTest.keyClick(window.own.field, Qt.Key.Key_Return)
    (told,) = seat.posted
    assert isinstance(told, ReasonTyped)
    assert (told.number, told.reason) == (1, "He moved.")


def test_a_new_password_goes_to_the_keeper_and_is_posted_nowhere_and_the_window_closes_with_the_seat(
    seat: Seat,
) -> None:
    may = replace(samples.session(), changes_password_by=("totp", "password"))
    seat.display.show(may)
    seat.choose("Change password…")
    window = seat.windows.password
    assert window is not None
    samples.fill(window)
    seat.display.show(replace(may, changes_password_by=()))
    window.hand_in.click()
    assert [(offer.number, offer.new) for offer in seat.changes] == [(1, "seven green umbrellas")]
    assert seat.posted == []
    seat.choose("Change password…")
    assert seat.windows.password is window
    assert window.new.text() == "seven green umbrellas"
    seat.display.show(samples.session(Truth.LOCKED, "idle"))
    assert not window.isVisible()
    assert window.new.text() == ""


def test_no_window_opens_for_a_password_where_none_may_be_changed(seat: Seat) -> None:
    seat.display.show(samples.session())
    seat.choose("Change password…")
    assert seat.windows.password is None


def test_what_ends_sessions_elsewhere_goes_to_the_keeper_and_the_window_closes_with_the_seat(seat: Seat) -> None:
    seat.display.show(samples.session())
    seat.choose("Where I am signed in…")
    window = seat.windows.sessions
    assert window is not None
    assert window.proof is not None
    window.proof.setText("314159")
    window.hand_in.click()
    assert [offer.code for offer in seat.ends] == ["314159"]
    assert seat.posted == []
    seat.display.show(samples.session(Truth.LOCKED, "idle"))
    assert not window.isVisible()


def test_no_window_tells_of_sessions_at_a_seat_that_is_not_open(seat: Seat) -> None:
    seat.display.show(samples.session(Truth.LOCKED, "idle"))
    seat.windows.tray.sessions_wanted.emit()
    assert seat.windows.sessions is None
