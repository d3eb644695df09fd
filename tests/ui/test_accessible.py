"""What a screen reader finds: every part that takes the keyboard has a name, and everything can be reached by Tab."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import samples
from ui.about import AboutThis, AboutWindow
from ui.asking import first
from ui.inbox_model import InboxTable
from ui.inbox_window import InboxWindow
from ui.prompt_window import PromptWindow
from ui.proof import ProofWindow
from ui.reason import ReasonWindow
from ui.record import RecordWindow
from workstation.facts.truth import Truth


def record() -> QWidget:
    return RecordWindow(lambda _, tell: tell(samples.record(5)))


def about() -> QWidget:
    this = AboutThis(version="1", policy_version="p", seat_id="s", assurance="trial", capabilities=samples.CAPABILITIES)
    return AboutWindow(this)


def inbox() -> QWidget:
    table = InboxTable()
    window = InboxWindow(table)
    table.add(samples.feed_item(1))
    return window


def sign_in() -> QWidget:
    window = PromptWindow()
    window.render_asking(first().after(samples.told(Truth.SIGNED_OUT, "signed_out")))
    return window


def checklist() -> QWidget:
    window = PromptWindow()
    window.render_asking(first().after(samples.told(Truth.SIGNED_OUT, "signed_out")).after(samples.to_attest()))
    return window


def reason() -> QWidget:
    window = ReasonWindow(samples.question(may_type=True), samples.holds_data)
    window.reasons[0].setFocus()
    return window


def proof() -> QWidget:
    window = ProofWindow(samples.proof(1, "totp", "password"))
    window.page.first().setFocus()
    return window


def password() -> QWidget:
    window = samples.password_window("ok")
    window.current.setFocus()
    return window


def sessions() -> QWidget:
    window = samples.sessions_window(samples.my_sessions(1, factors=("totp", "password")))
    window.show()
    return window


WINDOWS = [record, about, inbox, sign_in, checklist, reason, proof, password, sessions]


@pytest.fixture(params=WINDOWS, ids=lambda make: make.__name__)
def window(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[QWidget]:
    made = request.param()
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def taking_the_keyboard(window: QWidget) -> list[QWidget]:
    """Return what Tab can reach."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def test_everything_that_takes_the_keyboard_has_a_name(window: QWidget) -> None:
    for widget in taking_the_keyboard(window):
        interface = QAccessible.queryAccessibleInterface(widget)
        assert interface.text(QAccessible.Text.Name), type(widget).__name__


def test_tab_reaches_everything_and_comes_round(window: QWidget) -> None:
    reachable = taking_the_keyboard(window)
    reached = set()
    for _ in reachable:
        reached.add(window.focusWidget())
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
    assert reached == set(reachable)


@pytest.mark.parametrize("make", [record, about, inbox], ids=lambda make: make.__name__)
def test_enter_does_what_the_marked_button_says(qtbot: QtBot, make: object) -> None:
    window = make()  # type: ignore[operator]
    qtbot.addWidget(window)
    window.show()
    marked = [button for button in window.findChildren(QPushButton) if button.isDefault()]
    assert [button.text() for button in marked] == ["Close"]
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert not window.isVisible()
    QApplication.processEvents()
