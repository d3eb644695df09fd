"""The cells of a table that are in view, found by their places: a sheet has a billion of them."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Iterator, Mapping
from typing import Protocol

from workstation.desktop.x11.atspi import Method, Node, UnansweredError
from workstation.desktop.x11.regions import meet
from workstation.facts.place import Rect

MANY = 500
LONGEST_STEP = 9
STEP_BACK = 3
TRIES = 5
MOST_CELLS, MOST_STEPS = 10_000, 1_000
_ENDLESS = Method("", "GetAccessibleAtPoint")
Point = tuple[int, int]


class Places(Protocol):
    """What can be asked of a table; `at_point` only inside of it."""

    async def told_rect(self, node: Node) -> Rect:
        """Return where an object is, in the program's own pixels."""

    async def at_point(self, node: Node, x: int, y: int) -> Node | None:
        """Return what is there, None where nothing is."""


class Grid:
    """Asks what lies at a point, goes on from the edges of what is there, and so meets merged cells as well.

    Raises UnansweredError where the program hangs, or has cells without end; BusLostError.
    """

    def __init__(self, nodes: Places) -> None:
        self._nodes = nodes
        self._likely: frozenset[Point] = frozenset()

    async def cells(self, table: Node, window: Rect) -> tuple[Node, ...]:
        """Return the cells that show, from top left to bottom right; none beside its `window`, where that is told.

        A program may name one cell anew each time that it is asked; its place tells it from others. Where cells were
        the last time, cells are looked for first, all at once.
        """
        told = await self._nodes.told_rect(table)
        view = meet(told, window) or told
        found: dict[Rect, Node] = {}
        asked: set[Point] = set()
        points = {await self._first(table, view), *(point for point in self._likely if _is_inside(point, view))}
        while points:
            if len(found) > MOST_CELLS:
                raise UnansweredError(_ENDLESS, hangs=True)
            asked |= points
            hits = await asyncio.gather(*(self._at(table, point, view) for point in points))
            found = {**dict(filter(None, hits)), **found}
            beside = {point for hit in hits if hit for point in _beside(hit[0])}
            beside = beside or {point for rect in found for point in _far(rect, found)}
            points = {point for point in beside if _is_inside(point, view)} - asked
        self._likely = frozenset((rect.x + 1, rect.y + 1) for rect in found)
        return tuple(found[rect] for rect in sorted(found, key=lambda rect: (rect.y, rect.x)))

    async def _first(self, table: Node, view: Rect) -> Point:
        """Return a point of the first cell: right of all heads, however wide they are, and below them."""
        corner = (view.x + 1, view.y + 1)
        if await self._at(table, corner, view):
            return corner
        tries = [
            (view.x + view.width * across // TRIES, view.y + view.height * down // TRIES)
            for down in range(1, TRIES)
            for across in range(1, TRIES)
        ]
        hits = await asyncio.gather(*(self._at(table, point, view) for point in tries))
        rect = next((hit[0] for hit in hits if hit), None)
        return await self._back(table, rect, view) if rect else corner

    async def _back(self, table: Node, rect: Rect, view: Rect) -> Point:
        """Return a point of the first cell, from `rect` back from cell to cell."""
        for _ in range(MOST_STEPS):
            seen = meet(rect, view) or rect
            before = [(seen.x - STEP_BACK, seen.y + 1), (seen.x + 1, seen.y - STEP_BACK)]
            hits = [await self._exactly(table, point) for point in before if _is_inside(point, view)]
            further = next((hit[0] for hit in hits if hit and hit[0] != rect), None)
            if further is None:
                return seen.x + 1, seen.y + 1
            rect = further
        raise UnansweredError(_ENDLESS, hangs=True)

    async def _at(self, table: Node, point: Point, view: Rect) -> tuple[Rect, Node] | None:
        """Return the cell at `point`, or a little right and below of it, where there are lines or heads between."""
        x, y = point
        for step in range(1, LONGEST_STEP):
            if hit := await self._exactly(table, (x, y)):
                return hit
            x, y = min(x + step, view.x + view.width - 1), min(y + step, view.y + view.height - 1)
        return None

    async def _exactly(self, table: Node, point: Point) -> tuple[Rect, Node] | None:
        try:
            node = await self._nodes.at_point(table, *point)
            if node is None or node == table:
                return None
            rect = await self._nodes.told_rect(node)
        except UnansweredError as error:
            if error.hangs:
                raise
            return None
        return (rect, node) if meet(rect, Rect(*point, 1, 1)) else None


def _beside(rect: Rect) -> tuple[Point, Point]:
    """Return a point of the cell right of `rect` and one of the cell below, at the beginning of its edges."""
    return (rect.x + rect.width + 1, rect.y + 1), (rect.x + 1, rect.y + rect.height + 1)


def _far(rect: Rect, found: Mapping[Rect, Node]) -> Iterator[Point]:
    """Yield points at the end of the edges where the cell beside does not reach as far, because cells are merged."""
    right, bottom = rect.x + rect.width, rect.y + rect.height
    if Rect(right, rect.y, rect.width, rect.height) not in found:
        yield (right + 1, bottom - 2)
    if Rect(rect.x, bottom, rect.width, rect.height) not in found:
        yield (right - 2, bottom + 1)


def _is_inside(point: Point, view: Rect) -> bool:
    return view.x <= point[0] < view.x + view.width and view.y <= point[1] < view.y + view.height
