"""A thread with an X connection of its own: handles its events and does what other threads ask of it."""

# SPDX-License-Identifier: Apache-2.0

import queue
import select
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from math import inf
from time import monotonic
from typing import Any, Protocol, TypeVar

from workstation.desktop.x11.connection import Connection, Event, x_errors
from workstation.desktop.x11.failures import failures_posted
from workstation.errors import DesktopError
from workstation.seat.ports import Post

T = TypeVar("T")
PATIENCE = 2.0
IDLY = 60.0


class Part(Protocol):
    """What lives in a loop: everything here is called from the loop's thread only."""

    def handle(self, event: Event) -> None:
        """Deal with one event of the connection."""

    def beat(self) -> None:
        """Deal with the passing of time: every `every` seconds, and when it was asked for."""


class Loop:
    """Runs one part on one connection. What fails in the thread is posted as SensorFailed, and ends it."""

    def __init__(self, name: str, connection: Connection, post: Post, *, every: float = IDLY) -> None:
        self._name = name
        self._connection = connection
        self._post = post
        self._every = every
        self._asked: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = queue.SimpleQueue()
        self._bell, self._ring = socket.socketpair()
        self._ring.settimeout(0)  # a bell that is full has been rung
        self._gone = threading.Event()
        self._is_late = False
        self._wake_at = inf
        self._thread: threading.Thread | None = None

    def start(self, part: Part) -> None:
        """Begin to serve `part`; from now on the connection is the thread's alone."""
        self._thread = threading.Thread(target=self._run, args=(part,), name=f"x11-{self._name}", daemon=True)
        self._thread.start()

    def ask(self, do: Callable[[], T]) -> T:
        """Have the thread call `do` and return what it returns; raise DesktopError where it fails or is gone."""
        answer: Future[T] = Future()
        self._asked.put((answer, do))
        if self._gone.is_set():
            raise DesktopError(f"{self._name} no longer works")
        self._wake()
        try:
            return answer.result(PATIENCE)
        except TimeoutError as error:
            raise DesktopError(f"{self._name} does not answer") from error

    def tell(self, do: Callable[[], object]) -> None:
        """Have the thread call `do` soon; nobody waits for it, nor hears of it where the thread is gone."""
        if self._gone.is_set():
            return
        self._asked.put((Future(), do))
        with suppress(OSError):
            self._wake()

    def wake_at(self, due: float) -> None:
        """Have the part beat at `due` (monotonic) as well; the last call counts. From the thread alone."""
        self._wake_at = due

    def stop(self) -> None:
        """End the thread and close the connection with all that it holds; harmless when called twice.

        A thread that is still at something is not waited for for ever, and closes behind itself.
        """
        if self._thread is None:
            self._connection.close()
        else:
            self._asked.put((Future(), self._gone.set))
            if not self._gone.is_set():
                self._wake()
            self._thread.join(PATIENCE)
            self._is_late = self._thread.is_alive()
        if not self._is_late:
            self._close_bell()

    def _run(self, part: Part) -> None:
        try:
            with failures_posted(self._name, self._post), x_errors(f"serving {self._name}"):
                self._serve(part)
        finally:
            self._gone.set()
            self._connection.close()
            self._refuse_asked()
            if self._is_late:
                self._close_bell()

    def _wake(self) -> None:
        with suppress(BlockingIOError):
            self._ring.send(b"\0")

    def _close_bell(self) -> None:
        self._ring.close()
        self._bell.close()

    def _serve(self, part: Part) -> None:
        bell = self._bell.fileno()
        beat_due = monotonic() + self._every
        while not self._gone.is_set():
            self._drain(part)
            due = min(beat_due, self._wake_at)
            ready, _, _ = select.select([self._connection.fileno(), bell], [], [], max(0, due - monotonic()))
            if bell in ready:
                self._bell.recv(4096)
                self._drain(part)  # what came before it was asked
                self._answer()
            if monotonic() >= min(beat_due, self._wake_at):
                beat_due, self._wake_at = monotonic() + self._every, inf
                part.beat()

    def _drain(self, part: Part) -> None:
        """Handle all that waits, also what sending or awaiting a reply put into the library's own queue meanwhile."""
        handled = True
        while handled:
            handled = False
            self._connection.flush()
            for event in self._connection.events():
                handled = True
                part.handle(event)

    def _answer(self) -> None:
        while not self._asked.empty():
            answer, do = self._asked.get()
            try:
                with x_errors(f"serving {self._name}"):
                    answer.set_result(do())
            except DesktopError as error:
                answer.set_exception(error)

    def _refuse_asked(self) -> None:
        while not self._asked.empty():
            self._asked.get()[0].set_exception(DesktopError(f"{self._name} no longer works"))
