"""One at a time: a device that asks for dear work again before it had its answer waits by itself, not in the store."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Turns:
    """Who has dear work done now. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._taken: set[str] = set()

    @contextmanager
    def take(self, device: str) -> Iterator[bool]:
        """Give whether this device's turn is free, which it has until the block is left."""
        with self._lock:
            is_free = device not in self._taken
            self._taken.add(device)
        try:
            yield is_free
        finally:
            if is_free:
                with self._lock:
                    self._taken.discard(device)
