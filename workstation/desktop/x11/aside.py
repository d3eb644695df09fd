"""A thread for what may take long, or never come back: the latest of each selection."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

from workstation.desktop.x11.failures import failures_posted
from workstation.facts.observations import Selection, SelectionRead
from workstation.seat.ports import Post

ENDS_WITHIN = 1.0
LATE_AFTER = 15.0
MOST_LATE = 8

_Job = TypeVar("_Job")


class Aside(Generic[_Job]):
    """Judges the job that comes with a reading; a newer one of the same selection takes the place of one that waits.

    Where one does not end within LATE_AFTER, another thread takes the next ones; with MOST_LATE such threads nothing is
    judged any more until one of them is done.
    """

    def __init__(self, name: str, judge: Callable[[SelectionRead, _Job], None], post: Post) -> None:
        self._judge = judge
        self._post = post
        self._name = f"x11-selection-{name}"
        self._told = threading.Condition()
        self._waiting: dict[Selection, tuple[SelectionRead, _Job]] = {}
        self._begun: dict[threading.Thread, float] = {}
        self._stopping = False
        self._thread = self._new_thread()

    def ask(self, read: SelectionRead, job: _Job) -> None:
        """Have `job` judged; from any thread, returns at once."""
        with self._told:
            self._waiting[read.selection] = read, job
            if self._thread.ident is not None and self._is_late() and len(self._begun) < MOST_LATE:
                self._thread = self._new_thread()
            if self._thread.ident is None:
                self._thread.start()
            self._told.notify_all()

    def stop(self) -> None:
        """Take no more; one under way that does not end is left to itself."""
        with self._told:
            self._stopping = True
            self._told.notify_all()
        if self._thread.ident is not None:
            self._thread.join(ENDS_WITHIN)

    def _new_thread(self) -> threading.Thread:
        return threading.Thread(target=self._run, name=self._name, daemon=True)

    def _is_late(self) -> bool:
        begun = self._begun.get(self._thread)
        return begun is not None and monotonic() - begun > LATE_AFTER

    def _run(self) -> None:
        own = threading.current_thread()
        with failures_posted("clipboard", self._post):
            while True:
                with self._told:
                    self._begun.pop(own, None)
                    self._told.wait_for(lambda: self._waiting or self._stopping or self._thread is not own)
                    if self._stopping or self._thread is not own:
                        return
                    _, (read, job) = self._waiting.popitem()
                    self._begun[own] = monotonic()
                self._judge(read, job)
