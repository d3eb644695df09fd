"""A thread with an X connection of its own: handles its events and does what other threads ask of it."""

# SPDX-License-Identifier: Apache-2.0

import queue
import select
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
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
        """Deal with the passing of `every` seconds."""


class Loop:
    """Runs one part on one connection. What fails in the thread is posted as SensorFailed, and ends it."""

    def __init__(self, name: str, connection: Connection, post: Post, *, every: float = IDLY) -> None:
        self._name = name
        self._connection = connection
        self._post = post
        self._every = every
        self._asked: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = queue.SimpleQueue()
        self._bell, self._ring = socket.socketpair()
        self._gone = threading.Event()
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
        self._ring.send(b"\0")
        try:
            return answer.result(PATIENCE)
        except TimeoutError as error:
            raise DesktopError(f"{self._name} does not answer") from error

    def stop(self) -> None:
        """End the thread and close the connection with all that it holds; harmless when called twice."""
        if self._thread is None:
            self._connection.close()
        else:
            self._asked.put((Future(), self._gone.set))
            if not self._gone.is_set():
                self._ring.send(b"\0")
            self._thread.join(PATIENCE)
        self._ring.close()
        self._bell.close()

    def _run(self, part: Part) -> None:
        try:
            with failures_posted(self._name, self._post), x_errors(f"serving {self._name}"):
                self._serve(part)
        finally:
            self._gone.set()
            self._connection.close()
            self._refuse_asked()

    def _serve(self, part: Part) -> None:
        bell = self._bell.fileno()
        beat_due = monotonic() + self._every
        while not self._gone.is_set():
            self._drain(part)
            ready, _, _ = select.select([self._connection.fileno(), bell], [], [], max(0, beat_due - monotonic()))
            if bell in ready:
                self._bell.recv(4096)
                self._answer()
            if monotonic() >= beat_due:
                beat_due = monotonic() + self._every
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
