"""The binding to Qt: a seat calls it for weeks, so a reference lost in each call would end the process."""

# SPDX-License-Identifier: Apache-2.0

import sys
from collections.abc import Callable

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

CALLS = 1000


def references_lost(call: Callable[[], object], to: object) -> int:
    before = sys.getrefcount(to)
    for _ in range(CALLS):
        call()
    return before - sys.getrefcount(to)


def test_calls_into_qt_lose_no_references(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    assert references_lost(widget.update, to=None) < CALLS // 2
    assert references_lost(widget.isEnabled, to=True) < CALLS // 2
    assert references_lost(widget.isVisible, to=False) < CALLS // 2
