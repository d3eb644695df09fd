"""Finding objects in a window by what they are: the program searches, or is walked through."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable

from workstation.desktop.x11.atspi import Node, UnansweredError
from workstation.desktop.x11.nodes import ALL_ROLES, Nodes, State
from workstation.desktop.x11.walking import Walk, Walker
from workstation.desktop.x11.ways import Ways

MANY = 1000
SEARCHING_ALL = frozenset({"gtk", "J2SE-access-bridge"})


class Search:
    """Searches. Every question may raise UnansweredError or BusLostError."""

    def __init__(self, nodes: Nodes, ways: Ways) -> None:
        self._nodes = nodes
        self._ways = ways
        self._walker = Walker(nodes)

    async def matches(self, root: Node, states: Iterable[State], roles: Iterable[int] = ALL_ROLES) -> tuple[Node, ...]:
        """Return what lies below `root`, in reading order, has all `states` and one of `roles`."""
        wanted = frozenset(states)
        if not self._ways.is_walked(root.sender):
            try:
                return await self._nodes.matches(root, wanted, roles)
            except UnansweredError as error:
                if error.hangs:
                    raise
        walk = await self._walker.walk(root, everywhere=State.SHOWING not in wanted)
        return walk.those(wanted, roles)

    async def is_walked(self, window: Node, toolkit: str) -> bool:
        """Say whether a window must be gone through: GTK, asked to search, looks at every row of the longest list."""
        if not self._ways.is_walked(window.sender) and toolkit in SEARCHING_ALL:
            try:
                found = await self._nodes.matches(window, (), ALL_ROLES, MANY)
            except UnansweredError as error:
                if error.hangs:
                    raise
                return False
            if len(found) == MANY:
                self._ways.walk(window.sender)
        return self._ways.is_walked(window.sender)

    async def walk(self, window: Node) -> Walk:
        """Go through all that a window shows, and learn what it tells at a wrong place."""
        walk = await self._walker.walk(window)
        self._ways.learn(window, walk.shifts())
        return walk
