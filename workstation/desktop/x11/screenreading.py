"""Reading one window of one program: which sensitive values it shows, and on which pixels."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from workstation.desktop.x11.atspi import Node
from workstation.desktop.x11.nodes import ALL_ROLES, Nodes, Role, State, those_that_answer
from workstation.desktop.x11.placing import Placing
from workstation.desktop.x11.shown import Frame, Objects, Reading, Values
from workstation.desktop.x11.valuereading import ValueReader
from workstation.detect.finding import Scan
from workstation.errors import DesktopError
from workstation.facts.place import Rect

DEEPEST = 6
UNPLACED = Rect(0, 0, 0, 0)
IN_VIEW = (State.SHOWING,)
ANYWHERE: tuple[State, ...] = ()
_SILENT = frozenset({Role.FILLER, Role.SCROLL_BAR, Role.SEPARATOR, Role.SLIDER})
_IN_LINE = frozenset(
    {Role.STATIC, Role.LINK, Role.SUBSCRIPT, Role.SUPERSCRIPT, Role.DELETION, Role.INSERTION, Role.MARK}
)
_BLOCKS = ALL_ROLES - _SILENT - _IN_LINE


class UnknownBlockError(DesktopError):
    """The window shows an object that the last reading did not meet."""

    def __init__(self) -> None:
        super().__init__("the window has changed")


class ScreenReader:
    """Reads windows of accessible programs. Raises UnansweredError where the program hangs, BusLostError.

    Whole windows are read `leisurely`, so that a single block, a place or the focus need not wait for that.
    """

    def __init__(self, nodes: Nodes, leisurely: Nodes, scan: Scan) -> None:
        self._nodes = nodes
        self._leisurely = leisurely
        self._values = ValueReader(nodes, scan)
        self._all_values = ValueReader(leisurely, scan)
        self._placing = Placing(nodes)

    async def read(self, frame: Frame, before: Reading) -> Reading:
        """Read all that the window has in view; what its documents hold elsewhere is kept from `before`."""
        documents = await self._leisurely.matches(frame.node, IN_VIEW, (Role.DOCUMENT,))
        objects = await self._in_view(frame, documents)
        found, captions = await self._all_values.read(frame, objects, {})
        nodes = frozenset(objects.nodes)
        kept = {
            block: values
            for block, values in before.values.items()
            if block not in nodes and values[0].document in documents
        }
        places = dict.fromkeys(documents, UNPLACED)
        urls = await those_that_answer(self._leisurely.url, documents)
        values = {**kept, **found}
        return await self.follow(frame, Reading(nodes, values, captions, objects.documents, places, UNPLACED, urls))

    async def read_beyond(self, frame: Frame, reading: Reading) -> Reading:
        """Return `reading` with what its documents hold out of view read again."""
        objects = await self._out_of_view(reading)
        found, _ = await self._all_values.read(frame, objects, {})
        kept = {block: values for block, values in reading.values.items() if block in reading.nodes}
        return await self.follow(frame, replace(reading, values={**found, **kept}))

    async def reread(self, frame: Frame, reading: Reading, node: Node) -> Reading:
        """Return `reading` with the block that holds `node` read again, and nothing else; raise UnknownBlockError."""
        block = await self._block(node) if reading.documents else node
        if block not in reading.nodes:
            raise UnknownBlockError
        objects = await self._one(block, reading)
        found, _ = await self._values.read(frame, objects, reading.captions)
        kept = {known: values for known, values in reading.values.items() if known != block}
        return replace(reading, values={**kept, **await self._place(found)})

    async def follow(self, frame: Frame, reading: Reading) -> Reading:
        """Return `reading` with the same values where they are now."""
        place, documents, values = await asyncio.gather(
            self._nodes.rect(frame.node, in_page=False),
            those_that_answer(self._nodes.rect, tuple(reading.documents)),
            self._place(reading.values),
        )
        return replace(reading, values=values, documents=documents, place=place)

    async def _place(self, values: Values) -> Values:
        unplaced = tuple(shown for found in values.values() for shown in found)
        placed = await asyncio.gather(*(self._placing.place(shown) for shown in unplaced))
        return {block: tuple(shown for shown in placed if shown.block == block) for block in values}

    async def _in_view(self, frame: Frame, documents: Sequence[Node]) -> Objects:
        """Return what is in view; while a page scrolls, what stands in its lines may be so at another moment."""
        roles = _BLOCKS if documents else _BLOCKS | _IN_LINE
        nodes, fields, in_line, *inside = await asyncio.gather(
            self._leisurely.matches(frame.node, IN_VIEW, roles),
            self._leisurely.matches(frame.node, (*IN_VIEW, State.EDITABLE)),
            self._leisurely.matches(frame.node, ANYWHERE, _IN_LINE if documents else ()),
            *(self._leisurely.matches(document, ANYWHERE, roles) for document in documents),
        )
        return Objects(nodes, frozenset(fields), frozenset(in_line), _homes(documents, inside))

    async def _out_of_view(self, reading: Reading) -> Objects:
        documents = tuple(reading.documents)
        inside = await self._all(documents, ANYWHERE, _BLOCKS)
        fields = await self._all(documents, (State.EDITABLE,), ALL_ROLES)
        in_line = await self._all(documents, ANYWHERE, _IN_LINE)
        nodes = tuple(dict.fromkeys(node for node in chain(*inside) if node not in reading.nodes))
        return Objects(nodes, frozenset(chain(*fields)), frozenset(chain(*in_line)), _homes(documents, inside))

    async def _one(self, block: Node, reading: Reading) -> Objects:
        states, in_line = await asyncio.gather(
            self._nodes.states(block), self._nodes.matches(block, ANYWHERE, _IN_LINE if reading.documents else ())
        )
        fields = frozenset({block} if State.EDITABLE in states else ())
        return Objects((block,), fields, frozenset(in_line), reading.homes)

    async def _all(
        self, roots: Sequence[Node], states: Sequence[State], roles: Iterable[int]
    ) -> Sequence[tuple[Node, ...]]:
        return await asyncio.gather(*(self._leisurely.matches(root, states, roles) for root in roots))

    async def _block(self, node: Node) -> Node:
        """Return the object whose text `node` is part of: itself, or the first above it that is not in a line."""
        for _ in range(DEEPEST):
            if await self._nodes.role(node) not in _IN_LINE:
                break
            node = await self._nodes.parent(node)
        return node


def _homes(documents: Sequence[Node], inside: Sequence[Sequence[Node]]) -> dict[Node, Node]:
    """Return the document of every node; of documents inside each other, which come in that order, the inner one."""
    return {node: document for document, nodes in zip(documents, inside, strict=True) for node in nodes}
