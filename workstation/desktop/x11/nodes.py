"""What can be asked of accessible objects, with typed answers."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from enum import IntEnum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from workstation.desktop.x11.atspi import AccessibilityBus, Method, Node, UnansweredError
from workstation.desktop.x11.regions import moved
from workstation.desktop.x11.scaling import scaled_about
from workstation.desktop.x11.ways import Ways
from workstation.facts.place import Rect

T = TypeVar("T")
P = ParamSpec("P")


class Role(IntEnum):
    """The roles that we treat in a way of their own, by AT-SPI's numbers."""

    CHECK_MENU_ITEM = 8
    COMBO_BOX = 11
    FILLER = 20
    LABEL = 29
    LIST = 31
    MENU = 33
    MENU_BAR = 34
    MENU_ITEM = 35
    PANEL = 39
    PASSWORD = 40
    POPUP_MENU = 41
    BUTTON = 43
    RADIO_MENU_ITEM = 45
    ROOT_PANE = 46
    SCROLL_BAR = 48
    SCROLL_PANE = 49
    SEPARATOR = 50
    SLIDER = 51
    SPIN_BUTTON = 52
    TABLE = 55
    TABLE_CELL = 56
    TEXT = 61
    TREE = 65
    TREE_TABLE = 66
    VIEWPORT = 68
    PARAGRAPH = 73
    ENTRY = 79
    LINK = 88
    SPREADSHEET = 92
    DOCUMENT = 95
    LIST_BOX = 98
    STATIC = 116
    SUBSCRIPT = 119
    SUPERSCRIPT = 120
    DELETION = 125
    INSERTION = 126
    MARK = 127


class State(IntEnum):
    """The states that we ask for, by AT-SPI's numbers."""

    ACTIVE = 1
    DEFUNCT = 6
    EDITABLE = 7
    FOCUSED = 12
    MULTI_LINE = 17
    SELECTED = 23
    SHOWING = 25
    VISIBLE = 30
    MANAGES_DESCENDANTS = 31


_ACCESSIBLE = "org.a11y.atspi.Accessible"
_INDEX = Method(_ACCESSIBLE, "GetIndexInParent")
_CHILDREN = Method(_ACCESSIBLE, "GetChildren")
_ROLE = Method(_ACCESSIBLE, "GetRole")
_STATES = Method(_ACCESSIBLE, "GetState")
_RELATIONS = Method(_ACCESSIBLE, "GetRelationSet")
_ATTRIBUTES = Method(_ACCESSIBLE, "GetAttributes")
_PROPERTY = Method("org.freedesktop.DBus.Properties", "Get", "ss")
_AT_POINT = Method("org.a11y.atspi.Component", "GetAccessibleAtPoint", "iiu")
_EXTENTS = Method("org.a11y.atspi.Component", "GetExtents", "u")
_DOCUMENT_ATTRIBUTES = Method("org.a11y.atspi.Document", "GetAttributes")
_TEXT = Method("org.a11y.atspi.Text", "GetText", "ii")
_RANGE_EXTENTS = Method("org.a11y.atspi.Text", "GetRangeExtents", "iiu")
_MATCHES = Method("org.a11y.atspi.Collection", "GetMatches", "(aiia{ss}iaiiasib)uib")
_NOBODY = "/org/a11y/atspi/null"
_LABELLED_BY = 2
_SCREEN = 0
_ALL, _ANY = 1, 2
_NATURAL_ORDER = 1
_ROLE_WORDS, _STATE_WORDS = 4, 2
ALL_ROLES = frozenset(range(_ROLE_WORDS * 32))


