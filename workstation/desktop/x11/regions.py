"""Arithmetic on rectangles of the screen."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable

from workstation.facts.place import Rect


def meet(one: Rect, other: Rect) -> Rect | None:
    """Return what both have in common, None where they do not touch."""
    return one.meet(other)


def moved(rect: Rect, dx: int, dy: int) -> Rect:
    """Return `rect` shifted."""
    return Rect(rect.x + dx, rect.y + dy, rect.width, rect.height)


def grown(rect: Rect, by: int) -> Rect:
    """Return `rect` with `by` pixels more on each side."""
    return Rect(rect.x - by, rect.y - by, rect.width + 2 * by, rect.height + 2 * by)


def around(rects: Iterable[Rect]) -> Rect:
    """Return the smallest rectangle that holds all `rects`; there is at least one."""
    known = tuple(rects)
    x, y = min(rect.x for rect in known), min(rect.y for rect in known)
    right = max(rect.x + rect.width for rect in known)
    bottom = max(rect.y + rect.height for rect in known)
    return Rect(x, y, right - x, bottom - y)


def likeness(one: Rect, other: Rect) -> float:
    """Return how far both are the same place: 0 where they do not touch, 1 where they are equal."""
    common = meet(one, other)
    if common is None:
        return 0.0
    shared = _area(common)
    return shared / (_area(one) + _area(other) - shared)


def covers(outer: Rect, inner: Rect) -> bool:
    """Say whether `inner` lies inside `outer`."""
    return meet(outer, inner) == inner


def minus(rect: Rect, others: Iterable[Rect]) -> tuple[Rect, ...]:
    """Return what is left of `rect` without `others`, as rectangles that do not overlap."""
    left: tuple[Rect, ...] = (rect,)
    for other in others:
        left = tuple(piece for whole in left for piece in _minus_one(whole, other))
    return left


def _minus_one(rect: Rect, other: Rect) -> tuple[Rect, ...]:
    hole = meet(rect, other)
    if hole is None:
        return (rect,)
    hole_right, hole_bottom = hole.x + hole.width, hole.y + hole.height
    pieces = (
        Rect(rect.x, rect.y, rect.width, hole.y - rect.y),
        Rect(rect.x, hole_bottom, rect.width, rect.y + rect.height - hole_bottom),
        Rect(rect.x, hole.y, hole.x - rect.x, hole.height),
        Rect(hole_right, hole.y, rect.x + rect.width - hole_right, hole.height),
    )
    return tuple(piece for piece in pieces if piece.width > 0 and piece.height > 0)


def _area(rect: Rect) -> int:
    return rect.width * rect.height
