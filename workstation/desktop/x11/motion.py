"""Where values may be while a window moves or scrolls: where they are told to be, where they were, and on the way."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import replace
from functools import reduce

from workstation.desktop.x11.regions import covers, meet, moved
from workstation.desktop.x11.shown import Reading, Shown
from workstation.desktop.x11.windows import Window
from workstation.facts.place import Rect

LATEST_WORD, LONGEST = 1.5, 4.0
QUIET = 0.12
HELD = 1.0
RECENTLY = 0.1
LOADING, EXPOSING = 1.0, 0.3
EDGE = 8
ROUNDED = 2
NEVER = float("-inf")


class Motion:
    """Pure arithmetic between two readings; times are seconds of one clock.

    Chromium tells the new places of a scrolled document up to half a second after it painted them. So from the first
    painting on the whole column of every value is hidden, until a word on new places came after the last painting
    and HELD seconds passed since that (a word before may be of a place on the way), or none came in LATEST_WORD
    seconds. What is painted without scrolling is let be until it moves: a page
    that loads, one that windows above left or changed, one that is painted for LONGEST. Where there are views (a sheet,
    a long list), a whole view is hidden while it scrolls, and no column needs to be.
    """

    def __init__(self) -> None:
        self._offset = (0, 0)
        self._loose = (0, 0)
        self._earlier: dict[Shown, tuple[Rect, ...]] = {}
        self._swept: Rect | None = None
        self._box = Rect(0, 0, 0, 0)
        self._boxed_at = self._painted_at = self._swept_at = self._told_at = NEVER
        self._exposed_at = NEVER
        self._is_restless = False
        self._met: dict[object, float] = {}

    def is_sweeping(self) -> bool:
        """Say whether columns are hidden, because places may be wrong."""
        return self._swept is not None

    def is_moving(self) -> bool:
        """Say whether the last word on places told new ones."""
        return bool(self._earlier)

    def anchor(self, window: Rect, place: Rect) -> None:
        """Note, while nothing moves, how the program's own idea of its window's place differs from the truth."""
        self._offset = (window.x - place.x, window.y - place.y)

    def anchor_inside(self, window: Window, place: Rect) -> None:
        """Note that places are told from the corner of what the shadow of `window` is around, which is like `place`.

        Where it tells no shadow that fits, that corner may be anywhere between, and so may every value.
        """
        left, right, top, bottom = window.shadow
        wider, higher = window.rect.width - place.width, window.rect.height - place.height
        is_told = max(abs(wider - left - right), abs(higher - top - bottom)) <= ROUNDED
        self._offset = (-place.x - left, -place.y - top) if is_told else (-place.x, -place.y)
        self._loose = (0, 0) if is_told else (max(wider, 0), max(higher, 0))

    def expose(self, at: float) -> None:
        """Note that windows of the screen were moved, raised or left, after which programs paint anew."""
        self._exposed_at = at

    def paint(self, box: Rect, reading: Reading, at: float) -> None:
        """Note that `box`, in pixels of the window, was painted: all of a document, or a part of it."""
        self._box = moved(box, reading.place.x + self._offset[0], reading.place.y + self._offset[1])
        self._boxed_at = at
        painted = ((node, view) for node, view in reading.documents.items() if covers(self._box, _inside(view)))
        node, view = next(painted, (None, None))
        if view is None:
            if self._swept is not None and covers(self._box, _inside(self._swept)):
                self._painted_at = at
            return
        if at - self._painted_at > LATEST_WORD:
            self._is_restless = False
        self._painted_at = at
        is_explained = at - self._met.get(node, at) < LOADING or at - self._exposed_at < EXPOSING
        if self._swept is None and reading.values and not is_explained and not self._is_restless:
            self._swept, self._swept_at = view, at

    def follow(self, before: Reading, after: Reading, at: float) -> None:
        """Note where the values went from one reading to the next, and whether they have arrived."""
        self._met = {document: self._met.get(document, at) for document in after.documents}
        if before.documents.keys() != after.documents.keys():
            self._swept = None
        places = {_key(shown): shown.rects for shown in before.shown()}
        now = {_key(shown): shown.rects for shown in after.shown()}
        self._earlier = {key: places[key] for key in places.keys() & now.keys() if places[key] != now[key]}
        if self._earlier:
            self._told_at, self._is_restless = at, False
            if self._swept is None and not after.views and at - self._boxed_at <= RECENTLY:
                self._swept, self._swept_at, self._painted_at = self._box, at, self._boxed_at
        elif self._swept is not None:
            self._settle(at)

    def hidden(self, shown: Shown, reading: Reading, window: Rect, *, on_the_way: bool = True) -> tuple[Rect, ...]:
        """Return the pixels of `shown`, as it was read, in a window that is at `window` now.

        Those to which it may be `on_the_way` are left out where a caller does without.
        """
        dx = window.x - reading.place.x - self._offset[0]
        dy = window.y - reading.place.y - self._offset[1]
        view = reading.documents.get(shown.document) if shown.document else None
        rects = (*shown.rects, *self._earlier.get(_key(shown), ()))
        swept = dict.fromkeys(self._on_the_way(rect, view) if on_the_way else rect for rect in rects)
        panes = (reading.panes.get(pane) for pane in shown.around.panes)
        cut = reduce(_cut, (part for part in (view, *panes) if part), tuple(swept))
        wider, higher = self._loose
        return tuple(Rect(rect.x + dx, rect.y + dy, rect.width + wider, rect.height + higher) for rect in cut)

    def _settle(self, at: float) -> None:
        since_told = at - max(self._swept_at, self._told_at)
        if self._told_at > self._painted_at and since_told >= QUIET and at - self._painted_at >= HELD:
            self._swept = None
        elif since_told >= LONGEST or min(since_told, at - self._painted_at) >= LATEST_WORD:
            self._swept, self._is_restless = None, True

    def _on_the_way(self, rect: Rect, view: Rect | None) -> Rect:
        """Return the column in which `rect` may be: of the swept part that it lies in, or may come into."""
        if self._swept is None or (meet(rect, self._swept) is None and (view is None or meet(rect, view))):
            return rect
        top = min(rect.y, self._swept.y)
        bottom = max(rect.y + rect.height, self._swept.y + self._swept.height)
        return Rect(rect.x, top, rect.width, bottom - top)


def _cut(rects: tuple[Rect, ...], part: Rect) -> tuple[Rect, ...]:
    return tuple(inside for rect in rects if (inside := meet(rect, part)) is not None)


def _key(shown: Shown) -> Shown:
    return replace(shown, rects=())


def _inside(view: Rect) -> Rect:
    """Return `view` without its edges: scroll bars and borders are painted apart."""
    return Rect(view.x + EDGE, view.y + EDGE, max(view.width - 4 * EDGE, 1), max(view.height - 2 * EDGE, 1))
