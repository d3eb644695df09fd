"""What can be asked of accessible objects, with typed answers."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from enum import IntEnum
from typing import TypeVar

from workstation.desktop.x11.atspi import AccessibilityBus, Method, Node, UnansweredError
from workstation.desktop.x11.scaling import Scales, scaled
from workstation.facts.place import Rect

T = TypeVar("T")


class Role(IntEnum):
    """The roles that we treat in a way of their own, by AT-SPI's numbers."""

    FILLER = 20
    LABEL = 29
    PASSWORD = 40
    SCROLL_BAR = 48
    SEPARATOR = 50
    SLIDER = 51
    SPIN_BUTTON = 52
    TEXT = 61
    ENTRY = 79
    LINK = 88
    DOCUMENT = 95
    STATIC = 116
    SUBSCRIPT = 119
    SUPERSCRIPT = 120
    DELETION = 125
    INSERTION = 126
    MARK = 127


class State(IntEnum):
    """The states that we ask for, by AT-SPI's numbers."""

    ACTIVE = 1
    EDITABLE = 7
    FOCUSED = 12
    MULTI_LINE = 17
    SHOWING = 25


_ACCESSIBLE = "org.a11y.atspi.Accessible"
_CHILDREN = Method(_ACCESSIBLE, "GetChildren")
_ROLE = Method(_ACCESSIBLE, "GetRole")
_STATES = Method(_ACCESSIBLE, "GetState")
_RELATIONS = Method(_ACCESSIBLE, "GetRelationSet")
_ATTRIBUTES = Method(_ACCESSIBLE, "GetAttributes")
_PROPERTY = Method("org.freedesktop.DBus.Properties", "Get", "ss")
_EXTENTS = Method("org.a11y.atspi.Component", "GetExtents", "u")
_DOCUMENT_ATTRIBUTES = Method("org.a11y.atspi.Document", "GetAttributes")
_TEXT = Method("org.a11y.atspi.Text", "GetText", "ii")
_RANGE_EXTENTS = Method("org.a11y.atspi.Text", "GetRangeExtents", "iiu")
_MATCHES = Method("org.a11y.atspi.Collection", "GetMatches", "(aiia{ss}iaiiasib)uib")
_LABELLED_BY = 2
_SCREEN = 0
_ALL, _ANY = 1, 2
_NATURAL_ORDER = 1
_ROLE_WORDS, _STATE_WORDS = 4, 2
ALL_ROLES = frozenset(range(_ROLE_WORDS * 32))


