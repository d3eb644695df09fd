"""What a field is called: by its own name, its label, its hint, or the words beside it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Mapping

from workstation.desktop.x11.atspi import Node, UnansweredError
from workstation.desktop.x11.nodes import Nodes, Role, State, those_that_answer
from workstation.desktop.x11.search import Search
from workstation.detect.labels import label_class
from workstation.facts.place import Rect

_CONTENT = frozenset({Role.TABLE_CELL, Role.PARAGRAPH})
_HINTS = ("placeholder-text", "html-input-name", "id")
_FARTHEST_LEFT, _FARTHEST_ABOVE = 400, 40


class Labels:
    """Finds the label of a field; the window's own labels are asked only where the field itself says nothing."""

    def __init__(self, nodes: Nodes, search: Search) -> None:
        self._nodes = nodes
        self._search = search

    async def of(self, field: Node, frame: Node, caption: str = "") -> str:
        """Return the words that name `field` inside the window `frame`, "" where nothing does.

        `caption` are the words before it in its document. Where the first words promise no sensitive data and others
        do ("3 digits", in a field with the id "cvc"), those others name it.
        """
        said = await self._nodes.name(field) or await self._related(field)
        if said and label_class(said):
            return said
        hints = await self._hints(field)
        if not said:
            hints = (caption, *hints)
        promising = next((hint for hint in hints if label_class(hint)), "")
        return promising or said or next(filter(None, hints), "") or await self._beside(field, frame)

    async def _related(self, field: Node) -> str:
        labels = await self._nodes.labels(field)
        names = await those_that_answer(self._nodes.name, labels)
        return " ".join(name for name in names.values() if name)

    async def _hints(self, field: Node) -> tuple[str, ...]:
        try:
            attributes = await self._nodes.attributes(field)
        except UnansweredError as error:
            if error.hangs:
                raise
            return ()
        return tuple(attributes.get(hint, "") for hint in _HINTS)

    async def _beside(self, field: Node, frame: Node) -> str:
        if await self._nodes.role(field) in _CONTENT:
            return ""
        labels = await self._search.matches(frame, (State.SHOWING,), (Role.LABEL,))
        rects = await those_that_answer(self._nodes.rect, labels)
        nearest = nearest_label(await self._nodes.rect(field), rects)
        return await self._nodes.name(nearest) if nearest else ""


def nearest_label(field: Rect, labels: Mapping[Node, Rect]) -> Node | None:
    """Return the label that a person takes for the field's: left of it in its line, otherwise right above it."""
    left = [(field.x - _right(rect), node) for node, rect in labels.items() if _is_left(field, rect)]
    above = [(field.y - _bottom(rect), node) for node, rect in labels.items() if _is_above(field, rect)]
    return min(left or above, default=(0, None))[1]


def _is_left(field: Rect, label: Rect) -> bool:
    middle = label.y + label.height // 2
    return field.y <= middle < _bottom(field) and 0 <= field.x - _right(label) < _FARTHEST_LEFT


def _is_above(field: Rect, label: Rect) -> bool:
    overlaps = label.x < _right(field) and field.x < _right(label)
    return overlaps and 0 <= field.y - _bottom(label) < _FARTHEST_ABOVE


def _right(rect: Rect) -> int:
    return rect.x + rect.width


def _bottom(rect: Rect) -> int:
    return rect.y + rect.height
