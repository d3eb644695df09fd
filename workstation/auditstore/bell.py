"""A bell: rung from any thread, heard by every coroutine that listens."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Bell:
    """Tells listeners that something new is stored. A ring between two waits is not missed.

    Once `closed`, nothing more will come and listeners leave.
    """

    def __init__(self) -> None:
        self.closed = False
        self._lock = threading.Lock()
        self._listeners: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}

    def ring(self) -> None:
        """Wake every listener; never blocks."""
        with self._lock:
            listeners = tuple(self._listeners.items())
        for rung, loop in listeners:
            loop.call_soon_threadsafe(rung.set)

    def close(self) -> None:
        """Send every listener home, those that still come as well."""
        self.closed = True
        self.ring()

    @contextmanager
    def listening(self) -> Iterator[asyncio.Event]:
        """Give an event that is set at every ring from now on; the listener clears it before it looks."""
        rung = asyncio.Event()
        with self._lock:
            self._listeners[rung] = asyncio.get_running_loop()
        try:
            yield rung
        finally:
            with self._lock:
                del self._listeners[rung]
