"""The masks prove themselves: what they must cover is looked at on the screen, after every change and at intervals."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from time import monotonic

import xcffib
from xcffib.xproto import ImageFormat

from workstation.desktop.x11.connection import Connection, x_errors
from workstation.desktop.x11.failures import failures_posted
from workstation.errors import DesktopError
from workstation.facts.observations import MasksRestored
from workstation.facts.place import Cover, Mark, Rect
from workstation.seat.ports import Post

CALM = 0.3
EVERY = 15.0
LOOKS = 4
BETWEEN = 0.15
LARGE = 64
ALL_PLANES = 0xFFFFFFFF
WITHIN = 2.0


class MaskProof:
    """Looks at the screen from a thread and a connection of its own; pictures are compared and never kept.

    Where a mask does not cover at several looks in a row, it is put back and that is posted; where it does not cover
    after that either, the sensor fails. A compositor that lets masks shine through is found this way.
    """

    def __init__(
        self, colours: Sequence[int], is_bare: Callable[[], bool], put_back: Callable[[], None], post: Post
    ) -> None:
        self._colours = frozenset(colours)
        self._is_bare = is_bare
        self._put_back = put_back
        self._post = post
        self._connection = Connection()
        self._changed = threading.Condition()
        self._marks: tuple[Mark, ...] = ()
        self._covers: tuple[Cover, ...] = ()
        self._rects: tuple[Rect, ...] = ()
        self._number = 0
        self._is_ending = False
        self._thread = threading.Thread(target=self._run, name="x11-proof", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; harmless when called twice."""
        with self._changed:
            self._is_ending = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(WITHIN)

    def expect(self, *, marks: Sequence[Mark] | None = None, covers: Sequence[Cover] | None = None) -> None:
        """Note what must be covered from now on; of what is not given the same as before."""
        with self._changed:
            self._marks = self._marks if marks is None else tuple(marks)
            self._covers = self._covers if covers is None else tuple(covers)
            hidden = [mark.hidden for mark in self._marks] + [cover.hidden for cover in self._covers]
            self._rects = tuple(rect for rects in hidden for rect in rects)
            self._number += 1
            self._changed.notify()

    def _run(self) -> None:
        try:
            with failures_posted("masks", self._post), x_errors("looking at the masks"):
                while self._await_due():
                    self._prove()
        finally:
            self._connection.close()

    def _await_due(self) -> bool:
        """Wait until masks have been calm for a moment, or were long not looked at; False at the end."""
        with self._changed:
            seen, due = self._number, monotonic() + EVERY
            while not self._is_ending:
                left = due - monotonic()
                if left <= 0 and self._rects:
                    return True
                self._changed.wait(left if self._rects else None)
                if self._number != seen:
                    seen, due = self._number, monotonic() + CALM
            return False

    def _prove(self) -> None:
        if not self._is_broken():
            return
        self._put_back()
        self._post(MasksRestored(at=datetime.now(UTC)))
        if self._is_broken():
            raise DesktopError("masks do not cover what they must", hint="A compositor may let them shine through.")

    def _is_broken(self) -> bool:
        """Say whether the same masks fail look after look; a frame that is still being painted is not the end."""
        number = self._number
        for _ in range(LOOKS):
            if self._number != number or self._is_ending or not self._is_bare() or self._is_covered():
                return False
            with self._changed:
                self._changed.wait_for(lambda: self._number != number or self._is_ending, BETWEEN)
        return True

    def _is_covered(self) -> bool:
        return all(self._seen(rect) <= self._colours for rect in self._inside())

    def _inside(self) -> list[Rect]:
        """Return what must be covered, as far as the screen reaches; of what is large some lines stand for all."""
        screen = self._connection.screen()
        return [line for rect in self._rects if (part := _common(rect, screen)) is not None for line in _lines(part)]

    def _seen(self, rect: Rect) -> frozenset[int]:
        size = (rect.x, rect.y, rect.width, rect.height)
        try:
            image = self._connection.core.GetImage(ImageFormat.ZPixmap, self._connection.root, *size, ALL_PLANES)
            pixels = image.reply().data.raw
        except xcffib.xproto.MatchError:
            return frozenset()  # the screen became smaller meanwhile
        return frozenset(pixel & 0xFFFFFF for pixel in set(memoryview(pixels).cast("I")))


def _lines(rect: Rect) -> Iterator[Rect]:
    if rect.height <= LARGE:
        yield rect
        return
    for y in range(rect.y, rect.y + rect.height, LARGE // 2):
        yield Rect(rect.x, y, rect.width, 1)


def _common(rect: Rect, screen: Rect) -> Rect | None:
    left, top = max(rect.x, 0), max(rect.y, 0)
    right = min(rect.x + rect.width, screen.width)
    bottom = min(rect.y + rect.height, screen.height)
    return Rect(left, top, right - left, bottom - top) if left < right and top < bottom else None
