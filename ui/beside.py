"""Where a question about a mask lies: beside it, and whole on its screen."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QCursor, QGuiApplication

from ui import tokens
from workstation.facts.place import Rect

POINTED = 24


def around(places: tuple[Rect, ...]) -> QRect:
    """Return the mask of these pixels as windows count them, which a scaled screen does anew from its own corner.

    Where a page took the click, nobody says where the mask is: it is under the pointer.
    """
    if not places:
        return QRect(QCursor.pos() - QPoint(POINTED, POINTED) / 2, QSize(POINTED, POINTED))
    whole = QRect()
    for place in places:
        whole = whole.united(QRect(place.x, place.y, place.width, place.height))
    for screen in QGuiApplication.screens():
        corner, ratio = screen.geometry().topLeft(), screen.devicePixelRatio()
        if QRect(corner, screen.geometry().size() * ratio).contains(whole.center()):
            return QRect(corner + (whole.topLeft() - corner) / ratio, whole.size() / ratio)
    return whole


def beside(mask: QRect, size: QSize) -> QPoint:
    """Return where a window of this size lies near `mask`, whole on its screen and not over it where it can."""
    screen = QGuiApplication.screenAt(mask.center()) or QGuiApplication.primaryScreen()
    room = screen.availableGeometry()
    below, above = mask.bottom() + tokens.TIGHT, mask.top() - tokens.TIGHT - size.height()
    y = below if below + size.height() <= room.bottom() else max(above, room.top())
    x = max(min(mask.left(), room.right() - size.width()), room.left())
    return QPoint(x, y)
