"""A thread that goes its round again and again: for what no system call announces."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic

from workstation.facts.observations import SensorFailed
from workstation.seat.ports import Post

ENDS_WITHIN = 5.0
LONGEST_REST = 10.0


class Rounds:
    """Calls `look` at once, then every `every` seconds, on a thread of its own.

    After a long round it rests `rest` times as long, up to `LONGEST_REST` seconds, so that much to look at costs no
    noticeable CPU. An error in a round is posted as SensorFailed, and there are no more rounds. `hurry` has `between`
    called at once, on the same thread.
    """

    def __init__(
        self,
        sensor: str,
        look: Callable[[], None],
        every: float,
        post: Post,
        *,
        rest: float = 0.0,
        between: Callable[[], None] = lambda: None,
    ) -> None:
        self._sensor = sensor
        self._look = look
        self._every = every
        self._post = post
        self._rest = rest
        self._between = between
        self._hurried = threading.Event()
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name=f"desk-{sensor}", daemon=True)

    def start(self) -> None:
        """Begin; returns at once. Harmless when called again."""
        if self._thread.ident is None:
            self._thread.start()

    def hurry(self) -> None:
        """Have `between` called now; from any thread, at once."""
        self._hurried.set()

    def stop(self) -> None:
        """End after the round under way; harmless where it never began."""
        self._is_stopping = True
        self._hurried.set()
        if self._thread.is_alive():
            self._thread.join(ENDS_WITHIN)

    def _run(self) -> None:
        try:
            due = 0.0
            while not self._is_stopping:
                if (left := due - monotonic()) > 0:
                    self._hurried.wait(left)
                    self._hurried.clear()
                    self._between()
                    continue
                began = monotonic()
                self._look()
                due = monotonic() + max(self._every, min(LONGEST_REST, self._rest * (monotonic() - began)))
        except Exception as error:
            self._post(SensorFailed(at=datetime.now(UTC), sensor=self._sensor, reason=type(error).__name__))
            raise
