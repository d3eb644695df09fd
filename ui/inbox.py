"""The supervisor's tray: a count of what is new, and the way to all that came in."""

# SPDX-License-Identifier: Apache-2.0

import sys
from collections.abc import Iterator

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from ui import icons
from ui.ending import Ending
from ui.feed import Feed
from ui.inbox_model import InboxTable
from ui.inbox_window import InboxWindow
from ui.present import supervisor as words
from ui.present.status import Shape
from workstation.record.digest import Told


class Inbox(QObject):
    """Joins feed, window and tray icon, and counts what came in unseen."""

    def __init__(self, feed: Feed) -> None:
        super().__init__()
        self.table = InboxTable()
        self.window = InboxWindow(self.table)
        self.unread = 0
        self.icon = QSystemTrayIcon()
        self._menu = QMenu()
        self._menu.addAction(words.open_inbox()).triggered.connect(self.open)
        self._menu.addAction(words.quit_inbox()).triggered.connect(QApplication.quit)
        self.icon.setContextMenu(self._menu)
        self.icon.activated.connect(self._on_activated)
        self.window.read.connect(self._on_read)
        feed.came.connect(self.add)
        feed.broken.connect(self.window.show_trouble)
        feed.broken.connect(self._on_broken)
        self._shape = Shape.PROTECTED
        self._render()
        self.icon.show()

    @Slot(object)
    def add(self, item: Told) -> None:
        """Take one item in; it counts as read while the window is open."""
        self.table.add(item)
        if not self.window.isVisible():
            self.unread += 1
        self._render()

    @Slot()
    def _on_read(self) -> None:
        self.unread = 0
        self._render()

    @Slot()
    def _on_broken(self) -> None:
        self._shape = Shape.FAULT
        self._render()

    @Slot(QSystemTrayIcon.ActivationReason)
    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.open()

    @Slot()
    def open(self) -> None:
        """Bring the window up."""
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def _render(self) -> None:
        shape = Shape.ATTENTION if self.unread and self._shape is Shape.PROTECTED else self._shape
        self.icon.setIcon(icons.counted_icon(shape, self.unread))
        self.icon.setToolTip("\n".join(["Deskwarden", words.inbox_line(self.unread)]))


def main(items: Iterator[Told]) -> int:
    """Show `items` as they come in, until the supervisor quits; return the exit code."""
    app = QApplication(sys.argv[:1])
    app.setApplicationDisplayName("Deskwarden")
    app.setQuitOnLastWindowClosed(False)
    ending = Ending(_nothing_to_lock)
    ending.asked.connect(app.exit)
    feed = Feed(items)
    inbox = Inbox(feed)
    ending.watch()
    feed.start()
    try:
        return app.exec()
    finally:
        inbox.icon.hide()
        ending.release()


def _nothing_to_lock() -> None:
    """Leave the supervisor's own seat alone when the inbox fails."""
