"""Which objects of a window are to be read: those in view, those that its documents hold elsewhere, or a single one."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from workstation.desktop.x11.atspi import Node
from workstation.desktop.x11.nodes import ALL_ROLES, Nodes, Role, State
from workstation.desktop.x11.search import Search
from workstation.desktop.x11.shown import Frame, Objects, Reading
from workstation.desktop.x11.walking import Walk

IN_VIEW = (State.SHOWING,)
ANYWHERE: tuple[State, ...] = ()
_SILENT = frozenset({Role.FILLER, Role.SCROLL_BAR, Role.SEPARATOR, Role.SLIDER})
IN_LINE = frozenset(
    {Role.STATIC, Role.LINK, Role.SUBSCRIPT, Role.SUPERSCRIPT, Role.DELETION, Role.INSERTION, Role.MARK}
)
_BLOCKS = ALL_ROLES - _SILENT - IN_LINE
_CONTENT = frozenset({Role.TABLE_CELL, Role.PARAGRAPH})


@dataclass(frozen=True, slots=True)
class InView:
    """What a window has in view, its web documents, and its `views`, which have objects only for what they show."""

    objects: Objects
    documents: tuple[Node, ...]
    views: Mapping[Node, int] = field(default_factory=dict)
    walk: Walk | None = None


class Viewing:
    """Finds objects. Raises UnansweredError where the program hangs, BusLostError."""

    def __init__(self, nodes: Nodes, search: Search) -> None:
        self._nodes = nodes
        self._search = search

    async def in_view(self, frame: Frame, known: Walk | None = None) -> InView:
        """Return what is in view; while a page scrolls, what stands in its lines may be so at another moment.

        Where a walk is `known`, what it met is taken for what is in view.
        """
        if known or await self._search.is_walked(frame.node, frame.toolkit):
            return _met(known or await self._search.walk(frame.node))
        documents = await self._search.matches(frame.node, IN_VIEW, (Role.DOCUMENT,))
        roles = _BLOCKS if documents else _BLOCKS | IN_LINE
        nodes, fields, in_line, *inside = await asyncio.gather(
            self._search.matches(frame.node, IN_VIEW, roles),
            self._search.matches(frame.node, (*IN_VIEW, State.EDITABLE)),
            self._search.matches(frame.node, ANYWHERE, IN_LINE if documents else ()),
            *(self._search.matches(document, ANYWHERE, roles) for document in documents),
        )
        objects = Objects(nodes, frozenset(fields), frozenset(in_line), _homes(documents, inside))
        return InView(objects, documents)

    async def out_of_view(self, reading: Reading) -> Objects:
        """Return what the documents hold that `reading` did not meet in view."""
        documents = tuple(reading.documents)
        inside = await self._all(documents, ANYWHERE, _BLOCKS)
        fields = await self._all(documents, (State.EDITABLE,), ALL_ROLES)
        in_line = await self._all(documents, ANYWHERE, IN_LINE)
        nodes = tuple(dict.fromkeys(node for node in chain(*inside) if node not in reading.nodes))
        return Objects(nodes, frozenset(chain(*fields)), frozenset(chain(*in_line)), _homes(documents, inside))

    async def one(self, block: Node, reading: Reading) -> Objects:
        """Return `block` alone, with what stands in its lines."""
        states, role, in_line = await asyncio.gather(
            self._nodes.states(block), self._nodes.role(block), self._in_line(block, reading)
        )
        editors, around = (reading.walk.editors(), reading.walk.around()) if reading.walk else ({}, {})
        is_field = State.EDITABLE in states and not (reading.views and role in _CONTENT)
        return Objects(
            (block,), frozenset({block} if is_field else ()), frozenset(in_line), reading.homes, editors, around
        )

    async def _in_line(self, block: Node, reading: Reading) -> tuple[Node, ...]:
        return await self._search.matches(block, ANYWHERE, IN_LINE) if reading.documents else ()

    async def _all(
        self, roots: Sequence[Node], states: Sequence[State], roles: Iterable[int]
    ) -> Sequence[tuple[Node, ...]]:
        return await asyncio.gather(*(self._search.matches(root, states, roles) for root in roots))


def _met(walk: Walk) -> InView:
    """Return what a walk met: a sheet's cells and a letter's paragraphs are content, not fields with labels."""
    documents = walk.those(IN_VIEW, (Role.DOCUMENT,))
    in_line = walk.those(IN_VIEW, IN_LINE) if documents else ()
    roles = _BLOCKS if documents else _BLOCKS | IN_LINE
    fields = walk.those((*IN_VIEW, State.EDITABLE), ALL_ROLES - _CONTENT)
    homes = {met.node: met.document for met in walk.met if met.document}
    nodes = walk.those(IN_VIEW, roles)
    objects = Objects(nodes, frozenset(fields), frozenset(in_line), homes, walk.editors(), walk.around())
    return InView(objects, documents, walk.views(), walk)


def _homes(documents: Sequence[Node], inside: Sequence[Sequence[Node]]) -> dict[Node, Node]:
    """Return the document of every node; of documents inside each other, which come in that order, the inner one."""
    return {node: document for document, nodes in zip(documents, inside, strict=True) for node in nodes}