class Nodes:
    """Questions to accessible objects. Every one may raise UnansweredError or BusLostError."""

    def __init__(self, bus: AccessibilityBus, scales: Scales) -> None:
        self._bus = bus
        self._scales = scales

    async def name(self, node: Node) -> str:
        """Return the accessible name."""
        (name,) = await self._bus.ask(node, _PROPERTY, _ACCESSIBLE, "Name")
        return str(name.value)

    async def toolkit(self, program: Node) -> str:
        """Return the name of the toolkit that a program is built with."""
        (name,) = await self._bus.ask(program, _PROPERTY, "org.a11y.atspi.Application", "ToolkitName")
        return str(name.value)

    async def parent(self, node: Node) -> Node:
        """Return the parent."""
        (parent,) = await self._bus.ask(node, _PROPERTY, _ACCESSIBLE, "Parent")
        return Node(*parent.value)

    async def role(self, node: Node) -> int:
        """Return the role's number."""
        (role,) = await self._bus.ask(node, _ROLE)
        return int(role)

    async def states(self, node: Node) -> frozenset[int]:
        """Return the numbers of the states that hold."""
        (words,) = await self._bus.ask(node, _STATES)
        bits = sum((word & 0xFFFFFFFF) << (32 * place) for place, word in enumerate(words))
        return frozenset(state for state in range(32 * len(words)) if bits >> state & 1)

    async def children(self, node: Node) -> tuple[Node, ...]:
        """Return the children in order."""
        (children,) = await self._bus.ask(node, _CHILDREN)
        return tuple(Node(*child) for child in children)

    async def attributes(self, node: Node) -> dict[str, str]:
        """Return the toolkit's own attributes ("id", "placeholder-text")."""
        (attributes,) = await self._bus.ask(node, _ATTRIBUTES)
        return dict(attributes)

    async def url(self, document: Node) -> str:
        """Return the address of a web document, "" where it tells none; browsers name it in two ways."""
        (attributes,) = await self._bus.ask(document, _DOCUMENT_ATTRIBUTES)
        return str(attributes.get("DocURL") or attributes.get("URI") or "")

    async def labels(self, node: Node) -> tuple[Node, ...]:
        """Return the objects that label `node`."""
        (relations,) = await self._bus.ask(node, _RELATIONS)
        return tuple(Node(*target) for kind, targets in relations if kind == _LABELLED_BY for target in targets)

    async def told_rect(self, node: Node) -> Rect:
        """Return where it is, in the program's own pixels."""
        ((x, y, width, height),) = await self._bus.ask(node, _EXTENTS, _SCREEN)
        return Rect(x, y, width, height)

    async def rect(self, node: Node, *, in_page: bool = True) -> Rect:
        """Return where it is, in root-window pixels; a browser's own parts must be told from those of a page."""
        return scaled(await self.told_rect(node), self.factor(node, in_page=in_page))

    def factor(self, node: Node, *, in_page: bool) -> float:
        """Return how many root-window pixels one pixel of the program is at `node`."""
        scale = self._scales.of(node.sender)
        return scale.page if in_page else scale.own

    async def text(self, node: Node) -> str:
        """Return the whole text; an embedded object stands in it as U+FFFC."""
        (text,) = await self._bus.ask(node, _TEXT, 0, -1)
        return str(text)

    async def range_rect(self, node: Node, start: int, end: int, *, in_page: bool = True) -> Rect:
        """Return the box around characters `start` to `end`, in root-window pixels."""
        x, y, width, height = await self._bus.ask(node, _RANGE_EXTENTS, start, end, _SCREEN)
        return scaled(Rect(x, y, width, height), self.factor(node, in_page=in_page))

    async def matches(self, root: Node, states: Iterable[State], roles: Iterable[int] = ALL_ROLES) -> tuple[Node, ...]:
        """Return what lies below `root`, in reading order, has all `states` and one of `roles`."""
        rule = [_bits(states, _STATE_WORDS), _ALL, {}, _ALL, _bits(roles, _ROLE_WORDS), _ANY, [], _ALL, False]
        try:
            (found,) = await self._bus.ask(root, _MATCHES, rule, _NATURAL_ORDER, 0, True)  # noqa: FBT003 - D-Bus
        except UnansweredError as error:
            if error.hangs:
                raise
            return await self.walked(root, frozenset(states), frozenset(roles))
        return tuple(Node(*node) for node in found)

    async def walked(self, root: Node, states: frozenset[int], roles: frozenset[int]) -> tuple[Node, ...]:
        """Return the same as `matches`, asked object by object: some toolkits (GTK 4) cannot search by themselves."""
        children = await self.children(root)
        known, kinds = await asyncio.gather(
            those_that_answer(self.states, children), those_that_answer(self.role, children)
        )
        open_to_us = [
            child for child in children if State.SHOWING not in states or State.SHOWING in known.get(child, ())
        ]
        below = await asyncio.gather(*(self.walked(child, states, roles) for child in open_to_us))
        found: list[Node] = []
        for child, inside in zip(open_to_us, below, strict=True):
            if states <= known.get(child, frozenset()) and kinds.get(child) in roles:
                found.append(child)
            found += inside
        return tuple(found)


async def those_that_answer(ask: Callable[[Node], Awaitable[T]], nodes: Sequence[Node]) -> dict[Node, T]:
    """Ask every node at once; return the answers of those that gave one, in the order of `nodes`."""
    answers = await asyncio.gather(*(ask(node) for node in nodes), return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException) and not _is_plain_no(answer):
            raise answer
    return {node: answer for node, answer in zip(nodes, answers, strict=True) if not isinstance(answer, BaseException)}


def _is_plain_no(answer: BaseException) -> bool:
    return isinstance(answer, UnansweredError) and not answer.hangs


def _bits(numbers: Iterable[int], words: int) -> list[int]:
    """Return a bit field as D-Bus wants it: signed 32-bit words, lowest first."""
    bits = sum(1 << number for number in set(numbers))
    parts = [bits >> (32 * place) & 0xFFFFFFFF for place in range(words)]
    return [part - (1 << 32) if part >> 31 else part for part in parts]
