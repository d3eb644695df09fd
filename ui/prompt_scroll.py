"""Where the prompt's page lies: shown whole where the screen has room, else the part around the current field."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui import tokens

LEAST = 64


class PageScroll(QScrollArea):
    """Holds one page; never takes the focus of the window, so that arrows reach the page's own fields."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def whole(self, width: int) -> int:
        """Return how high the page is at this width, 0 without one."""
        page = self.widget()
        if page is None:
            return 0
        page.ensurePolished()
        layout = page.layout()
        if layout is not None and layout.hasHeightForWidth():
            return layout.totalHeightForWidth(width)
        return page.sizeHint().height()

    def reveal(self, field: QWidget | None) -> None:
        """Bring `field` into view, where it is one of the page's."""
        page = self.widget()
        if page is not None and field is not None and page.isAncestorOf(field):
            self.ensureWidgetVisible(field, 0, tokens.NEAR)
