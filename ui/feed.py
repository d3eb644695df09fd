"""The store's feed, read in a thread of its own."""

# SPDX-License-Identifier: Apache-2.0

import logging
import threading
from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal

from ui.present.supervisor import inbox_broken
from workstation.errors import DeskwardenError
from workstation.record.digest import Told

log = logging.getLogger(__name__)


class Feed(QObject):
    """Emits every item as it comes, and what to say when no more can come. Both signals are from a foreign thread."""

    came = Signal(object)
    broken = Signal(str)

    def __init__(self, items: Iterator[Told]) -> None:
        super().__init__()
        self._items = items

    def start(self) -> None:
        """Read until the feed ends; the thread ends with the program."""
        threading.Thread(target=self._read, name="feed", daemon=True).start()

    def _read(self) -> None:
        try:
            for item in self._items:
                self.came.emit(item)
        except DeskwardenError as error:
            log.warning("%s", error)
            self.broken.emit(inbox_broken(str(error), error.hint))
