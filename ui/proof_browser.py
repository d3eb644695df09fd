"""What the question shows while its agent is in the browser."""

# SPDX-License-Identifier: Apache-2.0

import time

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import tokens
from ui.present import elsewhere as words
from workstation.link.messages import OpenBrowser


class BrowserPage(QWidget):
    """Says where to go on, and for how long that can be done."""

    def __init__(self, told: OpenBrowser) -> None:
        super().__init__()
        self._until = time.monotonic() + told.seconds
        self._left = tokens.label()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.NEAR)
        column.addWidget(tokens.label(words.in_browser()))
        column.addWidget(self._left)
        self.tick()

    def tick(self) -> None:
        """Say how long it can be confirmed still."""
        self._left.setText(words.time_left(max(0, round(self._until - time.monotonic()))))
