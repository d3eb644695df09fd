"""Typing that what is asked changed under: the rest of it belongs to the page that is gone."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent

REST_MS = 1000
DELIBERATE = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


class Unfinished(QObject):
    """Knows whose the keys are: a password begun on one page must not end, readable, in the name of the next.

    What was begun goes on until Tab, Enter or Escape, a click, or a rest of `rest_ms` without a key.
    """

    def __init__(self, parent: QObject, rest_ms: int = REST_MS) -> None:
        super().__init__(parent)
        self._is_begun = False
        self._is_of_the_page_before = False
        self._rest = QTimer(self, interval=rest_ms, singleShot=True)
        self._rest.timeout.connect(self.end)

    def takes(self, event: QKeyEvent) -> bool:
        """Say whether this key is still of what was typed into the page before, which nobody may read."""
        if self._is_of_the_page_before and event.key() not in DELIBERATE:
            self._rest.start()
            return True
        if self._is_of_the_page_before:
            self.end()
        self._is_begun = self._is_begun or bool(event.text())
        return False

    def turn(self) -> None:
        """Count what was begun to the page before: another one is there."""
        if self._is_begun:
            self._is_of_the_page_before = True
            self._rest.start()

    @Slot()
    def end(self) -> None:
        """Forget what was begun: it is handed over, taken back or left."""
        self._is_begun = self._is_of_the_page_before = False
        self._rest.stop()
