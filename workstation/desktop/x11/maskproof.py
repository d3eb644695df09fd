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
LATEST = 2.0
EVERY = 15.0
NEVER = float("inf")
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
        self._since: dict[Rect, float] = {}
        self._wanted_at = self._calm_at = NEVER
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
            now = monotonic()
            self._since = {rect: self._since.get(rect, now) for rects in hidden for rect in rects}
            self._wanted_at = min(self._wanted_at, now + LATEST)
            self._calm_at = now + CALM
            self._changed.notify()

    def _run(self) -> None:
        try:
            with failures_posted("masks", self._post), x_errors("looking at the masks"):
                while self._await_due():
                    self._prove()
        finally:
            self._connection.close()

    def _await_due(self) -> bool:
        """Wait until masks have been calm for a moment, or have long not been looked at; False at the end."""
        with self._changed:
            self._wanted_at = monotonic() + EVERY
            self._calm_at = NEVER
            while not self._is_ending:
                left = min(self._wanted_at, self._calm_at) - monotonic()
                if left <= 0 and self._since:
                    return True
                self._changed.wait(max(left, 0) if self._since else None)
            return False

    def _prove(self) -> None:
        if not self._broken():
            return
        self._put_back()
        self._post(MasksRestored(at=datetime.now(UTC)))
        if self._broken():
            raise DesktopError("masks do not cover what they must", hint="A compositor may let them shine through.")

    def _broken(self) -> frozenset[Rect]:
        """Return what is not covered look after look, though it stood still all the while."""
        broken: frozenset[Rect] | None = None
        for _ in range(LOOKS):
            bare = self._uncovered() if self._is_bare() else frozenset()
            broken = bare if broken is None else broken & bare
            if not broken or self._is_ending:
                return frozenset()
            with self._changed:
                self._changed.wait_for(lambda: self._is_ending, BETWEEN)
        return broken or frozenset()

    def _uncovered(self) -> frozenset[Rect]:
        """Look once; what moved meanwhile may have been painted a moment ago, and says nothing."""
        before, now = self._since, monotonic()
        still = [rect for rect, since in before.items() if now - since >= CALM]
        bare = [rect for rect in still if not self._covers_all(rect)]
        return frozenset(rect for rect in bare if self._since.get(rect) == before[rect])

    def _covers_all(self, rect: Rect) -> bool:
        return all(self._seen(line) <= self._colours for line in self._inside(rect))

    def _inside(self, rect: Rect) -> Iterator[Rect]:
        """Yield the part of `rect` that the screen has; of what is large some lines stand for all."""
        if (part := _common(rect, self._connection.screen())) is not None:
            yield from _lines(part)

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
