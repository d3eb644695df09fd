"""The end of a freeze: what holds the keyboard too long loses its connection, and with it every grab."""

# SPDX-License-Identifier: Apache-2.0

import threading
from time import monotonic

from workstation.desktop.x11.connection import Connection

WITHIN = 3.0


class Thaw:
    """Watches from a thread of its own over keys that wait for the thread of `connection`.

    The server freezes the keyboard for them without an end. A process that is stopped as a whole the keeper ends.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._changed = threading.Condition()
        self._frozen_since: float | None = None
        self._is_stopping = False
        self._thread = threading.Thread(target=self._watch, name="x11-thaw", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no more."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify()

    def begin(self) -> None:
        """Take note that a key waits from now on."""
        with self._changed:
            self._frozen_since = monotonic()
            self._changed.notify()

    def end(self) -> None:
        """Take note that none waits any more."""
        with self._changed:
            self._frozen_since = None

    def _watch(self) -> None:
        with self._changed:
            while not self._is_stopping:
                if self._frozen_since is None:
                    self._changed.wait()
                elif (left := self._frozen_since + WITHIN - monotonic()) > 0:
                    self._changed.wait(left)
                else:
                    self._connection.sever()
                    return
