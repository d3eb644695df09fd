"""The tray: what the seat is, at a glance, and the few things that can be asked of it."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import replace

import pytest
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from tests.ui import samples
from ui import icons
from ui.present.status import Assurance, Shape
from ui.tray import Tray
from workstation.facts.truth import Truth

PROTECTED = "This seat is protected."


@pytest.fixture
def tray(qtbot: QtBot) -> Tray:
    assert qtbot
    return Tray("installed")


def action(tray: Tray, text: str) -> QAction:
    return next(action for action in tray.menu.actions() if action.text() == text)


def texts(tray: Tray) -> list[str]:
    return [action.text() for action in tray.menu.actions() if action.isVisible() and not action.isSeparator()]


def shape(tray: Tray) -> QImage:
    return tray.icon.icon().pixmap(32, 32).toImage()


def shape_of(shape: Shape) -> QImage:
    return icons.icon(shape).pixmap(32, 32).toImage()


def test_the_menu_says_what_the_seat_is_and_offers_five_things(tray: Tray) -> None:
    tray.follow(samples.session())
    first, second = "What is recorded about me", "Where I am signed in…"
    assert texts(tray) == [PROTECTED, "Lock now", first, second, "Sign out", "About Deskwarden"]


def test_the_menu_says_how_old_the_rules_are_where_an_audit_store_proves_them(tray: Tray) -> None:
    told = replace(samples.session(), confirmed=samples.NOON)
    tray.follow(told)
    assert texts(tray)[1].startswith("Rules confirmed on ")
    assert shape(tray) == shape_of(Shape.PROTECTED)
    tray.follow(replace(told, is_strictest=True))
    assert "the strictest ones hold" in texts(tray)[1]
    assert "the strictest ones hold" in tray.icon.toolTip()
    assert shape(tray) == shape_of(Shape.ATTENTION)


@pytest.mark.parametrize("truth", Truth)
def test_changing_a_password_is_offered_to_who_has_one_at_an_open_seat_only(
    tray: Tray, qtbot: QtBot, truth: Truth
) -> None:
    tray.follow(samples.session(truth))
    assert "Change password…" not in texts(tray)
    tray.follow(replace(samples.session(truth), changes_password_by=("totp", "password")))
    assert ("Change password…" in texts(tray)) is (truth is Truth.ACTIVE)
    with qtbot.waitSignal(tray.password_wanted):
        action(tray, "Change password…").trigger()


@pytest.mark.parametrize("truth", Truth)
def test_locking_and_the_record_are_offered_at_an_open_seat_only(tray: Tray, truth: Truth) -> None:
    tray.follow(samples.session(truth))
    asked = ("Lock now", "What is recorded about me", "Where I am signed in…")
    assert [action(tray, text).isEnabled() for text in asked] == [truth is Truth.ACTIVE] * 3


def test_a_seat_that_starts_is_not_called_protected(tray: Tray) -> None:
    assert "Deskwarden is starting." in tray.icon.toolTip()
    assert PROTECTED not in tray.icon.toolTip()


def test_the_icon_changes_with_the_seat(tray: Tray) -> None:
    seen = []
    for truth, reason in ((Truth.ACTIVE, ""), (Truth.LOCKED, "idle"), (Truth.LOCKED, "keeper_gone")):
        tray.follow(samples.session(truth, reason))
        seen.append(tray.icon.icon().pixmap(22, 22).toImage())
    assert seen[0] != seen[1] != seen[2] != seen[0]


@pytest.mark.parametrize(("assurance", "said"), [("trial", True), ("installed", False)])
def test_a_trial_is_marked(qtbot: QtBot, assurance: Assurance, said: bool) -> None:
    assert qtbot
    assert ("trial" in Tray(assurance).icon.toolTip()) is said


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Lock now", "lock_wanted"),
        ("Sign out", "sign_off_wanted"),
        ("What is recorded about me", "record_wanted"),
        ("About Deskwarden", "about_wanted"),
        (PROTECTED, "about_wanted"),
    ],
)
def test_each_entry_asks_for_its_own_thing(tray: Tray, qtbot: QtBot, text: str, signal: str) -> None:
    tray.follow(samples.session())
    with qtbot.waitSignal(getattr(tray, signal)):
        action(tray, text).trigger()


def test_a_left_click_opens_the_menu(tray: Tray) -> None:
    tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert tray.menu.isVisible()
    tray.menu.hide()


def test_a_middle_click_opens_nothing(tray: Tray) -> None:
    tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.MiddleClick)
    assert not tray.menu.isVisible()