def _parsed(question: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Have a reply of any other form than the protocol's be no answer."""

    @wraps(question)
    async def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await question(*args, **kwargs)
        except (ValueError, TypeError, AttributeError) as error:
            raise UnansweredError(Method("", question.__name__), hangs=False) from error

    return asked


class Nodes:
    """Questions to accessible objects. Every one may raise UnansweredError or BusLostError."""

    def __init__(self, bus: AccessibilityBus, ways: Ways) -> None:
        self._bus = bus
        self._ways = ways

    @_parsed
    async def name(self, node: Node) -> str:
        """Return the accessible name."""
        (name,) = await self._bus.ask(node, _PROPERTY, _ACCESSIBLE, "Name")
        return str(name.value)

    @_parsed
    async def toolkit(self, program: Node) -> str:
        """Return the name of the toolkit that a program is built with."""
        (name,) = await self._bus.ask(program, _PROPERTY, "org.a11y.atspi.Application", "ToolkitName")
        return str(name.value)

    @_parsed
    async def parent(self, node: Node) -> Node:
        """Return the parent."""
        (parent,) = await self._bus.ask(node, _PROPERTY, _ACCESSIBLE, "Parent")
        return Node(*parent.value)

    @_parsed
    async def role(self, node: Node) -> int:
        """Return the role's number."""
        (role,) = await self._bus.ask(node, _ROLE)
        return int(role)

    @_parsed
    async def states(self, node: Node) -> frozenset[int]:
        """Return the numbers of the states that hold; GTK 4 tells of windows alone that they show."""
        (words,) = await self._bus.ask(node, _STATES)
        bits = sum((word & 0xFFFFFFFF) << (32 * place) for place, word in enumerate(words))
        if self.is_gtk_4(node) and bits >> State.VISIBLE & 1:
            bits |= 1 << State.SHOWING
        return frozenset(state for state in range(32 * len(words)) if bits >> state & 1)

    @_parsed
    async def children(self, node: Node) -> tuple[Node, ...]:
        """Return the children in order."""
        (children,) = await self._bus.ask(node, _CHILDREN)
        return tuple(Node(*child) for child in children)

    @_parsed
    async def child_count(self, node: Node) -> int:
        """Return how many children there are; a sheet says 2,147,483,647 of its cells."""
        (count,) = await self._bus.ask(node, _PROPERTY, _ACCESSIBLE, "ChildCount")
        return int(count.value)

    @_parsed
    async def index(self, node: Node) -> int:
        """Return which child of its parent it is."""
        (index,) = await self._bus.ask(node, _INDEX)
        return int(index)

    @_parsed
    async def at_point(self, node: Node, x: int, y: int) -> Node | None:
        """Return what of `node` is at a place, in the program's own pixels; None where nothing is."""
        ((sender, path),) = await self._bus.ask(node, _AT_POINT, x, y, _SCREEN)
        return None if path == _NOBODY else Node(sender, path)

    @_parsed
    async def attributes(self, node: Node) -> dict[str, str]:
        """Return the toolkit's own attributes ("id", "placeholder-text")."""
        (attributes,) = await self._bus.ask(node, _ATTRIBUTES)
        return dict(attributes)

    @_parsed
    async def url(self, document: Node) -> str:
        """Return the address of a web document, "" where it tells none; browsers name it in two ways."""
        (attributes,) = await self._bus.ask(document, _DOCUMENT_ATTRIBUTES)
        return str(attributes.get("DocURL") or attributes.get("URI") or "")

    @_parsed
    async def labels(self, node: Node) -> tuple[Node, ...]:
        """Return the objects that label `node`."""
        (relations,) = await self._bus.ask(node, _RELATIONS)
        return tuple(Node(*target) for kind, targets in relations if kind == _LABELLED_BY for target in targets)

    @_parsed
    async def told_rect(self, node: Node) -> Rect:
        """Return where it is, in the program's own pixels."""
        ((x, y, width, height),) = await self._bus.ask(node, _EXTENTS, _SCREEN)
        return Rect(x, y, width, height)

    async def window_rect(self, window: Node) -> Rect:
        """Return where a window is, in the program's own pixels; one of Java does not know, but what fills it does."""
        rect = await self.told_rect(window)
        if min(rect.width, rect.height) > 0:
            return rect
        for child in await self.children(window):
            inside = await self.told_rect(child)
            if min(inside.width, inside.height) > 0:
                return inside
        return rect

    async def rect(self, node: Node, *, in_page: bool = True) -> Rect:
        """Return where it is, in root-window pixels; a browser's own parts must be told from those of a page."""
        told = moved(await self.told_rect(node), *self._ways.shift(node))
        return self.real(node, told, in_page=in_page)

    def real(self, node: Node, told: Rect, *, in_page: bool) -> Rect:
        """Return where a place is that the program of `node` tells, in root-window pixels."""
        about = self._ways.scales.of(node.sender).about(told)
        return scaled_about(told, self.factor(node, in_page=in_page), about)

    def factor(self, node: Node, *, in_page: bool) -> float:
        """Return how many root-window pixels one pixel of the program is at `node`."""
        scale = self._ways.scales.of(node.sender)
        return scale.page if in_page else scale.own

    def is_gtk_4(self, node: Node) -> bool:
        """Say whether its program is one of GTK 4, which tells of much in a way of its own."""
        return self._ways.is_gtk_4(node.sender)

    @_parsed
    async def text(self, node: Node) -> str:
        """Return the whole text; an embedded object stands in it as U+FFFC."""
        end = -1
        if self.is_gtk_4(node):
            (count,) = await self._bus.ask(node, _PROPERTY, "org.a11y.atspi.Text", "CharacterCount")
            end = int(count.value)
        (text,) = await self._bus.ask(node, _TEXT, 0, end)
        return str(text)

    @_parsed
    async def range_rect(self, node: Node, start: int, end: int, *, in_page: bool = True) -> Rect:
        """Return the box around characters `start` to `end`, in root-window pixels."""
        x, y, width, height = await self._bus.ask(node, _RANGE_EXTENTS, start, end, _SCREEN)
        told = moved(Rect(x, y, width, height), *self._ways.shift(node))
        return self.real(node, told, in_page=in_page)

    @_parsed
    async def matches(self, root: Node, states: Iterable[int], roles: Iterable[int], most: int = 0) -> tuple[Node, ...]:
        """Return what the program finds below `root`, in reading order, with all `states` and one of `roles`.

        It ends with the search at the `most`-th, where that is not 0.
        """
        rule = [_bits(states, _STATE_WORDS), _ALL, {}, _ALL, _bits(roles, _ROLE_WORDS), _ANY, [], _ALL, False]
        (found,) = await self._bus.ask(root, _MATCHES, rule, _NATURAL_ORDER, most, True)  # noqa: FBT003 - D-Bus
        return tuple(Node(*node) for node in found)


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
