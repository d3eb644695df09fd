"""What lies in the corners of a view, and between them: a few questions tell whether it scrolled."""

# SPDX-License-Identifier: Apache-2.0

import asyncio

from workstation.desktop.x11.atspi import Node, UnansweredError
from workstation.desktop.x11.grid import MANY
from workstation.desktop.x11.nodes import Nodes
from workstation.facts.place import Rect

INSET = 3
PARTS = (3, 2)


class Corners:
    """Looks at corners. Raises UnansweredError, BusLostError."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes

    async def of(self, view: Node) -> int:
        """Return a hash of the view's own name and place, and of what is first and last in it."""
        name, rect, count = await asyncio.gather(
            self._nodes.name(view), self._nodes.told_rect(view), self._nodes.child_count(view)
        )
        ends = await (self._in_corners(view, rect) if count > MANY else self._outermost(view))
        return hash((name, rect, *await asyncio.gather(*(self._known(node) for node in ends)))) or 1

    async def _in_corners(self, view: Node, rect: Rect) -> list[Node | None]:
        right, bottom = rect.x + rect.width - INSET, rect.y + rect.height - INSET
        inside = ((rect.x + rect.width // part, rect.y + rect.height // part) for part in PARTS)
        places = (rect.x + 1, rect.y + 1), *inside, (right, bottom)
        return await asyncio.gather(*(self._at(view, x, y) for x, y in places))

    async def _at(self, view: Node, x: int, y: int) -> Node | None:
        try:
            return await self._nodes.at_point(view, x, y)
        except UnansweredError as error:
            if error.hangs:
                raise
            return None

    async def _outermost(self, view: Node) -> list[Node | None]:
        children = await self._nodes.children(view)
        return [*children[:1], *children[-1:]]

    async def _known(self, node: Node | None) -> tuple[str, int, Rect] | None:
        if node is None:
            return None
        try:
            return await self._nodes.name(node), await self._nodes.index(node), await self._nodes.told_rect(node)
        except UnansweredError as error:
            if error.hangs:
                raise
            return None
