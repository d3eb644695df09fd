"""Going through a window object by object, for programs that cannot search it, or must not."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from workstation.desktop.x11.atspi import Method, Node, UnansweredError
from workstation.desktop.x11.corners import Corners
from workstation.desktop.x11.grid import MANY, Grid
from workstation.desktop.x11.nodes import Nodes, Role, State, those_that_answer
from workstation.desktop.x11.regions import moved
from workstation.desktop.x11.ways import STAYS, Shift

DEEPEST, MOST = 60, 20_000
UNMET = -1
_CROWDED = frozenset({Role.LIST, Role.LIST_BOX, Role.TABLE, Role.TREE, Role.TREE_TABLE})
_OPEN = frozenset({State.FOCUSED, State.SELECTED})
_IN_VIEW = frozenset({State.SHOWING, State.DEFUNCT})
_POPUP = "GtkPopoverContent"
_ENDLESS = Method("", "GetChildren")


@dataclass(frozen=True, slots=True)
class Around:
    """What an object is in: in GTK 4 `panes` beyond which it is not shown, or a window that pops up."""

    panes: tuple[Node, ...] = ()
    is_popup: bool = False


NOTHING_AROUND = Around()


@dataclass(frozen=True, slots=True)
class Met:
    """One object on the way: what it is, the document that it is part of, and how wrong its place is told.

    A view, which has objects only for what it shows, has `corners`: a hash of what they showed right before, or UNMET,
    which nothing ever shows, where it has cells and none can be met. What is
    typed into a cell is in an `editor`, which knows its own place, but not that of its text. `widget` is what GTK 4
    calls a widget without a role: the name of its class, where its program gave it none.
    """

    node: Node
    role: int
    states: frozenset[int]
    document: Node | None
    shift: Shift
    corners: int = 0
    editor: Node | None = None
    around: Around = NOTHING_AROUND
    widget: str = ""


@dataclass(frozen=True, slots=True)
class Walk:
    """All that was met below one object, in reading order."""

    met: tuple[Met, ...]

    def those(self, states: Iterable[int], roles: Iterable[int]) -> tuple[Node, ...]:
        """Return those that have all `states` and one of `roles`."""
        wanted, kinds = frozenset(states), frozenset(roles)
        return tuple(met.node for met in self.met if wanted <= met.states and met.role in kinds)

    def views(self) -> Mapping[Node, int]:
        """Return what has objects only for what it shows, each with what its corners showed."""
        return {met.node: met.corners for met in self.met if met.corners}

    def editors(self) -> Mapping[Node, Node]:
        """Return the editor that each object is in that is in one."""
        return {met.node: met.editor for met in self.met if met.editor}

    def around(self) -> Mapping[Node, Around]:
        """Return what each object is in that is in anything."""
        return {met.node: met.around for met in self.met if met.around != NOTHING_AROUND}

    def widgets(self) -> Mapping[Node, str]:
        """Return what GTK 4 calls those that have no role."""
        return {met.node: met.widget for met in self.met if met.widget}

    def shifts(self) -> Mapping[Node, Shift]:
        """Return how far those are from the place that is told of them that are not where they are told to be."""
        return {met.node: met.shift for met in self.met if met.shift != STAYS}


class Walker:
    """Walks. Of a table with more than MANY objects it meets the cells that are in view, and no others.

    Raises UnansweredError where the program hangs, or has objects without end; BusLostError.
    """

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._grid = Grid(nodes)
        self._corners = Corners(nodes)

    async def walk(self, root: Node, *, everywhere: bool = False) -> Walk:
        """Return what lies below `root` and is in view; with `everywhere`, what is not in view as well."""
        return Walk(tuple(await _Round(root, self._nodes, self._grid, self._corners, everywhere=everywhere).below()))


class _Round:
    """One walk, which ends where there is no end."""

    def __init__(self, root: Node, nodes: Nodes, grid: Grid, corners: Corners, *, everywhere: bool) -> None:
        self._root = root
        self._nodes = nodes
        self._grid = grid
        self._corners = corners
        self._everywhere = everywhere
        self._left = MOST

    async def below(self) -> list[Met]:
        role, states = await asyncio.gather(self._nodes.role(self._root), self._nodes.states(self._root))
        window = Met(self._root, role, states, None, STAYS)
        return [met for met in await self._with_inside(window, DEEPEST) if met.node != self._root or met.corners]

    async def _inside(self, parent: Met, depth: int) -> list[Met]:
        if parent.role == Role.MENU and not _OPEN & parent.states:
            return []
        children = await self._nodes.children(parent.node)
        self._left -= len(children)
        if depth <= 0 or self._left < 0:
            raise UnansweredError(_ENDLESS, hangs=True)
        states, roles = await asyncio.gather(
            those_that_answer(self._nodes.states, children), those_that_answer(self._nodes.role, children)
        )
        shift = await self._shift_inside(parent, children)
        met = [
            Met(
                child,
                roles[child],
                states[child],
                _document(parent),
                shift,
                editor=parent.editor,
                around=_around(parent, roles[child], is_gtk_4=self._nodes.is_gtk_4(child)),
            )
            for child in children
            if child in roles and child in states and self._is_open(roles[child], states[child])
        ]
        placed = await asyncio.gather(*(self._placed(each, parent, len(children)) for each in met))
        below = await asyncio.gather(*(self._with_inside(each, depth - 1) for each in placed))
        return list(chain.from_iterable(below))

    async def _shift_inside(self, parent: Met, children: Sequence[Node]) -> Shift:
        """Return the shift of `children`: what LibreOffice shows of a file to import is told from its own corner."""
        if parent.role != Role.TABLE or State.MANAGES_DESCENDANTS not in parent.states:
            return parent.shift
        told = await those_that_answer(self._nodes.told_rect, (parent.node, *children[:1]))
        corners = [(rect.x, rect.y) for rect in told.values() if min(rect.width, rect.height) > 0]
        return corners[0] if corners[1:] == [STAYS] else parent.shift

    async def _with_inside(self, met: Met, depth: int) -> list[Met]:
        if not await self._is_crowded(met):
            entered = await self._entered(met)
            return [*_shown(entered), *await self._inside(entered, depth)]
        corners = await self._corners.of(met.node)
        window = await self._nodes.told_rect(self._root)
        nodes = await self._grid.cells(met.node, moved(window, -met.shift[0], -met.shift[1]))
        self._left -= len(nodes)
        counts = await those_that_answer(self._nodes.child_count, nodes)
        below = await asyncio.gather(
            *(self._of_cell(_cell(node, met), counts.get(node, 0), depth - 1) for node in nodes)
        )
        return [replace(met, corners=corners if nodes else UNMET), *chain.from_iterable(below)]

    async def _of_cell(self, cell: Met, count: int, depth: int) -> list[Met]:
        """Return a cell with what is in it: a row of a list of GTK is a box with labels."""
        return await self._with_inside(cell, depth) if count > 0 else [cell]

    def _is_open(self, role: int, states: frozenset[int]) -> bool:
        """Say whether something may be in view there.

        LibreOffice's input line calls itself dead, and shows text; a viewport of GTK that scrolled by more than its own
        height takes itself for scrolled away.
        """
        return self._everywhere or role == Role.VIEWPORT or bool(_IN_VIEW & states)

    async def _is_crowded(self, met: Met) -> bool:
        if met.role not in _CROWDED and State.MANAGES_DESCENDANTS not in met.states:
            return False
        return await self._nodes.child_count(met.node) > MANY

    async def _entered(self, met: Met) -> Met:
        """Return `met` as it is right before its children are met."""
        if State.MANAGES_DESCENDANTS not in met.states:
            return met
        return replace(met, corners=await self._corners.of(met.node))

    async def _placed(self, met: Met, parent: Met, siblings: int) -> Met:
        """Return `met` with the shift that holds from it on.

        In a window with a menu LibreOffice tells its own objects, from the root pane down, as far too high as the menu
        is high; widgets of GTK and the editor of a cell inside of them are told right again.
        """
        if met.role == Role.FILLER and self._nodes.is_gtk_4(met.node):
            widget = await self._nodes.name(met.node)
            return replace(
                met, widget=widget, around=replace(met.around, is_popup=met.around.is_popup or widget == _POPUP)
            )
        if met.role == Role.ROOT_PANE:
            inner, outer = await asyncio.gather(self._nodes.told_rect(met.node), self._nodes.told_rect(parent.node))
            is_same = (inner.width, inner.height) == (outer.width, outer.height)
            shift = (outer.x - inner.x, outer.y - inner.y) if is_same else STAYS
        elif met.role == Role.PANEL and parent.role == Role.SPREADSHEET:
            return replace(met, shift=STAYS, editor=met.node)
        elif met.shift != STAYS and siblings == 1 and met.role == parent.role == Role.PANEL:
            inner, outer = await asyncio.gather(self._nodes.told_rect(met.node), self._nodes.told_rect(parent.node))
            shift = STAYS if inner == moved(outer, *met.shift) else met.shift
        else:
            return met
        return replace(met, shift=shift)


def _around(parent: Met, role: int, *, is_gtk_4: bool) -> Around:
    if (parent.role == Role.COMBO_BOX and role in _CROWDED) or role == Role.POPUP_MENU:
        return replace(parent.around, is_popup=True)
    if parent.role == Role.SCROLL_PANE and is_gtk_4:
        return replace(parent.around, panes=(*parent.around.panes, parent.node))
    return parent.around


def _document(parent: Met) -> Node | None:
    return parent.node if parent.role == Role.DOCUMENT else parent.document


def _cell(node: Node, table: Met) -> Met:
    return Met(node, Role.TABLE_CELL, table.states - {State.MANAGES_DESCENDANTS}, _document(table), table.shift)


def _shown(met: Met) -> Iterator[Met]:
    if State.DEFUNCT not in met.states:
        yield met
